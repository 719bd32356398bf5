"""Grading is a pure function of frozen questions and events, whatever the order of arrival."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules import (
    Frozen,
    Terms,
    attempts_left,
    counted_score,
    draw,
    grade,
    grade_question,
    next_seq,
    option_order,
    payload_hash,
    read_flag,
    terms_of,
    winning,
)
from lms.core.errors import Invalid

NO_PENALTY = Fraction(0)


@dataclass(frozen=True)
class Event:
    event_id: str
    position: int | None
    payload: dict[str, Any] = field(default_factory=dict)
    epoch: int = 1
    seq: int = 1
    kind: str = "answer"


def one(right: int = 0, points: str = "1", position: int = 1) -> Frozen:
    return Frozen(position, "one", Decimal(points), {"right": [right]})


def several(*right: int, points: str = "1", position: int = 1) -> Frozen:
    return Frozen(position, "several", Decimal(points), {"right": list(right)})


def essay(points: str = "1", position: int = 1) -> Frozen:
    return Frozen(position, "essay", Decimal(points), {"right": []})


@st.composite
def papers(draw: st.DrawFn) -> tuple[list[Frozen], list[Event]]:
    """Questions of both kinds with six options, and events upon them."""
    questions = []
    for position in range(1, draw(st.integers(1, 5)) + 1):
        kind = draw(st.sampled_from(["one", "several"]))
        most = 1 if kind == "one" else 4
        right = draw(st.frozensets(st.integers(0, 5), min_size=1, max_size=most))
        points = draw(st.decimals("0.25", 10, places=2))
        questions.append(Frozen(position, kind, points, {"right": sorted(right)}))
    numbers = st.integers(1, 6)
    events = []
    for number in range(draw(st.integers(0, 12))):
        question = draw(st.sampled_from(questions))
        options = draw(st.lists(st.integers(0, 5), unique=True, max_size=4))
        payload = {"choices": sorted(options)} if options else {}
        if question.kind == "one":
            payload = {"choice": options[0]} if options else {}
        event_id = f"{draw(st.integers(0, 99)):02}-{number}"
        events.append(
            Event(event_id, question.position, payload, draw(st.integers(1, 2)), draw(numbers))
        )
    return questions, events


@given(papers(), st.randoms())
def test_the_score_does_not_depend_on_the_order_of_arrival(
    paper: tuple[list[Frozen], list[Event]], chance: Any
) -> None:
    questions, events = paper
    shuffled = chance.sample(events, len(events))
    assert grade(questions, events, NO_PENALTY) == grade(questions, shuffled, NO_PENALTY)


@given(papers(), st.fractions(0, 1))
def test_points_lie_between_nought_and_the_most(
    paper: tuple[list[Frozen], list[Event]], penalty: Fraction
) -> None:
    questions, events = paper
    result = grade(questions, events, penalty)
    assert 0 <= result.points <= result.most == sum(question.points for question in questions)
    assert 0 <= result.score <= 100


@given(papers())
def test_a_resent_event_changes_nothing(paper: tuple[list[Frozen], list[Event]]) -> None:
    questions, events = paper
    assert grade(questions, events, NO_PENALTY) == grade(questions, events * 2, NO_PENALTY)


@given(papers(), st.fractions(0, 1))
def test_the_right_answers_earn_everything(
    paper: tuple[list[Frozen], list[Event]], penalty: Fraction
) -> None:
    questions, _ = paper
    answers = [
        Event(
            str(question.position),
            question.position,
            {"choice": question.key["right"][0]}
            if question.kind == "one"
            else {"choices": question.key["right"]},
        )
        for question in questions
    ]
    result = grade(questions, answers, penalty)
    assert (result.points, result.score) == (result.most, 100.0)
    assert {one.verdict for one in result.questions} == {"right"}


def test_the_highest_epoch_wins_then_the_highest_number_then_the_id() -> None:
    old_device = Event("z", 1, {"choice": 1}, epoch=1, seq=900)
    early = Event("y", 1, {"choice": 2}, epoch=2, seq=1)
    late = Event("a", 1, {"choice": 3}, epoch=2, seq=2)
    tied = Event("b", 1, {"choice": 4}, epoch=2, seq=2)
    assert winning([old_device, early, late])[1] is late
    assert winning([tied, late, old_device])[1] is tied


def test_flags_and_answers_are_won_apart() -> None:
    answer = Event("a", 1, {"choice": 1}, seq=1)
    flag = Event("b", 1, {"flagged": True}, seq=2, kind="flag")
    submitted = Event("c", None, {}, seq=3, kind="submit")
    assert winning([answer, flag, submitted]) == {1: answer}
    assert winning([answer, flag, submitted], "flag") == {1: flag}


def test_one_answer_is_all_or_nothing() -> None:
    assert grade_question(one(2, "3"), {"choice": 2}, NO_PENALTY).points == 3
    assert grade_question(one(2, "3"), {"choice": 1}, NO_PENALTY).points == 0


@pytest.mark.parametrize(
    ("chosen", "share", "verdict"),
    [
        ([0, 2], Fraction(1), "right"),
        ([0], Fraction(1, 2), "partly"),
        ([0, 1], Fraction(0), "wrong"),
        ([0, 2, 1], Fraction(1, 2), "partly"),
        ([1, 3], Fraction(0), "wrong"),
    ],
)
def test_several_answers_earn_a_part(chosen: list[int], share: Fraction, verdict: str) -> None:
    graded = grade_question(several(0, 2), {"choices": chosen}, NO_PENALTY)
    assert (graded.share, graded.verdict) == (share, verdict)


def test_a_penalty_falls_on_wrong_answers_and_not_on_empty_ones() -> None:
    quarter = Fraction(1, 4)
    assert grade_question(one(0, "2"), {"choice": 1}, quarter).points == Fraction(-1, 2)
    assert grade_question(one(0, "2"), {}, quarter).points == 0
    assert grade_question(several(0, 1, points="2"), {"choices": [0]}, quarter).points == 1


def test_the_whole_is_never_below_nought() -> None:
    result = grade([one(0), one(0, position=2)], [Event("a", 1, {"choice": 1})], Fraction(1))
    assert (result.points, result.score) == (0, 0.0)


def test_unanswered_questions_count_in_the_whole() -> None:
    result = grade(
        [one(0), one(0, position=2), one(0, position=3)], [Event("a", 1, {"choice": 0})], NO_PENALTY
    )
    assert (result.most, result.score) == (3, 33.33)
    assert [question.verdict for question in result.questions] == [
        "right",
        "unanswered",
        "unanswered",
    ]


def test_the_score_is_rounded_half_up_as_it_is_shown() -> None:
    eighths = [one(0, "1", position) for position in range(1, 801)]
    result = grade(eighths, [Event("a", 1, {"choice": 0})], NO_PENALTY)
    assert result.score == 0.13  # 0.125


def test_where_nothing_can_be_earned_nothing_is_missing() -> None:
    assert grade([one(0, "0")], [], NO_PENALTY).score == 100.0


@pytest.mark.parametrize(
    ("counts", "counted"), [("best", 90.0), ("last", 70.5), ("first", 60.0), ("mean", 73.5)]
)
def test_the_rule_says_which_score_counts(counts: Any, counted: float) -> None:
    assert counted_score([60.0, 90.0, 70.5], counts) == counted


def test_without_an_attempt_no_score_counts() -> None:
    assert counted_score([], "mean") is None


def test_attempts_run_out_unless_they_are_unlimited() -> None:
    assert [attempts_left(2, used) for used in (0, 1, 2, 3)] == [2, 1, 0, 0]
    assert attempts_left(0, 99) is None


def test_what_people_mark_leaves_the_score_open() -> None:
    answers = [Event("a", 1, {"choice": 0}), Event("b", 2, {"text": "Hujan."})]
    result = grade([one(0), essay("3", position=2)], answers, NO_PENALTY)
    assert (result.points, result.most, result.score) == (1, 4, None)
    assert [question.verdict for question in result.questions] == ["right", "waiting"]


def test_an_essay_left_empty_waits_for_nobody() -> None:
    result = grade([one(0), essay("3", position=2)], [Event("a", 1, {"choice": 0})], NO_PENALTY)
    assert (result.most, result.score) == (4, 25.0)


def test_an_essay_in_practice_does_not_count() -> None:
    answers = [Event("a", 1, {"choice": 0}), Event("b", 2, {"text": "Hujan."})]
    questions = [one(0), essay("3", position=2)]
    result = grade(questions, answers, NO_PENALTY, practice=True)
    assert (result.points, result.most, result.score) == (1, 1, 100.0)
    assert result.questions[1].verdict == "uncounted"


def test_a_flag_is_true_or_false() -> None:
    assert read_flag({"flagged": True}) == {"flagged": True}
    with pytest.raises(Invalid):
        read_flag({"flagged": "yes"})


def test_hashes_tell_apart_what_was_said() -> None:
    hashes = {
        payload_hash("answer", 1, {"choice": 1}),
        payload_hash("answer", 1, {"choice": 2}),
        payload_hash("answer", 2, {"choice": 1}),
        payload_hash("flag", 1, {"flagged": True}),
    }
    assert len(hashes) == 4


def test_numbers_of_events_follow_the_clock_and_never_fall_back() -> None:
    assert next_seq(5, 1_000) == 1_000
    assert next_seq(2_000, 1_000) == 2_001


SETTINGS = {
    "pass_mark": None,
    "attempts": 0,
    "counts": "best",
    "penalty": "0.25",
    "review": "after-close",
    "shuffle": "both",
    "purpose": "quiz",
}


def terms(kind: str = "quiz", *, practice: bool = False, **settings: Any) -> Terms:
    return terms_of(kind, SETTINGS | settings, practice=practice, course_score=65)


def test_a_quiz_without_a_mark_of_its_own_takes_the_course_s() -> None:
    assert terms() == Terms(65, 0, "best", "0.25", "after-close", "both", practice=False)
    assert terms(pass_mark=0).pass_mark == 0
    assert terms().passes(65.0)
    assert not terms().passes(64.99)
    assert terms().shuffles("options")
    assert terms().shuffles("questions")


@pytest.mark.parametrize("kind", ["survey", "assignment"])
def test_surveys_and_assignments_are_handed_in_once(kind: str) -> None:
    own = terms_of(kind, {"pass_mark": 80}, practice=False, course_score=65)
    assert (own.activity, own.attempts, own.pass_mark) == (kind, 1, 80)
    assert not own.releases_answers(closed=True)


def test_there_is_a_mark_to_reach_where_the_score_counts() -> None:
    assert terms().has_mark
    assert terms(purpose="posttest").has_mark
    assert terms("assignment").has_mark
    assert not terms(purpose="pretest").has_mark
    assert not terms(practice=True).has_mark
    assert not terms("survey").has_mark


@pytest.mark.parametrize(
    ("review", "purpose", "while_open", "after"),
    [
        ("after-submit", "quiz", True, True),
        ("after-close", "quiz", False, True),
        ("never", "quiz", False, False),
        ("after-submit", "posttest", True, True),
        ("after-submit", "pretest", False, False),
    ],
)
def test_when_answers_are_released(
    review: str, purpose: str, while_open: bool, after: bool
) -> None:
    own = terms(review=review, purpose=purpose)
    assert own.releases_answers(closed=False) is while_open
    assert own.releases_answers(closed=True) is after


def test_old_attempts_have_terms_without_the_newer_ones() -> None:
    old = asdict(terms())
    del old["purpose"], old["activity"]
    assert Terms(**old) == terms()


@given(st.integers(1, 12), st.none() | st.integers(1, 15), st.randoms())
def test_a_draw_takes_so_many_of_the_pool_in_the_order_of_the_source(
    size: int, number: int | None, chance: Any
) -> None:
    pool = list(range(size))
    drawn = draw(pool, number, terms(shuffle="none"), chance)
    assert len(drawn) == (size if number is None else min(number, size))
    assert drawn == sorted(set(drawn))
    shuffled = draw(pool, number, terms(shuffle="questions"), chance)
    assert len(set(shuffled)) == len(drawn)
    assert set(shuffled) <= set(pool)


def test_items_to_be_ordered_are_always_shown_at_random() -> None:
    plain = terms(shuffle="none")
    items = {"items": [str(number) for number in range(30)]}
    shown = option_order("ordering", items, plain, Random(1))
    assert sorted(shown) == list(range(30))
    assert shown != list(range(30))
    assert option_order("one", {"options": ["a", "b"]}, plain, Random(1)) == [0, 1]
    assert option_order("short", {}, plain, Random(1)) == []
