"""Duties in every state: one of Citra's unit in which somebody is late, done, excused, moved; one that
catches nobody, one that was called off.

What does not belong here: which pages are looked at (`places/duties.py`).
"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from lms.accounts.models import OrgUnit
from lms.core import clock
from lms.core.db import begin_unit, db
from lms.supervision.actions.duties import giving as actions
from lms.supervision.actions.duties.applying import apply_duty
from lms.supervision.actions.duties.giving import ByRule
from lms.supervision.models import Duty
from lms.supervision.rules.duties import LONGEST_NAME, LONGEST_REASON, Target, Terms
from tests.browser.world.names import PROJECT
from tests.factories.learning import committed

LONG_REASON = ("Pertanggungjawabannyalah penyelenggaraan infrastruktur jalan daerah. " * 9).strip()


def build(app: Flask, found: dict[str, str]) -> dict[str, str]:
    """Give, excuse, move and end; returns ids by name."""
    dewi = int(found["dewi"])
    with app.app_context():
        begin_unit(may_write=True)
        units = {row.code: row.id for row in db.session.execute(select(OrgUnit.code, OrgUnit.id))}
        long = Target(
            units["dpu-jalan"], employments=("permanent_civil_servant", "contract_civil_servant")
        )
        name = LONG_REASON[:LONGEST_NAME].strip()
        with clock.frozen(clock.now() - timedelta(days=40)):
            duty = _given(dewi, PROJECT, ByRule(long, name), LONG_REASON[:LONGEST_REASON], 30)
        _apply(duty)  # Siti and Hana came since
        late = _given(dewi, "lanjutan", ByRule(Target(units["dpu-jalan"])), "Wajib.", 30)
        ended = _given(dewi, "tuntas", ByRule(Target(units["dpu-jalan"])), "Tidak jadi.", 20)
        nobody = Target(units["dpu-jalan"], positions=("Jabatan yang tidak ada",))
        empty = _given(dewi, "tuntas", ByRule(nobody), "Bila kelak ada.", 20)
        who = {"actor_id": dewi, "duty_id": duty}
        actions.waive(**who, person_id=int(found["hana"]), reason=LONG_REASON[:LONGEST_REASON])
        actions.move_due(
            **who,
            person_id=int(found["siti"]),
            due_on=clock.today() + timedelta(days=90),
            reason=LONG_REASON[:LONGEST_REASON],
        )
        committed()
        actions.end_duty(actor_id=dewi, duty_id=ended)
        _apply(ended)
        rule = db.session.get_one(Duty, duty).rule_id
        ids = {"duty": duty, "duty_late": late, "duty_ended": ended, "duty_empty": empty}
        return {name: str(value) for name, value in {**ids, "duty_rule": rule}.items()}


def _given(actor_id: int, course_key: str, to: ByRule, reason: str, due_days: int) -> int:
    duty_id = actions.give_duty(
        actor_id=actor_id,
        key=f"{course_key}-{to.target}",
        course_key=course_key,
        terms=Terms(reason, due_days=due_days),
        to=to,
    )
    committed()
    _apply(duty_id)
    return duty_id


def _apply(duty_id: int) -> None:
    for _step in apply_duty({"duty_id": duty_id}):
        committed()
    committed()
