"""One work as its markers see it: what was handed in, the marks there are, whose turn it is.

What does not belong here: the list of all (`queue`), what the respondent sees (`feedback`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import cast

from sqlalchemy import select

from lms.accounts.models import Person
from lms.accounts.policy import is_administrator
from lms.assessment.models import (
    Attempt,
    FeedbackFile,
    HandedFile,
    Mark,
    MarkDraft,
    MarkingClaim,
    MarkingState,
    Sitting,
    WorkReturn,
)
from lms.assessment.queries.files import files_of
from lms.assessment.queries.marking.items import WorkItem, items_of
from lms.assessment.queries.marking.marks import marks_of, values_of
from lms.assessment.queries.marking.schemes import due_at, scheme_of
from lms.assessment.rules import (
    EMPTY_SHEET,
    Claim,
    Outcome,
    Scheme,
    Sheet,
    Slot,
    Terms,
    days_late,
    late_percent,
    outcome,
    place_for,
)
from lms.core.clock import now
from lms.core.db import db
from lms.core.errors import Forbidden, NotFound
from lms.core.words import N_
from lms.courses.models import Activity

OWN = N_("Karya Anda sendiri dinilai oleh orang lain.")


@dataclass(frozen=True)
class GivenMark:
    """A finished mark and who gave it; `total` is what its questions add up to."""

    id: int
    slot: Slot
    marker_id: int
    marker_name: str
    content: Sheet
    reason: str
    finished_at: datetime
    double: bool
    late_days: int
    late_percent: int
    total: Decimal


@dataclass(frozen=True)
class HeldClaim:
    """Who is at a work, by name."""

    marker_id: int
    marker_name: str
    until: datetime


@dataclass(frozen=True)
class Work:
    """A submitted attempt as something to be marked, for one marker (`actor_id`)."""

    attempt: Attempt
    sitting: Sitting
    actor_id: int
    is_administrator: bool
    activity_title: str
    person_name: str
    label: int
    scheme: Scheme
    due_at: datetime | None
    items: tuple[WorkItem, ...]
    files: tuple[HandedFile, ...]
    marks: tuple[GivenMark, ...]
    outcome: Outcome
    released_at: datetime | None
    claims: Mapping[Slot, HeldClaim]
    draft: MarkDraft | None
    given_back: WorkReturn | None

    @cached_property
    def terms(self) -> Terms:
        """The terms of the attempt."""
        return Terms(**self.attempt.rules)

    @property
    def hidden(self) -> bool:
        """Whether its markers don't learn whose it is."""
        return self.scheme.anonymous and self.released_at is None

    @property
    def late_days(self) -> int:
        """How many days were begun after it was due."""
        assert self.attempt.submitted_at is not None
        return days_late(self.attempt.submitted_at, self.due_at)

    @property
    def late_percent(self) -> int:
        """What that takes off, by the scheme as it is now."""
        return late_percent(self.late_days, self.scheme)

    @property
    def double(self) -> bool:
        """Whether two mark it: as it was when the first of them had finished."""
        return self.marks[0].double if self.marks else self.scheme.double

    @property
    def markers(self) -> dict[Slot, int]:
        """Who gave which of the marks."""
        return {one.slot: one.marker_id for one in self.marks if one.slot != "change"}

    @property
    def place(self) -> Slot | None:
        """As what the actor may mark it now."""
        if self.given_back is not None or not self.items:
            return None
        return place_for(
            self.actor_id,
            is_administrator=self.is_administrator,
            stage=self.outcome.stage,
            double=self.double,
            markers=self.markers,
            claims={slot: Claim(one.marker_id, one.until) for slot, one in self.claims.items()},
            moment=now(),
        )

    @property
    def is_claimed(self) -> bool:
        """Whether the actor is at it."""
        held = self.claims.get(self.place) if self.place is not None else None
        return held is not None and held.marker_id == self.actor_id

    @property
    def others(self) -> tuple[HeldClaim, ...]:
        """The others who are at it now."""
        return tuple(
            one
            for one in self.claims.values()
            if one.marker_id != self.actor_id and one.until > now()
        )

    @property
    def shown_marks(self) -> tuple[GivenMark, ...]:
        """The marks that the actor may see: all, once they stand or are to be moderated; before that
        one's own, so that the second marker isn't swayed by the first."""
        if self.outcome.stage in ("differs", "done"):
            return self.marks
        return tuple(one for one in self.marks if one.marker_id == self.actor_id)

    @property
    def sheet(self) -> Sheet:
        """What the actor has filled in so far."""
        return self.draft.content if self.draft else EMPTY_SHEET

    @property
    def needs_marks_again(self) -> bool:
        """Whether the marks that stand leave a question out: a late answer was accepted, or a
        correction withdrawn, since they were given."""
        marked = self.outcome.marked
        return marked is not None and any(one.position not in marked.points for one in self.items)

    @property
    def may_be_returned(self) -> bool:
        """Whether it can be given back to be improved: an assignment whose marks aren't out."""
        return (
            self.terms.activity == "assignment"
            and self.released_at is None
            and self.given_back is None
        )

    @property
    def points(self) -> Fraction | None:
        """What the marks that stand add up to, before lateness."""
        marked = self.outcome.marked
        return None if marked is None else sum(marked.points.values(), Fraction(0))

    @property
    def most(self) -> Decimal:
        """What can be given."""
        return sum((one.most for one in self.items), Decimal(0))


