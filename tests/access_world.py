"""The world of the access test: the same things owned by Ayu, by a colleague in another unit of her
agency (Hana), and by Fajar in another agency; one course for everyone, one for Ayu's agency."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

from lms.accounts.actions import create_token
from lms.accounts.models import ApiToken, AuthSession, Membership, Person
from lms.assessment.actions import add_file, start_attempt, submit
from lms.assessment.models import Attempt, HandedFile
from lms.authoring.actions.drafts import open_draft
from lms.cli.demo import SINCE
from lms.core import db as database
from lms.core.clock import now
from lms.core.db import begin_unit, begin_writing, db
from lms.courses.models import Course, RevisionFile
from lms.learning.actions import add_bookmark, add_note, enrol
from lms.learning.models import Bookmark, Note
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.factories.courses import png, publish_course

OPEN, AGENCY = "terbuka", "khusus-dpu"
OWNERS = ("ayu", "hana", "fajar")
OF_A_QUIZ = re.compile(r"/attempts$|/conduct/|/items/|/gradebook/")
IS_MARKED = re.compile(r"/marking/")
TASK = """---
id: modul-2
title: Modul kedua
---
# Tugas {#tugas .assignment optional pass=60 files=1 types=txt}

Tulis satu risiko.

____
"""


@dataclass(frozen=True)
class Things:
    """What one person has: ids that stand in addresses."""

    person_id: int
    open_attempt: str
    result: str
    note: int
    bookmark: int
    notice: int
    session: int
    token: int
    work: str
    handed_file: int


@dataclass(frozen=True)
class World:
    """Things by their owner, and the address of a picture of the agency's course."""

    things: dict[str, Things]
    picture: str

    def address(self, rule: str, owner: str, course: str) -> str:
        """The address of a rule for something of the owner's, in a course."""
        mine = self.things[owner]
        values = {
            "<course>": course,
            "<key>": course,
            "<activity>": _activity_of(rule),
            "<sha256>": self.picture,
            "<name>": "gambar.png",
            "<int:person_id>": str(mine.person_id),
            "<int:note_id>": str(mine.note),
            "<int:bookmark_id>": str(mine.bookmark),
            "<int:notice_id>": str(mine.notice),
            "<int:session_id>": str(mine.session),
            "<int:token_id>": str(mine.token),
            "<token>": "1.tidak-sah",
            "<path:path>": "course.md",
            "<int:number>": "1",
            "<int:position>": "1",
            "<int:request_id>": "1",
            "<int:report_id>": "1",
            "<int:file_id>": str(mine.handed_file) if IS_MARKED.search(rule) else "1",
            "<int:announcement_id>": "1",
            "<int:extension_id>": "1",
            "<int:row_id>": "1",
            "<int:import_id>": "1",
            "<int:question_id>": "1",
            "<uuid:uuid>": mine.work if IS_MARKED.search(rule) else mine.open_attempt,
        }
        for part, value in values.items():
            rule = rule.replace(part, value)
        return f"{rule}?path=course.md" if rule.endswith("/rename") else rule


def _activity_of(rule: str) -> str:
    if OF_A_QUIZ.search(rule):
        return "kuis"
    return "tugas" if IS_MARKED.search(rule) else "materi-1"


def build(app: Flask, cast: Cast) -> World:
    """Make the world in the application's database."""
    with app.app_context():
        begin_unit(may_write=True)
        files = {"02-tugas.md": TASK.encode()}
        publish_course(OPEN, quiz_attributes="pass=70 attempts=3", files=files)
        _give_to(cast.bima.id)
        publish_course(
            AGENCY,
            audience="units",
            unit_ids=[cast.units["dpu"]],
            lesson_text="![Gambar](media/gambar.png)",
            files={"media/gambar.png": png()},
        )
        people = {"ayu": cast.ayu.id, "fajar": cast.fajar.id, "hana": _colleague(cast)}
        things = {name: _things(people[name]) for name in OWNERS}
        picture = db.session.scalars(
            select(RevisionFile.sha256).where(RevisionFile.path == "media/gambar.png")
        ).first()
        db.session.remove()
    assert picture is not None
    return World(things, picture)


