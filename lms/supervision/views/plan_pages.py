"""What the pages of one's own development plans and of other people's share: addresses, words, the page
of a plan and that of an item.

What does not belong here: routes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.core.clock import today
from lms.core.errors import Conflict, Invalid
from lms.core.words import N_
from lms.credentials.rules.conversion import plain, read_quantity
from lms.credentials.rules.forms import FORMS
from lms.credentials.rules.targets import out_of
from lms.supervision.forms.plans import (
    AgreeForm,
    DropForm,
    DutyItemForm,
    ItemForm,
    RemarkForm,
    SendBackForm,
)
from lms.supervision.queries.plans import Item, Plan, supervisor_names, years_planned
from lms.supervision.rules import plans as rules
from lms.supervision.rules.plans import ItemText
from lms.web.access import actor
from lms.web.changing import Shown
from lms.web.forms import BaseForm
from lms.web.intake import counting

STATES: dict[str, tuple[str, str]] = {
    "none": (N_("Belum ada rencana"), ""),
    "draft": (N_("Disusun"), ""),
    "proposed": (N_("Menunggu persetujuan"), "info"),
    "agreed": (N_("Disepakati"), "success"),
    "closed": (N_("Ditutup"), ""),
}
"""Each state of a plan in words, with the kind of its badge."""

STEPS: tuple[rules.Step, ...] = get_args(rules.Step)


@dataclass(frozen=True)
class Side:
    """From which side a person's plan of a year is looked at: their own, or a supervisor's; and where its
    pages are then."""

    person: Any
    year: int
    own: bool

    @property
    def part(self) -> rules.Part:
        """The part of the reader."""
        return "person" if self.own else "supervisor"

    def plan(self, year: int = 0) -> str:
        """The address of the plan, or of the one of another year."""
        return self._address("", year or self.year)

    def item(self, item_id: int) -> str:
        """The address of an item."""
        return f"{self._address('', self.year)}/items/{item_id}"

    def step(self, name: str) -> str:
        """The address of a step that both sides take (`remark`, `close`)."""
        return self._address(f"_{name}", self.year)

    def _address(self, name: str, year: int) -> str:
        if self.own:
            return url_for(f"supervision.own_plan{name}", year=year)
        return url_for(f"supervision.person_plan{name}", person_id=self.person.id, year=year)


def plan_page(
    side: Side, plan: Plan | None, sent: BaseForm | None = None, *, agrees: bool = False
) -> str:
    """The page of a plan, with what was refused of a form that was sent. `agrees` says that the reader is
    the supervisor who agrees to it; others in whose reach the person is only look on."""
    day = today()
    acts = side.own or agrees
    return render_template(
        "supervision/plan.html",
        **_answers(plan, sent),
        side=side,
        plan=plan,
        sent=sent,
        is_open_to_reader=plan is not None and (side.own or plan.proposed_at is not None),
        may={step: acts and plan is not None and _may(step, side, plan, day) for step in STEPS},
        supervisors=supervisor_names(side.person.id) if side.own else (),
        years=sorted({*years_planned(side.person.id), *rules.years_to_begin(day)} - {side.year}),
        bar=out_of(plan.target) if plan else None,
        states=STATES,
        origins=rules.ORIGINS,
        quarters=rules.QUARTERS,
        forms=FORMS,
    )


def _answers(plan: Plan | None, sent: BaseForm | None) -> dict[str, BaseForm]:
    seen = {"seen": plan.version if plan else 0}
    forms: dict[str, BaseForm] = {
        "remark": RemarkForm(formdata=None, data={"key": uuid4().hex}, prefix="remark"),
        "agreeing": AgreeForm(formdata=None, data=seen, prefix="agree"),
        "returning": SendBackForm(formdata=None, data=seen, prefix="back"),
    }
    if sent is not None and "seen" in sent:
        # What is shown now is what the next answer is about.
        sent.seen.data = str(seen["seen"])
    return {name: sent if sent and type(sent) is type(one) else one for name, one in forms.items()}


def _may(step: rules.Step, side: Side, plan: Plan, day: date) -> bool:
    if step in {"change", "propose"} and side.year < day.year:
        return False
    if step == "close" and day < rules.closes_from(side.year):
        return False
    return rules.may(step, side.part, plan.state)  # type: ignore[arg-type]


def stepped(
    side: Side, form: BaseForm, step: Callable[[], None], done: str, page: Callable[[], str]
) -> Shown:
    """Take the step that a form of the plan's page asks for, or show the page with what was refused."""
    if not form.validate():
        return page(), 422
    try:
        step()
    except Invalid as refusal:
        form.refuse(refusal)
        return page(), 422
    except Conflict as refusal:
        form.form_errors.append(_(refusal.message, **refusal.params))
        return page(), 409
    flash(done, "success")
    return redirect(side.plan(), 303)


