"""What names a person on a device tells nobody who it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.web.device import key_of


@given(st.integers(1), st.integers(1))
def test_a_key_tells_people_apart_and_nothing_of_them(one: int, other: int) -> None:
    assert (key_of("rahasia", one) == key_of("rahasia", other)) == (one == other)
    assert key_of("rahasia", one) != key_of("lain", one)
    assert len(key_of("rahasia", one)) == 24
