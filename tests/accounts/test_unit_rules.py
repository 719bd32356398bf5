"""How versions of units follow one another, and what keeps the tree a tree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts import rules
from lms.accounts.rules import Version
from lms.core.errors import Conflict, Invalid

FIRST = date(2026, 1, 1)
days = st.integers(0, 400).map(lambda n: FIRST + timedelta(days=n))


def unit(parent_id: int | None = None, name: str = "Bidang") -> tuple[Version, ...]:
    return (Version(name, "unit", parent_id, FIRST),)


def name_on(versions: tuple[Version, ...], day: date) -> str | None:
    return next((one.name for one in versions if one.holds_on(day)), None)


@given(days, days)
def test_a_new_name_holds_from_its_day_and_the_old_one_until_then(change: date, day: date) -> None:
    renamed = rules.renamed(unit(name="Lama"), change, name="Baru", kind="unit")
    assert name_on(renamed, day) == ("Baru" if day >= change else "Lama")


@given(st.lists(days, unique=True, min_size=1, max_size=6).map(sorted), days)
def test_whatever_was_changed_a_unit_has_one_version_a_day(changes: list[date], day: date) -> None:
    versions = unit()
    for number, change in enumerate(changes):
        versions = rules.renamed(versions, change, name=f"Nama {number}", kind="unit")
    assert sum(one.holds_on(day) for one in versions) == 1


@given(st.lists(days, unique=True, min_size=1, max_size=5).map(sorted))
def test_taking_a_change_back_leaves_what_was_before(changes: list[date]) -> None:
    versions = unit()
    for number, change in enumerate(changes):
        before = versions
        versions = rules.renamed(versions, change, name=f"Nama {number}", kind="unit")
    if changes[-1] > before[-1].valid_from:
        assert rules.taken_back(versions) == before


def test_a_closed_unit_is_opened_again_by_taking_back() -> None:
    shut = rules.closed(unit(), date(2026, 6, 1))
    assert not any(one.holds_on(date(2026, 6, 1)) for one in shut)
    assert rules.taken_back(shut) == unit()


def test_what_was_never_changed_cannot_be_taken_back() -> None:
    with pytest.raises(Conflict):
        rules.taken_back(unit())


def test_a_change_before_a_planned_one_is_refused() -> None:
    planned = rules.renamed(unit(), date(2027, 1, 1), name="Dinas Baru", kind="unit")
    with pytest.raises(Conflict):
        rules.moved(planned, date(2026, 12, 1), parent_id=9)


def test_a_unit_cannot_change_on_a_day_without_it() -> None:
    with pytest.raises(Invalid):
        rules.renamed(unit(), date(2025, 12, 31), name="Baru", kind="unit")
    with pytest.raises(Invalid):
        rules.closed(unit(), FIRST)


@given(st.dictionaries(st.integers(1, 7), st.integers(1, 7), max_size=7))
def test_a_tree_is_refused_exactly_when_somebody_stands_below_themselves(
    parents: dict[int, int],
) -> None:
    tree = {one: unit(parents.get(one)) for one in range(1, 8)}
    ringed = any(one in _ancestors(one, parents) for one in parents)
    if ringed:
        with pytest.raises(Invalid):
            rules.check_tree(tree, FIRST)
    else:
        rules.check_tree(tree, FIRST)


def test_a_ring_that_only_a_planned_move_would_make_is_refused_too() -> None:
    tree = {1: unit(), 2: unit(1), 3: unit()}
    tree[1] = rules.moved(tree[1], date(2027, 1, 1), parent_id=3)
    tree[3] = rules.moved(tree[3], date(2026, 6, 1), parent_id=2)
    with pytest.raises(Invalid):
        rules.check_tree(tree, date(2026, 6, 1))


def test_a_parent_must_exist_as_long_as_what_stands_below_it() -> None:
    tree = {1: rules.closed(unit(), date(2026, 6, 1)), 2: unit(1)}
    with pytest.raises(Invalid):
        rules.check_tree(tree, FIRST)


@pytest.mark.parametrize("code", ["", " ", "a b", "x" * 65, "dinas;pu"])
def test_a_code_that_sheets_and_addresses_cannot_hold_is_refused(code: str) -> None:
    with pytest.raises(Invalid):
        rules.unit_code(code)


@pytest.mark.parametrize(
    ("typed", "employment", "stored"),
    [
        ("iii b", rules.PERMANENT, "III/b"),
        ("III/B", rules.PERMANENT, "III/b"),
        ("3b", rules.PERMANENT, "III/b"),
        ("IV/e", rules.PERMANENT, "IV/e"),
        ("9", rules.CONTRACT, "IX"),
        ("xvii", rules.CONTRACT, "XVII"),
    ],
)
def test_a_pay_grade_is_known_however_it_is_written(
    typed: str, employment: str, stored: str
) -> None:
    assert rules.pay_grade(typed, employment) == stored


@pytest.mark.parametrize(
    ("typed", "employment"),
    [("III/e", rules.PERMANENT), ("IX", rules.PERMANENT), ("III/b", rules.CONTRACT), ("", "x")],
)
def test_a_grade_of_another_employment_is_refused(typed: str, employment: str) -> None:
    with pytest.raises(Invalid):
        rules.pay_grade(typed, employment)


def test_every_grade_of_a_permanent_civil_servant_has_a_rank() -> None:
    assert rules.rank("III/c") == "Penata"
    assert all(rules.rank(grade) for grade in rules.RANKS)
    assert rules.rank("IX") == ""


def _ancestors(start: int, parents: dict[int, int]) -> set[int]:
    found: set[int] = set()
    here = parents.get(start)
    while here is not None and here not in found:
        found.add(here)
        here = parents.get(here)
    return found