def work_for_marking(
    actor: Person, course_id: int, activity_key: str, uuid: str, *, lock: bool = False
) -> Work:
    """A submitted attempt that people mark. `lock`: nobody else changes it until the commit.

    Raises:
        NotFound: the activity has no such attempt, or people mark nothing in it.
        Forbidden: it is the actor's own.
    """
    query = (
        select(Attempt, Sitting, Activity.title, Person)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(Person, Person.id == Sitting.respondent_id)
        .where(
            Attempt.uuid == uuid,
            Attempt.submitted_at.is_not(None),
            Sitting.course_id == course_id,
            Sitting.activity_key == activity_key,
            Activity.kind.in_(("quiz", "assignment")),
        )
    )
    if lock:
        query = query.with_for_update(of=Attempt).execution_options(populate_existing=True)
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    attempt, sitting, title, person = row
    if person.id == actor.id:
        raise Forbidden(OWN)
    work = _work(actor, attempt, sitting, title, person)
    if not (work.items or work.marks):
        raise NotFound
    return work


def feedback_files(handed_file_ids: Sequence[int]) -> dict[int, list[FeedbackFile]]:
    """The files given back with handed ones, by the handed one, in the order in which they came."""
    rows = db.session.scalars(
        select(FeedbackFile)
        .where(FeedbackFile.handed_file_id.in_(handed_file_ids), FeedbackFile.removed_at.is_(None))
        .order_by(FeedbackFile.id)
    )
    found: dict[int, list[FeedbackFile]] = {one: [] for one in handed_file_ids}
    for row in rows:
        found[row.handed_file_id].append(row)
    return found


def given_marks(attempt_id: int) -> tuple[GivenMark, ...]:
    """All marks of an attempt with the names of their markers, in the order of finishing."""
    rows = db.session.execute(
        select(Mark, Person)
        .join(Person, Person.id == Mark.marker_id)
        .where(Mark.attempt_id == attempt_id)
        .order_by(Mark.id)
    )
    return tuple(
        GivenMark(
            id=mark.id,
            slot=cast(Slot, mark.slot),
            marker_id=mark.marker_id,
            marker_name=person.display_name,
            content=mark.content,
            reason=mark.reason,
            finished_at=mark.finished_at,
            double=mark.terms["double"],
            late_days=mark.terms["late_days"],
            late_percent=mark.terms["late_percent"],
            total=sum(
                (Decimal(entry["points"]) for entry in mark.content["questions"].values()),
                Decimal(0),
            ),
        )
        for mark, person in rows
    )


def label_of(uuid: str) -> int:
    """The number by which somebody is called whose name is hidden: from the random address of their
    first attempt, so it tells nothing and stays."""
    return int(uuid.replace("-", ""), 16) % 90_000 + 10_000


def _work(actor: Person, attempt: Attempt, sitting: Sitting, title: str, person: Person) -> Work:
    state = db.session.get(MarkingState, attempt.id)
    first = db.session.scalars(
        select(Attempt.uuid).where(Attempt.sitting_id == sitting.id, Attempt.number == 1)
    ).one()
    return Work(
        attempt=attempt,
        sitting=sitting,
        actor_id=actor.id,
        is_administrator=is_administrator(actor),
        activity_title=title,
        person_name=person.display_name,
        label=label_of(first),
        scheme=scheme_of(sitting.course_id, sitting.activity_key),
        due_at=due_at(attempt, sitting),
        items=items_of(attempt),
        files=tuple(files_of(attempt.id)),
        marks=given_marks(attempt.id),
        outcome=outcome(values_of(marks_of(attempt.id))),
        released_at=state.released_at if state else None,
        claims=_claims(attempt.id),
        draft=db.session.get(MarkDraft, (attempt.id, actor.id)),
        given_back=db.session.get(WorkReturn, attempt.id),
    )


def _claims(attempt_id: int) -> dict[Slot, HeldClaim]:
    rows = db.session.execute(
        select(MarkingClaim, Person)
        .join(Person, Person.id == MarkingClaim.marker_id)
        .where(MarkingClaim.attempt_id == attempt_id)
    )
    return {
        cast(Slot, claim.slot): HeldClaim(claim.marker_id, person.display_name, claim.until)
        for claim, person in rows
    }
