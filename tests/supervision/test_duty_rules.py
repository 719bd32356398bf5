"""When a duty is due."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.supervision.rules import duties as rules
from tests.factories.duties import TODAY

days = st.integers(-400, 400).map(lambda n: TODAY + timedelta(days=n))


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
