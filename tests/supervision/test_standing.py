"""What a person adds to figures, day by day, is how the person stands on that day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from lms.supervision.rules.figures.rollup import Below, Version, above, spread
from lms.supervision.rules.figures.standing import (
    ALL_COURSES,
    COURSE_MEASURES,
    MEASURES,
    NOTHING,
    Aim,
    Change,
    Counts,
    Cycle,
    Facts,
    Learnt,
    Obligation,
    Stay,
    changes,
    in_course,
    of_person,
    plus,
    unit_on,
)

NEW_YEAR = date(2026, 1, 1)
days = st.integers(-20, 60).map(lambda number: NEW_YEAR + timedelta(days=number))
later = st.none() | days
UNITS = st.integers(1, 4)
COURSES = (7, 8)


def periods(make: object, *more: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.builds(make, *more, since=days, until=later)  # type: ignore[arg-type]


@st.composite
def cycles(draw: st.DrawFn) -> Cycle:
    begun = draw(days)
    ends = sorted(draw(st.lists(days.filter(lambda day: day >= begun), max_size=3)))
    if draw(st.booleans()):
        return Cycle(begun, withdrawn_on=ends[0] if ends else None)
    return Cycle(
        begun,
        completed_on=ends[0] if ends else None,
        score=draw(st.none() | st.integers(0, 100).map(float)),
        renewal_on=ends[1] if len(ends) > 1 else None,
        renewal_due_on=ends[2] if len(ends) > 2 else None,
    )


facts = st.builds(
    Facts,
    stays=st.lists(
        st.builds(Stay, UNITS, since=days, until=later, additional=st.booleans()), max_size=4
    ),
    cycles=st.dictionaries(st.sampled_from(COURSES), st.lists(cycles(), max_size=3)),
    obligations=st.dictionaries(
        st.sampled_from(COURSES),
        st.lists(st.builds(Obligation, days, days, later, later, later, st.booleans()), max_size=3),
    ),
    learnt=st.lists(
        st.builds(Learnt, days, st.sampled_from((2025, 2026)), st.integers(-300, 900)), max_size=4
    ),
    aims=st.lists(st.builds(Aim, st.integers(100, 2000), since=days, until=later), max_size=2),
    gone_on=later,
)


def summed(found: dict[Change, Counts], course_id: int, unit_id: int, day: date) -> Counts:
    total = NOTHING
    for key, counts in found.items():
        if (key.course_id, key.unit_id) == (course_id, unit_id) and key.day <= day:
            total = plus(total, counts)
    return total


@given(facts, days)
def test_the_changes_up_to_a_day_add_up_to_how_the_person_stands_on_it(
    person: Facts, day: date
) -> None:
    found, here = changes(person), unit_on(person, day)
    for unit_id in range(1, 5):
        whole = summed(found, ALL_COURSES, unit_id, day)[len(COURSE_MEASURES) :]
        assert whole == (of_person(person, day) if unit_id == here else (0,) * len(whole))
        for course_id in COURSES:
            told = summed(found, course_id, unit_id, day)[: len(COURSE_MEASURES)]
            stands = in_course(
                person.cycles.get(course_id, ()), person.obligations.get(course_id, ()), day
            )
            assert told == (stands if unit_id == here else (0,) * len(told))


def test_a_duty_becomes_overdue_on_the_day_after_it_was_due_without_anybody_looking() -> None:
    duty = Obligation(NEW_YEAR, NEW_YEAR + timedelta(days=10))
    person = Facts([Stay(1, NEW_YEAR, None)], {}, {7: [duty]}, [], [])
    overdue = COURSE_MEASURES.index("overdue")
    assert summed(changes(person), 7, 1, NEW_YEAR + timedelta(days=10))[overdue] == 0
    assert summed(changes(person), 7, 1, NEW_YEAR + timedelta(days=11))[overdue] == 1


def test_a_completion_that_is_being_renewed_is_due_by_the_last_day_of_what_it_brought() -> None:
    done = Cycle(
        NEW_YEAR,
        completed_on=NEW_YEAR + timedelta(days=2),
        renewal_on=NEW_YEAR + timedelta(days=20),
        renewal_due_on=NEW_YEAR + timedelta(days=50),
    )
    duty = Obligation(NEW_YEAR, NEW_YEAR + timedelta(days=10))

    def stands(after: int) -> dict[str, int]:
        counts = in_course([done], [duty], NEW_YEAR + timedelta(days=after))
        return dict(zip(COURSE_MEASURES, counts, strict=True))

    assert stands(19)["fulfilled"] == 1
    assert (stands(20)["fulfilled"], stands(20)["overdue"]) == (0, 0)
    assert stands(50)["overdue"] == 0
    assert stands(51)["overdue"] == 1


trees = st.dictionaries(
    UNITS,
    st.lists(
        st.tuples(st.none() | UNITS, days), min_size=1, max_size=3, unique_by=lambda one: one[1]
    ),
)
person_changes = st.dictionaries(
    st.builds(Change, st.sampled_from((0, *COURSES)), UNITS, days),
    st.integers(-3, 3).map(lambda number: (number,) * len(MEASURES)),
    max_size=6,
)


def versions(drawn: dict[int, list[tuple[int | None, date]]]) -> dict[int, list[Version]]:
    """Each unit with one place after the other; a ring of parents is possible."""
    found = {}
    for unit_id, places in drawn.items():
        ordered = sorted(places, key=lambda one: one[1])
        ends = [since for _, since in ordered[1:]]
        found[unit_id] = [
            Version(parent, since, until)
            for (parent, since), until in zip(ordered, [*ends, None], strict=True)
        ]
    return found


def is_below(tree: dict[int, list[Version]], unit_id: int, top: int, day: date) -> bool:
    seen: set[int] = set()
    while unit_id not in seen:
        held = [
            one
            for one in tree.get(unit_id, ())
            if one.since <= day and (one.until is None or day < one.until)
        ]
        if not held:
            return False
        if unit_id == top:
            return True
        seen.add(unit_id)
        if held[0].parent_id is None:
            return False
        unit_id = held[0].parent_id
    return False


@given(trees, person_changes, days)
def test_a_unit_has_the_figures_of_what_lies_below_it_on_that_day(
    drawn: dict[int, list[tuple[int | None, date]]], found: dict[Change, Counts], day: date
) -> None:
    tree = versions(drawn)
    assume(not any(is_ring(tree, one, moment) for one in tree for moment in every_day(tree)))
    ways = {key.unit_id: above(tree, key.unit_id) for key in found}
    told = spread(found, ways)
    for top in range(1, 5):
        for course_id in (ALL_COURSES, *COURSES):
            wanted = NOTHING
            for key, counts in found.items():
                counts_here = course_id in {key.course_id, ALL_COURSES}
                if counts_here and key.day <= day and is_below(tree, key.unit_id, top, day):
                    wanted = plus(wanted, counts)
            assert summed(told, course_id, top, day) == wanted


def every_day(tree: dict[int, list[Version]]) -> set[date]:
    return {one.since for places in tree.values() for one in places}


def is_ring(tree: dict[int, list[Version]], unit_id: int, day: date) -> bool:
    seen: set[int] = set()
    here: int | None = unit_id
    while here is not None:
        if here in seen:
            return True
        seen.add(here)
        held = [
            one
            for one in tree.get(here, ())
            if one.since <= day and (one.until is None or day < one.until)
        ]
        here = held[0].parent_id if held else None
    return False


def test_a_ring_of_parents_still_ends() -> None:
    tree = {1: [Version(2, NEW_YEAR, None)], 2: [Version(1, NEW_YEAR, None)]}
    assert Below(1, NEW_YEAR, None) in above(tree, 1)
