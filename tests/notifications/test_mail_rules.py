"""When letters leave: never in quiet hours, never more than a day late, in any zone; and when digests
are due."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.notifications.rules import (
    DAILY,
    DIGEST_TIME,
    KINDS,
    LONGEST_QUIET,
    TOPICS,
    USUAL_QUIET,
    WEEKLY,
    QuietHours,
    leaves_at,
    next_digest,
    pause_after,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
DAY = timedelta(days=1)
INDONESIAN = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
ELSEWHERE = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")

moments = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 - the zone is given beside it
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
zones = st.sampled_from([*INDONESIAN, *ELSEWHERE]).map(ZoneInfo)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))
quiet_hours = st.builds(QuietHours, times, times).filter(lambda q: q.length <= LONGEST_QUIET)


def wib(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 by the clock in Jakarta."""
    return datetime(2026, 11, day, hour, minute, tzinfo=JAKARTA)


@given(moments, zones, quiet_hours)
# The hour that a clock is put back to, once for each pass.
@example(
    datetime(2026, 10, 25, 0, 10, tzinfo=UTC),
    ZoneInfo("Europe/Berlin"),
    QuietHours(time(1), time(2, 30)),
)
@example(
    datetime(2026, 10, 25, 1, 10, tzinfo=UTC),
    ZoneInfo("Europe/Berlin"),
    QuietHours(time(1), time(2, 30)),
)
def test_a_letter_leaves_outside_quiet_hours_within_a_day(
    moment: datetime, zone: ZoneInfo, quiet: QuietHours
) -> None:
    leaves = leaves_at(moment, zone, quiet)
    assert moment <= leaves <= moment + DAY
    assert not quiet.hold(leaves.astimezone(zone).time())


@given(moments, zones, quiet_hours)
def test_a_letter_that_is_due_outside_leaves_at_once(
    moment: datetime, zone: ZoneInfo, quiet: QuietHours
) -> None:
    waits = leaves_at(moment, zone, quiet) != moment
    assert waits == quiet.hold(moment.astimezone(zone).time())


@given(moments, zones, quiet_hours)
def test_deciding_twice_changes_nothing(
    moment: datetime, zone: ZoneInfo, quiet: QuietHours
) -> None:
    leaves = leaves_at(moment, zone, quiet)
    assert leaves_at(leaves, zone, quiet) == leaves


@given(moments, zones)
def test_without_quiet_hours_nothing_waits(moment: datetime, zone: ZoneInfo) -> None:
    assert leaves_at(moment, zone, None) == moment


@pytest.mark.parametrize(
    ("due", "leaves"),
    [
        (wib(23, 19, 59), wib(23, 19, 59)),
        (wib(23, 20), wib(24, 6)),
        (wib(23, 23, 59), wib(24, 6)),
        (wib(24, 0), wib(24, 6)),
        (wib(24, 5, 59), wib(24, 6)),
        (wib(24, 6), wib(24, 6)),
    ],
)
def test_the_usual_quiet_hours_go_over_midnight(due: datetime, leaves: datetime) -> None:
    assert leaves_at(due, JAKARTA, USUAL_QUIET) == leaves


@pytest.mark.parametrize(
    ("starts", "ends", "hours"),
    [
        (time(20), time(6), 10),
        (time(8), time(17), 9),
        (time(6), time(6), 24),
        (time(1), time(0), 23),
    ],
)
def test_quiet_hours_have_a_length(starts: time, ends: time, hours: int) -> None:
    assert QuietHours(starts, ends).length == timedelta(hours=hours)


@given(moments, zones, st.sampled_from([DAILY, WEEKLY]))
def test_a_digest_is_due_at_its_hour_and_soon(
    moment: datetime, zone: ZoneInfo, frequency: str
) -> None:
    due = next_digest(moment, frequency, zone)
    days = 7 if frequency == WEEKLY else 1
    assert moment < due <= moment + timedelta(days=days, hours=1)
    local = due.astimezone(zone)
    assert local.time() == DIGEST_TIME
    assert frequency == DAILY or local.isoweekday() == 1


@pytest.mark.parametrize(
    ("moment", "frequency", "due"),
    [
        (wib(23, 6, 59), DAILY, wib(23, 7)),
        (wib(23, 7), DAILY, wib(24, 7)),
        (wib(23, 6, 59), WEEKLY, wib(23, 7)),
        (wib(23, 7), WEEKLY, wib(30, 7)),
        (wib(29, 23), WEEKLY, wib(30, 7)),
    ],
)
def test_digests_are_due_before_the_working_day(
    moment: datetime, frequency: str, due: datetime
) -> None:
    assert next_digest(moment, frequency, JAKARTA) == due


@pytest.mark.parametrize("frequency", ["at-once", "never"])
def test_what_is_no_digest_is_due_with_none(frequency: str) -> None:
    with pytest.raises(ValueError, match="no digest"):
        next_digest(wib(23, 7), frequency, JAKARTA)


def test_every_kind_is_in_exactly_one_topic() -> None:
    assert sorted(kind for topic in TOPICS.values() for kind in topic.kinds) == sorted(KINDS)


def test_pauses_grow_and_end_after_some_two_days() -> None:
    pauses = []
    while pause := pause_after(len(pauses) + 1):
        pauses.append(pause)
    assert pauses == sorted(pauses)
    assert DAY < sum(pauses, timedelta()) < 3 * DAY
