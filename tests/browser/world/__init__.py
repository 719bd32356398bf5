"""An installation in which every page can be met in every state: empty, full, open, over, refused.

It is written straight to the data of an installation, by the actions themselves. What does not belong
here: which pages are looked at (`places`), Bima's courses (`authoring.py`, `running.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from config import settings
from lms.accounts import actions as accounts
from lms.accounts import rules as account_rules
from lms.accounts.actions.sessions import PER_ACCOUNT, account_key, count_try
from lms.accounts.models import OrgUnit, PasswordReset, Person
from lms.accounts.queries import reset_token
from lms.app import create_app
from lms.assessment.actions import save_answer
from lms.cli.demo import PASSWORD
from lms.core import clock
from lms.core.db import db
from lms.courses.actions import set_audience, set_state
from lms.courses.models import Course
from lms.learning import actions as learning
from lms.learning.actions.progress import in_hand
from lms.learning.rules import places
from lms.supervision.actions import figures
from tests.browser.world import (
    authoring,
    credentials,
    duties,
    exports,
    held,
    hours,
    imports,
    marking,
    messages,
    plans,
    privacy,
    running,
    saved_views,
    ways_in,
)
from tests.browser.world import units as unit_world
from tests.browser.world.names import (
    FIRST_LESSONS,
    LONG_NAME,
    LONG_TEACHER,
    LONG_TITLE,
    NOBODY,
    PROJECT,
)
from tests.factories import assessment, courses
from tests.factories.learning import committed, enrolled, read, scored


def build(environ: dict[str, str]) -> dict[str, str]:
    """Fill the installation; returns what stands in addresses, by name.

    Ayu has something in every state. Nadia has nothing at all, Indra supervises nobody,
    Hana has to choose a password, and Siti's name is as long as names are. Bima writes and runs
    courses with Lina, Mira reviews them, Joko teaches and has written nothing.
    """
    app = create_app(settings(environ) | {"CLOCK_FILE": ""})
    moment = datetime.fromisoformat(Path(environ["CLOCK_FILE"]).read_text())
    with clock.frozen(moment):
        with app.app_context():
            committed()
            found = _people() | {"reset": _reset_link(app)}
            _many_courses()
            running.publish(found)
            _standings(int(found["ayu"]))
            _standings_of_a_long_name(int(found["siti"]))
            found |= _marks(int(found["ayu"]))
            _lock_an_account_out()
            authoring.build(found)
            found |= ways_in.build(found)
            _for_the_agencies_of_ayu_and_bima()
        found |= _attempts(app, int(found["ayu"]))
        found |= running.build(app, found)
        found |= marking.build(app, found)
        found |= held.build(app, found)
        found |= hours.build(app, found)
        found |= messages.build(app, found)
        found |= plans.build(app, found)
        found |= privacy.build(app, found)
        found |= imports.build(app, found)
        with app.app_context():
            committed()
            found |= credentials.build(found)
            _close_what_is_over()
            authoring.invite(found)
            committed()
        found |= duties.build(app, found)
        with app.app_context():
            figures.rebuild()
            committed()
        found |= saved_views.build(app, found)
        found |= exports.build(app, found)
        with app.app_context():
            db.engine.dispose()
    return found


def _people() -> dict[str, str]:
    units = {row.code: row.id for row in db.session.execute(select(OrgUnit.code, OrgUnit.id))}
    newcomers = (
        ("siti", LONG_NAME, "dpu-jalan"),
        ("hana", "Hana Wijaya", "dpu-jalan"),
        ("indra", "Indra Kusuma", "dpu-cipta"),
        ("joko", "Joko Purnomo", "bpsdm"),
        ("lina", LONG_TEACHER, "bpsdm"),
        ("mira", "Mira Handayani", "bpsdm"),
        ("nadia", "Nadia Safitri", "bpsdm"),
    )
    for user_name, full_name, unit in newcomers:
        person = accounts.create_person(
            user_name=user_name,
            full_name=full_name,
            password=PASSWORD,
            must_change_password=user_name == "hana",
            title_suffix="S.Si., M.T., M.Sc." if user_name == "siti" else "",
        )
        accounts.add_membership(person_id=person.id, unit_id=units[unit])
        committed()
    found = {row.user_name: row.id for row in db.session.scalars(select(Person))}
    accounts.grant_role(
        person_id=found["indra"], role="supervisor", unit_id=units["dpu-cipta"], actor_id=None
    )
    for name in ("joko", "lina", "mira"):
        accounts.grant_role(person_id=found[name], role="instructor", actor_id=None)
    for name, person_id in found.items():
        # Ayu is met by the notice at her next sign-in, everybody else goes straight on.
        if name != "ayu":
            version = account_rules.PRIVACY_NOTICE_VERSION
            accounts.accept_privacy_notice(person_id=person_id, version=version)
    committed()
    ids = {name: str(person_id) for name, person_id in found.items()}
    return ids | unit_world.build(ids, units)


def _reset_link(app: Flask) -> str:
    accounts.request_reset_link(identifier="dewi", address="127.0.0.1")
    reset = db.session.scalars(select(PasswordReset)).one()
    token = reset_token(reset.id, reset.person_id, str(app.config["SECRET_KEY"]))
    committed()
    assert token is not None
    return token


def _many_courses() -> None:
    courses.publish_course("lanjutan", title=LONG_TITLE, requires=[PROJECT])
    courses.publish_course("tuntas", title="Pelayanan yang Ramah")
    courses.publish_course("dulu", title="Menulis Surat Dinas")
    courses.publish_course("arsip", title="Kearsipan Lama")
    courses.publish_course("baru", title="Arsip Digital", lesson_text="Isi yang lama.")
    courses.publish_course("siap", title="Rapat yang Singkat")
    courses.publish_course("habis", quiz_attributes="pass=70 attempts=1 review=never")
    courses.publish_course("jeda", title="Mengukur Kepuasan Warga", practice=True)
    courses.catalogue_of(20)


def _standings(ayu: int) -> None:
    """Ayu's courses: in progress, completed, withdrawn, archived, changed, ready to be completed."""
    enrolled(ayu, PROJECT)
    read(ayu, *FIRST_LESSONS, course_key=PROJECT)
    for key in ("tuntas", "siap"):
        enrolment_id = enrolled(ayu, key)
        read(ayu, "materi-1", course_key=key)
        scored(enrolment_id, 87.5)
    read(ayu, "materi-2", course_key="tuntas")
    courses.publish_course("siap", title="Rapat yang Singkat", complete_lessons="1")
    enrolled(ayu, "dulu")
    learning.withdraw(person_id=ayu, course_key="dulu")
    committed()
    for key in ("arsip", "baru", "habis", "jeda"):
        enrolled(ayu, key)
    read(ayu, "materi-1", course_key="baru")
    courses.publish_course("baru", title="Arsip Digital", lesson_text="Isi yang baru sama sekali.")


