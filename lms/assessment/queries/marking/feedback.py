"""What the respondent of a work sees of its marks: once they are released, or given back.

Markers are not named to them. What does not belong here: what markers see (`works`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from lms.assessment.models import (
    Attempt,
    FeedbackFile,
    HandedFile,
    MarkingState,
    Sitting,
    WorkReturn,
)
from lms.assessment.policy import own_sittings
from lms.assessment.queries.files import files_of
from lms.assessment.queries.heads import AttemptHead
from lms.assessment.queries.marking.items import WorkItem, items_of
from lms.assessment.queries.marking.marks import as_value, marks_of
from lms.assessment.queries.marking.works import feedback_files
from lms.assessment.rules import Mark, Marked, counting, outcome
from lms.core.db import db
from lms.core.errors import NotFound


@dataclass(frozen=True)
class GivenPoints:
    """What was given for a question: the points that count, and for each marker who counts the rubric
    cells (indexes, empty without a rubric), the points and the comment."""

    item: WorkItem
    points: Fraction
    by_marker: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class MarkChange:
    """Marks that were changed: what they came to before and after, of all that people mark."""

    at: datetime
    reason: str
    before: Fraction
    after: Fraction


@dataclass(frozen=True)
class Feedback:
    """What counts, with what was said of it. `late_days` and `late_percent` say what lateness took
    off; `comments` are about the whole, `files` about single ones, by their ids."""

    questions: tuple[GivenPoints, ...]
    comments: tuple[str, ...]
    file_comments: Mapping[int, tuple[str, ...]]
    late_days: int
    late_percent: int
    changes: tuple[MarkChange, ...]
    averaged: bool

    @property
    def points(self) -> Fraction:
        """The points given, before lateness."""
        return sum((one.points for one in self.questions), Fraction(0))

    @property
    def most(self) -> Decimal:
        """The points that could be given."""
        return sum((one.item.most for one in self.questions), Decimal(0))

    @property
    def deducted(self) -> Fraction:
        """The points that lateness took off."""
        return min(self.points, Fraction(self.late_percent, 100) * Fraction(self.most))


@dataclass(frozen=True)
class GivenBack:
    """What is to be done about a work that was given back, and until when."""

    reason: str
    until: datetime


def feedback_of(head: AttemptHead) -> Feedback | None:
    """The marks of an attempt; None as long as they aren't released."""
    state = db.session.get(MarkingState, head.id)
    if state is None or state.released_at is None:
        return None
    rows = marks_of(head.id)
    values = [as_value(row) for row in rows]
    result = outcome(values)
    if result.marked is None:
        return None
    best = counting(values)
    sheets = [row.content for row, value in zip(rows, values, strict=True) if value in best]
    items = items_of(db.session.get_one(Attempt, head.id))
    return Feedback(
        questions=_questions(items, result.marked, sheets),
        comments=tuple(sheet["overall"] for sheet in sheets if sheet["overall"]),
        file_comments=_file_comments(sheets),
        late_days=min(one.terms.late_days for one in best),
        late_percent=int(100 * result.marked.late),
        changes=_changes(rows, values),
        averaged=len(best) == 2,
    )


def given_back(head: AttemptHead) -> GivenBack | None:
    """What is to be done about the work; None where it wasn't given back."""
    row = db.session.get(WorkReturn, head.id)
    return GivenBack(row.reason, row.until) if row is not None else None


def last_given_back(enrolment_id: int, activity_key: str) -> GivenBack | None:
    """What is to be done about the last attempt, where it was given back."""
    row = db.session.scalars(
        select(WorkReturn)
        .join(Attempt, Attempt.id == WorkReturn.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Sitting.enrolment_id == enrolment_id, Sitting.activity_key == activity_key)
        .order_by(Attempt.number.desc())
        .limit(1)
    ).one_or_none()
    return GivenBack(row.reason, row.until) if row is not None else None


def returned_files(head: AttemptHead) -> dict[int, list[FeedbackFile]]:
    """The files that markers gave back, by the handed file; none before they are released."""
    if not _is_open(head.id, head.returned_at):
        return {}
    return feedback_files([one.id for one in files_of(head.id)])


def feedback_file_for_reading(person_id: int, uuid: str, file_id: int) -> FeedbackFile:
    """A file that was given back to this person.

    Raises:
        NotFound: there is none such, or it isn't released yet.
    """
    row = db.session.execute(
        select(FeedbackFile, Attempt.id, Attempt.returned_at)
        .join(HandedFile, HandedFile.id == FeedbackFile.handed_file_id)
        .join(Attempt, Attempt.id == HandedFile.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(
            FeedbackFile.id == file_id,
            FeedbackFile.removed_at.is_(None),
            Attempt.uuid == uuid,
            own_sittings(person_id),
        )
    ).one_or_none()
    if row is None or not _is_open(row.id, row.returned_at):
        raise NotFound
    found: FeedbackFile = row.FeedbackFile
    return found


def _is_open(attempt_id: int, returned_at: datetime | None) -> bool:
    """Whether the respondent may see what markers gave."""
    if returned_at is not None:
        return True
    state = db.session.get(MarkingState, attempt_id)
    return state is not None and state.released_at is not None


def _questions(
    items: Sequence[WorkItem], marked: Marked, sheets: Sequence[Mapping[str, Any]]
) -> tuple[GivenPoints, ...]:
    return tuple(
        GivenPoints(
            item=item,
            points=marked.points[item.position],
            by_marker=tuple(sheet["questions"][str(item.position)] for sheet in sheets),
        )
        for item in items
        if item.position in marked.points
    )


def _file_comments(sheets: Sequence[Mapping[str, Any]]) -> dict[int, tuple[str, ...]]:
    ids = {int(file_id) for sheet in sheets for file_id in sheet["files"]}
    return {
        one: tuple(sheet["files"][str(one)] for sheet in sheets if str(one) in sheet["files"])
        for one in ids
    }


def _changes(rows: Sequence[Any], values: Sequence[Mark]) -> tuple[MarkChange, ...]:
    """What each change made of the points, in their order."""
    found = []
    for place, row in enumerate(rows):
        if row.slot == "change":
            before, after = (_total(values[:end]) for end in (place, place + 1))
            found.append(MarkChange(row.finished_at, row.reason, before, after))
    return tuple(found)


def _total(marks: Sequence[Mark]) -> Fraction:
    marked = outcome(marks).marked
    return sum(marked.points.values(), Fraction(0)) if marked else Fraction(0)
