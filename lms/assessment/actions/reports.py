"""A learner says that something is wrong with a question; its authors answer.

What does not belong here: mending the question (authoring), who is an author (courses).
"""

from __future__ import annotations

from sqlalchemy import select

from lms.assessment.models import QuestionReport
from lms.assessment.queries.reports import question_for_reporting
from lms.core import audit, clock
from lms.core.db import add_once, begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.texts import read_text
from lms.courses.models import Question
from lms.courses.queries import author_ids, title_of
from lms.courses.rules import plain_text
from lms.notifications.actions import notify

LONGEST_REPORT = 1000
"""Characters in a report and in its answer, at most."""

QUOTED = 150
"""Characters of a question that a notice quotes."""


def report_question(
    *, attempt_uuid: str, person_id: int, position: int, content: str
) -> QuestionReport:
    """Say what is wrong with a question of one's own attempt, and let the course's authors know.

    Of one question a person has at most one report that waits for an answer: while there is one, it
    is returned as it is.

    Raises:
        NotFound: the attempt isn't this person's, or has no such question.
        Invalid: there is nothing to report, or too much of it.
    """
    begin_writing()
    question = question_for_reporting(person_id, attempt_uuid, position)
    words = read_text(content, "content", most=LONGEST_REPORT)
    if not words:
        raise Invalid("content", "Tulis dahulu apa yang keliru.")
    report = QuestionReport(
        course_id=question.course_id,
        question_id=question.question_id,
        person_id=person_id,
        content=words,
        reported_at=clock.now(),
    )
    if not add_once(report, "uq_question_report_open"):
        return _waiting(question.question_id, person_id)
    _record("question.report", report, person_id)
    _tell_authors(report)
    return report


def answer_report(*, course_id: int, report_id: int, answer: str, actor_id: int) -> None:
    """Answer a report and close it; its author gets the answer. The same answer again is success.

    Raises:
        NotFound: the course has no such report.
        Invalid: there is no answer, or it is too long.
        Conflict: somebody has answered it differently.
    """
    begin_writing()
    report = db.session.get(QuestionReport, report_id, with_for_update=True)
    if report is None or report.course_id != course_id:
        raise NotFound()
    words = read_text(answer, "answer", most=LONGEST_REPORT)
    if not words:
        raise Invalid("answer", "Tulis jawaban untuk pelapornya.")
    if report.resolved_at is not None:
        if report.answer == words:
            return
        raise Conflict("Laporan ini sudah dijawab. Muat ulang halaman untuk membaca jawabannya.")
    report.answer, report.resolved_by_id, report.resolved_at = words, actor_id, clock.now()
    _record("question.answer_report", report, actor_id)
    key, title = title_of(course_id)
    notify(
        person_id=report.person_id,
        kind="report-answered",
        params={
            "course_key": key,
            "course_title": title,
            "question": _quoted(report),
            "answer": words,
        },
        key=f"report-answered:{report.id}",
    )


def _tell_authors(report: QuestionReport) -> None:
    key, title = title_of(report.course_id)
    for person_id in author_ids(report.course_id):
        notify(
            person_id=person_id,
            kind="question-reported",
            params={"course_key": key, "course_title": title},
            key=f"question-reported:{report.id}",
        )


def _waiting(question_id: int, person_id: int) -> QuestionReport:
    return db.session.scalars(
        select(QuestionReport).where(
            QuestionReport.question_id == question_id,
            QuestionReport.person_id == person_id,
            QuestionReport.resolved_at.is_(None),
        )
    ).one()


def _quoted(report: QuestionReport) -> str:
    question = db.session.get_one(Question, report.question_id)
    text = plain_text(question.prompt["stem"])
    return text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"


def _record(verb: str, report: QuestionReport, actor_id: int) -> None:
    audit.record(
        verb,
        actor_id=actor_id,
        subject=("course", report.course_id),
        details={"report": report.id, "question": report.question_id},
    )
    db.session.flush()
