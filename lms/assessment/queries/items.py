"""Item analysis of a course's quizzes, for those who run the course.

What does not belong here: how answers are read (`responses`), how figures are computed (`rules`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, func, select

from lms.assessment.models import Attempt, Sitting
from lms.assessment.queries.gains import OutcomeGain, gains_of
from lms.assessment.queries.hints import Hints, hints_of
from lms.assessment.queries.responses import Asked, Response, Responses, responses_of
from lms.assessment.rules.items import (
    Analysis,
    Choices,
    Flag,
    ItemReport,
    Table,
    analyse,
    flags_without_key,
    median_seconds,
)
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Activity, Course, Question, Revision

PAIR = {"pretest": "posttest", "posttest": "pretest"}


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz that counts; `people` have handed it in, `current` tells whether learners still see
    it."""

    key: str
    title: str
    purpose: str
    people: int
    current: bool


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """An option (HTML): how many took it, their share (0-1), and their mean score (0-100)."""

    html: str
    right: bool
    count: int
    share: float
    mean_score: float | None


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """A question in figures. `number` is its place on the page, `seconds` the median of those spent;
    `current` tells whether learners still see it in this state of its source."""

    number: int
    asked: Asked
    report: ItemReport
    options: tuple[OptionFigures, ...]
    seconds: float | None
    current: bool


@dataclass(frozen=True, slots=True)
class ItemPage:
    """A quiz in figures. `people` have a score; `analysis` may be of fewer, those who handed in last."""

    quiz: Quiz
    people: int
    analysis: Analysis
    questions: tuple[QuestionFigures, ...]
    gains: tuple[OutcomeGain, ...]
    hints: Hints


def quizzes_of(course_id: int) -> list[Quiz]:
    """The quizzes and tests of a course that the caller has loaded for editing, those that learners
    see first, in their order."""
    return [_quiz(row) for row in db.session.execute(_quizzes(course_id))]


def items_of(course_id: int, activity_key: str) -> ItemPage:
    """A quiz of a course that the caller has loaded for editing, in figures.

    Raises:
        NotFound: the course has no such quiz that counts.
    """
    row = db.session.execute(_quizzes(course_id).where(Activity.key == activity_key)).one_or_none()
    if row is None:
        raise NotFound()
    found = responses_of(course_id, activity_key)
    places = _current_places(course_id, activity_key)
    ordered = _in_order(found.questions.values(), places)
    analysis = analyse(_table(ordered, found.responses), _choices(ordered, found.responses))
    return ItemPage(
        quiz=_quiz(row),
        people=found.people,
        analysis=analysis,
        questions=tuple(
            _figures(number, asked, report, found.responses, current=asked.item in places)
            for number, (asked, report) in enumerate(
                zip(ordered, analysis.items, strict=True), start=1
            )
        ),
        gains=_gains(course_id, _quiz(row), found),
        hints=hints_of(found.responses),
    )


def _gains(course_id: int, quiz: Quiz, found: Responses) -> tuple[OutcomeGain, ...]:
    """What was gained between the course's two tests, if this is one of them and both are there."""
    if quiz.purpose not in PAIR:
        return ()
    quizzes = quizzes_of(course_id)
    other = next((one for one in quizzes if one.purpose == PAIR[quiz.purpose]), None)
    if other is None:
        return ()
    others = responses_of(course_id, other.key)
    before, after = (found, others) if quiz.purpose == "pretest" else (others, found)
    return gains_of(course_id, before, after)


def _quizzes(course_id: int) -> Select[Any]:
    """Each quiz that counts as the newest revision has it, with how many handed it in."""
    newest = (
        select(Activity.key, func.max(Revision.number).label("number"))
        .join(Revision, Revision.id == Activity.revision_id)
        .where(
            Revision.course_id == course_id,
            Activity.kind == "quiz",
            Activity.practice.is_(False),
        )
        .group_by(Activity.key)
        .subquery()
    )
    people = (
        select(Sitting.activity_key, func.count(Sitting.respondent_id.distinct()).label("people"))
        .join(Attempt, Attempt.sitting_id == Sitting.id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .where(
            Sitting.course_id == course_id,
            Attempt.submitted_at.is_not(None),
            Activity.kind == "quiz",
            Activity.practice.is_(False),
        )
        .group_by(Sitting.activity_key)
        .subquery()
    )
    is_current = (Revision.number == Course.revision_number).label("current")
    return (
        select(
            Activity.key,
            Activity.title,
            Activity.settings["purpose"].as_string().label("purpose"),
            func.coalesce(people.c.people, 0).label("people"),
            is_current,
        )
        .join(Revision, Revision.id == Activity.revision_id)
        .join(Course, Course.id == Revision.course_id)
        .join(newest, and_(newest.c.key == Activity.key, newest.c.number == Revision.number))
        .outerjoin(people, people.c.activity_key == Activity.key)
        .where(Revision.course_id == course_id)
        .order_by(is_current.desc(), Activity.position)
    )


def _quiz(row: Row[Any]) -> Quiz:
    return Quiz(row.key, row.title, row.purpose, row.people, bool(row.current))


def _current_places(course_id: int, activity_key: str) -> dict[str, int]:
    """The questions that learners see, by item, with their places."""
    rows = db.session.execute(
        select(Question.key, Question.content_hash, Question.position)
        .join(Activity, Activity.id == Question.activity_id)
        .join(Revision, Revision.id == Activity.revision_id)
        .join(
            Course, and_(Course.id == Revision.course_id, Course.revision_number == Revision.number)
        )
        .where(Course.id == course_id, Activity.key == activity_key)
    )
    return {f"{row.key}@{row.content_hash}": row.position for row in rows}


def _in_order(questions: Iterable[Asked], places: Mapping[str, int]) -> list[Asked]:
    """Those that learners see in their order, then the others, the newest first."""
    last = len(places) + 1
    return sorted(
        questions, key=lambda one: (places.get(one.item, last), -one.revision_number, one.item)
    )


def _table(questions: Sequence[Asked], responses: Sequence[Response]) -> Table:
    most = tuple(Fraction(asked.points) for asked in questions)

    @cache
    def points(share: Fraction | None, worth: Fraction) -> Fraction | None:
        return None if share is None else share * worth

    return Table(
        tuple(asked.item for asked in questions),
        most,
        tuple(
            tuple(
                points(one.shares.get(asked.item), worth)
                for asked, worth in zip(questions, most, strict=True)
            )
            for one in responses
        ),
    )


def _choices(questions: Iterable[Asked], responses: Sequence[Response]) -> dict[str, Choices]:
    return {
        asked.item: Choices(
            len(asked.options), asked.right, [one.taken.get(asked.item) for one in responses]
        )
        for asked in questions
        if asked.options
    }


def _figures(
    number: int, asked: Asked, report: ItemReport, responses: Sequence[Response], *, current: bool
) -> QuestionFigures:
    seconds = (one.seconds[asked.item] for one in responses if asked.item in one.seconds)
    return QuestionFigures(
        number=number,
        asked=asked,
        report=replace(report, flags=_flags(asked, report)),
        options=tuple(
            OptionFigures(
                asked.options[one.option],
                one.option in asked.right,
                one.count,
                one.share,
                one.mean_score,
            )
            for one in report.choices
        ),
        seconds=median_seconds(seconds),
        current=current,
    )


def _flags(asked: Asked, report: ItemReport) -> tuple[Flag, ...]:
    return tuple(flags_without_key(report.flags)) if asked.by_people else report.flags