def untouched(app: Flask, world: World) -> set[str]:
    """Those whose things are all as they were: nobody else could change them."""
    with app.app_context():
        found = {name for name in OWNERS if _as_they_were(world.things[name])}
        db.session.remove()
    return found


def _as_they_were(things: Things) -> bool:
    note = db.session.get(Note, things.note)
    notice = db.session.get(Notice, things.notice)
    open_attempts = select(Attempt.submitted_at).where(Attempt.uuid == things.open_attempt)
    return (
        note is not None
        and note.content == "Milikku."
        and notice is not None
        and notice.read_at is None
        and db.session.get(Bookmark, things.bookmark) is not None
        and db.session.get(AuthSession, things.session) is not None
        and db.session.get_one(ApiToken, things.token).revoked_at is None
        and db.session.scalars(open_attempts).one() is None
    )


def _give_to(person_id: int) -> None:
    """The open course is this person's, who has begun to edit it; the agency's is nobody's."""
    begin_writing()
    course = db.session.scalars(select(Course).where(Course.key == OPEN)).one()
    course.owner_id = person_id
    open_draft(course_id=course.id, actor_id=person_id)
    database.commit()


def _colleague(cast: Cast) -> int:
    begin_writing()
    hana = Person(
        user_name="hana",
        full_name="Hana Wijaya",
        created_at=now(),
        password_hash=cast.ayu.password_hash,
    )
    db.session.add(hana)
    db.session.flush()
    db.session.add(Membership(person_id=hana.id, unit_id=cast.units["dpu-cipta"], valid_from=SINCE))
    hana_id = hana.id
    database.commit()
    return hana_id


def _things(person_id: int) -> Things:
    enrol(person_id=person_id, course_key=OPEN)
    attempt = start_attempt(person_id=person_id, course_key=OPEN, activity_key="kuis")
    result = attempt.uuid
    submit(attempt_uuid=result, person_id=person_id, event_id=f"{person_id:032}", device_id="uji")
    database.commit()
    attempt = start_attempt(person_id=person_id, course_key=OPEN, activity_key="kuis")
    work = _handed_in(person_id)
    note = add_note(
        person_id=person_id, course_key=OPEN, activity_key="materi-1", anchor="", content="Milikku."
    )
    add_bookmark(person_id=person_id, course_key=OPEN, activity_key="materi-1", anchor="")
    session = AuthSession(
        token_hash=f"hash-{person_id}",
        person_id=person_id,
        remember=False,
        user_agent="",
        address="",
        created_at=now(),
        expires_at=now().replace(year=2027),
    )
    token, _secret = create_token(person_id=person_id, name="Laptop", days=30)
    db.session.add(session)
    db.session.flush()
    things = Things(
        person_id=person_id,
        open_attempt=attempt.uuid,
        result=result,
        note=note.id,
        bookmark=db.session.scalars(
            select(Bookmark.id).where(Bookmark.person_id == person_id)
        ).one(),
        notice=db.session.scalars(select(Notice.id).where(Notice.person_id == person_id)).first()
        or 0,
        session=session.id,
        token=token.id,
        work=work.uuid,
        handed_file=db.session.scalars(
            select(HandedFile.id).where(HandedFile.attempt_id == work.id)
        ).one(),
    )
    database.commit()
    return things


def _handed_in(person_id: int) -> Attempt:
    """An assignment with a file that waits to be marked."""
    attempt = start_attempt(person_id=person_id, course_key=OPEN, activity_key="tugas")
    add_file(attempt_uuid=attempt.uuid, person_id=person_id, name="risiko.txt", content=b"Banjir.")
    event = f"{person_id:031}t"
    submit(attempt_uuid=attempt.uuid, person_id=person_id, event_id=event, device_id="uji")
    return attempt
