"""The job that joins two accounts. Every step is done once however often it is begun: it looks for
what the joined account still has.

What does not belong here: the decision (`deciding`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy import select

from lms.accounts import actions as accounts
from lms.accounts.models import Person, SuspectedDouble
from lms.assessment.actions import follow_enrolment
from lms.assessment.actions.lateness import ask_to_judge
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.credentials.actions.joining import join_claims, join_hours
from lms.learning.actions import join_cycles, join_progress
from lms.learning.models import Enrolment, Extension
from lms.notifications.actions import notify
from lms.privacy.actions.merging.rows import collisions, move, people_columns
from lms.supervision.actions.exports import keeping as exports
from lms.supervision.actions.figures import ask_recount
from lms.supervision.actions.plan_joining import join_plans
from lms.supervision.actions.saved_views import join_views

Step = Callable[[], None]


def merge_people(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """The handler of the job `merge-people`."""
    pair = db.session.get(SuspectedDouble, params["pair_id"])
    if pair is None or pair.state != "merging" or pair.kept_id is None:
        return
    pair_id, kept_id = pair.id, pair.kept_id
    joined_id = pair.other_id if kept_id == pair.one_id else pair.one_id
    for step in _steps(pair_id, kept_id, joined_id):
        step()
        yield
    for column in people_columns():
        while move(column, kept_id=kept_id, joined_id=joined_id):
            yield
    _finish(pair_id, kept_id, joined_id)
    yield


def _steps(pair_id: int, kept_id: int, joined_id: int) -> Iterator[Step]:
    both = {"kept_id": kept_id, "joined_id": joined_id}
    for course_id in _courses_of(joined_id):
        yield partial(_join_course, kept_id, joined_id, course_id)
    yield partial(accounts.join_imports, **both)
    yield partial(accounts.join_places, **both)
    yield partial(accounts.join_account, **both)
    yield partial(join_claims, **both)
    yield partial(join_hours, **both)
    yield partial(join_plans, **both)
    yield partial(join_views, **both)
    yield partial(accounts.join_doubles, **both, pair_id=pair_id)
    yield from collisions(kept_id, joined_id)


def _courses_of(person_id: int) -> list[int]:
    query = select(Enrolment.course_id).where(Enrolment.person_id == person_id).distinct()
    return sorted(db.session.scalars(query))


def _join_course(kept_id: int, joined_id: int, course_id: int) -> None:
    # In one transaction: which cycle ended for which is told only once.
    pair = join_cycles(kept_id=kept_id, joined_id=joined_id, course_id=course_id)
    if pair is not None:
        ended_id, going_on_id = pair
        follow_enrolment(ended_id=ended_id, going_on_id=going_on_id)
        join_progress(ended_id=ended_id, going_on_id=going_on_id)


def _finish(pair_id: int, kept_id: int, joined_id: int) -> None:
    begin_writing()
    ask_recount([kept_id])
    _judge_late_anew(kept_id)
    accounts.leave_shell(joined_id=joined_id)
    pair = db.session.get_one(SuspectedDouble, pair_id)
    pair.state = "same"
    audit.record(
        "people:merged",
        actor_id=pair.decided_by_id,
        subject=("person", kept_id),
        details={"joined": joined_id},
    )
    person = db.session.get_one(Person, kept_id)
    if person.restricted_at is not None:
        exports.forget_lists()  # It may have begun for this account only now.
    notify(
        person_id=kept_id,
        kind="accounts-merged",
        params={"user_name": person.user_name, "at": now().isoformat()},
        key=f"accounts-merged:{pair_id}",
    )
    db.session.flush()


def _judge_late_anew(kept_id: int) -> None:
    """A later closing that one account was given holds for what the other handed in too."""
    query = select(Extension.course_id).where(Extension.person_id == kept_id).distinct()
    for course_id in sorted(db.session.scalars(query)):
        ask_to_judge(course_id)
