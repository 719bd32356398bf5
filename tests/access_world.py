"""The world of the access test: the same things owned by Ayu, by a colleague in another unit of her
agency (Hana), and by Fajar in another agency; one course for everyone, one for Ayu's agency.

Beside the cast: Indra administers another agency than Ayu's, Joko stands in for Ayu's supervisor (Plh),
Kartika was her supervisor until last month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from lms.accounts.actions import (
    grant_role,
    issue_codes,
    request_codes,
)
from lms.accounts.models import (
    ApiToken,
    AuthSession,
    Membership,
    Person,
    SupervisorAssignment,
    SuspectedDouble,
)
from lms.assessment.models import Attempt
from lms.authoring.actions.drafts import open_draft
from lms.cli.demo import SINCE
from lms.core import db as database
from lms.core.clock import now, today
from lms.core.db import begin_unit, begin_writing, db
from lms.courses.models import Course, RevisionFile
from lms.credentials.actions.keys import current_key
from lms.credentials.models.claims import LearningClaim
from lms.credentials.models.hours import HoursEntry
from lms.learning.models import Bookmark, Note
from lms.notifications.models import Notice
from lms.privacy.models import PrivacyRequest
from lms.supervision.actions import figures
from lms.supervision.models import PlanItem, ReminderRound, SavedView
from tests.access_things import AGENCY, OPEN, SHORT, TASK, Things, things_of
from tests.cast import Cast
from tests.factories.certificates import batch_for
from tests.factories.courses import png, publish_course
from tests.factories.exports import made_of_figures
from tests.tools.kept import made_once

OWNERS = ("ayu", "hana", "fajar")
IRMA = "irma"
OTHERS = (IRMA, "joko", "kartika")
OF_A_QUIZ = re.compile(r"/attempts$|/conduct/|/items/|/gradebook/")
OF_DATA = re.compile(r"^/privacy-requests/|^/account/data/")
OF_A_TABLE = re.compile(r"/supervision/exports(/new|/file)?")
IS_MARKED = re.compile(r"/marking/")


@dataclass(frozen=True)
class World:
    """Things by their owner, the address of a picture of the agency's course, the codes that Irma had
    printed, by one of the two the pairs that may be one person, by the reminded what their supervisor
    sent to many (Hana has none: Eko did), likewise the files of figures of their units, and by their owners
    views that lead nowhere any more."""

    things: dict[str, Things]
    picture: str
    batch: int
    doubles: dict[str, int]
    rounds: dict[str, int]
    views: dict[str, int]
    exports: dict[str, int]

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
            "<int:held_id>": str(mine.held),
            "<int:note_id>": str(mine.note),
            "<int:bookmark_id>": str(mine.bookmark),
            "<int:notice_id>": str(mine.notice),
            "<int:delivery_id>": str(mine.delivery),
            "<int:device_id>": str(mine.device),
            "<int:session_id>": str(mine.session),
            "<int:token_id>": str(mine.token),
            "<token>": "1.tidak-sah",
            "<path:path>": "course.md",
            "<int:number>": "1",
            "<int:position>": "1",
            "<int:request_id>": str(mine.asked) if OF_DATA.search(rule) else "1",
            "<int:copy_id>": str(mine.copy),
            "<kind>": "restriction",
            "<int:report_id>": "1",
            "<int:file_id>": str(_file_of(rule, mine)),
            "<int:claim_id>": str(mine.claim),
            "<int:entry_id>": str(mine.entry),
            "<int:year>": "2026",
            "<int:item_id>": str(mine.plan_item),
            "<int:duty_id>": str(mine.duty),
            "<form>": "coaching",
            "<scope>": "domestic",
            "<employment>": "permanent_civil_servant",
            "<int:announcement_id>": "1",
            "<int:extension_id>": "1",
            "<int:batch_id>": "1" if rule.startswith("/credentials") else str(self.batch),
            "<int:round_id>": str(self.rounds[owner]),
            "<int:view_id>": str(self.views[owner]),
            "<int:export_id>": str(self.exports[owner]),
            "<int:template_id>": "1",
            "<int:ordinal>": "1",
            "<code>": mine.certificate,
            "<int:row_id>": "1",
            "<int:import_id>": "1",
            "<int:pair_id>": str(self.doubles[owner]),
            "<int:question_id>": "1",
            "<int:unit_id>": str(mine.unit),
            "<int:parent_id>": str(mine.unit),
            "<int:post_id>": str(mine.post),
            "<int:assignment_id>": str(mine.assignment),
            "<int:supervision_id>": str(mine.supervision),
            "<int:grant_id>": str(mine.grant),
            "<int:rule_id>": str(mine.duty_rule),
            "<uuid:uuid>": mine.work if IS_MARKED.search(rule) else mine.open_attempt,
        }
        for part, value in values.items():
            rule = rule.replace(part, value)
        if rule.endswith("/people") and rule.startswith("/supervision"):
            return f"{rule}?measure=members"
        if rule in ("/supervision/views/new", "/supervision/views/replace"):
            return f"{rule}?of=people"
        if OF_A_TABLE.fullmatch(rule):
            return f"{rule}?of=people&form=csv"
        renames_a_file = rule.startswith("/authoring") and rule.endswith("/rename")
        return f"{rule}?path=course.md" if renames_a_file else rule


def _file_of(rule: str, mine: Things) -> int:
    if rule.startswith("/credentials/claims/"):
        return mine.claim_file
    return mine.handed_file if IS_MARKED.search(rule) else 1


def _activity_of(rule: str) -> str:
    if OF_A_QUIZ.search(rule):
        return "kuis"
    return "tugas" if IS_MARKED.search(rule) else "materi-1"


@made_once
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
        publish_course(SHORT, lessons=1, quiz=False)
        people = {"ayu": cast.ayu.id, "fajar": cast.fajar.id, "hana": _colleague(cast)}
        _others(cast)
        batch = _printed_codes(cast)
        batch_for(SHORT, cast.dewi.id)
        _certificates_signed()
        things = {name: things_of(people[name]) for name in OWNERS}
        leaders = {"ayu": cast.citra.id, "fajar": cast.gita.id, "hana": cast.eko.id}
        rounds = _rounds(leaders)
        exports = {
            name: made_of_figures(leader, things[name].unit) for name, leader in leaders.items()
        }
        saved = _views(people)
        doubles = _doubles(people)
        figures.rebuild()
        picture = db.session.scalars(
            select(RevisionFile.sha256).where(RevisionFile.path == "media/gambar.png")
        ).first()
        db.session.remove()
    assert picture is not None
    return World(things, picture, batch, doubles, rounds, saved, exports)


def _certificates_signed() -> None:
    """The key that signs certificates is published, as the worker does at its first sheet: badges are
    signed by pages."""
    begin_writing()
    current_key()
    database.commit()


def untouched(app: Flask, world: World) -> set[str]:
    """Those whose things are all as they were: nobody else could change them."""
    with app.app_context():
        found = {
            name
            for name in OWNERS
            if _as_they_were(world.things[name])
            and db.session.get_one(SavedView, world.views[name]).name == "Milikku"
        }
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
        and db.session.get_one(LearningClaim, things.claim).state == "submitted"
        and db.session.get_one(PlanItem, things.plan_item).need == "Milikku."
        and things.entry not in db.session.scalars(select(HoursEntry.reverses_id)).all()
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
    grant_role(
        person_id=joko,
        role="supervisor",
        unit_id=cast.units["dpu-jalan"],
        actor_id=None,
        acting="plh",
        valid_until=until,
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


def _views(owners: dict[str, int]) -> dict[str, int]:
    begin_writing()
    found = {}
    for name, owner in owners.items():
        view = SavedView(
            person_id=owner, name="Milikku", page="people", params={}, told={}, created_at=now()
        )
        db.session.add(view)
        db.session.flush()
        found[name] = view.id
    database.commit()
    return found


def _rounds(senders: dict[str, int]) -> dict[str, int]:
    begin_writing()
    found = {}
    for name, sender in senders.items():
        one = ReminderRound(
            key=name,
            from_id=sender,
            search="",
            status="",
            content="Mari belajar.",
            asked_at=now(),
            skipped={},
            finished_at=now(),
        )
        db.session.add(one)
        db.session.flush()
        found[name] = one.id
    database.commit()
    return found


def _doubles(people: dict[str, int]) -> dict[str, int]:
    """Ayu and Hana may be one person, and so may Fajar and the newcomer in his agency."""
    begin_writing()
    lukman = db.session.scalars(select(Person.id).where(Person.user_name == "lukman")).one()
    pairs = {"ayu": (people["ayu"], people["hana"]), "fajar": (people["fajar"], lukman)}
    found = {}
    for name, (one, other) in pairs.items():
        first, second = sorted((one, other))
        pair = SuspectedDouble(one_id=first, other_id=second, found_at=now())
        db.session.add(pair)
        db.session.flush()
        found[name] = pair.id
    database.commit()
    return found | {"hana": found["ayu"]}