def begun_form(item: Item) -> DutyItemForm:
    """The form of an item, filled with what it says now, or with what was sent."""
    kind = DutyItemForm if item.origin == "duty" else ItemForm
    return kind(data=_typed_before(item))


def text_of(form: DutyItemForm) -> ItemText:
    """What was typed about an item.

    Raises:
        Invalid: the hours can't be read.
    """
    typed = (form.hours.data or "").strip()
    return ItemText(
        origin=form.origin.data if form.origin is not None else "duty",
        need=form.need.data or "",
        form=form.form.data,
        quarter=form.quarter.data,
        hours=read_quantity(typed, "hours", least=0) if typed else 0,
    )


def item_page(
    side: Side,
    plan: Plan,
    item: Item,
    form: DutyItemForm,
    *,
    dropping: DropForm | None = None,
    changed: bool = False,
) -> str:
    """The page on which an item is changed; with `changed`, somebody else changed it meanwhile: both texts
    are shown and the reader decides."""
    if changed:
        # Saving once more from this page means: mine instead of what is shown above it.
        form.seen.raw_data, form.seen.data = None, str(item.version)
    return render_template(
        "supervision/plan_item.html",
        side=side,
        plan=plan,
        item=item,
        form=form,
        dropping=dropping or DropForm(formdata=None, prefix="drop"),
        changed=changed,
        origins=rules.ORIGINS,
        quarters=rules.QUARTERS,
        forms=FORMS,
    )


def change_shown(
    side: Side, load: Callable[[], tuple[Plan, Item]], change: Callable[..., None]
) -> Shown:
    """The page of an item, and what was sent from it. `load` reads the plan and the item, again after a
    refusal; `change` is the action."""
    plan, item = load()
    form = begun_form(item)
    if request.method == "GET":
        return item_page(side, plan, item, form), 200
    if not form.validate():
        return item_page(side, plan, item, form), 422
    try:
        change(
            person_id=side.person.id,
            year=side.year,
            item_id=item.id,
            text=text_of(form),
            seen=number(form.seen.data),
            actor_id=actor().id,
        )
    except Invalid as refusal:
        form.refuse(refusal)
        return item_page(side, plan, item, form), 422
    except Conflict as refusal:
        plan, item = load()
        if item.version != number(form.seen.data):
            return item_page(side, plan, item, form, changed=True), 409
        form.form_errors.append(_(refusal.message, **refusal.params))
        return item_page(side, plan, item, form), 409
    flash(_("Perubahan tersimpan."), "success")
    return redirect(side.plan(), 303)


def number(typed: Any) -> int:
    """A version as a page sends it; what isn't one is none that there is."""
    try:
        return counting(str(typed))
    except ValueError:
        return 0


def to_plan(side: Side, words: str = "") -> Response:
    """Back to the plan, saying what was done."""
    if words:
        flash(words, "success")
    return redirect(side.plan(), 303)


def _typed_before(item: Item) -> dict[str, str | int]:
    return {
        "seen": str(item.version),
        "origin": item.origin,
        "need": item.need,
        "form": item.form,
        "quarter": item.quarter,
        "hours": plain(item.hours) if item.hours else "",
    }
