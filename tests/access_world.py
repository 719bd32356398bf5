"""The world of the access test: the same things owned by Ayu, by a colleague in another unit of her
agency (Hana), and by Fajar in another agency; one course for everyone, one for Ayu's agency.

Beside the cast: Indra administers another agency than Ayu's, Joko stands in for Ayu's supervisor (Plh),
Kartika was her supervisor until last month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from lms.accounts.actions import (
    appoint_unit_supervisor,
    create_token,
    grant_role,
    issue_codes,
    request_codes,
)
from lms.accounts.models import (
    ApiToken,
    AuthSession,
    Membership,
    Person,
    RoleGrant,
    SupervisorAssignment,
)
from lms.accounts.queries import unit_of
from lms.assessment.actions import add_file, start_attempt, submit
from lms.assessment.models import Attempt, HandedFile
from lms.authoring.actions.drafts import open_draft
from lms.cli.demo import SINCE
from lms.core import db as database
from lms.core import files
from lms.core.clock import now, today
from lms.core.db import begin_unit, begin_writing, db
from lms.courses.models import Course, RevisionFile
from lms.learning.actions import add_bookmark, add_note, enrol
from lms.learning.models import Bookmark, Note
from lms.notifications.models import Delivery, Notice
from lms.privacy.actions.requests import ask
from lms.privacy.models import DataExport, PrivacyRequest
from tests.cast import Cast
from tests.factories.courses import png, publish_course

OPEN, AGENCY = "terbuka", "khusus-dpu"
OWNERS = ("ayu", "hana", "fajar")
IRMA = "irma"
OTHERS = (IRMA, "joko", "kartika")
OF_A_QUIZ = re.compile(r"/attempts$|/conduct/|/items/|/gradebook/")
OF_DATA = re.compile(r"^/privacy-requests/|^/account/data/")
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
    delivery: int
    session: int
    token: int
    work: str
    handed_file: int
    unit: int
    post: int
    assignment: int
    supervision: int
    grant: int
    asked: int
    copy: int


@dataclass(frozen=True)
class World:
    """Things by their owner, the address of a picture of the agency's course, and the codes that
    Irma had printed."""

    things: dict[str, Things]
    picture: str
    batch: int

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
            "<int:delivery_id>": str(mine.delivery),
            "<int:session_id>": str(mine.session),
            "<int:token_id>": str(mine.token),
            "<token>": "1.tidak-sah",
            "<code>": "TIDAK-ADA",
            "<path:path>": "course.md",
            "<int:number>": "1",
            "<int:position>": "1",
            "<int:request_id>": str(mine.asked) if OF_DATA.search(rule) else "1",
            "<int:copy_id>": str(mine.copy),
            "<kind>": "restriction",
            "<int:report_id>": "1",
            "<int:file_id>": str(mine.handed_file) if IS_MARKED.search(rule) else "1",
            "<int:announcement_id>": "1",
            "<int:extension_id>": "1",
            "<int:batch_id>": str(self.batch),
            "<int:row_id>": "1",
            "<int:import_id>": "1",
            "<int:question_id>": "1",
            "<int:unit_id>": str(mine.unit),
            "<int:parent_id>": str(mine.unit),
            "<int:post_id>": str(mine.post),
            "<int:assignment_id>": str(mine.assignment),
            "<int:supervision_id>": str(mine.supervision),
            "<int:grant_id>": str(mine.grant),
            "<uuid:uuid>": mine.work if IS_MARKED.search(rule) else mine.open_attempt,
        }
        for part, value in values.items():
            rule = rule.replace(part, value)
        renames_a_file = rule.startswith("/authoring") and rule.endswith("/rename")
        return f"{rule}?path=course.md" if renames_a_file else rule


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
        _others(cast)
        batch = _printed_codes(cast)
        things = {name: _things(people[name]) for name in OWNERS}
        picture = db.session.scalars(
            select(RevisionFile.sha256).where(RevisionFile.path == "media/gambar.png")
        ).first()
        db.session.remove()
    assert picture is not None
    return World(things, picture, batch)


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
        and db.session.get_one(PrivacyRequest, things.asked).state == "waiting"
        and db.session.get_one(Person, things.person_id).restricted_at is None
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
    hana_id = _person(cast, "hana", "Hana Wijaya", "dpu-cipta")
    database.commit()
    return hana_id


def _others(cast: Cast) -> None:
    begin_writing()
    day = today()
    joko = _person(cast, "joko", "Joko Purnomo", "bpsdm")
    until = day + timedelta(days=7)
    appoint_unit_supervisor(
        person_id=joko, unit_id=cast.units["dpu-jalan"], acting="plh", valid_until=until
    )
    kartika = _person(cast, "kartika", "Kartika Sari", "bpsdm")
    db.session.add(
        SupervisorAssignment(
            person_id=cast.ayu.id,
            supervisor_id=kartika,
            valid_from=SINCE,
            valid_until=day.replace(day=1),
        )
    )
    database.commit()


def _person(cast: Cast, user_name: str, full_name: str, unit: str) -> int:
    person = Person(
        user_name=user_name,
        full_name=full_name,
        created_at=now(),
        password_hash=cast.ayu.password_hash,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(Membership(person_id=person.id, unit_id=cast.units[unit], valid_from=SINCE))
    return person.id


def _printed_codes(cast: Cast) -> int:
    """Irma, an agency's administrator, had a code made for somebody new there, and has not printed it."""
    begin_writing()
    irma = _person(cast, IRMA, "Irma Yuliana", "dinkes")
    unit_id = cast.units["dinkes"]
    grant_role(person_id=irma, role="agency_admin", unit_id=unit_id, actor_id=None)
    newcomer = _person(cast, "lukman", "Lukman Hakim", "dinkes")
    batch_id = request_codes(
        actor_id=irma, unit_id=unit_id, person_ids=[newcomer], key="uji", days=7
    )
    for _step in issue_codes({"batch_id": batch_id}):
        database.commit()
    return batch_id


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
    grant = grant_role(
        person_id=person_id,
        role="supervisor",
        unit_id=unit_of(person_id, now().date()),
        actor_id=None,
        valid_from=date(2027, 6, 1),
    )
    copy = DataExport(
        person_id=person_id,
        asked_by_id=person_id,
        asked_at=now(),
        done_at=now(),
        expires_at=now().replace(year=2027),
        sha256=files.save(f"PK{person_id}".encode()),
        size=3,
    )
    db.session.add_all((session, copy))
    asked = ask(
        person_id=person_id,
        kind="correction",
        field="other",
        content="Milikku.",
        proposed="Milikku.",
    )
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
        delivery=_failed_delivery(person_id),
        session=session.id,
        token=token.id,
        work=work.uuid,
        handed_file=db.session.scalars(
            select(HandedFile.id).where(HandedFile.attempt_id == work.id)
        ).one(),
        grant=grant.id,
        **_places(person_id),
        asked=asked.id,
        copy=copy.id,
    )
    database.commit()
    return things


