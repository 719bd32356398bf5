"""Item analysis against a published analysis, against figures got another way, and by its laws."""

from __future__ import annotations

import statistics
from fractions import Fraction
from math import sqrt
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms.assessment.rules.items import (
    Caution,
    Choices,
    Flag,
    Save,
    Table,
    alpha,
    analyse,
    choice_counts,
    discrimination,
    facility,
    gain,
    kr20,
    largest_form,
    median_seconds,
    seconds_spent,
    standard_error,
)
from lms.assessment.rules.items.flags import choice_flags, item_flags, size_cautions
from lms.assessment.rules.items.statistics import correlation

LSAT = {
    "00000": 12,
    "00001": 19,
    "00010": 1,
    "00011": 7,
    "00100": 3,
    "00101": 19,
    "00110": 3,
    "00111": 17,
    "01000": 10,
    "01001": 5,
    "01010": 3,
    "01011": 7,
    "01100": 7,
    "01101": 23,
    "01110": 8,
    "01111": 28,
    "10000": 7,
    "10001": 39,
    "10010": 11,
    "10011": 34,
    "10100": 14,
    "10101": 51,
    "10110": 15,
    "10111": 90,
    "11000": 6,
    "11001": 25,
    "11010": 7,
    "11011": 35,
    "11100": 18,
    "11101": 136,
    "11110": 32,
    "11111": 308,
}
"""Section 7 of the Law School Admission Test: how many of 1,000 people answered in which way (Bock &
Lieberman 1970, Psychometrika 35, 179-197; `bock.table`, column `Ob7`, of the R package psych)."""

PUBLISHED = [
    # facility (`mean`), point-biserial with the item left out of the total (`total.r_if_rm`)
    (0.828, 0.246),
    (0.658, 0.247),
    (0.772, 0.313),
    (0.606, 0.223),
    (0.843, 0.175),
]
"""What R says of them: `itemstats(expand.table(LSAT7))`, as printed on the reference page of `itemstats` of
the package mirt (Chalmers 2012, Journal of Statistical Software 48(6))."""

PUBLISHED_ALPHA, PUBLISHED_ERROR = 0.453, 0.886
"""`alpha` and `SEM.alpha` there, the latter in points of 5."""


def lsat() -> Table:
    rows = [[int(mark) for mark in marks] for marks, count in LSAT.items() for _ in range(count)]
    return Table.of_marks([f"s{n}" for n in range(1, 6)], rows)


def test_the_lsat_is_analysed_as_published() -> None:
    table = lsat()
    found = [(facility(table, item), discrimination(table, item)) for item in range(5)]
    for (easy, apart), (published_easy, published_apart) in zip(found, PUBLISHED, strict=True):
        assert easy == pytest.approx(published_easy, abs=1e-9)
        assert apart == pytest.approx(published_apart, abs=5e-4)
    assert alpha(table) == pytest.approx(PUBLISHED_ALPHA, abs=5e-4)
    assert kr20(table) == alpha(table)
    error = standard_error(table)
    assert error is not None
    assert error / 100 * 5 == pytest.approx(PUBLISHED_ERROR, abs=5e-4)


