"""A rule's duty comes to newcomers and leaves those who left; who hasn't done it is reminded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from lms.accounts.models import Membership
from lms.core import jobs
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict
from lms.learning.models import Enrolment, Renewal
from lms.notifications.models import Notice
from lms.supervision.actions.duties import giving as actions
from lms.supervision.actions.duties.giving import ByName, ByRule
from lms.supervision.models import DutyPerson
from lms.supervision.queries.duties import own as own_duties
from lms.supervision.queries.duties import targets
from lms.supervision.queries.plans import duties_offered
from lms.supervision.rules.duties import (
    DUE,
    OVERDUE,
    Target,
    Terms,
)
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.duties import (
    DUE_ON,
    TODAY,
    give,
    standings,
    sweep,
    told,
    work_off,
)
from tests.factories.learning import committed, completed


@pytest.mark.usefixtures("context", "course")
def test_a_rule_catches_who_fits_and_newcomers_and_lets_go_who_left(cast: Cast) -> None:
    target = Target(cast.units["dpu"], positions=("staf TEKNIS",))
    terms = Terms("Wajib bagi staf teknis.", due_days=30)
    duty_id = give(cast.dewi, ByRule(target, "Staf teknis PU"), terms)
    assert standings(duty_id) == {}
    work_off()
    assert standings(duty_id) == {"ayu": DUE}
    before = _jobs()
    sweep()
    assert _jobs() == before  # where nobody came or left, nothing is written
    # Fajar comes over in a week, as was entered today; on that day the duty comes to him.
    comes = TODAY + timedelta(days=7)
    begin_writing()
    db.session.execute(
        update(Membership).where(Membership.person_id == cast.fajar.id).values(valid_until=comes)
    )
    db.session.add(
        Membership(
            person_id=cast.fajar.id,
            unit_id=cast.units["dpu-cipta"],
            position="Staf teknis",
            valid_from=comes,
        )
    )
    committed()
    sweep(comes - timedelta(days=1))
    assert standings(duty_id) == {"ayu": DUE}
    sweep(comes)
    assert standings(duty_id, comes) == {"ayu": DUE, "fajar": DUE}
    row = db.session.scalars(select(DutyPerson).where(DutyPerson.person_id == cast.fajar.id)).one()
    assert (row.assigned_on, row.due_on) == (comes, comes + timedelta(days=30))
    assert told("duty-given", cast.fajar) == 1
    # Ayu gets another position and is let go; in the old one again, the duty comes anew.
    _position_of_ayu(cast, "Analis")
    sweep(comes + timedelta(days=1))
    assert standings(duty_id, comes + timedelta(days=1)) == {"fajar": DUE}
    assert own_duties.to_do(cast.ayu.id) == []
    assert own_duties.every_duty(cast.ayu.id)[0].released_on == comes + timedelta(days=1)
    _position_of_ayu(cast, "Staf teknis")
    sweep(comes + timedelta(days=1))
    assert standings(duty_id, comes + timedelta(days=1)) == {"ayu": DUE, "fajar": DUE}
    # Twice is once, and what is called off lets everybody go and stays to be seen.
    sweep(comes + timedelta(days=1))
    for _ in range(2):
        actions.end_duty(actor_id=cast.dewi.id, duty_id=duty_id)
        committed()
    assert own_duties.to_do(cast.fajar.id) == []
    work_off()
    assert set(standings(duty_id)) == {"ayu", "fajar"}
    assert targets.duties_to_follow(0, 10) == []
    with pytest.raises(Conflict):
        actions.waive(
            actor_id=cast.dewi.id, duty_id=duty_id, person_id=cast.fajar.id, reason="Terlambat."
        )


def _jobs() -> int:
    return db.session.scalar(select(func.count()).where(jobs.Job.kind == "apply-duty")) or 0


def _position_of_ayu(cast: Cast, position: str) -> None:
    begin_writing()
    db.session.execute(
        update(Membership).where(Membership.person_id == cast.ayu.id).values(position=position)
    )
    committed()


@pytest.mark.usefixtures("context", "course")
def test_each_reminder_is_given_once_until_it_is_done(cast: Cast) -> None:
    give(cast.dewi, ByName((cast.ayu.id, cast.fajar.id)))
    seen = []
    for left in (31, 30, 29, 7, 1, 0, -1, -2, -30):
        for _ in range(2):
            sweep(DUE_ON - timedelta(days=left))
        seen.append((left, told("duty-due", cast.ayu), told("duty-due", cast.fajar)))
        if left == 7:
            completed(cast.fajar.id)
    assert [n for _, n, _ in seen] == [0, 1, 1, 2, 3, 3, 4, 4, 4]
    assert seen[-1][2] == 2
    late = db.session.scalars(
        select(Notice).where(Notice.kind == "duty-due").order_by(Notice.id.desc())
    ).first()
    assert late is not None
    assert late.params["late"] is True


@pytest.mark.usefixtures("context", "course")
def test_a_renewal_makes_it_due_again_on_its_own_day(cast: Cast) -> None:
    first = completed(cast.ayu.id)
    duty_id = give(cast.dewi, ByName((cast.ayu.id,)))
    ends = TODAY + timedelta(days=20)
    begin_writing()
    cycle = Enrolment(
        person_id=cast.ayu.id,
        course_id=db.session.get_one(Enrolment, first).course_id,
        cycle=2,
        enrolled_at=MOMENT,
    )
    db.session.add(cycle)
    db.session.flush()
    db.session.add(
        Renewal(enrolment_id=first, renewed_by_id=cycle.id, due_on=ends, opened_at=MOMENT)
    )
    cycle_id = cycle.id
    committed()
    assert standings(duty_id) == {"ayu": DUE}
    assert own_duties.to_do(cast.ayu.id)[0].due_on == ends
    assert [one.due_on for one in duties_offered(cast.ayu.id, TODAY.year)] == [ends]
    assert standings(duty_id, ends + timedelta(days=1)) == {"ayu": OVERDUE}
    # Learning reminds of renewals; a second voice would say the same.
    sweep(ends - timedelta(days=7))
    assert told("duty-due", cast.ayu) == 0
    # More time for this person is not shortened by the renewal.
    later = DUE_ON + timedelta(days=30)
    actions.move_due(
        actor_id=cast.dewi.id,
        duty_id=duty_id,
        person_id=cast.ayu.id,
        due_on=later,
        reason="Cuti besar.",
    )
    committed()
    assert own_duties.to_do(cast.ayu.id)[0].due_on == later
    begin_writing()
    db.session.get_one(Enrolment, cycle_id).state = "completed"
    committed()
    assert own_duties.to_do(cast.ayu.id)[0].due_on == later
