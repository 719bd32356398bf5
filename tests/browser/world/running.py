"""Bima's course `ragam` with every kind of activity, and those who learn in it: dates, a later closing
for one, announcements, papers of every kind, reports about questions, a correction.

What does not belong here: what is written of a course (`authoring.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from lms.accounts.actions import create_token
from lms.assessment.actions import (
    add_file,
    answer_report,
    mend_question,
    override_score,
    report_question,
    start_attempt,
)
from lms.assessment.models import QuestionReport, ScoreOverride
from lms.core import clock
from lms.core.db import db
from lms.courses.actions import publish_folder
from lms.learning import actions as learning
from lms.learning.models import Announcement
from tests.factories import assessment, kinds
from tests.factories.authoring import opened_draft
from tests.factories.courses import course_id_of
from tests.factories.learning import committed, enrolled, read
from tests.factories.mending import question_id_of

ADDRESS = "https://ragam.contoh.go.id/surat/pertanggungjawaban-penyelenggaraan-pemerintahan"


def publish(people: Mapping[str, str]) -> None:
    """Publish the course, whose draft is as it is published, and enrol Ayu, Siti and Indra."""
    bima = int(people["bima"])
    publish_folder(kinds.folder(), actor_id=bima)
    committed()
    opened_draft(course_id_of(kinds.COURSE), bima)
    committed()
    for name in ("ayu", "siti", "indra"):
        enrolled(int(people[name]), kinds.COURSE)
    read(int(people["ayu"]), "materi", course_key=kinds.COURSE)


def build(app: Flask, people: Mapping[str, str]) -> dict[str, str]:
    """Papers, reports, announcements, dates and tokens; returns what stands in addresses."""
    found = _papers(app, int(people["ayu"]), int(people["siti"]))
    with app.app_context():
        committed()
        found |= _reports(found, people)
        found |= _announcements(int(people["bima"]))
        _override(int(people["bima"]), int(people["ayu"]))
        found |= _left_open(int(people["indra"]))
        found |= _corrections(int(people["bima"]))
        _dates(int(people["bima"]), int(people["siti"]))
        for name in ("Komputer kantor", "Mesin yang menerbitkan kursus dari repositori dinas"):
            create_token(person_id=int(people["bima"]), name=name, days=90)
            committed()
    return found


def _papers(app: Flask, ayu: int, siti: int) -> dict[str, str]:
    """Siti's are open, Ayu's are handed in; Ayu's assignment is open, with a file."""

    def start(person_id: int, activity: str) -> str:
        return assessment.start(app, person_id, kinds.COURSE, activity)

    found = {
        "kinds_paper": start(siti, "kuis"),
        "kinds_result": start(ayu, "kuis"),
        "essay": start(ayu, "uraian"),
        "survey_paper": start(siti, "survei"),
        "survey_done": start(ayu, "survei"),
        "assignment_paper": start(ayu, "tugas"),
        "assignment_done": start(siti, "tugas"),
    }
    answers = kinds.RIGHT | {3: {"text": "15"}, 4: {"text": "tidak tahu"}}
    assessment.answer(app, ayu, found["kinds_result"], answers)
    essay = {1: {"choice": 0}, 2: {"text": "Hujan.\n\nMaka pekerjaan tanah terlambat."}}
    assessment.answer(app, ayu, found["essay"], essay)
    survey = {1: {"point": 2}, 2: {"text": "Contohnya ditambah."}}
    assessment.answer(app, ayu, found["survey_done"], survey)
    assessment.answer(app, siti, found["assignment_done"], {1: {"text": "Satu risiko."}})
    with assessment.unit_of_work(app):
        content = b"%PDF-1.4\n%%EOF\n"
        add_file(
            attempt_uuid=found["assignment_paper"],
            person_id=ayu,
            name="laporan-" + "pertanggungjawaban-" * 4 + "akhir.pdf",
            content=content,
        )
    for person_id, name in ((ayu, "kinds_result"), (ayu, "essay"), (ayu, "survey_done")):
        assessment.hand_in(app, person_id, found[name])
    assessment.hand_in(app, siti, found["assignment_done"])
    return found


