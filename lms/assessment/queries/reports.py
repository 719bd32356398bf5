"""Reports about questions: a learner's own at a question, and all of a course for its authors.

What does not belong here: answer keys, and what anybody answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person, with_titles
from lms.assessment.models import Attempt, AttemptQuestion, QuestionReport, Sitting
from lms.assessment.policy import own_sittings
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Activity, Question, Revision

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ReportableQuestion:
    """A question of one's own attempt. `waiting` is what was reported and not answered yet."""

    question_id: int
    course_id: int
    position: int
    stem: str
    activity_title: str
    waiting: str | None
    reported_at: datetime | None


@dataclass(frozen=True, slots=True)
class Report:
    """A report as the course's authors see it; `stem` is the question's HTML in the revision that
    the learner had."""

    id: int
    question_id: int
    question_key: str
    stem: str
    activity_key: str
    activity_title: str
    revision_number: int
    person_id: int
    person_name: str
    content: str
    reported_at: datetime
    answer: str
    answered_by: str
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page of a course's reports."""

    rows: list[Report]
    number: int
    pages: int
    total: int


def question_for_reporting(person_id: int, uuid: str, position: int) -> ReportableQuestion:
    """A question of the person's own attempt, open or handed in.

    Raises:
        NotFound: there is none such, or it is another person's.
    """
    mine = and_(
        QuestionReport.question_id == Question.id,
        QuestionReport.person_id == person_id,
        QuestionReport.resolved_at.is_(None),
    )
    row = db.session.execute(
        select(
            Question.id,
            Sitting.course_id,
            Question.prompt,
            Activity.title,
            QuestionReport.content,
            QuestionReport.reported_at,
        )
        .select_from(Attempt)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(Question, Question.id == AttemptQuestion.question_id)
        .join(Activity, Activity.id == Question.activity_id)
        .outerjoin(QuestionReport, mine)
        .where(Attempt.uuid == uuid, AttemptQuestion.position == position, own_sittings(person_id))
    ).one_or_none()
    if row is None:
        raise NotFound()
    question_id, course_id, prompt, title, content, reported_at = row
    return ReportableQuestion(
        question_id, course_id, position, prompt["stem"], title, content, reported_at
    )


def reports_of(course_id: int, *, answered: bool, page: int) -> ReportPage:
    """A page of the reports of a course that the caller has loaded for editing: those that wait
    (oldest first) or those answered (newest first). Past the end it is the last page."""
    query = _reports().where(QuestionReport.course_id == course_id)
    if answered:
        query = query.where(QuestionReport.resolved_at.is_not(None))
        order: Any = QuestionReport.resolved_at.desc()
    else:
        query = query.where(QuestionReport.resolved_at.is_(None))
        order = QuestionReport.reported_at
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page), pages)
    rows = db.session.execute(
        query.order_by(order, QuestionReport.id).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    )
    return ReportPage([_report(row) for row in rows], number, pages, total)


def report_for_answering(course_id: int, report_id: int) -> Report:
    """A report of a course that the caller has loaded for editing.

    Raises:
        NotFound: the course has none such.
    """
    query = _reports().where(QuestionReport.course_id == course_id, QuestionReport.id == report_id)
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound()
    return _report(row)


def _reports() -> Select[Any]:
    answerer = aliased(Person)
    return (
        select(
            QuestionReport.id,
            QuestionReport.question_id,
            Question.key.label("question_key"),
            Question.prompt,
            Activity.key.label("activity_key"),
            Activity.title.label("activity_title"),
            Revision.number.label("revision_number"),
            QuestionReport.person_id,
            Person.title_prefix,
            Person.full_name,
            Person.title_suffix,
            QuestionReport.content,
            QuestionReport.reported_at,
            QuestionReport.answer,
            answerer.full_name.label("answered_by"),
            QuestionReport.resolved_at,
        )
        .join(Question, Question.id == QuestionReport.question_id)
        .join(Activity, Activity.id == Question.activity_id)
        .join(Revision, Revision.id == Activity.revision_id)
        .join(Person, Person.id == QuestionReport.person_id)
        .outerjoin(answerer, answerer.id == QuestionReport.resolved_by_id)
    )


def _report(row: Any) -> Report:
    return Report(
        id=row.id,
        question_id=row.question_id,
        question_key=row.question_key,
        stem=row.prompt["stem"],
        activity_key=row.activity_key,
        activity_title=row.activity_title,
        revision_number=row.revision_number,
        person_id=row.person_id,
        person_name=with_titles(row.title_prefix, row.full_name, row.title_suffix),
        content=row.content,
        reported_at=row.reported_at,
        answer=row.answer,
        answered_by=row.answered_by or "",
        resolved_at=row.resolved_at,
    )
