"""Figures of a unit with everything below it, on any day: changes are spread to the units above, as the
tree stood and will stand.

What does not belong here: what changes (`standing`), the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lms.supervision.rules.figures.standing import ALL_COURSES, NOTHING, Change, Counts, minus, plus

DEEPEST = 30
"""Levels of the tree that are followed: a ring of parents must still end."""


@dataclass(frozen=True, slots=True)
class Below:
    """That a unit lies below another (or is it), from `since` up to the day before `until`."""

    unit_id: int
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Version:
    """Where a unit stands in the tree, from `since` up to the day before `until`."""

    parent_id: int | None
    since: date
    until: date | None


Tree = Mapping[int, Sequence[Version]]


def above(tree: Tree, unit_id: int) -> tuple[Below, ...]:
    """The unit itself and all above it, each for the days on which it is."""
    return _joined(_above(tree, unit_id, date.min, None, DEEPEST))


def spread(
    changes: Mapping[Change, Counts], ways: Mapping[int, Sequence[Below]]
) -> dict[Change, Counts]:
    """What changes in one unit, as it changes the figures of all units above (`ways` gives them by unit),
    for its course and for all courses together."""
    found: dict[Change, Counts] = {}
    for change, counts in changes.items():
        courses = {change.course_id, ALL_COURSES}
        for one in ways[change.unit_id]:
            for day, what in _on(one, change.day, counts):
                for course_id in courses:
                    key = Change(course_id, one.unit_id, day)
                    found[key] = plus(found.get(key, NOTHING), what)
    return {key: counts for key, counts in found.items() if counts != NOTHING}


def _on(place: Below, day: date, counts: Counts) -> Iterable[tuple[date, Counts]]:
    """When a change of a day reaches a unit above, and when it leaves it again."""
    if place.until is not None and place.until <= day:
        return
    yield max(day, place.since), counts
    if place.until is not None:
        yield place.until, minus(counts)


def _above(
    tree: Tree, unit_id: int, since: date, until: date | None, levels: int
) -> Iterable[Below]:
    for version in tree.get(unit_id, ()):
        begins, ends = max(since, version.since), _earlier(until, version.until)
        if ends is not None and ends <= begins:
            continue
        yield Below(unit_id, begins, ends)
        if version.parent_id is not None and levels:
            yield from _above(tree, version.parent_id, begins, ends, levels - 1)


def _joined(places: Iterable[Below]) -> tuple[Below, ...]:
    """The same with what follows one on the other as one."""
    joined: list[Below] = []
    for place in sorted(places, key=lambda one: (one.unit_id, one.since)):
        last = joined[-1] if joined else None
        if last and last.unit_id == place.unit_id and last.until == place.since:
            joined[-1] = Below(place.unit_id, last.since, place.until)
        else:
            joined.append(place)
    return tuple(joined)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(filter(None, (one, other)), default=None)
