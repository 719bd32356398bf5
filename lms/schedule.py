"""When → action. What the worker does on demand (jobs, by kind) and by the clock."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.accounts import actions as accounts
from lms.accounts.actions import importing
from lms.assessment import actions as assessment
from lms.assessment.queries.timing import overdue
from lms.authoring.actions.following import follow_published
from lms.core import audit, jobs, ledger, throttle
from lms.core.clock import now
from lms.core.db import begin_unit, commit, rollback
from lms.courses import actions as courses
from lms.credentials.actions.batches import issue_batch
from lms.credentials.actions.hours import credit_completion
from lms.credentials.actions.issuing import sign_anew
from lms.credentials.actions.rendering import render_certificate
from lms.credentials.actions.renewing import renew
from lms.credentials.actions.revoking import tell_expiry
from lms.credentials.models.hours import HOURS
from lms.credentials.queries.certificates import expiring
from lms.credentials.queries.hours import uncredited
from lms.credentials.queries.renewals import renewals_due
from lms.learning import actions as learning
from lms.learning import queries as learning_queries
from lms.learning.models import LEDGERS
from lms.notifications import actions as notifications
from lms.privacy.actions import copies, erasing, merging, retaining
from lms.privacy.actions.expiring import expire_copies, expire_exports, remove_exports
from lms.supervision.actions import figures
from lms.supervision.actions.duties.applying import apply_duty, follow_rule
from lms.supervision.actions.duties.reminding import ask_to_remind, remind_of_duties
from lms.supervision.actions.exports.making import give_up, make_export
from lms.supervision.actions.reminder_rounds import send_round
from lms.supervision.actions.view_mails import mail_view
from lms.supervision.queries.duties.targets import duties_to_follow
from lms.supervision.queries.saved_views import views_due

log = logging.getLogger(__name__)

JOBS: Mapping[str, jobs.Handler] = {
    "announce": learning.tell_learners,
    "apply-duty": apply_duty,
    "apply-people": importing.apply,
    "ask-again": learning.ask_again,
    "copy-data": copies.make_copy,
    "check-people": importing.check,
    "deliver": notifications.deliver,
    "find-doubles": accounts.find_doubles,
    "follow-merged-unit": courses.follow_merged_unit,
    "erase-person": erasing.erase_person,
    "follow-published": follow_published,
    "index-course": courses.index_course,
    "issue-certificates": issue_batch,
    "issue-codes": accounts.issue_codes,
    "judge-late": assessment.judge_late,
    "lighten-audio": courses.lighten_audio,
    "make-export": make_export,
    "merge-people": merging.merge_people,
    "push": notifications.push_to_device,
    "recount-people": figures.recount_all,
    "regrade": assessment.regrade_attempts,
    "remind-people": send_round,
    "release-marks": assessment.release_marks,
    "remind-of-duties": remind_of_duties,
    "remove-exports": remove_exports,
    "render-certificate": render_certificate,
    "sign-anew": sign_anew,
    "undo-people": importing.undo,
}


@dataclass(frozen=True)
class Periodic:
    """Something done again and again: a step that returns how much it did; 0 ends the round."""

    every: timedelta
    step: Callable[[], int]


@dataclass(frozen=True)
class Sweep:
    """Something done to each of those that are found, every one in a transaction of its own: what fails
    is logged, leaves the others alone and is tried again in the next round. `find` returns ids above
    one, in their order, at most so many."""

    every: timedelta
    find: Callable[[int, int], list[int]]
    act: Callable[[int], object]


def fold_ledgers() -> int:
    """Fold the oldest deltas of the first ledger that has any."""
    return next((count for book in (*LEDGERS, HOURS) if (count := ledger.fold(book))), 0)


PERIODIC: tuple[Periodic, ...] = (
    Periodic(timedelta(minutes=1), fold_ledgers),
    Periodic(timedelta(minutes=5), audit.seal),
    Periodic(timedelta(hours=1), throttle.sweep),
    Periodic(timedelta(hours=1), accounts.sweep),
    Periodic(timedelta(minutes=5), accounts.end_overdue_readings),
    Periodic(timedelta(minutes=1), notifications.make_digests),
    Periodic(timedelta(hours=1), expire_copies),
    Periodic(timedelta(hours=1), expire_exports),
    Periodic(timedelta(minutes=15), give_up),
    Periodic(timedelta(days=1), retaining.retain),
    Periodic(timedelta(minutes=1), figures.recount_some),
    Periodic(timedelta(minutes=5), figures.regroup),
    Periodic(timedelta(days=1), figures.recount_daily),
    Periodic(timedelta(hours=1), ask_to_remind),
)

SWEEPS: tuple[Sweep, ...] = (
    Sweep(timedelta(seconds=30), overdue, assessment.end_overdue),
    Sweep(timedelta(hours=1), uncredited, credit_completion),
    Sweep(timedelta(minutes=15), renewals_due, renew),
    Sweep(timedelta(minutes=15), learning_queries.reminders_due, learning.remind),
    Sweep(timedelta(hours=1), expiring, tell_expiry),
    Sweep(timedelta(hours=1), duties_to_follow, follow_rule),
    Sweep(timedelta(minutes=5), views_due, mail_view),
)

MOST_SWEPT = 500
"""Found by one sweep in one round: a few seconds, for which jobs wait."""

_last: dict[Periodic | Sweep, datetime] = {}
_reached: dict[Sweep, int] = {}
"""Where a sweep goes on that found more than it may do in a round."""


def work_off() -> None:
    """One round of the worker: due jobs, then what the clock asks for, each step its own commit."""
    # The clock is looked at between any two jobs: some take seconds, or put themselves back many times.
    while jobs.run_due(JOBS, most=1):
        by_the_clock()
    by_the_clock()


def by_the_clock() -> None:
    """What is due by the clock, each step its own commit."""
    for task in PERIODIC:
        more = _is_due(task)
        while more:
            begin_unit(may_write=True)
            more = task.step() > 0
            commit()
    for one in SWEEPS:
        if _is_due(one):
            sweep(one)


def sweep(task: Sweep) -> int:
    """Do to each of those found what the task says; returns how many there were."""
    begin_unit(may_write=True)
    found = task.find(_reached.pop(task, 0), MOST_SWEPT)
    rollback()
    for one in found:
        try:
            begin_unit(may_write=True)
            task.act(one)
            commit()
        except Exception:
            rollback()
            log.exception("%s failed for %s", task.act.__name__, one)
    if len(found) == MOST_SWEPT:
        _reached[task] = found[-1]
    return len(found)


def _is_due(task: Periodic | Sweep) -> bool:
    if task in _last and now() < _last[task] + task.every:
        return False
    _last[task] = now()
    return True
