"""`/supervision/plans/team` and the plans of the people whom a supervisor reaches.

What does not belong here: one's own plans (`plans`).
"""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.core import audit
from lms.core.clock import today
from lms.core.errors import NotFound
from lms.supervision.actions import plan_items, plans
from lms.supervision.forms.plans import AgreeForm, RemarkForm, SendBackForm
from lms.supervision.policy import SUPERVISE
from lms.supervision.queries import plans as queries
from lms.supervision.queries.plans import Item, Plan
from lms.supervision.queries.team_plans import team_page
from lms.supervision.rules.plans import years_to_begin
from lms.supervision.rules.team_plans import STATES as FILTERED
from lms.supervision.rules.team_plans import WAITING, TeamFilters
from lms.supervision.views.blueprint import blueprint
from lms.supervision.views.plan_pages import (
    STATES,
    Side,
    change_shown,
    number,
    plan_page,
    stepped,
    to_plan,
)
from lms.web.access import actor, needs
from lms.web.changing import Shown


@blueprint.get("/supervision/plans/team")
@needs(SUPERVISE)
def team_plans() -> str:
    """Whose plan of a year is where."""
    year = today().year
    filters = TeamFilters.from_address(request.args, year)
    page = team_page(actor(), filters)
    audit.record_view(
        actor_id=actor().id, page="supervision.team_plans", subject=("overview", "plans")
    )
    words = {name: _(STATES[name][0]) for name in FILTERED if name != WAITING}
    return render_template(
        "supervision/team_plans.html",
        filters=filters,
        page=page,
        query=filters.to_address(),
        states=STATES,
        choices={WAITING: _("Menunggu saya"), **words},
        years=sorted({year - 1, *years_to_begin(today()), filters.year}, reverse=True),
    )


@blueprint.get("/supervision/people/<int:person_id>/plans/<int:year>")
@needs(SUPERVISE)
def person_plan(person_id: int, year: int) -> str:
    """Somebody's plan of a year; a first draft is theirs alone."""
    person = queries.person_for_planning(actor(), person_id)
    plan = queries.plan_of(person, year)
    if plan is None and year not in years_to_begin(today()):
        raise NotFound
    audit.record_view(
        actor_id=actor().id,
        page="supervision.person_plan",
        subject=("person", person_id),
        about=person_id,
    )
    return _page(Side(person, year, own=False), plan)


@blueprint.post("/supervision/people/<int:person_id>/plans/<int:year>/agree")
@needs(SUPERVISE)
def agree_to_plan(person_id: int, year: int) -> Any:
    """Agree to a plan."""
    return _answered(
        person_id, year, AgreeForm(prefix="agree"), plans.agree, _("Rencana disepakati.")
    )


@blueprint.post("/supervision/people/<int:person_id>/plans/<int:year>/send-back")
@needs(SUPERVISE)
def send_plan_back(person_id: int, year: int) -> Any:
    """Give a plan back, saying what should be otherwise."""
    return _answered(
        person_id,
        year,
        SendBackForm(prefix="back"),
        plans.send_back,
        _("Rencana dikembalikan. Pegawai menerima catatan Anda."),
    )


@blueprint.post("/supervision/people/<int:person_id>/plans/<int:year>/remarks")
@needs(SUPERVISE)
def person_plan_remark(person_id: int, year: int) -> Any:
    """Say something about a plan."""
    side = _side(person_id, year)
    form = RemarkForm(prefix="remark")

    def say() -> None:
        plans.add_remark(
            person_id=person_id,
            year=year,
            content=form.content.data or "",
            key=(form.key.data or "")[:64],
            actor_id=actor().id,
        )

    return stepped(side, form, say, _("Catatan terkirim."), lambda: _refused(side, form))


@blueprint.post("/supervision/people/<int:person_id>/plans/<int:year>/close")
@needs(SUPERVISE)
def person_plan_close(person_id: int, year: int) -> Response:
    """End a plan of a year that ends."""
    side = _side(person_id, year)
    plans.close(person_id=person_id, year=year, actor_id=actor().id)
    return to_plan(side, _("Rencana ditutup. Isinya tetap dapat dibaca."))


@blueprint.route(
    "/supervision/people/<int:person_id>/plans/<int:year>/items/<int:item_id>",
    methods=["GET", "POST"],
)
@needs(SUPERVISE)
def person_plan_item(person_id: int, year: int, item_id: int) -> Shown:
    """Change an item of a plan that waits for my agreement."""

    def load() -> tuple[Plan, Item]:
        _person, plan = queries.plan_for_agreeing(actor(), person_id, year)
        return plan, queries.item_of(plan, item_id)

    return change_shown(_side(person_id, year), load, plan_items.change_item)


def _answered(person_id: int, year: int, form: Any, answer: Any, done: str) -> Shown:
    side = _side(person_id, year)

    def decide() -> None:
        answer(
            person_id=person_id,
            year=year,
            seen=number(form.seen.data),
            content=form.content.data or "",
            actor_id=actor().id,
        )

    return stepped(side, form, decide, done, lambda: _refused(side, form))


def _side(person_id: int, year: int) -> Side:
    """The supervisor's side of a plan that the reader agrees to."""
    person, _plan = queries.plan_for_agreeing(actor(), person_id, year)
    return Side(person, year, own=False)


def _refused(side: Side, form: Any) -> str:
    return _page(side, queries.plan_of(side.person, side.year), form)


def _page(side: Side, plan: Plan | None, sent: Any = None) -> str:
    agrees = side.person.id in queries.agreeable(actor(), [side.person.id])
    return plan_page(side, plan, sent, agrees=agrees)