def _places(person_id: int) -> dict[str, int]:
    """Where somebody belongs; 1, which is somebody else's, where they have no such thing."""
    post = db.session.scalars(select(Membership).where(Membership.person_id == person_id)).one()
    assignment = select(SupervisorAssignment.id).where(SupervisorAssignment.person_id == person_id)
    grant = select(RoleGrant.id).where(RoleGrant.unit_id == post.unit_id)
    return {
        "unit": post.unit_id,
        "post": post.id,
        "assignment": db.session.scalars(assignment).first() or 1,
        "supervision": db.session.scalars(grant).first() or 1,
    }


def _failed_delivery(person_id: int) -> int:
    """A letter about a notice of the person's that the mail server refused."""
    notice_id = db.session.scalars(select(Notice.id).where(Notice.person_id == person_id)).first()
    failed = Delivery(
        person_id=person_id, notice_id=notice_id, made_at=now(), state="failed", why="later"
    )
    db.session.add(failed)
    db.session.flush()
    return failed.id


def _handed_in(person_id: int) -> Attempt:
    """An assignment with a file that waits to be marked."""
    attempt = start_attempt(person_id=person_id, course_key=OPEN, activity_key="tugas")
    add_file(attempt_uuid=attempt.uuid, person_id=person_id, name="risiko.txt", content=b"Banjir.")
    event = f"{person_id:031}t"
    submit(attempt_uuid=attempt.uuid, person_id=person_id, event_id=event, device_id="uji")
    return attempt