def _standings_of_a_long_name(siti: int) -> None:
    for key in (PROJECT, "tuntas"):
        enrolled(siti, key)
    courses.publish_course("lanjutan", title=LONG_TITLE)
    enrolled(siti, "lanjutan")
    courses.publish_course("lanjutan", title=LONG_TITLE, requires=[PROJECT])


def _marks(ayu: int) -> dict[str, str]:
    """Where she stopped reading, a bookmark, a note that changed since, and two pages of notes."""
    lesson, anchor = FIRST_LESSONS[0], _third_place(ayu)
    learning.save_position(person_id=ayu, course_key=PROJECT, activity_key=lesson, anchor=anchor)
    learning.add_bookmark(person_id=ayu, course_key=PROJECT, activity_key=lesson, anchor=anchor)
    words = "Tanyakan kepada Bu Citra.\n\nDan: " + "pertanggungjawaban" * 6
    note = _note(ayu, words)
    committed()
    learning.edit_note(person_id=ayu, note_id=note, content=words + "!", version=1)
    committed()
    for number in range(60):
        _note(ayu, f"Catatan ke-{number}")
    committed()
    return {"note": str(note)}


def _note(person_id: int, content: str) -> int:
    return learning.add_note(
        person_id=person_id,
        course_key=PROJECT,
        activity_key=FIRST_LESSONS[0],
        anchor="",
        content=content,
    ).id


def _third_place(person_id: int) -> str:
    _enrolment, revision = in_hand(person_id, PROJECT)
    return places(revision.by_key[FIRST_LESSONS[0]].body_html)[2].anchor


def _lock_an_account_out() -> None:
    """Nobody's account, from an address that nobody uses: who signs in is not hindered."""
    account = account_key(None, NOBODY)
    for _ in range(PER_ACCOUNT.most):
        count_try("sign-in", account, "192.0.2.1")


def _attempts(app: Flask, ayu: int) -> dict[str, str]:
    """Papers of Ayu: failed and open at the final quiz, handed in at a practice, and used up."""
    failed = assessment.start(app, ayu, PROJECT, "kuis-akhir")
    assessment.answer(app, ayu, failed, {1: {"choice": 0}, 4: {"choices": [0, 2]}})
    assessment.hand_in(app, ayu, failed)
    open_paper = assessment.start(app, ayu, PROJECT, "kuis-akhir")
    assessment.answer(app, ayu, open_paper, {2: {"choice": 1}, 4: {"choices": [0, 1]}})
    with assessment.unit_of_work(app):
        flag = assessment.sent(3, {"flagged": True}, kind="flag")
        save_answer(attempt_uuid=open_paper, person_id=ayu, event=flag)
    practice = assessment.start(app, ayu, "jeda", "latihan")
    assessment.answer(app, ayu, practice, assessment.RIGHT)
    assessment.hand_in(app, ayu, practice)
    passed = assessment.start(app, ayu, "jeda", "kuis")
    assessment.answer(app, ayu, passed, assessment.RIGHT)
    assessment.hand_in(app, ayu, passed)
    used_up = assessment.start(app, ayu, "habis", "kuis")
    assessment.hand_in(app, ayu, used_up)
    return {
        "failed": failed,
        "paper": open_paper,
        "practice": practice,
        "passed": passed,
        "used_up": used_up,
    }


def _for_the_agencies_of_ayu_and_bima() -> None:
    """Nobody else sees a course, so that the catalogue of others is empty."""
    units = db.session.scalars(select(OrgUnit.id).where(OrgUnit.code.in_(("dpu", "bpsdm")))).all()
    for course_id in _course_ids():
        set_audience(course_id=course_id, audience="units", unit_ids=units, actor_id=None)
        committed()


def _close_what_is_over() -> None:
    committed()
    course_id = courses.course_id_of("arsip")
    set_state(course_id=course_id, state="archived", actor_id=None)
    committed()


def _course_ids() -> Iterable[int]:
    return db.session.scalars(select(Course.id)).all()
