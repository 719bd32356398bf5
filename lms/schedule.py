"""When → action. What the worker does on demand (jobs, by kind) and by the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.accounts import actions as accounts
from lms.assessment import actions as assessment
from lms.core import audit, jobs, ledger, throttle
from lms.core.clock import now
from lms.core.db import begin_unit, commit
from lms.learning import actions as learning
from lms.learning.models import LEDGERS
from lms.notifications import actions as notifications

JOBS: Mapping[str, jobs.Handler] = {
    "announce": learning.tell_learners,
    "ask-again": learning.ask_again,
    "deliver": notifications.deliver,
    "regrade": assessment.regrade_attempts,
    "release-marks": assessment.release_marks,
}


@dataclass(frozen=True)
class Periodic:
    """Something done again and again: a step that returns how much it did; 0 ends the round."""

    every: timedelta
    step: Callable[[], int]


def fold_ledgers() -> int:
    """Fold the oldest deltas of the first ledger that has any."""
    return next((count for book in LEDGERS if (count := ledger.fold(book))), 0)


PERIODIC: tuple[Periodic, ...] = (
    Periodic(timedelta(minutes=1), fold_ledgers),
    Periodic(timedelta(minutes=5), audit.seal),
    Periodic(timedelta(seconds=30), assessment.end_overdue),
    Periodic(timedelta(hours=1), throttle.sweep),
    Periodic(timedelta(hours=1), accounts.sweep),
)

_last: dict[Periodic, datetime] = {}


def work_off() -> None:
    """One round of the worker: due jobs, then what the clock asks for, each step its own commit."""
    jobs.run_due(JOBS)
    for task in PERIODIC:
        if task in _last and now() < _last[task] + task.every:
            continue
        _last[task] = now()
        more = True
        while more:
            begin_unit(may_write=True)
            more = task.step() > 0
            commit()
