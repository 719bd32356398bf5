"""The works of a course that people mark: how far each activity is, and the list of one.

One's own works are left out: others mark them. So is what counts no more: begun before its activity
was asked anew, given back, or of somebody who has withdrawn. What does not belong here: a single
work (`works`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person, with_titles
from lms.assessment.models import (
    Attempt,
    Mark,
    MarkDraft,
    MarkingClaim,
    MarkingState,
    Sitting,
)
from lms.assessment.queries.marking.schemes import scheme_of
from lms.assessment.queries.marking.works import label_of
from lms.core.clock import now
from lms.core.db import db
from lms.courses.models import Activity, Course, Question, Revision
from lms.learning.models import Enrolment
from lms.learning.policy import ENROLLED
from lms.learning.rules import SCORED

PAGE_SIZE = 50
MOST_TRIED = 20
"""Works that are looked at to find the next one."""

WorkState = Literal["waiting", "draft", "second", "again", "differs", "done"]
"""How far a work is: nobody has begun; somebody has a draft; the other marker is due; it needs marks
again, because something was added since; two differ; the marks stand."""
Shown = Literal["open", "draft", "differs", "done"]
SHOWN: tuple[Shown, ...] = get_args(Shown)
OPEN: tuple[WorkState, ...] = ("waiting", "draft", "second", "again")
_STATES: dict[Shown, tuple[WorkState, ...]] = {
    "open": OPEN,
    "draft": ("draft",),
    "differs": ("differs",),
    "done": ("done",),
}


@dataclass(frozen=True, slots=True)
class ActivityQueue:
    """How far the marking of an activity is. `held` are marked and wait to be announced; `oldest_at`
    is when the oldest unmarked work was handed in."""

    key: str
    title: str
    kind: str
    handed_in: int = 0
    marked: int = 0
    drafts: int = 0
    differs: int = 0
    held: int = 0
    oldest_at: datetime | None = None

    @property
    def waiting(self) -> int:
        """How many works have still to be marked."""
        return self.handed_in - self.marked

    @property
    def oldest_days(self) -> int:
        """For how many whole days the oldest has waited."""
        return (now() - self.oldest_at).days if self.oldest_at else 0


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A work in the list; `name` is empty where it is hidden, then there is the `label`."""

    uuid: str
    name: str
    label: int
    number: int
    submitted_at: datetime
    state: WorkState
    score: float | None
    released: bool
    at_it: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One page of the list; `total` counts all in the states that are shown."""

    rows: list[WorkRow]
    number: int
    pages: int
    total: int


def queues_of(course_id: int, actor_id: int) -> list[ActivityQueue]:
    """The activities of a course in which people mark something, in the course's order; among them
    quizzes that had essays when works were handed in."""
    shown = db.session.execute(
        select(Activity.key, Activity.title, Activity.kind, _is_marked_by_people().label("asks"))
        .select_from(Course)
        .join(Course.revision)
        .join(Activity, Activity.revision_id == Revision.id)
        .where(Course.id == course_id)
        .order_by(Activity.position)
    ).all()
    state = _state()
    rows = db.session.execute(
        _works(
            select(
                Sitting.activity_key,
                func.count().label("handed_in"),
                func.sum(case((state == "done", 1), else_=0)).label("marked"),
                func.sum(case((state == "draft", 1), else_=0)).label("drafts"),
                func.sum(case((state == "differs", 1), else_=0)).label("differs"),
                func.sum(case((_is_held(), 1), else_=0)).label("held"),
                func.min(case((state != "done", Attempt.submitted_at))).label("oldest_at"),
            ),
            course_id,
            actor_id,
        ).group_by(Sitting.activity_key)
    )
    counts = {row.activity_key: row for row in rows}
    return [_queue(row, counts.get(row.key)) for row in shown if row.asks or row.key in counts]


def queue_of(course_id: int, actor_id: int, activity_key: str) -> ActivityQueue | None:
    """How far the marking of one activity is; None where people mark nothing in it."""
    found = (one for one in queues_of(course_id, actor_id) if one.key == activity_key)
    return next(found, None)


def waiting_works(course_id: int, actor_id: int) -> int:
    """How many works of a course the actor could see waiting to be marked."""
    # Whatever waits has no score; said here, the database finds it without the many that have one.
    query = _works(select(func.count()), course_id, actor_id).where(
        Attempt.score.is_(None), _state() != "done"
    )
    return db.session.scalar(query) or 0


def works_of(course_id: int, actor_id: int, activity_key: str, shown: Shown, page: int) -> WorkPage:
    """The works of an activity in some states, the oldest first; past the end the last page."""
    state = _state()
    query = _works(
        select(Attempt, Person, state.label("state"), MarkingState.released_at),
        course_id,
        actor_id,
    ).where(Sitting.activity_key == activity_key, state.in_(_STATES[shown]))
    query = query.join(Person, Person.id == Sitting.respondent_id)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page), pages)
    rows = db.session.execute(
        query.order_by(Attempt.submitted_at, Attempt.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    hides = scheme_of(course_id, activity_key).anonymous
    firsts = _first_uuids([row.Attempt.sitting_id for row in rows])
    claims = _claims([row.Attempt.id for row in rows])
    return WorkPage(
        [_row(row, hides=hides, firsts=firsts, claims=claims) for row in rows],
        number,
        pages,
        total,
    )


def next_candidates(course_id: int, actor_id: int, activity_key: str) -> list[str]:
    """The addresses of works that the actor could mark next: those begun first, then the oldest. None
    in which they have given marks: also an administrator moderates their own only on purpose."""
    state = _state()
    mine = exists().where(MarkingClaim.attempt_id == Attempt.id, MarkingClaim.marker_id == actor_id)
    marked = exists().where(
        Mark.attempt_id == Attempt.id, Mark.marker_id == actor_id, Mark.slot != "change"
    )
    others = (
        select(func.count())
        .where(
            MarkingClaim.attempt_id == Attempt.id,
            MarkingClaim.marker_id != actor_id,
            MarkingClaim.until > now(),
        )
        .correlate(Attempt)
        .scalar_subquery()
    )
    both = 2 if scheme_of(course_id, activity_key).double else 1
    places = case((state.in_(("waiting", "draft")), both), else_=1)
    query = _works(select(Attempt.uuid), course_id, actor_id).where(
        Sitting.activity_key == activity_key,
        state.in_(("waiting", "draft", "second", "differs")),
        ~marked,
        others < places,
    )
    ordered = query.order_by(mine.desc(), Attempt.submitted_at, Attempt.id)
    return list(db.session.scalars(ordered.limit(MOST_TRIED)))


def holds_works(course_id: int, activity_key: str) -> bool:
    """Whether there are works whose marks stand and wait to be announced."""
    query = (
        select(Attempt.id)
        .join(MarkingState, MarkingState.attempt_id == Attempt.id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Sitting.course_id == course_id, Sitting.activity_key == activity_key, _is_held())
    )
    return db.session.scalar(query.limit(1)) is not None


def _works(
    query: Select[*tuple[Any, ...]], course_id: int, actor_id: int
) -> Select[*tuple[Any, ...]]:
    """Join and narrow to the works that people mark and that count."""
    shown, revision = aliased(Activity), aliased(Revision)
    return (
        query.select_from(Attempt)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Enrolment, Enrolment.id == Sitting.enrolment_id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(Revision, Revision.id == Activity.revision_id)
        .join(Course, Course.id == Sitting.course_id)
        .join(
            revision,
            and_(revision.course_id == Course.id, revision.number == Course.revision_number),
        )
        .join(shown, and_(shown.revision_id == revision.id, shown.key == Sitting.activity_key))
        .outerjoin(MarkingState, MarkingState.attempt_id == Attempt.id)
        .where(
            Sitting.course_id == course_id,
            Sitting.respondent_id != actor_id,
            Enrolment.state.in_(ENROLLED),
            Attempt.submitted_at.is_not(None),
            Attempt.returned_at.is_(None),
            Activity.kind.in_(SCORED),
            Activity.practice.is_(False),
            Revision.number >= shown.asked_since,
            or_(Attempt.score.is_(None), MarkingState.attempt_id.is_not(None)),
        )
    )


def _is_marked_by_people() -> ColumnElement[bool]:
    essay = exists().where(Question.activity_id == Activity.id, Question.kind == "essay")
    return and_(
        Activity.practice.is_(False),
        or_(Activity.kind == "assignment", and_(Activity.kind == "quiz", essay)),
    )


def _is_held() -> ColumnElement[bool]:
    return and_(MarkingState.state == "done", MarkingState.released_at.is_(None))


def _state() -> ColumnElement[str]:
    begun = exists().where(MarkDraft.attempt_id == Attempt.id)
    undone = and_(MarkingState.released_at.is_not(None), Attempt.score.is_(None))
    return case(
        (and_(MarkingState.state == "done", undone), "again"),
        (MarkingState.state.is_not(None), MarkingState.state),
        (begun, "draft"),
        else_="waiting",
    )


def _queue(shown: Any, counts: Any) -> ActivityQueue:
    if counts is None:
        return ActivityQueue(shown.key, shown.title, shown.kind)
    return ActivityQueue(
        key=shown.key,
        title=shown.title,
        kind=shown.kind,
        handed_in=counts.handed_in,
        marked=counts.marked,
        drafts=counts.drafts,
        differs=counts.differs,
        held=counts.held,
        oldest_at=counts.oldest_at,
    )


def _row(
    row: Any, *, hides: bool, firsts: dict[int, str], claims: dict[int, tuple[str, datetime]]
) -> WorkRow:
    attempt, person = row.Attempt, row.Person
    at_it, until = claims.get(attempt.id, ("", None))
    released = row.released_at is not None
    name = with_titles(person.title_prefix, person.full_name, person.title_suffix)
    return WorkRow(
        uuid=attempt.uuid,
        name="" if hides and not released else name,
        label=label_of(firsts[attempt.sitting_id]),
        number=attempt.number,
        submitted_at=attempt.submitted_at,
        state=row.state,
        score=attempt.score,
        released=released,
        at_it=at_it,
        until=until,
    )


def _first_uuids(sitting_ids: list[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Attempt.sitting_id, Attempt.uuid).where(
            Attempt.sitting_id.in_(sitting_ids), Attempt.number == 1
        )
    )
    return {row.sitting_id: row.uuid for row in rows}


def _claims(attempt_ids: list[int]) -> dict[int, tuple[str, datetime]]:
    """Who is at each work now; of two the one who stays longer."""
    rows = db.session.execute(
        select(MarkingClaim, Person)
        .join(Person, Person.id == MarkingClaim.marker_id)
        .where(MarkingClaim.attempt_id.in_(attempt_ids), MarkingClaim.until > now())
        .order_by(MarkingClaim.until)
    )
    return {claim.attempt_id: (person.display_name, claim.until) for claim, person in rows}
