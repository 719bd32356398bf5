"""Typed numbers: groups of thousands, the decimal sign, units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.source.numbers import readings, written

NUMBERS = st.decimals(-(10**9), 10**9, places=4).filter(lambda number: number != 0)
LANGUAGES = st.sampled_from(["id", "en", "su"])


@pytest.mark.parametrize(
    ("text", "in_indonesian", "in_english"),
    [
        ("12", ["12"], ["12"]),
        ("0,5", ["0.5"], ["0.5"]),
        ("1.5", ["1.5"], ["1.5"]),
        ("1.500", ["1500", "1.5"], ["1.5", "1500"]),
        ("1,500", ["1.5", "1500"], ["1500", "1.5"]),
        ("0.500", ["0.5"], ["0.5"]),
        ("1.234.567", ["1234567"], ["1234567"]),
        ("1.234,5", ["1234.5"], ["1234.5"]),
        ("1.23.456", [], []),
        ("12 500,5", ["12500.5"], ["12500.5"]),
        ("12\u00a0500", ["12500"], ["12500"]),
        ("+5", ["5"], ["5"]),
        ("\u22125", ["-5"], ["-5"]),
        ("007", ["7"], ["7"]),
        (" 12 % ", ["12"], ["12"]),
        ("Rp1.500.000,-", ["1500000"], ["1500000"]),
        ("Rp. 20.000.000", ["20000000"], ["20000000"]),
        ("12 km", [], []),
        ("1e3", [], []),
        ("", [], []),
        ("-", [], []),
        ("%", [], []),
        ("\u00b2", [], []),
        ("9" * 50, [], []),
    ],
)
def test_readings(text: str, in_indonesian: list[str], in_english: list[str]) -> None:
    assert readings(text, "id") == tuple(map(Decimal, in_indonesian))
    assert readings(text, "en") == tuple(map(Decimal, in_english))


@pytest.mark.parametrize("text", ["12 km", "12KM", "km 12", "12"])
def test_the_unit_may_stand_anywhere_or_nowhere(text: str) -> None:
    assert readings(text, "id", "km") == (Decimal(12),)


@pytest.mark.parametrize("text", ["12 m", "Rp12", "12%"])
def test_another_unit_makes_it_no_number(text: str) -> None:
    assert readings(text, "id", "km") == ()


@given(NUMBERS, LANGUAGES)
def test_what_is_written_is_read_in_one_way(number: Decimal, language: str) -> None:
    assert readings(written(number, language), language) == (number,)


@given(st.text(max_size=30), LANGUAGES, st.sampled_from(["", "Rp", "km", "%"]))
def test_any_text_has_two_readings_at_most(text: str, language: str, unit: str) -> None:
    found = readings(text, language, unit)
    assert len(found) <= 2
    assert all(number.is_finite() for number in found)
