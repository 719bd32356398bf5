"""The gradebook of a course: participants × activities with scores, for those who run the course.

A cell shows what the activity stands at in the learner's progress, by which the course is completed
too. What does not belong here: what is behind a score (`scores`), single answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, cast, get_args

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person, UnitVersion, with_titles
from lms.accounts.policy import may_leave
from lms.accounts.queries import held_today, named
from lms.accounts.rules import FIRST, Leaf, Turn
from lms.assessment.models import Attempt, ScoreOverride, Sitting
from lms.assessment.queries.overrides import in_force
from lms.assessment.rules import CellState
from lms.core.db import db
from lms.courses.models import Activity, Course, Revision
from lms.learning.models import ActivityProgress, Enrolment
from lms.learning.policy import ENROLLED
from lms.learning.queries.classes import is_in_unit, page_of_class
from lms.learning.queries.study import is_latest_cycle
from lms.learning.rules import SCORED, Standing, course_score, scored

CHUNK = 200
"""Participants whose cells are in memory at once where all are read."""
STATES: tuple[CellState, ...] = get_args(CellState)
OF_ACTIVITY = "activity."
"""Begins the name of a column to sort by, before the activity's key."""


@dataclass(frozen=True, slots=True)
class Column:
    """A scored activity of the revision that is shown now; neither practice nor a survey. It has all
    that the rules of learning ask of an activity."""

    key: str
    kind: str
    title: str
    practice: bool
    optional: bool
    settings: Mapping[str, Any]
    asked_since: int
    complete_score: int


