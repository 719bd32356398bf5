"""Every kind of question: one normal form of an answer, a share between nought and one, and the right
answer earns everything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules import (
    KINDS,
    Frozen,
    grade_question,
    is_whole,
    read_answer,
    read_typed,
    share_of,
)
from lms.core.errors import Invalid

THREE = {"options": ["A", "B", "C"]}
PAIRS = {"lefts": ["PPK", "PPTK"], "rights": ["kontrak", "kegiatan", "lelang"]}
ITEMS = {"items": ["a", "b", "c"]}
GAPS = {"pieces": ["<p>Denda ", " per ", ".</p>"]}
POINTS = {"points": [[1, "tidak"], [2, ""], [3, "ya"]]}
NUMBER = {"unit": "", "unit_before": False}
PROMPTS: dict[str, dict[str, Any]] = {
    "one": THREE,
    "several": THREE,
    "short": {},
    "numeric": NUMBER,
    "matching": PAIRS,
    "ordering": ITEMS,
    "gaps": GAPS,
    "essay": {},
    "scale": POINTS,
}


def text(*parts: str, case: bool = False) -> dict[str, Any]:
    return {"parts": list(parts), "case": case}


def numbers(*values: str, tolerance: str = "0", unit: str = "", language: str = "id") -> Any:
    right = [{"value": value, "tolerance": tolerance} for value in values]
    return {"right": right, "unit": unit, "language": language}


@dataclass(frozen=True)
class Case:
    """A question, its right answer, and some answer at all."""

    kind: str
    prompt: dict[str, Any]
    key: dict[str, Any]
    right: dict[str, Any]
    some: dict[str, Any]


WORDS = st.text("abc dé*", min_size=1, max_size=8).filter(lambda word: word.strip())


@st.composite
def cases(draw: st.DrawFn) -> Case:
    kind = draw(st.sampled_from([kind for kind, row in KINDS.items() if row.graded == "rule"]))
    size = draw(st.integers(2, 6))
    index = st.integers(0, size - 1)
    maybe = st.none() | index
    match kind:
        case "one":
            right, some = draw(index), draw(index)
            options = {"options": ["x"] * size}
            return Case(kind, options, {"right": [right]}, {"choice": right}, {"choice": some})
        case "several":
            sets = st.lists(index, unique=True, min_size=1).map(sorted)
            right, some = draw(sets), draw(sets)
            options = {"options": ["x"] * size}
            return Case(kind, options, {"right": right}, {"choices": right}, {"choices": some})
        case "short":
            word = draw(WORDS)
            right = {"text": word}
            return Case(kind, {}, {"right": [text(word)]}, right, {"text": draw(WORDS)})
        case "numeric":
            value = draw(st.integers(-(10**6), 10**6))
            key = numbers(str(value), tolerance=draw(st.sampled_from(["0", "0.5", "3"])))
            return Case(kind, NUMBER, key, {"text": str(value)}, {"text": draw(WORDS)})
        case "matching":
            rows = draw(st.integers(1, 5))
            right = draw(st.lists(index, min_size=rows, max_size=rows))
            some = draw(st.lists(maybe, min_size=rows, max_size=rows))
            prompt = {"lefts": ["x"] * rows, "rights": ["y"] * size}
            return Case(kind, prompt, {"right": right}, {"pairs": right}, {"pairs": some})
        case "ordering":
            right = list(draw(st.permutations(range(size))))
            some = draw(st.lists(maybe, min_size=size, max_size=size))
            prompt = {"items": ["x"] * size}
            return Case(kind, prompt, {"right": right}, {"places": right}, {"places": some})
        case _:
            words = draw(st.lists(WORDS, min_size=size, max_size=size))
            some = draw(st.lists(WORDS | st.just(""), min_size=size, max_size=size))
            key = {"right": [[text(word)] for word in words]}
            return Case(kind, {"pieces": [""] * (size + 1)}, key, {"gaps": words}, {"gaps": some})


@given(cases())
def test_the_right_answer_earns_everything(case: Case) -> None:
    answer = read_answer(case.kind, case.right, case.prompt)
    assert share_of(case.kind, answer, case.key) == 1
    assert all(KINDS[case.kind].marks(answer, case.key))
    assert is_whole(case.kind, answer, case.prompt)


@given(cases())
def test_any_answer_earns_between_nothing_and_everything(case: Case) -> None:
    answer = read_answer(case.kind, case.some, case.prompt)
    assert 0 <= share_of(case.kind, answer, case.key) <= 1
    assert bool(answer) == bool(KINDS[case.kind].filled(answer))


@given(cases())
def test_a_normal_form_is_its_own_and_survives_json(case: Case) -> None:
    for payload in (case.right, case.some):
        answer = read_answer(case.kind, payload, case.prompt)
        assert read_answer(case.kind, answer, case.prompt) == answer
        assert json.loads(json.dumps(answer)) == answer


@given(cases())
def test_no_answer_is_never_right(case: Case) -> None:
    graded = grade_question(Frozen(1, case.kind, Decimal(2), case.key), {}, Fraction(1, 2))
    assert (graded.verdict, graded.points) == ("unanswered", 0)


@given(st.lists(st.integers(0, 5), max_size=6), st.randoms())
def test_the_order_in_which_options_were_ticked_does_not_matter(
    ticked: list[int], chance: Any
) -> None:
    prompt = {"options": ["x"] * 6}
    shuffled = chance.sample(ticked, len(ticked))
    read = [read_answer("several", {"choices": one}, prompt) for one in (ticked, shuffled)]
    assert read[0] == read[1]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner),
)
NAMES = ["choice", "choices", "text", "pairs", "places", "gaps", "point", "x"]


@given(
    st.sampled_from(sorted(PROMPTS)),
    st.dictionaries(st.sampled_from(NAMES), JSON, max_size=2),
)
def test_an_answer_is_read_or_refused_and_never_fails_otherwise(
    kind: str, payload: dict[str, Any]
) -> None:
    try:
        answer = read_answer(kind, payload, PROMPTS[kind])
    except Invalid:
        return
    assert read_answer(kind, answer, PROMPTS[kind]) == answer


@given(
    st.sampled_from(sorted(PROMPTS)),
    st.lists(st.tuples(st.integers(0, 4), st.text(max_size=3)), max_size=4),
)
def test_a_plain_form_is_read_or_refused_and_never_fails_otherwise(
    kind: str, values: list[tuple[int, str]]
) -> None:
    try:
        answer = read_typed(kind, values, PROMPTS[kind])
    except Invalid:
        return
    assert read_answer(kind, answer, PROMPTS[kind]) == answer


@pytest.mark.parametrize(
    ("kind", "empty"),
    [
        ("one", {"choice": None}),
        ("several", {"choices": []}),
        ("short", {"text": " \t "}),
        ("numeric", {"text": ""}),
        ("matching", {"pairs": [None, None]}),
        ("ordering", {"places": []}),
        ("gaps", {"gaps": ["", None]}),
        ("essay", {"text": "\n\n"}),
        ("scale", {"point": None}),
        *((kind, {}) for kind in PROMPTS),
    ],
)
def test_an_empty_answer_has_one_form(kind: str, empty: dict[str, Any]) -> None:
    assert read_answer(kind, empty, PROMPTS[kind]) == {}


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("one", {"choice": 3}),
        ("one", {"choice": -1}),
        ("one", {"choice": True}),
        ("one", {"choice": "0"}),
        ("one", {"choice": 1.0}),
        ("one", {"choices": [0]}),
        ("one", {"choice": 0, "more": 1}),
        ("several", {"choices": [0, 3]}),
        ("several", {"choices": 1}),
        ("several", {"choices": [0, 0, 0, 0]}),
        ("several", {"choices": {"0": 1}}),
        ("several", {"choice": 0}),
        ("short", {"text": 12}),
        ("short", {"text": "x" * 501}),
        ("numeric", {"text": ["12"]}),
        ("matching", {"pairs": [0, 3]}),
        ("matching", {"pairs": [0, 1, 2]}),
        ("matching", {"pairs": "01"}),
        ("ordering", {"places": [0, 1, 3]}),
        ("ordering", {"places": [0.0]}),
        ("gaps", {"gaps": ["a", "b", "c"]}),
        ("gaps", {"gaps": [1]}),
        ("essay", {"text": "x" * 20_001}),
        ("scale", {"point": 0}),
        ("scale", {"point": 4}),
        ("scale", {"point": "2"}),
    ],
)
def test_an_impossible_answer_is_refused(kind: str, payload: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        read_answer(kind, payload, PROMPTS[kind])


@pytest.mark.parametrize(
    ("kind", "values", "answer"),
    [
        ("one", [(0, "2")], {"choice": 2}),
        ("one", [], {}),
        ("several", [(0, "2"), (0, "0")], {"choices": [0, 2]}),
        ("short", [(0, " PA  atau KPA ")], {"text": "PA atau KPA"}),
        ("numeric", [(0, "12,5")], {"text": "12,5"}),
        ("matching", [(1, "0"), (0, "")], {"pairs": [None, 0]}),
        ("ordering", [(2, "0"), (0, "1"), (1, "")], {"places": [1, None, 0]}),
        ("gaps", [(0, ""), (1, "hari")], {"gaps": ["", "hari"]}),
        ("essay", [(0, "Satu.\r\n\r\nDua. ")], {"text": "Satu.\n\nDua."}),
        ("scale", [(0, "3")], {"point": 3}),
    ],
)
def test_plain_forms_give_the_same_answers(
    kind: str, values: list[tuple[int, str]], answer: dict[str, Any]
) -> None:
    assert read_typed(kind, values, PROMPTS[kind]) == answer


@pytest.mark.parametrize("value", ["-1", "9", "satu", "²", "1" * 9])
@pytest.mark.parametrize("kind", ["one", "several", "matching", "ordering", "scale"])
def test_a_tampered_plain_form_is_refused(kind: str, value: str) -> None:
    with pytest.raises(Invalid):
        read_typed(kind, [(0, value)], PROMPTS[kind])


@pytest.mark.parametrize(
    ("accepted", "typed", "right"),
    [
        (text("Aparatur Sipil Negara"), "aparatur  SIPIL negara", True),
        (text("Aparatur Sipil Negara"), "Aparatur Sipil", False),
        (text("ASN", case=True), "asn", False),
        (text("ASN", case=True), "ASN", True),
        (text("Aparatur", ""), "aparatur negeri", True),
        (text("Aparatur", ""), "apa", False),
        (text("", "negara", ""), "Aparatur Sipil Negara RI", True),
        (text("a", "b", "c"), "a b c", True),
        (text("a", "b", "c"), "a c b", False),
        (text("ab", "ba"), "aba", False),
        (text("", ""), "apa saja", True),
        (text("kafé"), "kafe\u0301", True),
        (text("jam*"), "jam*", True),
        (text("jam*"), "jamur", False),
    ],
)
def test_short_answers(accepted: dict[str, Any], typed: str, right: bool) -> None:
    answer = read_answer("short", {"text": typed}, {})
    assert share_of("short", answer, {"right": [text("lain"), accepted]}) == right


def test_a_wildcard_takes_no_time_to_speak_of() -> None:
    accepted = text(*["a"] * 200, "b")
    assert share_of("short", {"text": "a" * 500}, {"right": [accepted]}) == 0


@pytest.mark.parametrize(
    ("key", "typed", "right"),
    [
        (numbers("12", tolerance="0.5"), "12,5", True),
        (numbers("12", tolerance="0.5"), "12.5", True),
        (numbers("12", tolerance="0.5"), "12,51", False),
        (numbers("1500"), "1.500", True),
        (numbers("1.5"), "1.500", True),
        (numbers("1500"), "1 500", True),
        (numbers("12", unit="%"), "12 %", True),
        (numbers("12", unit="%"), "12", True),
        (numbers("12", unit="hari"), "12 jam", False),
        (numbers("5000", unit="Rp"), "Rp 5.000", True),
        (numbers("12", "13"), "13", True),
        (numbers("12"), "dua belas", False),
        (numbers("-3"), "−3", True),
    ],
)
def test_numbers(key: dict[str, Any], typed: str, right: bool) -> None:
    answer = read_answer("numeric", {"text": typed}, NUMBER)
    assert share_of("numeric", answer, key) == right


def test_parts_earn_their_share() -> None:
    assert share_of("matching", {"pairs": [0, None]}, {"right": [0, 1]}) == Fraction(1, 2)
    assert share_of("ordering", {"places": [0, 2, 1]}, {"right": [0, 1, 2]}) == Fraction(1, 3)
    key = {"right": [[text("satu permil"), text("1/1000")], [text("hari")]]}
    assert share_of("gaps", {"gaps": ["1/1000", "minggu"]}, key) == Fraction(1, 2)


def test_a_part_left_empty_is_not_right_even_where_anything_goes() -> None:
    key = {"right": [[text("", "")], [text("hari")]]}
    assert KINDS["gaps"].marks({"gaps": ["", "hari"]}, key) == (False, True)


def test_what_is_half_filled_is_answered_and_not_whole() -> None:
    answer = read_answer("matching", {"pairs": [2]}, PAIRS)
    assert answer == {"pairs": [2, None]}
    assert not is_whole("matching", answer, PAIRS)
    assert is_whole("matching", {"pairs": [2, 0]}, PAIRS)


def test_what_a_database_cannot_hold_is_left_out() -> None:
    answer = read_answer("essay", {"text": "Hujan\x00 \ud800deras"}, {})
    assert answer == {"text": "Hujan deras"}