def _reports(papers: Mapping[str, str], people: Mapping[str, str]) -> dict[str, str]:
    """One by Siti that was answered, one by Ayu that waits."""
    for name, paper, content in (
        ("siti", "kinds_paper", "Kunci nomor satu menurut saya PPK, bukan PA."),
        ("ayu", "kinds_result", "Ada dua pilihan yang sama benarnya.\n\nLihat pasal 3."),
    ):
        report_question(
            attempt_uuid=papers[paper], person_id=int(people[name]), position=1, content=content
        )
        committed()
    answered, waiting = db.session.scalars(select(QuestionReport.id).order_by(QuestionReport.id))
    answer_report(
        course_id=course_id_of(kinds.COURSE),
        report_id=answered,
        answer="Terima kasih. Menurut aturan yang baru, jawabannya tetap PA/KPA.",
        actor_id=int(people["bima"]),
    )
    committed()
    return {"answered": str(answered), "waiting": str(waiting)}


def _override(bima: int, ayu: int) -> None:
    """One was set, and another one in its place."""
    course_id, seen = course_id_of(kinds.COURSE), 0
    for score, reason in (("60", "Ujian lisan."), ("72,5", f"Rekaman menunjukkan lain: {ADDRESS}")):
        override_score(
            course_id=course_id,
            person_id=ayu,
            activity_key="kuis",
            score=score,
            reason=reason,
            seen=seen,
            actor_id=bima,
        )
        committed()
        newest = select(ScoreOverride.id).order_by(ScoreOverride.id.desc()).limit(1)
        seen = db.session.scalars(newest).one()


def _left_open(indra: int) -> dict[str, str]:
    """Of Indra: an attempt in another browser, and one at the pre-test, which closes before it is handed
    in."""
    found = {}
    for name, key in (("elsewhere", "kuis"), ("time_up", "awal")):
        attempt = start_attempt(
            person_id=indra,
            course_key=kinds.COURSE,
            activity_key=key,
            device_id=assessment.DEVICE if name == "elsewhere" else None,
        )
        found[name] = attempt.uuid
        committed()
    return found


def _corrections(bima: int) -> dict[str, str]:
    """One that is just being brought to the attempts; and a question that could be corrected."""
    course_id = course_id_of(kinds.COURSE)
    found = {f"question_{key}": str(question_id_of(key, kinds.COURSE)) for key in ("s1", "s3")}
    mend_question(
        course_id=course_id,
        question_id=int(found["question_s3"]),
        what="key",
        values=[(0, "15 %")],
        reason="Deviasi 15 juga tepat menurut pasal 3 tentang pengendalian pelaksanaan.",
        seen=0,
        actor_id=bima,
    )
    committed()
    return found


def _announcements(bima: int) -> dict[str, str]:
    course_id = course_id_of(kinds.COURSE)
    for title, content in (
        ("Pertemuan daring", f"Jumat pukul 09.00 WIB.\n\nTautannya: {ADDRESS}"),
        ("Bank soal diperbarui", "Dua soal diganti."),
    ):
        learning.announce(course_id=course_id, title=title, content=content, actor_id=bima)
        committed()
    newest = db.session.scalars(select(Announcement.id).order_by(Announcement.id.desc())).first()
    return {"announcement": str(newest)}


def _dates(bima: int, siti: int) -> None:
    """The whole course is open for a month, the pre-test is over, the post-test is to come."""
    course_id, today = course_id_of(kinds.COURSE), clock.now()
    bounds = (
        ("", -30, 30),
        ("awal", -20, -1),
        ("akhir", 20, None),
    )
    for key, opens, closes in bounds:
        learning.set_dates(
            course_id=course_id,
            activity_key=key,
            opens_at=today + timedelta(days=opens),
            closes_at=None if closes is None else today + timedelta(days=closes),
            actor_id=bima,
        )
        committed()
    learning.extend(
        course_id=course_id,
        activity_key="awal",
        person_id=siti,
        closes_at=today + timedelta(days=7),
        reason="Tugas luar ke daerah tanpa jaringan.",
        actor_id=bima,
    )
    committed()
