"""A person whose every word can be recognised, taken through everything that leaves words behind: as
a learner in the course `ragam`, as a colleague who marks, as somebody who asks about their data.

What doesn't belong here: what becomes of it (`tests/privacy`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from lms.accounts import actions as accounts
from lms.assessment.actions import add_file, report_question
from lms.assessment.actions import grant as accommodate
from lms.assessment.actions.marking import add_feedback_file, claim_work, save_marks
from lms.assessment.actions.overriding import override_score
from lms.assessment.models import HandedFile
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.courses.models import Course, CourseRole
from lms.learning.actions import add_bookmark, add_note
from lms.learning.actions.dates import extend, set_dates
from lms.privacy.actions import copies, requests
from tests.cast import Cast
from tests.client import Client
from tests.factories import kinds
from tests.factories.accounts import NEW_PASSWORD, deliver_mail
from tests.factories.assessment import answer, hand_in, start, unit_of_work
from tests.factories.courses import course_id_of
from tests.factories.marking import GOOD, desk, finish, scheme

WORD = "qzkenari"
NUMBER = "198711302012011654"
LABELS = (
    "nama",
    "gelar",
    "surel",
    "jabatan",
    "perangkat",
    "token",
    "catatan",
    "jawaban",
    "isian",
    "uraian",
    "berkas",
    "namaberkas",
    "laporan",
    "permintaan",
)
"""What a copy must hold: the person's own."""


@dataclass(frozen=True)
class Canary:
    """Who it is, and one work that was marked."""

    person_id: int
    work: str


def word(label: str) -> str:
    """The canary of a label."""
    return f"{WORD}{label}"


def sing(app: Flask, cast: Cast, client: Client) -> Canary:
    """Take the canary through everything, and let its letters be sent."""
    person_id = _person(app, cast)
    kinds.take_up(app, person_id, cast.ayu.id)
    _run_by_bima(app, cast)
    _open_doors(app, client, person_id)
    _learn(app, cast, person_id)
    work = _be_marked(app, cast, person_id)
    _mark_and_administer(app, cast, person_id)
    with unit_of_work(app):
        requests.ask(
            person_id=person_id,
            kind="correction",
            field="other",
            content=word("permintaan"),
            proposed=word("benar"),
        )
        copies.ask_copy(person_id=person_id, actor_id=person_id)
    deliver_mail(app)
    return Canary(person_id, work)


def _person(app: Flask, cast: Cast) -> int:
    with unit_of_work(app):
        person = accounts.create_person(
            user_name=WORD,
            full_name=f"{word('nama').capitalize()} Contoh",
            title_prefix=word("gelar"),
            title_suffix="M.Si.",
            email=f"{word('surel')}@contoh.go.id",
            employee_number=NUMBER,
            password=NEW_PASSWORD,
        )
        accounts.add_membership(
            person_id=person.id, unit_id=cast.units["dpu-jalan"], position=word("jabatan")
        )
        accounts.assign_supervisor(person_id=person.id, supervisor_id=cast.citra.id)
        accounts.assign_supervisor(
            person_id=cast.ayu.id,
            supervisor_id=person.id,
            acting="plt",
            valid_until=date(2027, 6, 1),
        )
        accounts.set_pay_grade(
            person_id=person.id, grade="III/a", day=date(2026, 4, 1), actor_id=cast.eko.id
        )
        accounts.grant_role(person_id=person.id, role="instructor", actor_id=cast.eko.id)
        accounts.grant_role(person_id=person.id, role="administrator", actor_id=cast.eko.id)
        return person.id


def _run_by_bima(app: Flask, cast: Cast) -> None:
    with unit_of_work(app):
        begin_writing()
        course = db.session.scalars(select(Course).where(Course.key == kinds.COURSE)).one()
        course.owner_id = cast.bima.id


