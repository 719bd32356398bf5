"""What marks come to is a function of them alone: not of the order in which they came, of which marker
was called first, nor ever outside of what a question is worth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules import (
    Frozen,
    Mark,
    Marked,
    MarkedItem,
    MarkTerms,
    Scheme,
    Slot,
    days_late,
    fields_of,
    finished,
    grade,
    late_percent,
    outcome,
    points_in,
    read_sheet,
    rubric_of,
)
from lms.core.errors import Invalid

MOST = {1: Decimal(4), 2: Decimal(6)}
DUE = datetime(2026, 11, 23, 17, tzinfo=UTC)

points_given = st.fixed_dictionaries(
    {place: st.decimals(0, most, places=2) for place, most in MOST.items()}
)


def mark(
    slot: Slot,
    points: dict[int, Decimal],
    *,
    number: int = 1,
    double: bool = True,
    tolerance: int = 10,
    late: int = 0,
) -> Mark:
    terms = MarkTerms(double, tolerance, late_days=0, late_percent=late)
    return Mark(slot, number, points, MOST, terms)


@st.composite
def all_marks(draw: st.DrawFn) -> list[Mark]:
    """Marks as they may be there: up to two markers, a moderator, changes."""
    slots: list[tuple[Slot, int]] = [("first", 1), ("second", 1), ("moderation", 1)]
    slots += [("change", number) for number in range(1, draw(st.integers(1, 3)))]
    kept = draw(st.lists(st.sampled_from(slots), unique=True))
    return [
        mark(
            slot,
            draw(points_given),
            number=number,
            double=draw(st.booleans()),
            tolerance=draw(st.integers(0, 100)),
            late=draw(st.integers(0, 100)),
        )
        for slot, number in kept
    ]


@given(all_marks(), st.randoms())
def test_the_order_in_which_marks_came_does_not_matter(marks: list[Mark], chance: object) -> None:
    shuffled = list(marks)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    found, other = outcome(marks), outcome(shuffled)
    assert (found.stage, found.marked, found.difference) == (
        other.stage,
        other.marked,
        other.difference,
    )


@given(points_given, points_given, st.integers(0, 100))
def test_which_of_two_is_called_the_first_does_not_matter(
    one: dict[int, Decimal], other: dict[int, Decimal], tolerance: int
) -> None:
    here = outcome(
        [mark("first", one, tolerance=tolerance), mark("second", other, tolerance=tolerance)]
    )
    there = outcome(
        [mark("first", other, tolerance=tolerance), mark("second", one, tolerance=tolerance)]
    )
    assert here == there


@given(all_marks(), st.fractions(0, 1))
def test_points_are_never_outside_of_what_a_question_is_worth(
    marks: list[Mark], late: Fraction
) -> None:
    questions = [
        Frozen(place, "essay", most, {"right": []}, handed_in=True) for place, most in MOST.items()
    ]
    marked = outcome(marks).marked
    if marked is None:
        assert grade(questions, [], Fraction(0)).score is None
        return
    result = grade(questions, [], Fraction(0), marked=Marked(marked.points, late))
    assert all(0 <= one.points <= one.most for one in result.questions)
    assert 0 <= result.points <= result.most
    assert result.score is not None
    assert 0 <= result.score <= 100


@given(points_given, st.fractions(0, 1), st.fractions(0, 1))
def test_being_later_never_gives_more(
    points: dict[int, Decimal], one: Fraction, other: Fraction
) -> None:
    questions = [
        Frozen(place, "essay", most, {"right": []}, handed_in=True) for place, most in MOST.items()
    ]
    given = {place: Fraction(value) for place, value in points.items()}
    early, late = (
        grade(questions, [], Fraction(0), marked=Marked(given, share)).score or 0.0
        for share in sorted((one, other))
    )
    assert late <= early


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 100), st.integers(0, 100))
def test_more_days_never_take_off_less_and_never_more_than_the_most(
    one: int, other: int, per_day: int, most: int
) -> None:
    scheme = Scheme(late_percent=per_day, late_most=most)
    few, many = (late_percent(days, scheme) for days in sorted((one, other)))
    assert few <= many <= most


@pytest.mark.parametrize(
    ("after", "days"),
    [
        (timedelta(0), 0),
        (timedelta(seconds=1), 1),
        (timedelta(days=1), 1),
        (timedelta(days=1, seconds=1), 2),
        (timedelta(days=-3), 0),
    ],
)
def test_a_day_counts_as_soon_as_it_has_begun(after: timedelta, days: int) -> None:
    assert days_late(DUE + after, DUE) == days
    assert days_late(DUE + after, None) == 0


class TestTwoMarkers:
    HIGH = {1: Decimal(4), 2: Decimal(5)}
    LOW = {1: Decimal(3), 2: Decimal(4)}

    def test_one_of_two_is_not_enough(self) -> None:
        assert outcome([mark("second", self.HIGH)]).stage == "second"
        assert outcome([mark("first", self.HIGH, double=False)]).stage == "done"

    def test_within_the_tolerance_their_mean_counts(self) -> None:
        found = outcome(
            [mark("first", self.HIGH, tolerance=20), mark("second", self.LOW, tolerance=20)]
        )
        assert (found.stage, found.difference) == ("done", 20)
        assert found.marked == Marked({1: Fraction(7, 2), 2: Fraction(9, 2)})

    def test_above_it_nothing_counts_until_a_moderator_decides(self) -> None:
        pair = [mark("first", self.HIGH, tolerance=19), mark("second", self.LOW, tolerance=50)]
        assert outcome(pair).stage == "differs"
        assert outcome(pair).marked is None
        decided = outcome([*pair, mark("moderation", self.LOW)])
        assert decided.marked == Marked({1: Fraction(3), 2: Fraction(4)})

    def test_of_two_deductions_the_smaller_counts(self) -> None:
        found = outcome([mark("first", self.HIGH, late=20), mark("second", self.HIGH, late=10)])
        assert found.marked is not None
        assert found.marked.late == Fraction(1, 10)

    def test_the_last_change_counts_whoever_was_before(self) -> None:
        changes = [mark("change", self.LOW, number=2), mark("change", self.HIGH, number=1)]
        found = outcome([*changes, mark("moderation", self.HIGH), mark("first", self.HIGH)])
        assert found.marked == Marked({1: Fraction(3), 2: Fraction(4)})


class TestSheets:
    RUBRIC = rubric_of(
        {"criteria": [{"cells": [{"points": "4"}, {"points": "2"}, {"points": "0"}]}] * 2}
    )
    BY_CELLS = MarkedItem(1, Decimal(20), RUBRIC)
    TYPED = MarkedItem(2, Decimal(4))

    def points(self, values: dict[str, str], item: MarkedItem) -> Decimal:
        return points_in(finished(read_sheet(values, [item], []), [item]))[item.position]

    def test_cells_give_their_part_of_what_the_question_is_worth(self) -> None:
        assert self.points({"cell-1-0": "0", "cell-1-1": "1"}, self.BY_CELLS) == 15
        assert self.points({"cell-1-0": "2", "cell-1-1": "2"}, self.BY_CELLS) == 0

    @pytest.mark.parametrize(("typed", "points"), [("2,5", "2.5"), (" 0 ", "0"), ("4.00", "4")])
    def test_points_are_typed_where_there_is_no_rubric(self, typed: str, points: str) -> None:
        assert self.points({"points-2": typed}, self.TYPED) == Decimal(points)

    @pytest.mark.parametrize("typed", ["", "-1", "4,01", "1e3", "٣", "2,505", "dua", "1" * 50])
    def test_anything_else_is_refused_at_its_field(self, typed: str) -> None:
        with pytest.raises(Invalid) as refused:
            self.points({"points-2": typed}, self.TYPED)
        assert refused.value.field == "points-2"

    @pytest.mark.parametrize("cells", [{}, {"cell-1-0": "0"}, {"cell-1-0": "3", "cell-1-1": "0"}])
    def test_every_criterion_needs_a_cell_that_is_there(self, cells: dict[str, str]) -> None:
        with pytest.raises(Invalid) as refused:
            self.points(cells, self.BY_CELLS)
        assert refused.value.field == "points-1"

    def test_a_rubric_worth_nothing_lets_points_be_typed(self) -> None:
        assert rubric_of({"criteria": [{"cells": [{"points": "0"}]}]}) == ()

    @given(st.text(max_size=20), st.sampled_from(["", "0", "1", "2"]), st.integers(0, 400))
    def test_a_sheet_survives_its_form(self, comment: str, cell: str, hundredths: int) -> None:
        items = [self.BY_CELLS, self.TYPED]
        values = {
            "cell-1-0": cell,
            "points-2": str(Decimal(hundredths) / 100),
            "comment-2": comment,
            "file-7": comment,
        }
        sheet = read_sheet(values, items, [7])
        again = read_sheet(fields_of(sheet), items, [7])
        assert fields_of(again) == fields_of(sheet)