class Cell(NamedTuple):
    """How a participant stands in an activity; `score` is 0-100, `overridden` whether it was set by
    hand."""

    score: float | None
    state: CellState
    overridden: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A participant; `mean` is the course's score so far, by the course's own rule."""

    person_id: int
    name: str
    unit: str
    mean: float | None
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class GradebookFilters:
    """What the gradebook shows: a part of a name, a unit (0: all), a state (of the activity that is
    shown, else of any), one activity; and its order."""

    search: str = ""
    unit: int = 0
    state: str = ""
    activity: str = ""
    sort: str = "name"
    descending: bool = False
    turn: Turn = FIRST

    @classmethod
    def from_address(
        cls, arguments: Mapping[str, str], columns: Sequence[Column]
    ) -> GradebookFilters:
        """Filters from a query string; what makes no sense falls back to the default."""
        keys = {one.key for one in columns}
        sort = arguments.get("sort", "")
        column = sort.removeprefix("-")
        known = column in ("name", "unit", "mean") or column.removeprefix(OF_ACTIVITY) in keys
        state, activity = arguments.get("state", ""), arguments.get("activity", "")
        return cls(
            search=arguments.get("q", "").strip()[:100],
            unit=_number(arguments.get("unit", "")),
            state=state if state in STATES else "",
            activity=activity if activity in keys else "",
            sort=column if known else "name",
            descending=known and sort.startswith("-"),
            turn=Turn.from_address(arguments),
        )

    @property
    def narrowed(self) -> bool:
        """Whether some participants may be left out."""
        return bool(self.search or self.unit or self.state)

    def to_address(self, **changes: object) -> dict[str, str]:
        """The query string of these filters, with some of them changed; defaults are left out."""
        chosen = replace(self, **changes)  # type: ignore[arg-type]
        sort = f"-{chosen.sort}" if chosen.descending else chosen.sort
        values = {
            "q": chosen.search,
            "unit": str(chosen.unit) if chosen.unit else "",
            "state": chosen.state,
            "activity": chosen.activity,
            "sort": sort if sort != "name" else "",
        }
        return {name: value for name, value in values.items() if value} | chosen.turn.to_address()

    def sorted_by(self, column: str) -> dict[str, str]:
        """The query string for a click on a column: sort by it, scores the highest first, or turn its
        order round."""
        first = column not in ("name", "unit")
        turned = not self.descending if column == self.sort else first
        return self.to_address(sort=column, descending=turned, turn=FIRST)


@dataclass(frozen=True, slots=True)
class GradebookPage:
    """One page of the gradebook. Where there are `more` participants than `total` says, nobody knows
    how many; `sort` and `descending` tell the order that the page is in."""

    rows: list[Row]
    total: int
    more: bool
    leaf: Leaf
    sort: str
    descending: bool


def columns_of(course_id: int) -> list[Column]:
    """The scored activities of a course as it is shown now, in its order."""
    rows = db.session.execute(
        select(
            Activity.key,
            Activity.kind,
            Activity.title,
            Activity.practice,
            Activity.optional,
            Activity.settings,
            Activity.asked_since,
            Revision.complete_score,
        )
        .select_from(Course)
        .join(Course.revision)
        .join(Activity, Activity.revision_id == Revision.id)
        .where(Course.id == course_id, *_is_scored())
        .order_by(Activity.position)
    )
    return [Column(*row) for row in rows]


def gradebook(
    course_id: int, columns: Sequence[Column], filters: GradebookFilters
) -> GradebookPage:
    """The page that the filters ask for; past the end it is the last one. What a row shows is read for
    the page alone."""
    everybody = _people(course_id, GradebookFilters())
    by_name = filters.sort == "name"
    page = page_of_class(
        _people(course_id, filters).with_only_columns(Enrolment.id),
        everybody.with_only_columns(Enrolment.id),
        filters.turn,
        ordered=lambda query: _ordered(query, columns, filters),
        descending=filters.descending if by_name else None,
    )
    shown = db.session.execute(everybody.where(Enrolment.id.in_(page.ids)))
    people = sorted(shown, key=lambda one: page.ids.index(one.enrolment_id))
    return GradebookPage(
        rows=_rows(course_id, columns, people),
        total=page.total,
        more=page.more,
        leaf=page.leaf,
        sort=filters.sort if page.sorted else "name",
        descending=filters.descending and page.sorted,
    )


def whole_gradebook(
    course_id: int, columns: Sequence[Column], filters: GradebookFilters
) -> Iterator[Row]:
    """Everybody whom the filters admit, in order, for an export, but those whose data may only be
    kept; cells are read some people at a
    time."""
    people = db.session.execute(
        _ordered(_people(course_id, filters).where(may_leave()), columns, filters)
    ).all()
    for start in range(0, len(people), CHUNK):
        yield from _rows(course_id, columns, people[start : start + CHUNK])


def cells_of(course_id: int, enrolment_ids: Sequence[int]) -> dict[int, dict[str, Cell]]:
    """How enrolments of a course stand in its scored activities, by activity key."""
    found: dict[int, dict[str, Cell]] = {one: {} for one in enrolment_ids}
    if not enrolment_ids:
        return found
    query = _standings(
        select(
            Enrolment.id,
            Activity.key,
            ActivityProgress.score,
            _state(),
            ScoreOverride.id.is_not(None),
        )
        .select_from(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Course.revision)
        .join(Activity, Activity.revision_id == Revision.id)
    )
    for enrolment_id, key, score, state, overridden in db.session.execute(
        query.where(Course.id == course_id, Enrolment.id.in_(enrolment_ids), *_is_scored())
    ):
        found[enrolment_id][key] = Cell(score, cast(CellState, state), bool(overridden))
    return found


def mean_of(columns: Sequence[Column], cells: Mapping[str, Cell]) -> float | None:
    """The course's score so far (0-100), by the course's own rule."""
    return course_score(columns, {key: Standing(score=one.score) for key, one in cells.items()})


def _rows(course_id: int, columns: Sequence[Column], people: Sequence[Any]) -> list[Row]:
    cells = cells_of(course_id, [one.enrolment_id for one in people])
    return [
        Row(
            person_id=one.person_id,
            name=with_titles(one.title_prefix, one.full_name, one.title_suffix),
            unit=one.unit or "",
            mean=mean_of(columns, cells[one.enrolment_id]),
            cells=cells[one.enrolment_id],
        )
        for one in people
    ]


def _people(course_id: int, filters: GradebookFilters) -> Select[Any]:
    query = (
        select(
            Enrolment.id.label("enrolment_id"),
            Person.id.label("person_id"),
            Person.title_prefix,
            Person.full_name,
            Person.title_suffix,
            held_today(UnitVersion.name).label("unit"),
        )
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.course_id == course_id, Enrolment.state.in_(ENROLLED), is_latest_cycle())
    )
    if filters.search:
        query = query.where(Person.id.in_(named(filters.search)))
    if filters.unit:
        query = query.where(is_in_unit(filters.unit))
    if filters.state:
        query = query.where(_stands_so(course_id, filters))
    return query


def _stands_so(course_id: int, filters: GradebookFilters) -> ColumnElement[bool]:
    """Whether an enrolment is in the state at the activity that is shown, or at any."""
    query = _standings(
        select(Activity.id)
        .select_from(Course)
        .join(Course.revision)
        .join(Activity, Activity.revision_id == Revision.id)
    ).where(Course.id == course_id, *_is_scored(), _state() == filters.state)
    if filters.activity:
        query = query.where(Activity.key == filters.activity)
    return exists(query.correlate(Enrolment))


def _ordered(
    query: Select[Any], columns: Sequence[Column], filters: GradebookFilters
) -> Select[Any]:
    chosen: ColumnElement[Any]
    if filters.sort == "name":
        chosen = func.lower(Person.full_name)
    elif filters.sort == "unit":
        chosen = held_today(UnitVersion.name)
    else:
        keys = [one.key for one in scored(columns)]
        if filters.sort != "mean":
            keys = [filters.sort.removeprefix(OF_ACTIVITY)]
        progress = aliased(ActivityProgress)
        chosen = (
            select(func.avg(progress.score))
            .where(progress.enrolment_id == Enrolment.id, progress.activity_key.in_(keys))
            .correlate(Enrolment)
            .scalar_subquery()
        )
    directed = chosen.desc() if filters.descending else chosen.asc()
    return query.order_by(directed.nulls_last(), func.lower(Person.full_name), Person.id)


def _standings(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join what an enrolment has at an activity: progress, an open attempt, an override."""
    return (
        query.outerjoin(
            ActivityProgress,
            and_(
                ActivityProgress.enrolment_id == Enrolment.id,
                ActivityProgress.activity_key == Activity.key,
            ),
        )
        .outerjoin(
            Sitting,
            and_(Sitting.enrolment_id == Enrolment.id, Sitting.activity_key == Activity.key),
        )
        .outerjoin(Attempt, and_(Attempt.sitting_id == Sitting.id, Attempt.submitted_at.is_(None)))
        .outerjoin(
            ScoreOverride,
            and_(
                ScoreOverride.enrolment_id == Enrolment.id,
                ScoreOverride.activity_key == Activity.key,
                in_force(Activity.asked_since),
            ),
        )
    )


def _state() -> ColumnElement[str]:
    return case(
        (ActivityProgress.waiting.is_(True), "waiting"),
        (ActivityProgress.passed.is_(True), "passed"),
        (Attempt.id.is_not(None), "open"),
        (ActivityProgress.passed.is_(False), "failed"),
        (ActivityProgress.done_at.is_not(None), "done"),
        else_="none",
    )


def _is_scored() -> tuple[ColumnElement[bool], ...]:
    return Activity.kind.in_(SCORED), Activity.practice.is_(False)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
