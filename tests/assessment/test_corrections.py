"""The score is a pure function of frozen questions, corrections and events: no order matters, and what
is withdrawn was never there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules import (
    Change,
    Correction,
    Frozen,
    Result,
    Terms,
    Version,
    corrected,
    corrected_key,
    grade,
    in_force,
    result_of,
    tally,
    with_change,
)
from tests.assessment.test_rules import NO_PENALTY, Event, essay, one, papers, several

TERMS = Terms(70, 2, "best", "0.25", "after-submit", "none", practice=False)


def version(question: Frozen) -> Version:
    return f"s{question.position}", "hash"


@st.composite
def corrections_of(draw: st.DrawFn, questions: list[Frozen]) -> list[Correction]:
    """Corrections of some of the questions, several of one too, some of them withdrawn."""
    made: list[Correction] = []
    for question in draw(st.lists(st.sampled_from(questions), max_size=6)):
        kind = draw(st.sampled_from(["key", "drop", "full"]))
        right = sorted(draw(st.frozensets(st.integers(0, 5), min_size=1, max_size=3)))
        number = sum(1 for known in made if known.version == version(question)) + 1
        key = {"right": right} if kind == "key" else {}
        made.append(Correction(version(question), number, kind, key, draw(st.booleans())))
    return made


@st.composite
def mended_papers(
    draw: st.DrawFn,
) -> tuple[list[Frozen], list[Event], list[Correction]]:
    questions, events = draw(papers())
    return questions, events, draw(corrections_of(questions))


Paper = tuple[list[Frozen], list[Event], list[Correction]]


def result(questions: list[Frozen], events: list[Event], corrections: list[Correction]) -> Result:
    present = in_force(corrections)
    mended = [corrected(question, present.get(version(question))) for question in questions]
    return result_of(mended, events, TERMS)


@given(mended_papers(), st.randoms())
def test_neither_the_order_of_events_nor_of_corrections_matters(paper: Paper, chance: Any) -> None:
    questions, events, corrections = paper
    shuffled = chance.sample(events, len(events)), chance.sample(corrections, len(corrections))
    assert result(questions, events, corrections) == result(questions, *shuffled)


@given(mended_papers())
def test_withdrawing_everything_gives_back_exactly_the_old_score(paper: Paper) -> None:
    questions, events, corrections = paper
    withdrawn = [replace(correction, withdrawn=True) for correction in corrections]
    assert result(questions, events, withdrawn) == result(questions, events, [])


@given(mended_papers(), st.data())
def test_a_change_and_its_withdrawal_leave_what_was_there(
    paper: Paper, data: st.DataObject
) -> None:
    _questions, _events, corrections = paper
    target = version(data.draw(st.sampled_from(paper[0])))
    change = data.draw(
        st.sampled_from([Change("drop", {}), Change("full", {}), Change("key", {"right": [0]})])
    )
    changed = with_change(corrections, target, change)
    assert changed[target].kind == change.kind
    assert with_change(changed.values(), target, Change("withdraw", {})).get(target) is None
    others = {key: value for key, value in changed.items() if key != target}
    assert others == {key: value for key, value in in_force(corrections).items() if key != target}


@given(mended_papers())
def test_points_lie_between_nought_and_the_most_under_any_correction(paper: Paper) -> None:
    found = result(*paper)
    assert 0 <= found.points <= found.most
    assert found.score is not None
    assert 0 <= found.score <= 100


@given(papers(), st.data())
def test_everybody_who_got_a_question_has_its_full_points(
    paper: tuple[list[Frozen], list[Event]], data: st.DataObject
) -> None:
    questions, events = paper
    target = data.draw(st.sampled_from(questions))
    full = Correction(version(target), 1, "full", {})
    mended = [corrected(one, full if one is target else None) for one in questions]
    graded = grade(mended, events, Fraction(1)).questions[questions.index(target)]
    assert (graded.points, graded.most) == (Fraction(target.points), target.points)
    assert graded.verdict == "given"


@given(papers(), st.data())
def test_a_dropped_question_leaves_the_paper_as_if_it_had_not_been_asked(
    paper: tuple[list[Frozen], list[Event]], data: st.DataObject
) -> None:
    questions, events = paper
    target = data.draw(st.sampled_from(questions))
    dropped = Correction(version(target), 1, "drop", {})
    rest = [one for one in questions if one is not target]
    mended = [corrected(one, dropped if one is target else None) for one in questions]
    assert result_of(mended, events, TERMS) == result_of(rest, events, TERMS)


def test_the_last_correction_that_is_not_withdrawn_counts() -> None:
    first = Correction(("s1", "h"), 1, "drop", {})
    second = Correction(("s1", "h"), 2, "full", {})
    elsewhere = Correction(("s1", "another"), 3, "drop", {})
    assert in_force([second, elsewhere, first])[("s1", "h")] is second
    assert in_force([first, replace(second, withdrawn=True)])[("s1", "h")] is first


def test_a_new_key_grades_and_two_options_may_turn_out_to_be_right() -> None:
    mended = corrected(one(0), Correction(("s1", "h"), 1, "key", {"right": [1, 2]}))
    for choice, points in ((0, 0), (1, 1), (2, 1)):
        graded = grade([mended], [Event("a", 1, {"choice": choice})], NO_PENALTY)
        assert graded.points == points


def test_feedback_written_for_the_other_side_is_left_out() -> None:
    key = {"right": [0], "feedback": ["Tepat.", "Bukan.", "Bukan."], "explanation": "Lihat."}
    assert corrected_key(key, {"right": [1]}) == {
        "right": [1],
        "feedback": [None, None, "Bukan."],
        "explanation": "Lihat.",
    }


def test_full_points_need_no_marking_and_nothing_is_left_of_a_paper_that_was_dropped() -> None:
    full = corrected(essay("4"), Correction(("s1", "h"), 1, "full", {}))
    assert result_of([full], [], TERMS) == Result(Decimal("4.0000"), Decimal("4.0000"), 100.0, True)
    dropped = corrected(several(0), Correction(("s1", "h"), 1, "drop", {}))
    assert result_of([dropped], [], TERMS).score == 100.0


def test_gains_and_losses_are_counted_by_the_score_else_by_the_points() -> None:
    def at(score: float | None, passed: bool | None = None, points: int = 0) -> Result:
        return Result(Decimal(points), Decimal(10), score, passed)

    assert tally(
        [
            (at(50, False), at(80, True)),
            (at(80, True), at(60, False)),
            (at(80, True), at(75, True)),
            (at(None, points=1), at(None, points=2)),
        ]
    ) == {"gain": 2, "lose": 2, "pass": 1, "fail": 1}
    assert not at(80, True, 3).is_another(at(80, True, 4))
    assert at(None, points=1).is_another(at(None, points=2))


@pytest.mark.parametrize("practice", [True, False])
def test_what_has_no_mark_to_reach_neither_passes_nor_fails(practice: bool) -> None:
    terms = replace(TERMS, practice=practice, purpose="practice" if practice else "pretest")
    assert result_of([one(0)], [], terms).passed is None
