"""The arithmetic of ends: limits, closing dates and pauses, for any moments at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules.timing import GRACE, UNTIMED, Clock, Stop, allowed, clock

START = datetime(2026, 11, 23, 3, 42, tzinfo=UTC)
LIMIT = 3600


def at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def stop(begins: int, ends: int | None) -> Stop:
    return Stop(at(begins), None if ends is None else at(ends))


def ends_at(
    stops: list[Stop], seconds: int | None = LIMIT, closes_at: datetime | None = None
) -> datetime:
    end = clock(started_at=START, seconds_allowed=seconds, closes_at=closes_at, stops=stops)
    assert end.ends_at is not None
    return end.ends_at


moments = st.integers(-7200, 14400)
lengths = st.integers(1, 7200)
finished = st.builds(lambda begins, length: stop(begins, begins + length), moments, lengths)
pauses = st.lists(finished, max_size=5)
limits = st.integers(1, 10800)
closings = st.none() | st.integers(1, 10800).map(at)


@given(limits, st.data())
def test_a_pause_inside_moves_the_end_by_exactly_its_length(
    limit: int, data: st.DataObject
) -> None:
    begins = data.draw(st.integers(0, limit - 1))
    length = data.draw(lengths)
    assert ends_at([stop(begins, begins + length)], limit) == at(limit + length)


@given(limits, lengths, lengths)
def test_of_a_pause_that_was_on_at_the_start_only_the_rest_counts(
    limit: int, before: int, rest: int
) -> None:
    assert ends_at([stop(-before, rest)], limit) == at(limit + rest)


@given(pauses, limits, closings, st.randoms())
def test_the_order_of_pauses_does_not_matter(
    stops: list[Stop], limit: int, closes_at: datetime | None, chance: Random
) -> None:
    mixed = list(stops)
    chance.shuffle(mixed)
    assert ends_at(mixed, limit, closes_at) == ends_at(stops, limit, closes_at)


@given(pauses, moments, lengths, lengths, limits)
def test_a_pause_in_two_parts_is_that_pause(
    stops: list[Stop], begins: int, first: int, second: int, limit: int
) -> None:
    middle, end = begins + first, begins + first + second
    whole = [*stops, stop(begins, end)]
    parts = [*stops, stop(begins, middle), stop(middle, end)]
    assert ends_at(parts, limit) == ends_at(whole, limit)


@given(pauses, limits, closings)
def test_what_a_course_and_its_quiz_both_pause_counts_once(
    stops: list[Stop], limit: int, closes_at: datetime | None
) -> None:
    assert ends_at(stops * 2, limit, closes_at) == ends_at(stops, limit, closes_at)


@given(st.integers(0, LIMIT - 1), lengths, st.data())
def test_pauses_that_overlap_count_as_the_time_from_the_first_to_the_last(
    begins: int, length: int, data: st.DataObject
) -> None:
    second = data.draw(st.integers(begins, begins + length))
    end = data.draw(st.integers(begins + length, begins + length + 7200))
    stops = [stop(begins, begins + length), stop(second, end)]
    assert ends_at(stops) == at(LIMIT + end - begins)


@given(pauses, limits, closings, lengths, st.integers(0, 7200))
def test_a_pause_that_ended_before_the_start_does_not_matter(
    stops: list[Stop], limit: int, closes_at: datetime | None, length: int, ago: int
) -> None:
    earlier = stop(-ago - length, -ago)
    assert ends_at([*stops, earlier], limit, closes_at) == ends_at(stops, limit, closes_at)


@given(pauses, limits, closings, st.none() | lengths, st.integers(0, 7200))
def test_a_pause_from_the_end_on_does_not_matter(
    stops: list[Stop], limit: int, closes_at: datetime | None, length: int | None, after: int
) -> None:
    """Not even one that goes on: what is over stays over."""
    end = ends_at(stops, limit, closes_at)
    begins = end + timedelta(seconds=after)
    later = Stop(begins, None if length is None else begins + timedelta(seconds=length))
    assert ends_at([*stops, later], limit, closes_at) == end


@given(pauses, finished, limits, closings)
def test_one_more_pause_never_brings_the_end_forward(
    stops: list[Stop], more: Stop, limit: int, closes_at: datetime | None
) -> None:
    assert ends_at([*stops, more], limit, closes_at) >= ends_at(stops, limit, closes_at)


@given(pauses, limits, limits, closings)
def test_more_time_never_ends_earlier(
    stops: list[Stop], one: int, other: int, closes_at: datetime | None
) -> None:
    less, more = sorted((one, other))
    assert ends_at(stops, less, closes_at) <= ends_at(stops, more, closes_at)


@given(pauses, limits, st.integers(1, 10800))
def test_the_earlier_of_limit_and_closing_date_is_the_end(
    stops: list[Stop], limit: int, closes: int
) -> None:
    both = ends_at(stops, limit, at(closes))
    assert both == min(ends_at(stops, limit), ends_at(stops, None, at(closes)))
    assert both >= at(min(limit, closes))


@given(pauses, limits)
def test_the_clock_runs_for_exactly_the_limit_outside_of_pauses(
    stops: list[Stop], limit: int
) -> None:
    end = ends_at(stops, limit)
    edges = sorted(
        {START, end, *(edge for one in stops for edge in (one.began_at, one.ended_at) if edge)}
    )
    ran = timedelta()
    for begins, ends in pairwise(edges):
        stands = any(one.began_at <= begins and one.ended_at >= ends for one in stops)  # type: ignore[operator]
        if begins >= START and ends <= end and not stands:
            ran += ends - begins
    assert ran == timedelta(seconds=limit)


@given(pauses, limits, closings)
def test_while_a_pause_goes_on_there_is_no_end(
    stops: list[Stop], limit: int, closes_at: datetime | None
) -> None:
    end = ends_at(stops, limit, closes_at)
    running = Stop(max(START, end - timedelta(seconds=1)), None)
    stands = clock(
        started_at=START, seconds_allowed=limit, closes_at=closes_at, stops=[*stops, running]
    )
    assert stands == Clock(None, paused=True)
    assert not stands.is_over(end + timedelta(days=365))


@given(pauses, st.booleans())
def test_without_limit_and_closing_date_nothing_ends(stops: list[Stop], running: bool) -> None:
    more = [stop(0, None)] if running else []
    untimed = clock(started_at=START, seconds_allowed=None, closes_at=None, stops=[*stops, *more])
    assert untimed == UNTIMED


def test_what_arrives_within_the_grace_is_in_time() -> None:
    end = Clock(at(LIMIT))
    assert not end.is_over(at(LIMIT) + GRACE)
    assert end.is_over(at(LIMIT) + GRACE + timedelta(microseconds=1))
    assert timedelta(seconds=60) == GRACE


@pytest.mark.parametrize(
    ("seconds", "percent", "expected"),
    [(600, 0, 600), (600, 50, 900), (601, 50, 902), (1, 1, 2), (600, 300, 2400), (None, 50, None)],
)
def test_extra_time_is_rounded_up(seconds: int | None, percent: int, expected: int | None) -> None:
    assert allowed(seconds, percent) == expected


@given(st.integers(1, 10**6), st.integers(0, 300))
def test_nobody_gets_a_second_less_than_granted(seconds: int, percent: int) -> None:
    granted = allowed(seconds, percent)
    assert granted is not None
    assert 0 <= granted - Fraction(seconds * (100 + percent), 100) < 1
