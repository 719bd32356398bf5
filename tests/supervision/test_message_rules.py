"""Who may be reminded once more: never more than the limit in any seven days, whoever reminds."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.supervision.rules import messages
from lms.supervision.rules.messages import Standing, added, counted_from, suggestion, why_not
from tests.conftest import MOMENT

HOURS = st.lists(st.integers(0, 24 * 40), max_size=60)
MOST = st.integers(1, 14)
TRUTH = st.booleans()


@given(hours=HOURS, most=MOST)
def test_no_seven_days_bring_more_than_the_limit(hours: list[int], most: int) -> None:
    sent: list[int] = []
    for hour in sorted(hours):
        since = counted_from(MOMENT + timedelta(hours=hour))
        lately = sum(MOMENT + timedelta(hours=one) > since for one in sent)
        standing = Standing(active=True, restricted=False, completed=False, reminders=lately)
        if why_not(standing, most) is None:
            sent.append(hour)
    week = messages.WEEK // timedelta(hours=1)
    for hour in sent:
        assert sum(hour <= one < hour + week for one in sent) <= most
    if len(hours) <= most:
        assert sent == sorted(hours)


@given(active=TRUTH, restricted=TRUTH, completed=TRUTH, reminders=st.integers(0, 20), most=MOST)
def test_who_is_skipped_is_told_one_reason_that_holds(
    active: bool, restricted: bool, completed: bool, reminders: int, most: int
) -> None:
    standing = Standing(active, restricted, completed, reminders)
    holds = {
        messages.INACTIVE: not active,
        messages.RESTRICTED: restricted,
        messages.COMPLETED: completed,
        messages.LIMIT: reminders >= most,
    }
    reason = why_not(standing, most)
    assert holds[reason] if reason else not any(holds.values())
    assert holds.keys() == messages.WHY_NOT.keys() == messages.REFUSALS.keys()


@given(st.lists(st.lists(st.sampled_from(sorted(messages.WHY_NOT))), max_size=5))
def test_counts_of_steps_add_up_to_those_of_all(steps: list[list[str]]) -> None:
    counts: dict[str, int] = {}
    for reasons in steps:
        counts = added(counts, reasons)
    everything = [reason for reasons in steps for reason in reasons]
    assert counts == {reason: everything.count(reason) for reason in set(everything)}


def test_words_are_offered_that_fit_the_course_and_how_far_people_are() -> None:
    assert suggestion(course=False, begun=True) == suggestion(course=False, begun=False) == "remind"
    assert suggestion(course=True, begun=False) == "begin"
    assert suggestion(course=True, begun=True) == "go-on"
