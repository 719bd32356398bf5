"""When a duty is due and how somebody stands to it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.supervision.rules import duties as rules
from lms.supervision.rules.duties import (
    OVERDUE,
    STANDINGS,
    WAIVED,
)
from tests.factories.duties import (
    TODAY,
)

days = st.integers(-400, 400).map(lambda n: TODAY + timedelta(days=n))


@given(st.booleans(), st.booleans(), days, days)
def test_who_is_late_has_neither_done_it_nor_been_excused(
    waived: bool, done: bool, due_on: date, today: date
) -> None:
    found = rules.standing(waived=waived, done=done, due_on=due_on, today=today)
    assert found in STANDINGS
    assert (found == OVERDUE) == (not waived and not done and due_on < today)
    assert (found == WAIVED) == waived
    # A day later nobody is better off.
    later = rules.standing(waived=waived, done=done, due_on=due_on, today=today + timedelta(days=1))
    assert STANDINGS.index(later) <= STANDINGS.index(found)


@given(st.none() | days, st.none() | st.integers(1, 400), days, st.none() | days, st.booleans())
def test_nobody_is_late_on_the_day_a_duty_comes(
    due_on: date | None, due_days: int | None, assigned: date, renewal: date | None, moved: bool
) -> None:
    if due_on is None and due_days is None:
        return
    own = rules.first_due(due_on, due_days, assigned)
    assert own >= assigned
    due = rules.due_day(own, assigned, renewal, moved=moved)
    assert due in {own, renewal}
    assert due >= assigned
    if moved:
        assert due >= own
