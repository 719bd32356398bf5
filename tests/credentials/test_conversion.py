"""Arithmetic of hours: rates, caps by day, month and year, and what is typed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.errors import Invalid
from lms.credentials.rules.conversion import (
    Done,
    Rate,
    cap_days,
    counted_hours,
    plain,
    raw_hours,
    read_quantity,
    recount,
)
from lms.credentials.rules.targets import Target, out_of, standing

DAYS = st.dates(date(2025, 12, 25), date(2026, 3, 5))
RATES = st.builds(
    lambda hours, cap: Rate(hours, "session", *cap),
    st.integers(1, 2_000),
    st.one_of(
        st.just((None, "")),
        st.tuples(st.integers(1, 3_000), st.sampled_from(["day", "month", "year"])),
    ),
)
DONE = st.lists(st.builds(Done, st.integers(1, 3), DAYS, st.integers(1, 1_000)), max_size=30)


@given(DONE, RATES)
def test_no_period_ever_holds_more_than_its_cap_and_nothing_counts_above_its_worth(
    done: list[Done], rate: Rate
) -> None:
    counts = recount(done, rate)
    sums: dict[tuple[int, date], int] = defaultdict(int)
    worth: dict[tuple[int, date], int] = defaultdict(int)
    for one, count in zip(done, counts, strict=True):
        raw = raw_hours(one.quantity, rate)
        assert 0 <= count <= raw
        account = one.person_id, cap_days(one.day, rate.cap_period)[0]
        sums[account] += count
        worth[account] += raw
    for account, total in sums.items():
        # Nothing is lost either: whatever fits under the cap counts, in whichever order it came.
        assert total == (worth[account] if rate.cap is None else min(worth[account], rate.cap))


@given(DAYS, st.sampled_from(["day", "month", "year"]))
def test_a_day_lies_in_its_period_which_stays_in_the_year(day: date, period: str) -> None:
    first, last = cap_days(day, period)
    assert first <= day <= last
    assert first.year == last.year == day.year


@pytest.mark.parametrize(
    ("quantity", "rate", "used", "counted"),
    [
        (200, Rate(200, "session", 400, "month"), 0, 400),
        (300, Rate(200, "session", 400, "month"), 0, 400),
        (100, Rate(200, "session", 400, "month"), 300, 100),
        (100, Rate(200, "session", 400, "month"), 500, 0),
        (1000, Rate(120, "hour"), 0, 1200),
        (33, Rate(120, "hour"), 0, 40),
    ],
    ids=["fits", "over", "rest", "used up", "a fifth more", "half a hundredth goes up"],
)
def test_domain_examples(quantity: int, rate: Rate, used: int, counted: int) -> None:
    assert counted_hours(raw_hours(quantity, rate), rate, used) == counted


@given(st.integers(1, 100_000))
def test_what_is_shown_is_read_back(hundredths: int) -> None:
    assert read_quantity(plain(hundredths), "quantity") == hundredths


@pytest.mark.parametrize("typed", ["", "dua", "-1", "1,234", "0", "1001", "1e3", "٣"])
def test_no_other_quantity_is_read(typed: str) -> None:
    with pytest.raises(Invalid):
        read_quantity(typed, "quantity")


def test_a_target_and_a_cap_only_say_where_a_year_is() -> None:
    permanent, contract = Target(2000, None), Target(None, 2400)
    assert [standing(n, permanent) for n in (0, 1999, 2000, 9000)] == [
        "below",
        "below",
        "reached",
        "reached",
    ]
    assert [standing(n, contract) for n in (0, 2400, 2401)] == ["open", "open", "above"]
    assert (out_of(permanent), out_of(contract), out_of(Target(None, None))) == (2000, 2400, None)
