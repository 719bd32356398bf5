"""The tree of units on any day, and what is changed in it.

What does not belong here: people themselves (`people`) and where one of them belongs (`places`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts import actions, policy, queries
from lms.accounts.forms import (
    AppointForm,
    DayFilter,
    EndForm,
    MoveUnitForm,
    NewUnitForm,
    UnitDayForm,
    UnitNameForm,
)
from lms.accounts.forms.places import ACTING_WORDS, KIND_WORDS
from lms.accounts.queries import UnitPage
from lms.accounts.rules import Turn
from lms.accounts.views.blueprint import blueprint
from lms.accounts.views.giving import check_gift
from lms.core import audit
from lms.core.clock import today
from lms.core.errors import Conflict, Forbidden, Invalid
from lms.core.words import N_
from lms.web.access import actor, needs
from lms.web.changing import Shown, changed
from lms.web.forms import BaseForm

TOP_IS_FIXED = N_(
    "Unit ini puncak wewenang Anda. Hanya admin di atasnya yang dapat memindahkan atau menutupnya."
)


@blueprint.get("/units")
@needs(policy.MANAGE_UNITS)
def units() -> str:
    """Where the reader's part of the tree begins, on a day."""
    form, day = chosen_day()
    return render_template(
        "accounts/units/index.html",
        form=form,
        day=day,
        units=queries.top_units(actor(), day),
        may_create=policy.is_administrator(actor()),
    )


@blueprint.get("/units/<int:unit_id>")
@needs(policy.MANAGE_UNITS)
def unit(unit_id: int) -> str:
    """A unit on a day: what stands above and below, who belongs and who supervises, its history."""
    form, day = chosen_day()
    return render_template(
        "accounts/units/unit.html",
        form=form,
        day=day,
        unit=queries.unit_for_administering(actor(), unit_id, day),
        supervisors=queries.supervisors_of_unit(unit_id, day),
        end=EndForm(formdata=None, day=today()),
        kinds=KIND_WORDS,
        acting=ACTING_WORDS,
    )


@blueprint.get("/units/<int:unit_id>/people")
@needs(policy.MANAGE_UNITS)
def unit_people(unit_id: int) -> str:
    """Who belongs to a unit or to one below, on a day."""
    form, day = chosen_day()
    found = queries.unit_for_administering(actor(), unit_id, day)
    members = queries.members_of_unit(unit_id, day, Turn.from_address(request.args))
    audit.record_view(actor_id=actor().id, page="units.people", subject=("unit", unit_id))
    return render_template(
        "accounts/units/people.html",
        form=form,
        day=day,
        unit=found,
        members=members,
    )


@blueprint.route("/units/new", methods=["GET", "POST"], defaults={"parent_id": None})
@blueprint.route("/units/<int:parent_id>/units/new", methods=["GET", "POST"])
@needs(policy.MANAGE_UNITS)
def new_unit(parent_id: int | None) -> Shown:
    """Create a unit below another, or at the top."""
    parent = _steered(parent_id) if parent_id is not None else None
    if parent is None and not policy.is_administrator(actor()):
        raise Forbidden()
    form = NewUnitForm(day=today())

    def create() -> str:
        made = actions.create_unit(
            code=form.code.data,
            name=form.name.data,
            kind=form.kind.data,
            parent_id=parent_id,
            valid_from=form.day.data,
            actor_id=actor().id,
        )
        return url_for("accounts.unit", unit_id=made.id, on=form.day.data)

    return changed(form, create, _("Unit dibentuk."), lambda: _form_page(form, "new", parent))


@blueprint.route("/units/<int:unit_id>/rename", methods=["GET", "POST"])
@needs(policy.MANAGE_UNITS)
def rename_unit(unit_id: int) -> Shown:
    """Give a unit another name or kind from a day on."""
    found = _steered(unit_id)
    form = UnitNameForm(day=today(), name=found.present.name, kind=found.present.kind)

    def rename() -> None:
        actions.rename_unit(
            unit_id=unit_id,
            name=form.name.data,
            kind=form.kind.data,
            day=form.day.data,
            actor_id=actor().id,
        )

    return _changed(form, "rename", found, rename, _("Nama unit diubah."))


@blueprint.route("/units/<int:unit_id>/move", methods=["GET", "POST"])
@needs(policy.MANAGE_UNITS)
def move_unit(unit_id: int) -> Shown:
    """Put a unit, with all below it, under another from a day on."""
    found = _steered(unit_id, whole=True)
    form = MoveUnitForm(day=today())

    def move() -> None:
        actions.move_unit(
            unit_id=unit_id,
            parent_id=queries.unit_by_words(actor(), form.unit.data, form.day.data),
            day=form.day.data,
            actor_id=actor().id,
        )

    return _changed(form, "move", found, move, _("Unit dipindahkan."))


