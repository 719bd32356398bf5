"""What is behind the scores of a participant: attempts, which of them count, what was set by hand and
what corrections changed.

What does not belong here: questions and answers (`reviews`, `histories`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from sqlalchemy import select

from lms.assessment.models import Accommodation, Attempt, Correction, Regrading, Sitting
from lms.assessment.queries.gradebook import Cell, Column, cells_of
from lms.assessment.queries.marking.schemes import scheme_of
from lms.assessment.queries.overrides import Override, overrides_of
from lms.assessment.rules import Terms, counted_score, counting_places, terms_of
from lms.core.db import db
from lms.courses.models import Activity, Revision


@dataclass(frozen=True, slots=True)
class ScoredAttempt:
    """One attempt. `returned_at`: it was given back to be improved; `outdated`: it was begun before the
    activity was asked anew. Neither counts any more."""

    id: int
    uuid: str
    number: int
    terms: Terms
    started_at: datetime
    submitted_at: datetime | None
    ended_by: str | None
    points: Decimal | None
    most_points: Decimal | None
    score: float | None
    passed: bool | None
    returned_at: datetime | None
    outdated: bool


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """What a correction, or its withdrawal, made of an attempt's score."""

    attempt_number: int
    kind: str
    withdrawal: bool
    reason: str
    before: float | None
    after: float | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Granted:
    """What the person was granted at the activity."""

    extra_time: int
    extra_attempts: int
    reason: str


@dataclass(frozen=True)
class ScoreSheet:
    """A participant's score in an activity and all that it is made of; `hidden` counts attempts that
    are left out, since their markers don't learn whose they are."""

    activity: Column
    cell: Cell
    attempts: tuple[ScoredAttempt, ...]
    overrides: tuple[Override, ...]
    changes: tuple[ScoreChange, ...]
    hidden: int = 0

    @cached_property
    def marked(self) -> tuple[ScoredAttempt, ...]:
        """The attempts that are handed in, marked and not outdated, in their order."""
        return tuple(one for one in self._handed_in if one.score is not None)

    @cached_property
    def terms(self) -> Terms:
        """The terms by which attempts are counted: those of the last one handed in, else those of
        the activity now."""
        if self._handed_in:
            return self._handed_in[-1].terms
        one = self.activity
        return terms_of(
            one.kind, one.settings, practice=one.practice, course_score=one.complete_score
        )

    @cached_property
    def computed(self) -> float | None:
        """The score that the attempts come to, whatever was set by hand."""
        return counted_score([one.score or 0.0 for one in self.marked], self.terms.counts)

    @cached_property
    def counting(self) -> frozenset[int]:
        """The numbers of the attempts that make the computed score."""
        places = counting_places([one.score or 0.0 for one in self.marked], self.terms.counts)
        return frozenset(self.marked[place].number for place in places)

    @property
    def override(self) -> Override | None:
        """What was set by hand and counts now."""
        return next((one for one in self.overrides if self._counts(one)), None)

    @property
    def active_override(self) -> Override | None:
        """What was set by hand and nobody withdrew, be it outdated."""
        return next((one for one in self.overrides if one.withdrawn_at is None), None)

    @property
    def _handed_in(self) -> tuple[ScoredAttempt, ...]:
        return tuple(
            one
            for one in self.attempts
            if one.submitted_at is not None and one.returned_at is None and not one.outdated
        )

    def _counts(self, one: Override) -> bool:
        return one.withdrawn_at is None and one.revision_number >= self.activity.asked_since


def sheets_of(course_id: int, enrolment_id: int, activities: Sequence[Column]) -> list[ScoreSheet]:
    """What is behind the scores of an enrolment in these activities; four statements."""
    keys = [one.key for one in activities]
    cells = cells_of(course_id, [enrolment_id])[enrolment_id]
    attempts = _attempts(enrolment_id, {one.key: one for one in activities})
    changes = _changes(enrolment_id, keys)
    overrides = overrides_of(enrolment_id, keys)
    return [
        ScoreSheet(
            activity=one,
            cell=cells[one.key],
            attempts=tuple(attempts[one.key]),
            overrides=tuple(row for row in overrides if row.activity_key == one.key),
            changes=tuple(changes[one.key]),
        )
        for one in activities
    ]


def sheet_for_running(course_id: int, enrolment_id: int, activity: Column) -> ScoreSheet:
    """What is behind a score, for somebody who may be marking: without the works that wait to be
    marked while names are hidden, or one click would lead from a name to its work."""
    [sheet] = sheets_of(course_id, enrolment_id, [activity])
    if not scheme_of(course_id, activity.key).anonymous:
        return sheet
    shown = tuple(
        one for one in sheet.attempts if one.submitted_at is None or one.score is not None
    )
    return replace(sheet, attempts=shown, hidden=len(sheet.attempts) - len(shown))


def granted_to(course_id: int, person_id: int, activity_key: str) -> list[Granted]:
    """What a person was granted at an activity, or at every quiz of the course."""
    rows = db.session.scalars(
        select(Accommodation).where(
            Accommodation.course_id == course_id,
            Accommodation.person_id == person_id,
            Accommodation.activity_key.in_(("", activity_key)),
        )
    )
    return [Granted(row.extra_time, row.extra_attempts, row.reason) for row in rows]


def _attempts(
    enrolment_id: int, activities: Mapping[str, Column]
) -> dict[str, list[ScoredAttempt]]:
    rows = db.session.execute(
        select(Attempt, Sitting.activity_key, Revision.number)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(Sitting.enrolment_id == enrolment_id, Sitting.activity_key.in_(activities))
        .order_by(Attempt.number)
    )
    found: dict[str, list[ScoredAttempt]] = defaultdict(list)
    for attempt, key, revision_number in rows:
        found[key].append(
            ScoredAttempt(
                id=attempt.id,
                uuid=attempt.uuid,
                number=attempt.number,
                terms=Terms(**attempt.rules),
                started_at=attempt.started_at,
                submitted_at=attempt.submitted_at,
                ended_by=attempt.ended_by,
                points=attempt.points,
                most_points=attempt.most_points,
                score=attempt.score,
                passed=attempt.passed,
                returned_at=attempt.returned_at,
                outdated=revision_number < activities[key].asked_since,
            )
        )
    return found


def _changes(enrolment_id: int, keys: Sequence[str]) -> dict[str, list[ScoreChange]]:
    rows = db.session.execute(
        select(Regrading, Correction, Attempt.number, Sitting.activity_key)
        .join(Correction, Correction.id == Regrading.correction_id)
        .join(Attempt, Attempt.id == Regrading.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(
            Sitting.enrolment_id == enrolment_id,
            Sitting.activity_key.in_(keys),
            Regrading.changed.is_(True),
        )
        .order_by(Regrading.at, Attempt.number)
    )
    found: dict[str, list[ScoreChange]] = defaultdict(list)
    for regrading, correction, number, key in rows:
        found[key].append(
            ScoreChange(
                attempt_number=number,
                kind=correction.kind,
                withdrawal=regrading.withdrawal,
                reason=correction.withdrawal_reason if regrading.withdrawal else correction.reason,
                before=regrading.score_before,
                after=regrading.score_after,
                at=regrading.at,
            )
        )
    return found
