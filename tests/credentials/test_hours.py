"""The ledger: once for each fact, capped by the rule of the day, corrected by counter-entries, its
sums always those of its entries, also when many arrive at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import schedule
from lms.core import clock, ledger
from lms.core import db as database
from lms.core.audit import AuditEntry
from lms.core.db import begin_unit, db
from lms.core.errors import Conflict, Invalid
from lms.courses.models import Course
from lms.credentials.actions import hours
from lms.credentials.actions.hours import correct_entry, credit_completion
from lms.credentials.actions.hours_rules import RuleKey, set_rule, set_target
from lms.credentials.models.hours import HOURS, HoursDelta, HoursEntry
from lms.credentials.queries.hours import hours_facts, this_year, year_of
from lms.credentials.queries.hours_rules import preview_of, rule_for, target_for
from lms.credentials.rules.conversion import Rate
from lms.credentials.rules.targets import Target
from lms.learning.models import Enrolment
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.courses import publish_course
from tests.factories.hours import DAY, attended, counted
from tests.factories.learning import completed

SOURCE = "Peraturan contoh 1/2026 Pasal 2"


def _adds_up() -> bool:
    return ledger.differences(HOURS, hours_facts()) == []


@pytest.mark.usefixtures("context")
def test_a_completion_brings_the_hours_of_its_revision_once(cast: Cast) -> None:
    publish_course(hours="2.5")
    enrolment_id = completed(cast.ayu.id)
    for _again in range(2):
        credit_completion(enrolment_id)
        database.commit()
    entry = db.session.scalars(select(HoursEntry)).one()
    assert (entry.form, entry.quantity, entry.counted) == ("e_learning", 250, 250)
    assert (entry.person_id, entry.unit_id) == (cast.ayu.id, cast.units["dpu-jalan"])
    assert entry.day == date(2026, 11, 23)
    assert this_year(cast.ayu) == (250, Target(2000, None))
    assert this_year(cast.fajar) == (0, Target(None, 2400))
    recorded = select(func.count()).where(AuditEntry.action == "hours.enter")
    assert db.session.scalar(recorded) == 1
    assert _adds_up()
    begin_unit(may_write=True)
    assert ledger.fold(HOURS) == 1
    database.commit()
    assert counted(cast.ayu.id) == 250
    assert _adds_up()


@pytest.mark.usefixtures("context")
def test_a_completion_stands_where_its_hours_fail_and_the_worker_enters_them_later(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_course(hours="2.5")
    monkeypatch.setattr(hours, "rule_for", _out_of_order)
    enrolment_id = completed(cast.ayu.id)
    assert db.session.get_one(Enrolment, enrolment_id).state == "completed"
    assert db.session.scalars(select(HoursEntry)).all() == []
    monkeypatch.undo()
    by_the_clock = next(one for one in schedule.SWEEPS if one.act is credit_completion)
    with clock.frozen(MOMENT + timedelta(days=40)):
        assert [schedule.sweep(by_the_clock) for _again in range(2)] == [1, 0]
    entry = db.session.scalars(select(HoursEntry)).one()
    assert (entry.day, entry.counted) == (date(2026, 11, 23), 250)
    assert _adds_up()


def _out_of_order(*_told: object) -> None:
    raise RuntimeError("no rule can be found just now")


@pytest.mark.usefixtures("context")
def test_caps_hold_by_month_and_day_for_each_form_alone(cast: Cast) -> None:
    ayu = cast.ayu.id
    counts = [
        attended(ayu, 1, quantity=100).counted,
        attended(ayu, 2, quantity=200).counted,
        attended(ayu, 3).counted,
        attended(ayu, 4, form="mentoring").counted,
        attended(ayu, 5, day=date(2026, 10, 31)).counted,
        attended(ayu, 6, form="self_study", quantity=300).counted,
        attended(ayu, 7, form="self_study", quantity=100, day=date(2026, 11, 21)).counted,
        attended(ayu, 8, form="seminar", quantity=200, scope="international").counted,
        attended(ayu, 9, form="structural_training", quantity=800, scope="international").counted,
    ]
    assert counts == [200, 200, 0, 200, 200, 200, 100, 1200, 800]
    assert attended(ayu, 2, quantity=900).counted == 200
    assert attended(cast.fajar.id, 10).counted == 200
    database.commit()
    assert counted(ayu) == sum(counts)
    assert _adds_up()


@pytest.mark.usefixtures("context")
def test_a_rule_holds_from_its_day_on_and_the_nearest_unit_goes_first(cast: Cast) -> None:
    def change(key: RuleKey, hours: int, valid_from: date) -> int:
        return set_rule(
            key,
            Rate(hours, "session", 400, "month"),
            valid_from=valid_from,
            source=SOURCE,
            note="",
            actor_id=cast.eko.id,
        )

    before = attended(cast.ayu.id, 1)
    everywhere = change(RuleKey("coaching"), 100, DAY)
    assert change(RuleKey("coaching"), 100, DAY) == everywhere
    agency = change(RuleKey("coaching", unit_id=cast.units["dpu"]), 150, DAY)
    for day in (DAY, date(2018, 1, 1)):
        with pytest.raises(Invalid) as refused:
            change(RuleKey("coaching"), 300, day)
        assert refused.value.field == "valid_from"
    jalan = cast.units["dpu-jalan"]
    old = rule_for("coaching", "domestic", jalan, date(2026, 11, 19))
    assert old is not None
    assert (old.hours, old.valid_until) == (200, DAY)
    found = rule_for("coaching", "international", jalan, DAY)
    assert found is not None
    assert found.id == agency
    assert attended(cast.ayu.id, 2).counted == 150
    assert attended(cast.ayu.id, 3, day=date(2026, 11, 19)).counted == 50
    assert attended(cast.fajar.id, 4).counted == 100
    database.commit()
    assert db.session.get_one(HoursEntry, before.id).counted == 200
    seen = preview_of("coaching", "domestic", Rate(100, "session"), date(2026, 1, 1), DAY)
    assert [(one.counted, one.would_count) for one in seen.shown] == [
        (200, 100),
        (150, 100),
        (50, 100),
    ]
    assert (seen.looked_at, seen.differ, seen.more) == (4, 3, False)


@pytest.mark.usefixtures("context")
def test_a_target_changes_from_a_day_on(cast: Cast) -> None:
    for _twice in range(2):
        set_target(
            employment="contract_civil_servant",
            target=1600,
            cap=2400,
            valid_from=date(2027, 1, 1),
            source=SOURCE,
            actor_id=cast.eko.id,
        )
    assert target_for("contract_civil_servant", date(2026, 12, 31)) == Target(None, 2400)
    assert target_for("contract_civil_servant", date(2027, 1, 1)) == Target(1600, 2400)
    assert target_for("unknown", DAY) == Target(None, None)


@pytest.mark.usefixtures("context")
def test_a_correction_is_a_counter_entry_that_frees_the_cap_and_is_told(cast: Cast) -> None:
    ayu, citra = cast.ayu.id, cast.citra.id
    wrong = attended(ayu, 1, quantity=200)
    attended(ayu, 2)
    database.commit()
    with pytest.raises(Conflict):
        correct_entry(entry_id=wrong.id, quantity=0, reason="Keliru.", actor_id=ayu, seen=400)
    with pytest.raises(Conflict):
        correct_entry(entry_id=wrong.id, quantity=0, reason="Keliru.", actor_id=citra, seen=1)
    database.rollback()
    for _twice in range(2):
        correct_entry(
            entry_id=wrong.id, quantity=100, reason="Satu sesi.", actor_id=citra, seen=400
        )
        database.commit()
    entries = db.session.scalars(select(HoursEntry).order_by(HoursEntry.id)).all()
    assert [one.counted for one in entries] == [400, 0, -400, 200]
    counter, anew = entries[2:]
    assert (counter.reverses_id, anew.source_id) == (wrong.id, counter.id)
    assert counted(ayu) == 200
    assert _adds_up()
    for other in (counter, wrong):
        with pytest.raises(Conflict):
            correct_entry(
                entry_id=other.id, quantity=0, reason="Lagi.", actor_id=citra, seen=other.counted
            )
    database.rollback()
    for quantity in (0, 200):
        with pytest.raises(Conflict, match="sudah dikoreksi"):
            correct_entry(
                entry_id=wrong.id, quantity=quantity, reason="Satu sesi.", actor_id=citra, seen=400
            )
    database.rollback()
    notice = db.session.scalars(select(Notice).where(Notice.kind == "hours-corrected")).one()
    assert notice.params["reason"] == "Satu sesi."
    year = year_of(cast.ayu, 2026)
    assert [(one.corrected, one.reversal) for one in year.entries] == [
        (False, False),
        (False, True),
        (False, False),
        (True, False),
    ]


@pytest.mark.usefixtures("context")
def test_taken_back_wholly_once_more_is_success_and_with_a_quantity_is_not(cast: Cast) -> None:
    wrong = attended(cast.ayu.id, 1, quantity=200)

    def correct(quantity: int) -> None:
        correct_entry(
            entry_id=wrong.id,
            quantity=quantity,
            reason="Tidak hadir.",
            actor_id=cast.citra.id,
            seen=400,
        )

    correct(0)
    correct(0)
    with pytest.raises(Conflict):
        correct(100)
    assert counted(cast.ayu.id) == 0


def test_at_once_nothing_counts_twice_and_no_cap_breaks(app: Flask, cast: Cast) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        publish_course()
        enrolment_id = completed(cast.ayu.id)
        db.session.remove()

    def arrive(number: int) -> None:
        with clock.frozen(MOMENT), app.app_context():
            begin_unit(may_write=True)
            if number % 3 == 0:
                credit_completion(enrolment_id)
            else:
                attended(cast.ayu.id, number // 3)
            database.commit()
            db.session.remove()

    def fold() -> None:
        with clock.frozen(MOMENT), app.app_context():
            for _round in range(8):
                begin_unit(may_write=True)
                ledger.fold(HOURS, batch=3)
                database.commit()
            db.session.remove()

    with ThreadPoolExecutor(6) as crowd:
        folding = crowd.submit(fold)
        list(crowd.map(arrive, range(24)))
        folding.result()
    with app.app_context():
        kinds = select(HoursEntry.source_kind, func.count(), func.sum(HoursEntry.counted))
        rows = db.session.execute(
            kinds.group_by(HoursEntry.source_kind).order_by(HoursEntry.source_kind)
        )
        assert [tuple(row) for row in rows] == [("attendance", 8, 400), ("completion", 1, 200)]
        assert _adds_up()
        begin_unit(may_write=True)
        while ledger.fold(HOURS, batch=4):
            database.commit()
            begin_unit(may_write=True)
        assert db.session.scalar(select(func.count()).select_from(HoursDelta)) == 0
        assert counted(cast.ayu.id) == 600
        assert _adds_up()
        assert db.session.scalar(select(Course.id)) is not None
