"""Integrity without surveillance: what in the answers of an activity a person might think about.

Everything here is a hint with its numbers and never a verdict: people also answer alike because
they learnt from the same page, and quickly because they know. What does not belong here: watching
anybody; nothing is read but the answers and when they were saved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from statistics import fmean

LEAST_TIMED = 10
"""People whose time on a question must be known before anybody is called quick. Ours."""

HASTY_SHARE, MOST_HASTY_S = 0.1, 10.0
"""An answer is hasty under 10 % of the question's mean time, and never above 10 seconds: the NT10
threshold of Wise & Ma (2012), *Setting response time thresholds for a CAT item pool*."""

EFFORT = 0.9
"""Who gave fewer than 90 % of the answers at a normal pace is shown: Wise & Kong (2005), *Response
time effort*, Applied Measurement in Education 18(2), 163-183."""

LEAST_HASTY = 3
"""Hasty answers that there must be at least. Ours: in a short quiz one is more than 10 %."""

LEAST_ALIKE, ALIKE_SHARE = 4, Fraction(4, 5)
"""Wrong answers that two people must share at least, and of all questions that both got wrong the
share that they are. Ours: fewer say nothing however rare they are."""

ERROR_RATE = 0.05
"""How probable it may be that chance alone shows any pair at all: the bound of one pair is this
divided by the number of pairs (Bonferroni)."""


@dataclass(frozen=True)
class Hasty:
    """Somebody (an index) who gave `hasty` of `timed` answers quicker than their questions'
    bounds."""

    person: int
    hasty: int
    timed: int


@dataclass(frozen=True)
class Alike:
    """Two people (indexes) with `same` of the `both_wrong` questions that both got wrong answered
    with the same wrong answer. `expected` is how many would be by chance, `chance` how probable
    at least so many are (0-1)."""

    first: int
    second: int
    same: int
    both_wrong: int
    expected: float
    chance: float


def hasty_bounds(times: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """For each question the seconds below which an answer is hasty.

    `times` holds for each person the seconds spent on each question. Questions that fewer than
    `LEAST_TIMED` people took have no bound.
    """
    by_question: dict[str, list[float]] = defaultdict(list)
    for own in times:
        for question, seconds in own.items():
            by_question[question].append(seconds)
    return {
        question: min(MOST_HASTY_S, HASTY_SHARE * fmean(spent))
        for question, spent in by_question.items()
        if len(spent) >= LEAST_TIMED
    }


def hasty_people(times: Sequence[Mapping[str, float]]) -> list[Hasty]:
    """Those who answered unusually quickly, the most hasty first; `times` as in `hasty_bounds`."""
    bounds = hasty_bounds(times)
    found = []
    for person, own in enumerate(times):
        timed = [question for question in own if question in bounds]
        hasty = sum(own[question] < bounds[question] for question in timed)
        if hasty >= LEAST_HASTY and 1 - hasty / len(timed) < EFFORT:
            found.append(Hasty(person, hasty, len(timed)))
    return sorted(found, key=lambda one: (-one.hasty / one.timed, -one.timed, one.person))


def alike_pairs(wrong: Sequence[Mapping[str, str]]) -> list[Alike]:
    """Pairs of people who gave the same wrong answers more often than chance explains.

    `wrong` holds for each person the wrong answer to each question got wrong, as text. Only wrong
    answers count: right ones agree because they are right (error similarity analysis, Bellezza &
    Bellezza 1989, *Detection of cheating on multiple-choice tests by using error-similarity
    analysis*, Teaching of Psychology 16(3), 151-155). That two wrong answers to a question agree by
    chance is as probable as that two drawn from all those given to it do, the pair's own included,
    which rather hides a pair than shows it. The sum over questions is exact (Poisson binomial). Time
    grows with the square of the people. The least probable pairs come first.
    """
    likely = {question: _agreement(given) for question, given in _answers(wrong).items()}
    masks = _masks(wrong)
    bound = ERROR_RATE / max(1, comb(len(wrong), 2))
    found = []
    for first, second in combinations(range(len(wrong)), 2):
        same = (masks[first] & masks[second]).bit_count()
        if same < LEAST_ALIKE:
            continue
        shared = [likely[question] for question in wrong[first] if question in wrong[second]]
        if same < ALIKE_SHARE * len(shared):
            continue
        chance = at_least(same, shared)
        if chance <= bound:
            found.append(Alike(first, second, same, len(shared), sum(shared), chance))
    return sorted(found, key=lambda one: (one.chance, one.first, one.second))


def at_least(number: int, chances: Sequence[float]) -> float:
    """How probable it is that at least so many of independent events happen, each with its own
    chance (0-1): the upper tail of the Poisson binomial distribution, summed event by event."""
    exactly = [1.0]
    for chance in chances:
        exactly = [
            (exactly[count] if count < len(exactly) else 0.0) * (1 - chance)
            + (exactly[count - 1] * chance if count else 0.0)
            for count in range(len(exactly) + 1)
        ]
    return min(1.0, sum(exactly[number:]))


def _answers(wrong: Sequence[Mapping[str, str]]) -> dict[str, Counter[str]]:
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for own in wrong:
        for question, answer in own.items():
            given[question][answer] += 1
    return given


def _agreement(given: Counter[str]) -> float:
    """How probable it is that two of these answers, drawn at random, are the same."""
    pairs = comb(given.total(), 2)
    return sum(comb(count, 2) for count in given.values()) / pairs if pairs else 0.0


def _masks(wrong: Sequence[Mapping[str, str]]) -> list[int]:
    """For each person a bit for every wrong answer given: what two share is then one `and`."""
    bits: dict[tuple[str, str], int] = {}
    return [sum(1 << bits.setdefault(answer, len(bits)) for answer in own.items()) for own in wrong]
