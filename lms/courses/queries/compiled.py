"""A revision as its readers see it: plain frozen values, compiled once, kept in every process.

Answer keys never get in here. They are read with `questions_of`, to grade and to explain.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Lock
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import joinedload

from lms.core.db import db, is_writing
from lms.core.errors import NotFound
from lms.courses.models import Activity, Module, Question, Revision
from lms.courses.rules import contents_of

MOST_KEPT = 64
"""Revisions kept in a process; one of a day's course takes about 200 KB."""


@dataclass(frozen=True, slots=True)
class CompiledActivity:
    """An activity as a page shows it. `contents` are its headings as (anchor, words); `minutes` is
    0 where nobody said how long it takes; `question_count` is that of the pool.

    `settings` of a quiz: `purpose` (`quiz`, `practice`, `pretest` or `posttest`), `pass_mark`
    (None: the course's score), `attempts`, `time_seconds`, `shuffle`, `review`, `penalty` (a
    decimal as text), `counts`, `offline`, `draw` (how many of the pool are asked; None: all).
    Of an assignment: `pass_mark`, `points` (a decimal as text), `outcome`, `text` (whether one is
    handed in), `files` (how many may be), `types` (their endings), `max_bytes` (each), `due_days`
    (after enrolment, or None), `rubric` (see `courses/actions/compiling`, or None)."""

    id: int
    key: str
    kind: str
    practice: bool
    optional: bool
    position: int
    title: str
    title_html: str
    minutes: int
    settings: Mapping[str, Any]
    body_html: str
    contents: tuple[tuple[str, str], ...]
    content_hash: str
    module_key: str
    question_count: int
    asked_since: int

    @property
    def asked_count(self) -> int:
        """How many questions an attempt asks."""
        drawn = self.settings.get("draw")
        return self.question_count if drawn is None else min(drawn, self.question_count)

    @property
    def purpose(self) -> str:
        """What a quiz is for; `quiz` for every other activity."""
        return str(self.settings.get("purpose", "quiz"))


@dataclass(frozen=True, slots=True)
class CompiledModule:
    """A module and its activities, in order; `keys` are theirs."""

    key: str
    title: str
    summary: str
    activities: tuple[CompiledActivity, ...]
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class CompiledRevision:
    """A whole revision. `complete_lessons` None means all; `hours` are JP; an outcome is
    (key, words); `requires` are keys of courses."""

    id: int
    number: int
    course_id: int
    course_key: str
    title: str
    summary: str
    language: str
    hours: Decimal
    competency: str
    license: str
    outcomes: tuple[tuple[str, str], ...]
    requires: tuple[str, ...]
    complete_lessons: int | None
    complete_score: int
    introduction_html: str
    modules: tuple[CompiledModule, ...]
    activities: tuple[CompiledActivity, ...] = field(repr=False)
    by_key: Mapping[str, CompiledActivity] = field(repr=False)

    @property
    def minutes(self) -> int:
        """How long all activities take, as far as that is known."""
        return sum(activity.minutes for activity in self.activities)


_Kept = OrderedDict[tuple[int, str], CompiledRevision]

_kept: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()
_keeping = Lock()


def compiled(revision_id: int, compiler_version: str | None = None) -> CompiledRevision:
    """The revision, from this process's cache where it is there.

    The cache knows it by its id and the version of the compiler that made its HTML, so a rebuilt
    one is read anew. Whoever has that version at hand spares a statement by giving it.

    Raises:
        NotFound: there is no such revision.
    """
    key = (revision_id, compiler_version or _version_of(revision_id))
    with _keeping:
        kept = _kept.setdefault(db.engine, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    revision = _load(revision_id)
    # What a write transaction sees may be undone, and its id then be given to another revision.
    if not is_writing():
        _keep(kept, key, revision)
    return revision


def _keep(kept: _Kept, key: tuple[int, str], revision: CompiledRevision) -> None:
    with _keeping:
        kept[key] = revision
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)


def questions_of(activity_id: int) -> list[Question]:
    """The pool of an activity with its answer keys, in the order of the source.

    For grading and, after the review rule allows it, for explaining: never for a page before.
    """
    query = select(Question).where(Question.activity_id == activity_id)
    return list(db.session.scalars(query.order_by(Question.position)))


def _version_of(revision_id: int) -> str:
    query = select(Revision.compiler_version).where(Revision.id == revision_id)
    version = db.session.scalar(query)
    if version is None:
        raise NotFound()
    return version


def _load(revision_id: int) -> CompiledRevision:
    row = db.session.get(Revision, revision_id, options=[joinedload(Revision.course)])
    if row is None:
        raise NotFound()
    modules = _load_modules(revision_id)
    activities = tuple(activity for module in modules for activity in module.activities)
    return CompiledRevision(
        id=row.id,
        number=row.number,
        course_id=row.course_id,
        course_key=row.course.key,
        title=row.title,
        summary=row.summary,
        language=row.language,
        hours=row.hours,
        competency=row.competency,
        license=row.license,
        outcomes=tuple((key, text) for key, text in row.outcomes),
        requires=tuple(row.requires),
        complete_lessons=row.complete_lessons,
        complete_score=row.complete_score,
        introduction_html=row.introduction_html,
        modules=modules,
        activities=activities,
        by_key=MappingProxyType({activity.key: activity for activity in activities}),
    )


def _load_modules(revision_id: int) -> tuple[CompiledModule, ...]:
    counts = _question_counts(revision_id)
    by_module: dict[int, list[Activity]] = defaultdict(list)
    activities = select(Activity).where(Activity.revision_id == revision_id)
    for activity in db.session.scalars(activities.order_by(Activity.position)):
        by_module[activity.module_id].append(activity)
    modules = select(Module).where(Module.revision_id == revision_id).order_by(Module.position)
    return tuple(
        CompiledModule(
            key=module.key,
            title=module.title,
            summary=module.summary,
            activities=tuple(
                _activity(row, module.key, counts.get(row.id, 0)) for row in by_module[module.id]
            ),
            keys=frozenset(row.key for row in by_module[module.id]),
        )
        for module in db.session.scalars(modules)
    )


def _question_counts(revision_id: int) -> dict[int, int]:
    query = (
        select(Question.activity_id, func.count().label("questions"))
        .join(Activity, Activity.id == Question.activity_id)
        .where(Activity.revision_id == revision_id)
        .group_by(Question.activity_id)
    )
    return {row.activity_id: row.questions for row in db.session.execute(query)}


def _activity(row: Activity, module_key: str, question_count: int) -> CompiledActivity:
    return CompiledActivity(
        id=row.id,
        key=row.key,
        kind=row.kind,
        practice=row.practice,
        optional=row.optional,
        position=row.position,
        title=row.title,
        title_html=row.title_html,
        minutes=row.minutes,
        settings=MappingProxyType(dict(row.settings)),
        body_html=row.body_html,
        contents=contents_of(row.body_html),
        content_hash=row.content_hash,
        module_key=module_key,
        question_count=question_count,
        asked_since=row.asked_since,
    )
