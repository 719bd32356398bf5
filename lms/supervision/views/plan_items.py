"""`/supervision/plans/<year>/items`: what my development plan holds, and what could be put into it.

What does not belong here: the plan as a whole (`plans`).
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.core.clock import today
from lms.core.errors import Invalid
from lms.credentials.rules.conversion import plain
from lms.credentials.rules.forms import E_LEARNING, SELF_STUDY
from lms.supervision.actions import plan_items as actions
from lms.supervision.forms.plans import DropForm, ItemForm
from lms.supervision.queries import plans as queries
from lms.supervision.queries.plans import Item, Plan
from lms.supervision.rules.plans import quarter_for
from lms.supervision.views.blueprint import blueprint
from lms.supervision.views.plan_pages import (
    Side,
    begun_form,
    change_shown,
    item_page,
    text_of,
    to_plan,
)
from lms.web.access import actor, signed_in
from lms.web.changing import Shown, changed
from lms.web.intake import counting


@blueprint.route("/supervision/plans/<int:year>/items/new", methods=["GET", "POST"])
@signed_in
def new_plan_item(year: int) -> Shown:
    """My open duties, courses found by words, and a form for anything."""
    plan = queries.own_plan(actor(), year)
    side = _side(year)
    chosen = request.values.get("course", "")[:64]
    title, hours = queries.course_chosen(actor(), chosen) if chosen else ("", 0)
    form = ItemForm(
        data={
            "key": uuid4().hex,
            "course": chosen,
            "origin": "wish",
            "need": title,
            "form": E_LEARNING if chosen else SELF_STUDY,
            "quarter": quarter_for(today(), year, today()),
            "hours": plain(hours) if hours else "",
        }
    )

    def add() -> str:
        actions.add_item(
            person_id=actor().id,
            year=year,
            text=text_of(form),
            key=(form.key.data or uuid4().hex)[:64],
            course_key=chosen,
        )
        return side.plan()

    def page() -> str:
        words = request.args.get("q", "").strip()[:100]
        return render_template(
            "supervision/plan_new_item.html",
            side=side,
            plan=plan,
            form=form,
            course_title=title,
            duties=queries.duties_offered(actor().id, year),
            words=words,
            courses=queries.courses_found(actor(), words),
        )

    return changed(form, add, _("Kegiatan ditambahkan."), page)


@blueprint.post("/supervision/plans/<int:year>/duties/<int:duty_id>")
@signed_in
def plan_duty(year: int, duty_id: int) -> Response:
    """Put one of my duties into my plan."""
    actions.add_duty(person_id=actor().id, year=year, duty_id=duty_id)
    return to_plan(_side(year), _("Kewajiban belajar ditambahkan ke rencana."))


@blueprint.route("/supervision/plans/<int:year>/items/<int:item_id>", methods=["GET", "POST"])
@signed_in
def own_plan_item(year: int, item_id: int) -> Shown:
    """Change an item of mine."""
    return change_shown(_side(year), lambda: _load(year, item_id), actions.change_item)


@blueprint.post("/supervision/plans/<int:year>/items/<int:item_id>/move")
@signed_in
def move_plan_item(year: int, item_id: int) -> Response:
    """Put an item of mine before another, or (0) at the end."""
    actions.move_item(
        person_id=actor().id,
        year=year,
        item_id=item_id,
        before=request.form.get("before", 0, type=counting),
    )
    return to_plan(_side(year))


@blueprint.post("/supervision/plans/<int:year>/items/<int:item_id>/drop")
@signed_in
def drop_plan_item(year: int, item_id: int) -> Any:
    """Take an item out of my plan."""
    form = DropForm(prefix="drop")
    try:
        if form.validate():
            actions.drop_item(
                person_id=actor().id, year=year, item_id=item_id, reason=form.reason.data or ""
            )
            return to_plan(_side(year), _("Kegiatan dikeluarkan dari rencana."))
    except Invalid as refusal:
        form.refuse(refusal)
    plan, item = _load(year, item_id)
    return item_page(_side(year), plan, item, begun_form(item), dropping=form), 422


@blueprint.post("/supervision/plans/<int:year>/items/<int:item_id>/restore")
@signed_in
def restore_plan_item(year: int, item_id: int) -> Response:
    """Take up again what I dropped."""
    actions.restore_item(person_id=actor().id, year=year, item_id=item_id)
    return to_plan(_side(year), _("Kegiatan kembali ke dalam rencana."))


@blueprint.post("/supervision/plans/<int:year>/items/<int:item_id>/done")
@signed_in
def plan_item_done(year: int, item_id: int) -> Response:
    """Say that an item of mine is done."""
    actions.mark_item(person_id=actor().id, year=year, item_id=item_id, done=True)
    return to_plan(_side(year))


@blueprint.post("/supervision/plans/<int:year>/items/<int:item_id>/not-done")
@signed_in
def plan_item_not_done(year: int, item_id: int) -> Response:
    """Say that an item of mine isn't done after all."""
    actions.mark_item(person_id=actor().id, year=year, item_id=item_id, done=False)
    return to_plan(_side(year))


def _load(year: int, item_id: int) -> tuple[Plan, Item]:
    plan = queries.own_plan(actor(), year)
    return plan, queries.item_of(plan, item_id)


def _side(year: int) -> Side:
    return Side(actor(), year, own=True)
