"""When mails of views are due, and in which form a view keeps its page, whatever is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.errors import Invalid
from lms.supervision.rules.figures.showing import SORTS as FIGURE_SORTS
from lms.supervision.rules.figures.showing import Asked
from lms.supervision.rules.filters import SORTS, STATUSES, Filters
from lms.supervision.rules.saved_views import (
    HOURS,
    LONGEST_NAME,
    MONTHLY,
    NEVER,
    WEEKLY,
    Schedule,
    Seen,
    checked_schedule,
    free_name,
    next_due,
)

ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Jayapura", "America/New_York", "UTC")]
)
MOMENTS = st.integers(0, 8 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
HOUR = st.sampled_from(HOURS)
WEEKS = st.builds(Schedule, st.just(WEEKLY), st.integers(0, 6), HOUR)
MONTHS = st.builds(Schedule, st.just(MONTHLY), st.integers(1, 31), HOUR)
DAYS = st.dates(date(2024, 1, 1), date(2032, 1, 1))
WORDS = st.text(max_size=120)


@given(MOMENTS, WEEKS, ZONES)
def test_a_weekly_mail_is_due_on_its_day_within_a_week(
    moment: datetime, schedule: Schedule, zone: ZoneInfo
) -> None:
    due = next_due(moment, schedule, zone)
    there = due.astimezone(zone)
    assert (there.weekday(), there.hour, there.minute) == (schedule.day, schedule.hour, 0)
    assert moment < due <= moment + timedelta(days=7, hours=1)


@given(MOMENTS, MONTHS, ZONES)
def test_a_monthly_mail_is_due_on_its_day_or_the_months_last(
    moment: datetime, schedule: Schedule, zone: ZoneInfo
) -> None:
    due = next_due(moment, schedule, zone)
    there = due.astimezone(zone)
    is_last = (there + timedelta(days=1)).month != there.month
    assert there.day == schedule.day or (is_last and there.day < schedule.day)
    assert there.hour == schedule.hour
    assert moment < due <= moment + timedelta(days=31, hours=1)


@given(MOMENTS, WEEKS | MONTHS, ZONES)
def test_between_two_times_nothing_is_due_and_none_is_left_out(
    moment: datetime, schedule: Schedule, zone: ZoneInfo
) -> None:
    first = next_due(moment, schedule, zone)
    second = next_due(first, schedule, zone)
    assert next_due(first - timedelta(seconds=1), schedule, zone) == first
    assert next_due(second - timedelta(seconds=1), schedule, zone) == second
    longest = 7 if schedule.every == WEEKLY else 31
    assert timedelta(days=6) < second - first <= timedelta(days=longest, hours=1)


@given(MOMENTS, st.integers(1, 31))
def test_a_year_has_twelve_monthly_mails(moment: datetime, day: int) -> None:
    zone = ZoneInfo("Asia/Jakarta")
    schedule, due, months = Schedule(MONTHLY, day, 8), moment, []
    for _time in range(12):
        due = next_due(due, schedule, zone)
        there = due.astimezone(zone)
        months.append((there.year, there.month))
    years = [year * 12 + month for year, month in months]
    assert years == list(range(years[0], years[0] + 12))


@pytest.mark.parametrize(
    ("schedule", "field"),
    [
        (Schedule("hourly"), "every"),
        (Schedule(WEEKLY, 7), "weekday"),
        (Schedule(MONTHLY, 0), "month_day"),
        (Schedule(MONTHLY, 32), "month_day"),
        (Schedule(WEEKLY, 1, 23), "hour"),
    ],
)
def test_what_is_no_schedule_is_refused_beside_its_field(schedule: Schedule, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_schedule(schedule)
    assert refused.value.field == field


def test_never_is_due_never() -> None:
    assert checked_schedule(Schedule(NEVER, 4, 23)) == Schedule()
    with pytest.raises(ValueError, match="ever due"):
        next_due(datetime(2026, 11, 23, tzinfo=UTC), Schedule(), ZoneInfo("UTC"))


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "q": WORDS,
            "course": WORDS,
            "status": st.sampled_from(STATUSES) | WORDS,
            "sort": st.sampled_from([*SORTS, *(f"-{one}" for one in SORTS)]) | WORDS,
            "page": st.sampled_from(["2", "x", ""]),
            "after": st.sampled_from(["12", "12-3", "x"]),
        },
    ),
    DAYS,
)
def test_a_view_of_people_keeps_what_the_page_would_show(
    arguments: dict[str, str], today: date
) -> None:
    seen = Seen.from_address({"of": "people", **arguments}, today)
    assert seen is not None
    assert Seen.from_address(seen.to_address(), today) == seen
    assert list(seen.query.items()) == list(seen.params.items())
    shown, kept = Filters.from_address(arguments), Filters.from_address(seen.params)
    assert (kept.search, kept.course, kept.status) == (shown.search, shown.course, shown.status)
    assert (kept.sort, kept.descending) == (shown.sort, shown.descending)
    assert kept.turn.number == 1


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "on": DAYS.map(date.isoformat) | WORDS,
            "course": WORDS,
            "sort": st.sampled_from([*FIGURE_SORTS, *(f"-{one}" for one in FIGURE_SORTS)]) | WORDS,
        },
    ),
    DAYS,
    st.integers(1, 5_000),
)
def test_a_view_of_figures_keeps_its_day_and_without_one_goes_with_the_days(
    arguments: dict[str, str], today: date, later: int
) -> None:
    seen = Seen.from_address({"of": "unit", "unit": "7", **arguments}, today)
    assert seen is not None
    assert (seen.page, seen.unit_id) == ("unit", 7)
    assert Seen.from_address(seen.to_address(), today) == seen
    assert list(seen.query.items()) == list(seen.params.items())
    asked, then = Asked.from_address(arguments, today), today + timedelta(days=later)
    assert seen.day(today) == asked.day
    assert seen.day(then) == (then if asked.day == today else asked.day)
    assert Asked.from_address(seen.params, today) == asked


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"of": "everything"},
        {"of": "unit"},
        {"of": "unit", "unit": "-3"},
        {"of": "unit", "unit": "٣"},
        {"of": "unit", "unit": "9" * 30},
    ],
)
def test_what_is_no_page_is_no_view(arguments: dict[str, str]) -> None:
    assert Seen.from_address(arguments, date(2026, 11, 23)) is None


@given(
    st.text(min_size=1, max_size=LONGEST_NAME),
    st.sets(st.text(min_size=1, max_size=LONGEST_NAME), max_size=5),
)
def test_a_free_name_is_free_and_no_longer_than_a_name_may_be(name: str, taken: set[str]) -> None:
    found = free_name(name, taken | {name})
    assert found not in taken | {name}
    assert len(found) <= LONGEST_NAME