def _open_doors(app: Flask, client: Client, person_id: int) -> None:
    sent = {"identifier": WORD, "password": NEW_PASSWORD}
    client.form_post("/sign-in", sent, headers={"User-Agent": word("perangkat")})
    client.form_post("/forgot-password", {"identifier": WORD})
    with unit_of_work(app):
        accounts.create_token(person_id=person_id, name=word("token"), days=30)


def _learn(app: Flask, cast: Cast, person_id: int) -> None:
    place = {"course_key": kinds.COURSE, "activity_key": "materi", "anchor": ""}
    with unit_of_work(app):
        add_note(person_id=person_id, content=word("catatan"), **place)
        add_bookmark(person_id=person_id, **place)
    uuid = start(app, person_id, kinds.COURSE, "kuis")
    texts = {4: {"text": word("jawaban")}, 7: {"gaps": [word("isian"), "hari"]}}
    answer(app, person_id, uuid, {1: {"choice": 0}, **texts})
    hand_in(app, person_id, uuid)
    course_id = _course_id(app)
    with unit_of_work(app):
        report_question(attempt_uuid=uuid, person_id=person_id, position=1, content=word("laporan"))
        set_dates(
            course_id=course_id,
            activity_key="uraian",
            opens_at=None,
            closes_at=now() + timedelta(days=3),
            actor_id=cast.bima.id,
        )
        extend(
            course_id=course_id,
            activity_key="uraian",
            person_id=person_id,
            closes_at=now() + timedelta(days=5),
            reason=word("perpanjangan"),
            actor_id=cast.bima.id,
        )
        accommodate(
            course_id=course_id,
            activity_key="kuis",
            person_id=person_id,
            extra_time=50,
            extra_attempts=0,
            reason=word("keringanan"),
            actor_id=cast.bima.id,
        )
    with unit_of_work(app):
        override_score(
            course_id=course_id,
            person_id=person_id,
            activity_key="kuis",
            score="85",
            reason=word("penetapan"),
            seen=0,
            actor_id=cast.bima.id,
        )


def _be_marked(app: Flask, cast: Cast, person_id: int) -> str:
    scheme(app, cast.bima.id, release="at-once")
    uuid = start(app, person_id, kinds.COURSE, "tugas")
    answer(app, person_id, uuid, {1: {"text": word("uraian")}})
    with unit_of_work(app):
        add_file(
            attempt_uuid=uuid,
            person_id=person_id,
            name=f"{word('namaberkas')}.txt",
            content=word("berkas").encode(),
        )
    hand_in(app, person_id, uuid)
    with app.app_context():
        handed = db.session.scalars(select(HandedFile.id)).one()
    with unit_of_work(app):
        here = desk(uuid, cast.bima.id)
        claim_work(here)
        add_feedback_file(
            here, handed_file_id=handed, name=f"{WORD}.txt", content=word("balikan").encode()
        )
    finish(app, uuid, cast.bima.id, {**GOOD, "comment-1": word("komentar"), "overall": WORD})
    return uuid


def _mark_and_administer(app: Flask, cast: Cast, person_id: int) -> None:
    """Co-author of the course, the canary begins to mark Ayu's work, and issues a code for her."""
    with unit_of_work(app):
        begin_writing()
        row = CourseRole(
            course_id=course_id_of(kinds.COURSE),
            person_id=person_id,
            role="co_author",
            granted_at=now(),
        )
        db.session.add(row)
    uuid = start(app, cast.ayu.id, kinds.COURSE, "tugas")
    answer(app, cast.ayu.id, uuid, {1: {"text": "Banjir."}})
    hand_in(app, cast.ayu.id, uuid)
    with unit_of_work(app):
        save_marks(desk(uuid, person_id), {"comment-1": word("draf")}, seen=0)
    with unit_of_work(app):
        accounts.issue_code(actor_id=person_id, person_id=cast.ayu.id, secret="rahasia")


def _course_id(app: Flask) -> int:
    with app.app_context():
        return course_id_of(kinds.COURSE)
