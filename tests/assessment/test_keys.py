"""A new key is typed like an answer, or in the notation of the format; what can't be is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules import (
    Correction,
    can_be_mended,
    read_change,
    share_of,
    typed_form,
    typed_key,
)
from lms.core.errors import Invalid
from lms.courses.source import AcceptedNumber, AcceptedText
from lms.courses.source.keys import read_numbers, read_texts, written_number, written_text

OPTIONS = {"options": ["a", "b", "c"]}
LEFTS = {"lefts": ["a", "b"], "rights": ["x", "y", "z"]}
ITEMS = {"items": ["a", "b", "c"]}
PIECES = {"pieces": ["", " dan ", ""]}
CASES: list[tuple[str, dict[str, Any], dict[str, Any], list[tuple[int, str]], list[Any]]] = [
    ("one", OPTIONS, {"right": [0]}, [(0, "1")], [1]),
    ("one", OPTIONS, {"right": [0]}, [(0, "2"), (0, "0")], [0, 2]),
    ("several", OPTIONS, {"right": [0, 1]}, [(0, "2")], [2]),
    ("matching", LEFTS, {"right": [0, 1]}, [(0, "2"), (1, "0")], [2, 0]),
    ("ordering", ITEMS, {"right": [0, 1, 2]}, [(0, "2"), (1, "0"), (2, "1")], [2, 0, 1]),
    (
        "short",
        {},
        {"right": [{"parts": ["ASN"], "case": False}]},
        [(0, "ASN {case}\r\n\r\nAparatur * Negara")],
        [{"parts": ["ASN"], "case": True}, {"parts": ["Aparatur ", " Negara"], "case": False}],
    ),
    (
        "gaps",
        PIECES,
        {"right": [[{"parts": ["a"], "case": False}], [{"parts": ["b"], "case": False}]]},
        [(0, "satu|1"), (1, "b")],
        [
            [{"parts": ["satu"], "case": False}, {"parts": ["1"], "case": False}],
            [{"parts": ["b"], "case": False}],
        ],
    ),
    (
        "numeric",
        {},
        {"right": [{"value": "12", "tolerance": "0.5"}], "unit": "%", "language": "id"},
        [(0, "13 ± 0,5 %\n15")],
        [{"value": "13", "tolerance": "0.5"}, {"value": "15", "tolerance": "0"}],
    ),
]


def change(
    kind: str, prompt: dict[str, Any], key: dict[str, Any], values: Any, what: str = "key"
) -> Any:
    return read_change(what, values, kind=kind, prompt=prompt, key=key, present=None)


@pytest.mark.parametrize(("kind", "prompt", "key", "values", "right"), CASES)
def test_every_kind_has_its_way_to_a_new_key(
    kind: str, prompt: dict[str, Any], key: dict[str, Any], values: Any, right: list[Any]
) -> None:
    assert change(kind, prompt, key, values).key == {"right": right}


@pytest.mark.parametrize(("kind", "prompt", "key", "values", "right"), CASES)
def test_the_key_as_it_is_shown_is_the_key_and_no_correction(
    kind: str, prompt: dict[str, Any], key: dict[str, Any], values: Any, right: list[Any]
) -> None:
    ((_name, shown),) = typed_form(kind, key | {"right": right}).items()
    unchanged = [(0, shown)] if isinstance(shown, str) else _fields(kind, shown)
    assert typed_key(kind, unchanged, prompt, key) == {"right": right}
    with pytest.raises(Invalid, match="kunci yang sekarang"):
        change(kind, prompt, key | {"right": right}, unchanged)


def _fields(kind: str, shown: list[Any]) -> list[tuple[int, str]]:
    each = kind in ("one", "several")
    return [(0 if each else part, str(value)) for part, value in enumerate(shown)]


@pytest.mark.parametrize(
    ("kind", "prompt", "key", "values"),
    [
        ("one", OPTIONS, {"right": [0]}, []),
        ("one", OPTIONS, {"right": [0]}, [(0, "3")]),
        ("one", OPTIONS, {"right": [0]}, [(0, "b")]),
        ("several", OPTIONS, {"right": [0]}, []),
        ("matching", LEFTS, {"right": [0, 1]}, [(0, "2")]),
        ("ordering", ITEMS, {"right": [0, 1, 2]}, [(0, "1"), (1, "1"), (2, "0")]),
        ("short", {}, {"right": []}, [(0, " \n")]),
        ("short", {}, {"right": []}, [(0, "*")]),
        ("short", {}, {"right": []}, [(0, "sama\nSAMA")]),
        ("short", {}, {"right": []}, [(0, "x" * 2001)]),
        ("gaps", PIECES, {"right": []}, [(0, "satu")]),
        ("numeric", {}, {"right": [], "unit": "%", "language": "id"}, [(0, "banyak")]),
        ("numeric", {}, {"right": [], "unit": "%", "language": "id"}, [(0, "12 km")]),
        ("numeric", {}, {"right": [], "unit": "", "language": "id"}, [(0, "12 ± sedikit")]),
        ("numeric", {}, {"right": [], "unit": "", "language": "id"}, []),
        ("essay", {}, {"right": []}, [(0, "x")]),
    ],
)
def test_what_can_be_no_key_is_refused(
    kind: str, prompt: dict[str, Any], key: dict[str, Any], values: Any
) -> None:
    with pytest.raises(Invalid):
        change(kind, prompt, key, values)


def test_what_would_change_nothing_is_refused() -> None:
    dropped = Correction(("s1", "h"), 1, "drop", {})
    for what, present in (("drop", dropped), ("withdraw", None), ("hapus", None), ("", None)):
        with pytest.raises(Invalid):
            read_change(what, [], kind="one", prompt=OPTIONS, key={"right": [0]}, present=present)
    assert not can_be_mended("essay")


TEXTS = st.text(st.sampled_from("aB1 *\"'{}c."), max_size=8)


@given(
    st.lists(
        st.builds(AcceptedText, st.lists(TEXTS, min_size=1, max_size=3).map(tuple), st.booleans()),
        min_size=1,
        max_size=1,
    )
)
def test_an_accepted_text_is_written_so_that_it_is_read_back(accepted: list[AcceptedText]) -> None:
    read, _findings = read_texts([written_text(one) for one in accepted])
    if read:
        again, _findings = read_texts([written_text(one) for one in read])
        assert again == read


@given(
    st.decimals(-(10**6), 10**6, places=3),
    st.decimals(0, 100, places=3),
    st.sampled_from(["", "%", "Rp", "km"]),
    st.sampled_from(["id", "en"]),
)
def test_an_accepted_number_is_written_so_that_it_is_read_back(
    value: Decimal, tolerance: Decimal, unit: str, language: str
) -> None:
    number = AcceptedNumber(value, tolerance)
    read, _findings = read_numbers([written_number(number, unit, language)], language)
    assert read is not None
    assert (read.accepted[0].value, read.accepted[0].tolerance) == (value, tolerance)


def test_a_key_in_use_gives_its_own_answer_all_points() -> None:
    for kind, prompt, key, values, right in CASES:
        if kind in ("several", "matching", "ordering"):
            answer = typed_form(kind, {"right": right})
            assert share_of(kind, answer, change(kind, prompt, key, values).key) == 1