BY_HAND = Table.of_marks(
    ["a", "b", "c", "d"], [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
)
"""A perfect scale of five people: totals 4, 3, 2, 1, 0."""


def test_a_perfect_scale_comes_out_as_by_hand() -> None:
    # p = 4/5, 3/5, 2/5, 1/5; Σpq = .16 + .24 + .24 + .16 = .8; variance of 0..4 by n = 2.
    # KR-20 = 4/3 · (1 - .8/2) = .8. Scores 0, 25 … 100: s = √1562.5; SEM = s · √.2 = √312.5.
    assert [facility(BY_HAND, item) for item in range(4)] == [0.8, 0.6, 0.4, 0.2]
    assert kr20(BY_HAND) == pytest.approx(0.8)
    assert alpha(BY_HAND) == pytest.approx(0.8)
    assert standard_error(BY_HAND) == pytest.approx(sqrt(312.5))
    # a against b + c + d = 3, 2, 1, 0, 0: Σab = 6 - 5·.8·1.2 = 1.2: r = 1.2 / √(.8 · 6.8).
    assert discrimination(BY_HAND, 0) == pytest.approx(1.2 / sqrt(0.8 * 6.8))


def test_points_weigh_in_the_rest_and_not_in_the_item() -> None:
    third = Fraction(1, 3)
    table = Table(
        ("a", "b"),
        (Fraction(2), Fraction(3)),
        ((Fraction(2), third), (Fraction(1), Fraction(3)), (Fraction(0), Fraction(0))),
    )
    assert facility(table, 0) == 0.5
    assert facility(table, 1) == pytest.approx(10 / 27)
    assert discrimination(table, 0) == pytest.approx(
        statistics.correlation([2, 1, 0], [1 / 3, 3, 0])
    )
    assert kr20(table) is None


marks = st.integers(2, 6).flatmap(
    lambda items: st.lists(
        st.lists(st.integers(0, 1), min_size=items, max_size=items), min_size=2, max_size=25
    )
)


def of(rows: list[list[int]]) -> Table:
    return Table.of_marks([f"s{n}" for n in range(len(rows[0]))], rows)


@given(marks)
def test_figures_are_those_of_another_library(rows: list[list[int]]) -> None:
    table = of(rows)
    totals = [sum(row) for row in rows]
    for item, column in enumerate(zip(*rows, strict=True)):
        rest = [total - own for total, own in zip(totals, column, strict=True)]
        assert facility(table, item) == pytest.approx(statistics.fmean(column))
        if len(set(column)) == 1 or len(set(rest)) == 1:
            assert discrimination(table, item) is None
        else:
            assert discrimination(table, item) == pytest.approx(
                statistics.correlation(column, rest)
            )
    if len(set(totals)) == 1:
        assert alpha(table) is None
        return
    items = len(rows[0])
    parts = sum(statistics.variance(column) for column in zip(*rows, strict=True))
    expected = items / (items - 1) * (1 - parts / statistics.variance(totals))
    assert alpha(table) == pytest.approx(expected)


@given(marks)
def test_kr20_is_alpha_where_marks_are_0_and_1(rows: list[list[int]]) -> None:
    table = of(rows)
    assert kr20(table) == pytest.approx(alpha(table))


@given(marks, st.randoms())
def test_the_order_of_people_is_irrelevant(rows: list[list[int]], chance: Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert analyse(of(rows)) == analyse(of(shuffled))


@given(marks, st.integers(0, 1))
def test_an_item_on_which_all_agree_changes_no_other(rows: list[list[int]], mark: int) -> None:
    longer = [[*row, mark] for row in rows]
    table, wider = of(rows), of(longer)
    for item in range(len(rows[0])):
        assert facility(wider, item) == facility(table, item)
        assert discrimination(wider, item) == pytest.approx(discrimination(table, item))
    assert discrimination(wider, len(rows[0])) is None


@given(marks)
def test_turning_an_item_around_turns_its_discrimination(rows: list[list[int]]) -> None:
    turned = [[1 - row[0], *row[1:]] for row in rows]
    before, after = discrimination(of(rows), 0), discrimination(of(turned), 0)
    assume(before is not None and after is not None)
    assert after == pytest.approx(-before)  # type: ignore[operator]


@given(marks)
def test_figures_stay_in_their_ranges(rows: list[list[int]]) -> None:
    report = analyse(of(rows))
    assert report.alpha is None or report.alpha <= 1
    assert report.standard_error is None or report.standard_error >= 0
    for one in report.items:
        assert one.facility is not None
        assert 0 <= one.facility <= 1
        assert one.discrimination is None or -1 <= one.discrimination <= 1 + 1e-12


@pytest.mark.parametrize("rows", [[], [[1, 0]], [[1, 1], [1, 1]], [[0, 1], [1, 0]]])
def test_what_is_not_defined_is_none(rows: list[list[int]]) -> None:
    table = Table.of_marks(["a", "b"], rows)
    assert (alpha(table), kr20(table), standard_error(table)) == (None, None, None)


def test_a_negative_alpha_gives_no_standard_error() -> None:
    table = of([[1, 0, 0], [0, 1, 1], [1, 0, 0], [0, 1, 0]])
    assert alpha(table) < 0  # type: ignore[operator]
    assert standard_error(table) is None


def test_a_table_that_is_none_is_refused() -> None:
    for rows in ([[1]], [[1, 2]], [[1, -1]]):
        with pytest.raises(ValueError, match=r"row|points"):
            Table.of_marks(["a", "b"], rows)
    with pytest.raises(ValueError, match="worth"):
        Table(("a",), (Fraction(0),), ())
    with pytest.raises(ValueError, match="zip"):
        correlation([1], [])


def drawn() -> Table:
    """Three people had a and b, two b and c, one nothing."""
    yes, no = Fraction(1), Fraction(0)
    rows = (
        (yes, yes, None),
        (yes, no, None),
        (no, no, None),
        (None, yes, yes),
        (None, no, no),
        (None, None, None),
    )
    return Table(("a", "b", "c"), (yes, yes, yes), rows)


def test_drawn_questions_are_counted_for_those_who_had_them() -> None:
    table = drawn()
    assert [facility(table, item) for item in range(3)] == [2 / 3, 2 / 5, 1 / 2]
    assert discrimination(table, 1) == pytest.approx(
        statistics.correlation([1, 0, 0, 1, 0], [1, 1, 0, 1, 0])
    )
    assert alpha(table) is None
    form = largest_form(table)
    assert (form.items, len(form.rows)) == (("a", "b"), 3)
    report = analyse(table)
    assert (report.people, report.form_people) == (5, 3)
    assert Caution.FORMS in report.cautions


def test_options_are_counted_with_the_score_of_their_takers() -> None:
    shares = [1.0, 0.5, 0.0]
    counts = choice_counts([(0,), (0, 1), ()], shares, 3)
    assert [(one.count, one.mean_score) for one in counts] == [(2, 75.0), (1, 50.0), (0, None)]
    assert [one.share for one in counts] == pytest.approx([2 / 3, 1 / 3, 0])


def test_a_key_that_the_better_half_does_not_choose_is_doubted() -> None:
    chosen = [(0,)] * 6 + [(1,)] * 6
    assert choice_flags(chosen, chosen[:6], {1}, 2) == [Flag.WRONG_KEY]
    assert choice_flags(chosen, chosen[6:], {1}, 2) == []
    assert choice_flags(chosen[:9], chosen[:6], {1}, 2) == []


def test_a_distractor_that_nobody_takes_is_idle_where_enough_people_answered() -> None:
    assert choice_flags([(0,)] * 29, [(0,)] * 15, {0}, 2) == []
    assert choice_flags([(0,)] * 30, [(0,)] * 15, {0}, 2) == [Flag.IDLE]
    assert choice_flags([(0,)] * 38 + [(1,)] * 2, [(0,)] * 20, {0}, 2) == []


@pytest.mark.parametrize(
    ("people", "easy", "apart", "flags"),
    [
        (9, 0.0, -1.0, []),
        (50, 0.5, 0.4, []),
        (50, 0.5, 0.1, [Flag.WEAK]),
        (50, 0.5, -0.1, [Flag.WEAK]),
        (50, 0.5, -0.2, [Flag.WRONG_KEY]),
        (50, 0.95, None, [Flag.EASY]),
        (50, 0.1, 0.3, [Flag.HARD]),
        (50, None, None, []),
    ],
)
def test_figures_are_flagged(
    people: int, easy: float | None, apart: float | None, flags: list[Flag]
) -> None:
    assert item_flags(people, easy, apart) == flags


def test_a_report_holds_options_and_flags_together() -> None:
    rows = [[1, 1, 0]] * 20 + [[0, 0, 1]] * 20
    taken: list[tuple[int, ...] | None] = [(0,)] * 20 + [(1,)] * 20
    report = analyse(of(rows), {"s2": Choices(2, frozenset({1}), taken)})
    assert report.items[2].flags == (Flag.WRONG_KEY,)
    assert [one.count for one in report.items[2].choices] == [20, 20]
    assert report.items[0].flags == ()


def test_few_people_say_little() -> None:
    found = [size_cautions(people) for people in (9, 10, 29, 30, 199, 200)]
    assert found == [
        [Caution.TOO_FEW],
        [Caution.FEW],
        [Caution.FEW],
        [Caution.UNSTABLE],
        [Caution.UNSTABLE],
        [],
    ]


class TestGain:
    def test_it_is_that_of_the_class(self) -> None:
        # Means .4 and .7: (.7 - .4) / (1 - .4) = .5.
        found = gain([(Fraction(2, 10), Fraction(6, 10)), (Fraction(6, 10), Fraction(8, 10))])
        assert (found.before, found.after, found.change) == (40.0, 70.0, 30.0)
        assert (found.normalised, found.level) == (0.5, "medium")
        assert found.cautions == (Caution.FEW,)

    def test_a_ceiling_is_told(self) -> None:
        top, low = (Fraction(1), Fraction(1)), (Fraction(0), Fraction(1))
        assert gain([top] * 16 + [low] * 84).cautions == (Caution.CEILING,)
        assert gain([top] * 15 + [low] * 85).cautions == ()
        assert gain([top] * 40).normalised is None

    def test_a_loss_is_called_one(self) -> None:
        found = gain([(Fraction(1, 2), Fraction(1, 4))])
        assert (found.normalised, found.level) == (-0.5, "loss")

    def test_of_nobody_there_is_none(self) -> None:
        assert (gain([]).people, gain([]).normalised, gain([]).level) == (0, None, None)

    @given(st.lists(st.tuples(st.fractions(0, 1), st.fractions(0, 1)), min_size=1, max_size=20))
    def test_it_is_at_most_one(self, pairs: list[tuple[Fraction, Fraction]]) -> None:
        found = gain(pairs)
        assert found.normalised is None or found.normalised <= 1


class TestTimes:
    def test_time_runs_from_save_to_save(self) -> None:
        saves = [Save(2, 30_000), Save(1, 10_000), Save(2, 45_000)]
        assert seconds_spent(0, saves) == {1: 10.0, 2: 35.0}

    def test_what_is_saved_at_one_moment_is_not_told_apart(self) -> None:
        saves = [Save(1, 10_000), Save(2, 10_000), Save(3, 15_000)]
        assert seconds_spent(0, saves) == {3: 5.0}

    def test_answers_queued_without_a_network_keep_their_pace(self) -> None:
        saves = [Save(1, 100_000, 10_000, "hp"), Save(2, 100_050, 30_000, "hp")]
        assert seconds_spent(0, saves)[2] == 20.0

    def test_clocks_of_two_devices_are_not_compared(self) -> None:
        saves = [Save(1, 10_000, 5, "hp"), Save(2, 30_000, 9, "laptop")]
        assert seconds_spent(0, saves) == {1: 10.0, 2: 20.0}

    def test_time_is_never_negative_and_none_without_saves(self) -> None:
        assert seconds_spent(20_000, [Save(1, 10_000)]) == {1: 0.0}
        assert seconds_spent(0, []) == {}
        assert median_seconds([]) is None
        assert median_seconds([1, 100, 3]) == 3
