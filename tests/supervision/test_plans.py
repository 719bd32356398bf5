"""Development plans: from the first item to the closed year, by the person and the supervisor."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.core import clock
from lms.core.audit import AuditEntry
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.notifications.models import Notice
from lms.supervision.actions import plan_items, plans
from lms.supervision.actions.plan_joining import join_plans
from lms.supervision.models import DevelopmentPlan, DutyPerson, PlanItem, PlanRemark
from lms.supervision.queries.plans import Plan, agreeable, duties_offered, plan_of
from lms.supervision.queries.team_plans import team_page
from lms.supervision.rules.team_plans import TeamFilters
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import new_person, writing
from tests.factories.courses import publish_course
from tests.factories.learning import completed
from tests.factories.plans import YEAR, begun, duty_for, text

COURSE = "kursus"


def plan(app: Flask, person: object, year: int = YEAR) -> Plan:
    with app.app_context():
        found = plan_of(person, year)  # type: ignore[arg-type]
        db.session.rollback()
    assert found is not None
    return found


def told(app: Flask) -> list[tuple[int, str]]:
    with app.app_context():
        query = select(Notice.person_id, Notice.kind).where(Notice.kind.like("plan-%"))
        return [(row[0], row[1]) for row in db.session.execute(query.order_by(Notice.id))]


def proposed(app: Flask, cast: Cast, *needs: str) -> list[int]:
    with writing(app):
        items = begun(cast.ayu.id, *(needs or ("Membaca kurva S",)))
        plans.propose(person_id=cast.ayu.id, year=YEAR)
    return items


def answer(app: Flask, cast: Cast, step: Callable[..., None], **parts: object) -> None:
    values = {"seen": plan(app, cast.ayu).version, "content": "", "actor_id": cast.citra.id}
    with writing(app):
        step(person_id=cast.ayu.id, year=YEAR, **values | parts)


def test_a_plan_is_proposed_sent_back_changed_and_agreed_to(app: Flask, cast: Cast) -> None:
    item, _other = proposed(app, cast, "Membaca kurva S", "Memimpin rapat")
    for _twice in range(2):
        answer(app, cast, plans.send_back, content="Tambahkan target.", seen=2 + 2)
    with writing(app):
        plan_items.change_item(
            person_id=cast.ayu.id,
            year=YEAR,
            item_id=item,
            text=text("Membaca kurva S dua kontrak"),
            seen=1,
            actor_id=cast.ayu.id,
        )
        for _twice in range(2):
            plans.propose(person_id=cast.ayu.id, year=YEAR)
    with pytest.raises(Conflict):
        answer(app, cast, plans.agree, seen=1)
    for _twice in range(2):
        answer(app, cast, plans.agree, content="Setuju.")
    agreed = plan(app, cast.ayu)
    assert (agreed.state, agreed.agreed_by) == ("agreed", cast.citra.display_name)
    assert [one.content for one in agreed.remarks] == ["Tambahkan target.", "Setuju."]
    assert told(app) == [
        (cast.citra.id, "plan-proposed"),
        (cast.ayu.id, "plan-sent-back"),
        (cast.citra.id, "plan-proposed"),
        (cast.ayu.id, "plan-agreed"),
    ]


def test_who_changes_what_was_agreed_proposes_it_anew_and_marking_changes_nothing(
    app: Flask, cast: Cast
) -> None:
    first, second = proposed(app, cast, "Satu", "Dua")
    answer(app, cast, plans.agree)
    with writing(app):
        for _twice in range(2):
            plan_items.mark_item(person_id=cast.ayu.id, year=YEAR, item_id=first, done=True)
            plan_items.move_item(person_id=cast.ayu.id, year=YEAR, item_id=second, before=first)
    marked = plan(app, cast.ayu)
    assert marked.state == "agreed"
    assert [one.need for one in marked.items] == ["Dua", "Satu"]
    assert (marked.progress.done, marked.progress.total) == (1, 2)
    assert (marked.progress.hours_done, marked.progress.hours_planned) == (200, 400)
    with writing(app), pytest.raises(Invalid) as refused:
        plan_items.drop_item(person_id=cast.ayu.id, year=YEAR, item_id=second, reason=" ")
    assert refused.value.field == "reason"
    with writing(app):
        for _twice in range(2):
            plan_items.drop_item(
                person_id=cast.ayu.id, year=YEAR, item_id=second, reason="Pindah tugas."
            )
    dropped = plan(app, cast.ayu)
    assert (dropped.state, [one.reason for one in dropped.dropped]) == (
        "proposed",
        ["Pindah tugas."],
    )
    with writing(app):
        plan_items.restore_item(person_id=cast.ayu.id, year=YEAR, item_id=second)
    assert len(plan(app, cast.ayu).items) == 2
    assert told(app).count((cast.citra.id, "plan-proposed")) == 2
    with writing(app):
        plan_items.mark_item(person_id=cast.ayu.id, year=YEAR, item_id=first, done=False)
    assert plan(app, cast.ayu).progress.done == 0


def test_a_duty_is_planned_once_and_done_with_its_course(app: Flask, cast: Cast) -> None:
    with writing(app):
        publish_course(COURSE, title="Pengadaan")
    with writing(app):
        duty_id = duty_for(cast.ayu.id, COURSE)
        foreign = duty_for(cast.fajar.id, COURSE)
        plans.begin_plan(person_id=cast.ayu.id, year=YEAR)
    with writing(app):
        items = [
            plan_items.add_duty(person_id=cast.ayu.id, year=YEAR, duty_id=duty_id) for _ in range(2)
        ]
        assert len(set(items)) == 1
        assert duties_offered(cast.ayu.id, YEAR) == []
        with pytest.raises(NotFound):
            plan_items.add_duty(person_id=cast.ayu.id, year=YEAR, duty_id=foreign)
        plan_items.drop_item(person_id=cast.ayu.id, year=YEAR, item_id=items[0], reason="")
        assert [one.id for one in duties_offered(cast.ayu.id, YEAR)] == [duty_id]
        plan_items.add_duty(person_id=cast.ayu.id, year=YEAR, duty_id=duty_id)
        with pytest.raises(NotFound):
            plan_items.change_item(
                person_id=cast.ayu.id,
                year=YEAR,
                item_id=items[0],
                text=text(),
                seen=3,
                actor_id=cast.ayu.id,
            )
        plans.propose(person_id=cast.ayu.id, year=YEAR)
        with pytest.raises(Conflict):
            plan_items.mark_item(person_id=cast.ayu.id, year=YEAR, item_id=items[0], done=True)
    (item,) = plan(app, cast.ayu).items
    assert (item.quarter, item.hours, item.course_title, item.done) == (4, 200, "Pengadaan", False)
    with app.app_context():
        completed(cast.ayu.id, COURSE)
        completed(cast.fajar.id, COURSE)
    assert plan(app, cast.ayu).items[0].done_on == date(2026, 11, 23)
    with writing(app):
        plan_items.drop_item(
            person_id=cast.ayu.id, year=YEAR, item_id=items[0], reason="Sudah tuntas."
        )
        assert duties_offered(cast.ayu.id, YEAR) == duties_offered(cast.fajar.id, YEAR) == []


def test_waived_released_and_ended_duties_are_not_offered(app: Flask, cast: Cast) -> None:
    with writing(app):
        publish_course(COURSE)
    with writing(app):
        first, second = (duty_for(cast.ayu.id, COURSE) for _ in range(2))
        rows = {one.duty_id: one for one in db.session.scalars(select(DutyPerson)).all()}
        rows[first].released_on = date(2026, 11, 20)
        rows[second].waived_on, rows[second].waive_reason = date(2026, 11, 20), "Cuti."
        db.session.flush()
        assert duties_offered(cast.ayu.id, YEAR) == []


def test_the_direct_supervisor_agrees_a_units_where_there_is_none_and_nobody_alone(
    app: Flask, cast: Cast
) -> None:
    proposed(app, cast)
    below = new_person(app, "bawah", unit_id=cast.units["dpu-jalan"])
    with app.app_context():
        everybody = [cast.ayu.id, below, cast.citra.id, cast.fajar.id]
        assert agreeable(cast.citra, everybody) == {cast.ayu.id, below}
        assert agreeable(cast.ayu, everybody) == agreeable(cast.eko, everybody) == set()
    chief = new_person(
        app, "kepala", unit_id=cast.units["dpu"], role="supervisor", role_unit_id=cast.units["dpu"]
    )
    with app.app_context():
        kepala = db.session.get_one(Person, chief)
        assert agreeable(kepala, everybody) == {below, cast.citra.id}
    for step in (plans.agree, plans.send_back):
        with pytest.raises(Conflict):
            answer(app, cast, step, actor_id=cast.ayu.id, content="Saya sendiri.")


def test_of_two_who_change_an_item_the_second_is_told(app: Flask, cast: Cast) -> None:
    (item,) = proposed(app, cast)
    change = {"person_id": cast.ayu.id, "year": YEAR, "item_id": item, "seen": 1}
    with writing(app):
        plan_items.change_item(text=text("Kata atasan"), actor_id=cast.citra.id, **change)
        plan_items.change_item(text=text("Kata atasan"), actor_id=cast.ayu.id, **change)
    with writing(app), pytest.raises(Conflict):
        plan_items.change_item(text=text("Kata saya"), actor_id=cast.ayu.id, **change)
    answer(app, cast, plans.agree)
    with writing(app), pytest.raises(Conflict):
        plan_items.change_item(
            text=text("Sesudahnya"), actor_id=cast.citra.id, **change | {"seen": 2}
        )
    assert plan(app, cast.ayu).items[0].need == "Kata atasan"


def test_a_plan_is_closed_from_december_on_and_stays_as_it_is(app: Flask, cast: Cast) -> None:
    (item,) = proposed(app, cast)
    answer(app, cast, plans.agree)
    shut = {"person_id": cast.ayu.id, "year": YEAR, "actor_id": cast.ayu.id}
    with writing(app), pytest.raises(Conflict):
        plans.close(**shut)
    with clock.frozen(datetime(2027, 1, 5, tzinfo=UTC)):
        with writing(app), pytest.raises(Conflict):
            plan_items.add_item(person_id=cast.ayu.id, year=YEAR, text=text("Lagi"), key="x")
        with writing(app):
            plan_items.mark_item(person_id=cast.ayu.id, year=YEAR, item_id=item, done=True)
            for _twice in range(2):
                plans.close(**shut)
        with writing(app), pytest.raises(Conflict):
            plans.add_remark(content="Terima kasih.", key="1", **shut)
        with writing(app), pytest.raises(NotFound):
            plans.begin_plan(person_id=cast.ayu.id, year=YEAR)
    assert plan(app, cast.ayu).state == "closed"


def test_what_can_not_be_is_refused_and_nothing_half_is_kept(app: Flask, cast: Cast) -> None:
    with writing(app):
        begun(cast.ayu.id)
    own = {"person_id": cast.ayu.id, "year": YEAR}
    with writing(app), pytest.raises(Conflict):
        plans.propose(**own)
    for wrong, field in (
        (text(" "), "need"),
        (text("x" * 301), "need"),
        (text(hours=100_001), "hours"),
    ):
        with writing(app), pytest.raises(Invalid) as refused:
            plan_items.add_item(text=wrong, key="salah", **own)
        assert refused.value.field == field
    with writing(app):
        with pytest.raises(Invalid):
            plan_items.add_item(text=text(), key="salah", course_key="tidak-ada", **own)
        for wrong in (text(form="menari"), text(origin="duty"), text(quarter=5)):
            with pytest.raises(NotFound):
                plan_items.add_item(text=wrong, key="salah", **own)
        with pytest.raises(Invalid):
            plans.add_remark(content=" ", key="1", actor_id=cast.ayu.id, **own)
        for _twice in range(2):
            plans.add_remark(content="Mohon saran.", key="1", actor_id=cast.ayu.id, **own)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PlanItem)) == 0
        assert db.session.scalar(select(func.count()).select_from(PlanRemark)) == 1
        actions = db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.like("plan.%"))
        )
        assert list(actions) == ["plan.begin", "plan.remark"]


def test_two_accounts_plans_of_a_year_become_one(app: Flask, cast: Cast) -> None:
    with writing(app):
        publish_course(COURSE)
    with writing(app):
        duty_id = duty_for(cast.ayu.id, COURSE)
        other_duty = duty_for(cast.fajar.id, COURSE)
        begun(cast.ayu.id, "Satu")
        begun(cast.fajar.id, "Satu", "Dua")
        plan_items.add_duty(person_id=cast.ayu.id, year=YEAR, duty_id=duty_id)
        plan_items.add_duty(person_id=cast.fajar.id, year=YEAR, duty_id=other_duty)
        plans.add_remark(
            person_id=cast.fajar.id, year=YEAR, content="Hai.", key="1", actor_id=cast.fajar.id
        )
        for _twice in range(2):
            join_plans(kept_id=cast.ayu.id, joined_id=cast.fajar.id)
        assert db.session.scalar(select(func.count()).select_from(DevelopmentPlan)) == 1
    joined = plan(app, cast.ayu)
    assert sorted(one.need for one in joined.items if one.origin == "wish") == [
        "Dua",
        "Satu",
        "Satu",
    ]
    assert len(joined.items) == 5
    assert [one.content for one in joined.remarks] == ["Hai."]


def test_the_team_is_listed_counted_and_narrowed(app: Flask, client: Client, cast: Cast) -> None:
    proposed(app, cast)
    new_person(app, "bawah", unit_id=cast.units["dpu-jalan"])
    with app.app_context():
        page = team_page(cast.citra, TeamFilters(YEAR))
        assert page.counts == {"none": 1, "proposed": 1}
        shown = [(one.name, one.state, one.waits) for one in page.people]
        assert shown == [("Ayu Lestari, S.T.", "proposed", True), ("Bawah Contoh", "none", False)]
        for state, number in (("waiting", 1), ("none", 1), ("draft", 0), ("agreed", 0)):
            assert team_page(cast.citra, TeamFilters(YEAR, state)).total == number
        assert team_page(cast.citra, TeamFilters(YEAR, search="bawah")).total == 1
        assert team_page(cast.gita, TeamFilters(YEAR, "proposed")).total == 0
    client.sign_in("citra")
    listed = client.get("/supervision/plans/team?state=waiting").text
    assert "Menunggu Anda" in listed
    assert "Bawah Contoh" not in listed


def test_a_first_draft_is_its_writers_alone(app: Flask, client: Client, cast: Cast) -> None:
    with writing(app):
        begun(cast.ayu.id, "Rahasia dahulu")
    address = f"/supervision/people/{cast.ayu.id}/plans/{YEAR}"
    client.sign_in("citra")
    page = client.get(address)
    assert "Rencananya masih disusun" in page.text
    assert "Rahasia dahulu" not in page.text
    assert client.form_post(f"{address}/remarks", {"remark-content": "Hai"}).status_code == 404
    with writing(app):
        plans.propose(person_id=cast.ayu.id, year=YEAR)
    assert "Rahasia dahulu" in client.get(address).text
    client.form_post("/sign-out")
    client.sign_in("gita")
    assert client.get(address).status_code == 404


def test_both_texts_are_shown_where_somebody_else_was_quicker(
    app: Flask, client: Client, cast: Cast
) -> None:
    (item,) = proposed(app, cast)
    client.sign_in("ayu")
    address = f"/supervision/plans/{YEAR}/items/{item}"
    sent = {"origin": "gap", "form": "mentoring", "quarter": "4", "hours": "1,5", "seen": "1"}
    with writing(app):
        plan_items.change_item(
            person_id=cast.ayu.id,
            year=YEAR,
            item_id=item,
            text=text("Kata atasan"),
            seen=1,
            actor_id=cast.citra.id,
        )
    page = client.form_post(address, {**sent, "need": "Kata saya"})
    assert page.status_code == 409
    assert "Kata atasan" in page.text
    assert 'value="Kata saya"' in page.text
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', page.text)
    assert seen is not None
    mine = client.form_post(address, {**sent, "need": "Kata saya", "seen": seen[1]})
    assert mine.status_code == 303
    assert plan(app, cast.ayu).items[0].need == "Kata saya"
    assert client.form_post(address, {**sent, "need": " ", "hours": "x"}).status_code == 422