@blueprint.route("/units/<int:unit_id>/merge", methods=["GET", "POST"])
@needs(policy.MANAGE_UNITS)
def merge_unit(unit_id: int) -> Shown:
    """Let another unit take this one in from a day on."""
    found = _steered(unit_id, whole=True)
    form = MoveUnitForm(day=today())

    def merge() -> None:
        actions.merge_unit(
            unit_id=unit_id,
            into_id=queries.unit_by_words(actor(), form.unit.data, form.day.data),
            day=form.day.data,
            actor_id=actor().id,
        )

    return _changed(form, "merge", found, merge, _("Unit digabungkan."))


@blueprint.route("/units/<int:unit_id>/close", methods=["GET", "POST"])
@needs(policy.MANAGE_UNITS)
def close_unit(unit_id: int) -> Shown:
    """Let a unit exist no more from a day on."""
    found = _steered(unit_id, whole=True)
    form = UnitDayForm(day=today())

    def close() -> None:
        actions.close_unit(unit_id=unit_id, day=form.day.data, actor_id=actor().id)

    return _changed(form, "close", found, close, _("Unit ditutup."))


@blueprint.post("/units/<int:unit_id>/take-back")
@needs(policy.MANAGE_UNITS)
def take_back_unit_change(unit_id: int) -> Response:
    """Undo the newest change of a unit."""
    _steered(unit_id, whole=True)
    try:
        actions.take_back_change(unit_id=unit_id, actor_id=actor().id)
    except Invalid as error:
        raise Conflict(error.message, **error.params) from error
    flash(_("Perubahan terakhir dibatalkan."), "success")
    return redirect(url_for("accounts.unit", unit_id=unit_id))


@blueprint.route("/units/<int:unit_id>/supervisors/new", methods=["GET", "POST"])
@needs(policy.MANAGE_UNITS)
def appoint_unit_supervisor(unit_id: int) -> Shown:
    """Let somebody supervise a unit, for good or standing in."""
    found = _steered(unit_id)
    form = AppointForm(valid_from=today())

    def appoint() -> None:
        check_gift(unit_id, form.valid_from.data, form.valid_until)
        actions.grant_role(
            person_id=queries.person_by_words(actor(), form.person.data),
            role=policy.SUPERVISOR,
            unit_id=unit_id,
            acting=form.acting.data,
            valid_from=form.valid_from.data,
            valid_until=form.valid_until,
            actor_id=actor().id,
        )

    return _changed(form, "appoint", found, appoint, _("Atasan unit ditetapkan."))


@blueprint.post("/units/<int:unit_id>/supervisors/<int:supervision_id>/end")
@needs(policy.MANAGE_UNITS)
def end_unit_supervision(unit_id: int, supervision_id: int) -> Response:
    """End that somebody supervises a unit."""
    _steered(unit_id)
    queries.check_supervises_unit(unit_id, supervision_id)
    actions.end_role(grant_id=supervision_id, day=ending_day(), actor_id=actor().id)
    flash(_("Disimpan."), "success")
    return redirect(url_for("accounts.unit", unit_id=unit_id))


def chosen_day() -> tuple[DayFilter, date]:
    """The day that the address names; today where it names none that is one."""
    form = DayFilter(request.args)
    if form.validate() and form.on.data is None:
        form.on.data = today()
    return form, form.on.data or today()


def ending_day() -> date:
    """The day that a small form of one field names.

    Raises:
        Conflict: it names none.
    """
    form = EndForm()
    if not form.validate():
        raise Conflict("Isi tanggal berakhirnya, lalu coba lagi.")
    day: date = form.day.data
    return day


def _steered(unit_id: int, *, whole: bool = False) -> UnitPage:
    """A unit that the reader may change; `whole`: also where it stands.

    Raises:
        NotFound: the reader doesn't look after it.
        Conflict: it is the top of what the reader looks after.
    """
    found = queries.unit_for_administering(actor(), unit_id, today())
    if whole and not found.steerable:
        raise Conflict(TOP_IS_FIXED)
    return found


def _changed(
    form: BaseForm, page: str, found: UnitPage, change: Callable[[], None], done: str
) -> Shown:
    def act() -> str:
        change()
        return url_for("accounts.unit", unit_id=found.id)

    return changed(form, act, done, lambda: _form_page(form, page, found))


def _form_page(form: BaseForm, page: str, found: UnitPage | None) -> str:
    return render_template(f"accounts/units/{page}.html", form=form, unit=found)
