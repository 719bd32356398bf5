"""Reminding people of duties that they haven't done: before the due day, and on the day after.

What does not belong here: which days (`rules.duties.REMINDERS`), renewals of certificates (learning
reminds of them).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import update

from lms.core import clock, jobs
from lms.core.db import begin_writing, db
from lms.learning.rules import reminder_due
from lms.supervision.actions.duties.telling import tell_due
from lms.supervision.models import Duty, DutyPerson
from lms.supervision.queries.duties.reminders import reminders_due, rows_to_remind
from lms.supervision.rules.duties import REMINDERS

REMINDED_AT_ONCE = 50
"""People reminded in one step, each with a notice and a letter: some 50 ms of writing."""

FOUND_AT_ONCE = 1_000
MOST_FOUND = 5


def ask_to_remind() -> int:
    """Have people reminded where somebody is to be; a round of the clock is one look."""
    if reminders_due(after=0, limit=1):
        begin_writing()
        jobs.enqueue("remind-of-duties", {}, key="remind-of-duties")
    return 0


def remind_of_duties(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Remind everybody who is to be reminded today, each once; the handler of the job
    `remind-of-duties`. Cut off, it finds again whoever is left."""
    after = params.get("after", 0)
    for _ in range(MOST_FOUND):
        found = reminders_due(after=after, limit=FOUND_AT_ONCE)
        for start in range(0, len(found), REMINDED_AT_ONCE):
            _remind_some(found[start : start + REMINDED_AT_ONCE])
            yield
        if len(found) < FOUND_AT_ONCE:
            return
        after = found[-1]
    begin_writing()
    # The job in hand still has its own key.
    jobs.enqueue("remind-of-duties", {"after": after}, key=f"remind-of-duties:{after}")


def _remind_some(ids: Sequence[int]) -> None:
    begin_writing()
    today = clock.today()
    alike: dict[tuple[int, date, int], list[DutyPerson]] = defaultdict(list)
    for row in rows_to_remind(ids):
        due = reminder_due((row.due_on - today).days, row.reminded, REMINDERS)
        if due is not None:
            alike[row.duty_id, row.due_on, due].append(row)
    for (duty_id, due_on, reminder), rows in alike.items():
        db.session.execute(
            update(DutyPerson)
            .where(DutyPerson.id.in_([row.id for row in rows]))
            .values(reminded=reminder)
        )
        duty = db.session.get_one(Duty, duty_id)
        tell_due(duty, [row.person_id for row in rows], due_on, reminder)
    db.session.flush()
