"""What people type is tidied and bounded in one way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.errors import Invalid
from lms.core.texts import TOO_LONG, read_line, read_number, read_text


@given(st.text(max_size=60))
def test_a_line_has_no_spaces_around_and_one_at_a_time_within(text: str) -> None:
    line = read_line(text, "name", most=60)
    assert line.split() == text.split()
    assert line == " ".join(line.split())


@given(st.text(max_size=60))
def test_a_text_keeps_its_paragraphs(text: str) -> None:
    kept = read_text(text, "content", most=60)
    assert "\r\n" not in kept
    assert kept == text.replace("\r\n", "\n").strip()


@pytest.mark.parametrize("read", [read_line, read_text])
def test_what_is_missing_or_too_long_is_said_beside_the_field(read: Callable[..., str]) -> None:
    for text, words in ((" \n ", "Tulis dahulu."), ("a" * 6, TOO_LONG)):
        with pytest.raises(Invalid) as refused:
            read(text, "content", most=5, missing="Tulis dahulu.")
        assert (refused.value.field, refused.value.message) == ("content", words)
    assert read(" ", "content", most=5) == ""
    assert read("a" * 5, "content", most=5) == "aaaaa"


@given(st.text())
def test_a_number_that_a_page_carries_is_small_or_none(text: str) -> None:
    number = read_number(text)
    assert number is None or (number == int(text) and 0 <= number < 10**9)


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", " 1", "\u0661", "9" * 10, "9" * 5_000])
def test_what_is_no_such_number_is_none(text: str | None) -> None:
    assert read_number(text) is None


@given(st.integers(0, 10**9 - 1))
def test_a_number_is_read_as_it_was_written(number: int) -> None:
    assert read_number(str(number)) == number
