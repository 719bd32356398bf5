"""Rules of development plans: whatever people do, the state is a legal one and nothing gets lost."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lms.core.db import db
from lms.core.errors import AppError, Conflict
from lms.supervision.actions import plan_items, plans
from lms.supervision.models import DevelopmentPlan, PlanItem, PlanRemark
from lms.supervision.queries.plans import plan_of
from lms.supervision.rules import plans as rules
from lms.supervision.rules.team_plans import STATES, TeamFilters
from tests.cast import Cast
from tests.factories.accounts import writing
from tests.factories.plans import YEAR, begun, text

LEGAL = {
    ("draft", "proposed"),
    ("proposed", "draft"),
    ("proposed", "agreed"),
    ("agreed", "proposed"),
    ("agreed", "closed"),
}
ids = st.lists(st.integers(1, 20), unique=True, min_size=1)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(
    st.lists(
        st.tuples(st.sampled_from(get_args(rules.Step)), st.sampled_from(["person", "supervisor"]))
    )
)
def test_no_steps_lead_to_an_illegal_state(steps: list[tuple[Any, Any]]) -> None:
    state: rules.State = "draft"
    for step, part in steps:
        if not rules.may(step, part, state):
            with pytest.raises(Conflict):
                rules.after(step, part, state)
            continue
        then = rules.after(step, part, state)
        assert then == state or (state, then) in LEGAL
        assert state != "closed"
        assert then != "agreed" or state == "agreed" or (step, part) == ("agree", "supervisor")
        state = then


@given(ids, st.integers(1, 20), st.integers(0, 20))
def test_moving_loses_nothing_and_twice_is_once(known: list[int], moved: int, before: int) -> None:
    once = rules.reordered(known, moved, before)
    assert sorted(once) == sorted(known)
    assert rules.reordered(once, moved, before) == once
    others = [one for one in known if one != moved]
    assert [one for one in once if one != moved] == others


@given(days, days, st.integers(2020, 2030))
def test_a_duty_is_planned_for_no_quarter_that_is_over(due_on: date, day: date, year: int) -> None:
    quarter = rules.quarter_for(due_on, year, day)
    assert quarter in rules.QUARTERS
    if year == day.year:
        assert quarter >= (day.month + 2) // 3
    elif due_on.year == year:
        assert quarter == (due_on.month + 2) // 3


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2_000))))
def test_what_is_done_is_part_of_what_is_planned(items: list[tuple[bool, int]]) -> None:
    figures = rules.progress(items)
    assert 0 <= figures.done <= figures.total == len(items)
    assert 0 <= figures.hours_done <= figures.hours_planned


@given(st.integers(2000, 2100), st.sampled_from(["", *STATES]), st.text(max_size=100))
def test_filters_survive_the_address(year: int, state: str, search: str) -> None:
    filters = TeamFilters(year, state, search.strip())
    assert TeamFilters.from_address(filters.to_address(), 2026) == filters


def test_nonsense_in_an_address_is_the_default() -> None:
    sent = {"year": "-1", "state": "menari", "page": "x"}
    assert TeamFilters.from_address(sent, 2026) == TeamFilters(2026)


ACTS = (
    *("add", "change", "adjust", "move", "drop", "restore", "mark", "unmark"),
    *("propose", "agree", "send-back", "remark", "close"),
)
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 3)), max_size=14)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_whatever_two_people_do_nothing_is_lost(
    app: Flask, cast: Cast, acts: list[tuple[str, int]]
) -> None:
    with writing(app):
        for table in (PlanRemark, PlanItem, DevelopmentPlan):
            db.session.execute(db.delete(table))
        begun(cast.ayu.id, "Awal")
    written = {"Awal"}
    said: list[str] = []
    for number, (name, which) in enumerate(acts):
        with writing(app):
            before = db.session.scalars(select(DevelopmentPlan.state)).one()
            try:
                with db.session.begin_nested():
                    _act(cast, name, which, number, written, said)
            except AppError:
                db.session.expire_all()
            after = db.session.scalars(select(DevelopmentPlan.state)).one()
            assert after == before or (before, after) in LEGAL
    with app.app_context():
        found = plan_of(cast.ayu, YEAR)
        assert found is not None
        assert {one.need for one in (*found.items, *found.dropped)} == written
        assert [one.content for one in found.remarks] == said
        assert found.progress.total == len(found.items)


def _act(
    cast: Cast, name: str, which: int, number: int, written: set[str], said: list[str]
) -> None:
    """Do one thing; `written` and `said` are what must be there afterwards."""
    own: dict[str, Any] = {"person_id": cast.ayu.id, "year": YEAR}
    items = db.session.scalars(select(PlanItem).order_by(PlanItem.id)).all()
    item = items[which % len(items)]
    one: dict[str, Any] = own | {"item_id": item.id}
    need = f"Hal {number}"
    seen = db.session.scalars(select(DevelopmentPlan.version)).one()
    word: dict[str, Any] = own | {"content": need, "actor_id": cast.citra.id}
    if name == "add":
        plan_items.add_item(text=text(need), key=need, **own)
        written.add(need)
    elif name in {"change", "adjust"}:
        actor_id = cast.ayu.id if name == "change" else cast.citra.id
        was = item.need
        change = {"text": text(need), "seen": item.version, "actor_id": actor_id}
        plan_items.change_item(**one, **change)
        written.remove(was)
        written.add(need)
    elif name == "move":
        plan_items.move_item(**one, before=items[0].id)
    elif name == "drop":
        plan_items.drop_item(**one, reason="Pindah tugas.")
    elif name == "restore":
        plan_items.restore_item(**one)
    elif name in {"mark", "unmark"}:
        plan_items.mark_item(**one, done=name == "mark")
    elif name == "propose":
        plans.propose(**own)
    elif name == "agree":
        agreed = db.session.scalars(select(DevelopmentPlan.state)).one() == "agreed"
        plans.agree(**word, seen=seen)
        said.extend([] if agreed else [need])
    elif name == "send-back":
        plans.send_back(**word, seen=seen)
        said.append(need)
    elif name == "remark":
        plans.add_remark(**word, key=need)
        said.append(need)
    else:
        plans.close(**own, actor_id=cast.ayu.id)
