"""Hints about integrity: who is shown, who is not, and the probabilities behind it."""

from __future__ import annotations

from itertools import pairwise
from math import comb
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules.integrity import alike_pairs, at_least, hasty_bounds, hasty_people

QUESTIONS = [f"s{n}" for n in range(1, 11)]


def paced(seconds: float) -> dict[str, float]:
    return dict.fromkeys(QUESTIONS, seconds)


def test_an_answer_is_hasty_under_a_tenth_of_the_mean_and_never_above_ten_seconds() -> None:
    assert hasty_bounds([paced(30)] * 10) == pytest.approx(dict.fromkeys(QUESTIONS, 3))
    assert hasty_bounds([paced(600)] * 10) == dict.fromkeys(QUESTIONS, 10)
    assert hasty_bounds([paced(30)] * 9) == {}


def test_who_answers_in_no_time_is_shown_with_the_numbers() -> None:
    found = hasty_people([paced(40)] * 12 + [paced(1)])
    assert [(one.person, one.hasty, one.timed) for one in found] == [(12, 10, 10)]


def test_two_quick_answers_are_no_hint() -> None:
    twice = paced(40) | {"s1": 1.0, "s2": 1.0}
    assert hasty_people([paced(40)] * 12 + [twice]) == []


def class_of(count: int) -> list[dict[str, str]]:
    """People who got everything wrong, each question in one of three ways at random."""
    chance = Random(7)
    return [{question: chance.choice("abc") for question in QUESTIONS} for _ in range(count)]


def test_a_pair_that_shares_its_errors_is_shown_with_the_numbers() -> None:
    copied = {question: "x" if place % 2 else "y" for place, question in enumerate(QUESTIONS)}
    found = alike_pairs([*class_of(27), copied, dict(copied)])
    assert [(one.first, one.second, one.same, one.both_wrong) for one in found] == [
        (27, 28, 10, 10)
    ]
    assert 0 < found[0].expected < 5
    assert found[0].chance < 1e-4


def test_errors_that_everybody_makes_are_no_hint() -> None:
    assert alike_pairs([dict.fromkeys(QUESTIONS, "b") for _ in range(20)]) == []


def test_right_answers_are_no_hint_and_neither_are_three_shared_errors() -> None:
    assert alike_pairs([{}, {}]) == []
    few = dict.fromkeys(QUESTIONS[:3], "x")
    assert alike_pairs([*class_of(27), few, dict(few)]) == []


@given(st.integers(0, 12), st.floats(0, 1), st.integers(0, 12))
def test_the_tail_of_like_events_is_binomial(events: int, chance: float, number: int) -> None:
    expected = sum(
        comb(events, count) * chance**count * (1 - chance) ** (events - count)
        for count in range(number, events + 1)
    )
    assert at_least(number, [chance] * events) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.floats(0, 1), max_size=10), st.randoms())
def test_the_tail_falls_and_has_no_order(chances: list[float], chance: Random) -> None:
    tails = [at_least(number, chances) for number in range(len(chances) + 2)]
    assert tails[0] == pytest.approx(1)
    assert tails[-1] == 0
    assert all(low <= high + 1e-12 for high, low in pairwise(tails))
    shuffled = list(chances)
    chance.shuffle(shuffled)
    assert at_least(2, shuffled) == pytest.approx(at_least(2, chances))
