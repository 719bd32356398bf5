"""`/supervision/duties`: the duties in one's care, giving one, one with its people, excusing a person or
giving them more time, saved rules.

What does not belong here: one's own duties (`own_duties`).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms.accounts.rules import Turn
from lms.core import audit
from lms.core.clock import today
from lms.core.errors import Conflict, Invalid
from lms.supervision.actions.duties import giving as actions
from lms.supervision.actions.duties.giving import ByName, ByRule, BySavedRule, For
from lms.supervision.forms.duties import (
    BY_NAME,
    BY_RULE,
    BY_SAVED_RULE,
    DutyForm,
    MoveForm,
    RuleNameForm,
    WaiveForm,
    WaiveSeveralForm,
)
from lms.supervision.policy import GIVE_DUTIES
from lms.supervision.queries.duties import lists as queries
from lms.supervision.queries.duties import targets
from lms.supervision.queries.duties.targets import Caught
from lms.supervision.rules.duties import OWED, DutyFilters, PeopleFilters, Target, checked_terms
from lms.supervision.views import duty_words as words
from lms.supervision.views.blueprint import blueprint
from lms.web.access import actor, needs
from lms.web.changing import Shown, changed


@blueprint.get("/supervision/duties")
@needs(GIVE_DUTIES)
def duties() -> str:
    """The duties in the reader's care, with how many have done them."""
    filters = DutyFilters.from_address(request.args)
    page = queries.duties_page(actor(), filters, Turn.from_address(request.args))
    return render_template(
        "supervision/duties.html",
        page=page,
        filters=filters,
        states=words.state_words(),
        columns=_columns(
            _("Kursus"),
            _("Untuk"),
            _("Jatuh tempo"),
            _("Pegawai"),
            _("Tuntas"),
            _("Terlambat"),
            numeric=(3, 4, 5),
        ),
        words=words,
    )


@blueprint.route("/supervision/duties/new", methods=["GET", "POST"])
@needs(GIVE_DUTIES)
def new_duty() -> Shown | Any:
    """Write down a duty, look whom it would come to, and give it."""
    form = _duty_form()
    caught = None
    if form.validate_on_submit():
        try:
            course_key, to = _asked(form)
            if request.form.get("step") == "give":
                return _given(form, course_key, to)
            caught = _preview(to)
        except Invalid as error:
            form.refuse(error)
    page = render_template("supervision/new_duty.html", form=form, caught=caught, **_offers(form))
    return page, 422 if form.errors else 200


@blueprint.get("/supervision/duties/<int:duty_id>")
@needs(GIVE_DUTIES)
def duty(duty_id: int) -> str:
    """One duty with its people."""
    _log_look(duty_id)
    return _duty_page(duty_id)


@blueprint.post("/supervision/duties/<int:duty_id>/waive")
@needs(GIVE_DUTIES)
def waive_several(duty_id: int) -> Shown:
    """Excuse several of its people together."""
    # Logged before anything is written: what is refused is shown with the whole page.
    _log_look(duty_id)
    form = WaiveSeveralForm()

    def change() -> str:
        actions.waive_each(
            actor_id=actor().id,
            duty_id=duty_id,
            person_ids=form.person_ids(),
            reason=form.reason.data or "",
        )
        page = url_for("supervision.duty", duty_id=duty_id)
        query = urlencode(PeopleFilters.from_address(request.args).to_address())
        return f"{page}?{query}" if query else page

    done = _("Pegawai yang Anda pilih dibebaskan dan menerima pemberitahuan.")
    return changed(form, change, done, lambda: _duty_page(duty_id, form))


@blueprint.post("/supervision/duties/<int:duty_id>/end")
@needs(GIVE_DUTIES)
def end_duty(duty_id: int) -> Any:
    """Call the duty off."""
    actions.end_duty(actor_id=actor().id, duty_id=duty_id)
    flash(_("Kewajiban ini diakhiri. Yang sudah tuntas tetap tercatat."), "success")
    return redirect(url_for("supervision.duty", duty_id=duty_id))


@blueprint.get("/supervision/duties/<int:duty_id>/people/<int:person_id>")
@needs(GIVE_DUTIES)
def duty_person(duty_id: int, person_id: int) -> str:
    """One person under a duty: excuse them, or give them more time."""
    return _person_page(duty_id, person_id)


@blueprint.post("/supervision/duties/<int:duty_id>/people/<int:person_id>/waive")
@needs(GIVE_DUTIES)
def waive(duty_id: int, person_id: int) -> Shown:
    """Excuse the person."""
    form = WaiveForm()

    def change() -> str:
        actions.waive(
            actor_id=actor().id,
            duty_id=duty_id,
            person_id=person_id,
            reason=form.reason.data or "",
        )
        return url_for("supervision.duty_person", duty_id=duty_id, person_id=person_id)

    done = _("Pegawai ini dibebaskan dan menerima pemberitahuan.")
    return changed(form, change, done, lambda: _person_page(duty_id, person_id, waive_form=form))


@blueprint.post("/supervision/duties/<int:duty_id>/people/<int:person_id>/unwaive")
@needs(GIVE_DUTIES)
def unwaive(duty_id: int, person_id: int) -> Any:
    """Take back that the person was excused."""
    try:
        actions.unwaive(actor_id=actor().id, duty_id=duty_id, person_id=person_id)
    except Conflict as refusal:
        flash(_(refusal.message, **refusal.params), "danger")
    else:
        flash(_("Kewajiban ini berlaku lagi bagi pegawai ini, yang diberi tahu."), "success")
    return redirect(url_for("supervision.duty_person", duty_id=duty_id, person_id=person_id))


@blueprint.post("/supervision/duties/<int:duty_id>/people/<int:person_id>/move")
@needs(GIVE_DUTIES)
def move_due(duty_id: int, person_id: int) -> Shown:
    """Let the duty be due on another day for the person."""
    form = MoveForm()

    def change() -> str:
        actions.move_due(
            actor_id=actor().id,
            duty_id=duty_id,
            person_id=person_id,
            due_on=form.due_on.data,
            reason=form.move_reason.data or "",
        )
        return url_for("supervision.duty_person", duty_id=duty_id, person_id=person_id)

    done = _("Jatuh tempo diubah. Pegawai ini menerima pemberitahuan.")
    return changed(form, change, done, lambda: _person_page(duty_id, person_id, move_form=form))


@blueprint.get("/supervision/duties/rules")
@needs(GIVE_DUTIES)
def duty_rules() -> str:
    """The saved rules for units in the reader's care."""
    return _rules_page()


@blueprint.post("/supervision/duties/rules/<int:rule_id>/rename")
@needs(GIVE_DUTIES)
def rename_rule(rule_id: int) -> Shown:
    """Call a saved rule something else."""
    targets.rule_for_giving(actor(), rule_id)
    form = RuleNameForm()

    def change() -> str:
        actions.rename_rule(actor_id=actor().id, rule_id=rule_id, name=form.name.data or "")
        return url_for("supervision.duty_rules")

    return changed(form, change, _("Nama aturan diubah."), lambda: _rules_page(form, rule_id))


@blueprint.post("/supervision/duties/rules/<int:rule_id>/unlist")
@needs(GIVE_DUTIES)
def unlist_rule(rule_id: int) -> Any:
    """Take a saved rule off the list."""
    actions.unlist_rule(actor_id=actor().id, rule_id=rule_id)
    flash(_("Aturan dihapus dari daftar. Kewajiban yang memakainya tetap berlaku."), "success")
    return redirect(url_for("supervision.duty_rules"))


def _duty_form() -> DutyForm:
    rule = request.args.get("rule", "")
    target = BY_SAVED_RULE if rule else BY_RULE
    return DutyForm(key=uuid4().hex, target=target, rule=rule)


def _offers(form: DutyForm) -> dict[str, Any]:
    rules = targets.rules_for_giving(actor())
    form.offer((one.id, f"{one.name} ({one.unit})") for one in rules)
    return {"courses": targets.course_titles(actor()), "rules": rules}


def _asked(form: DutyForm) -> tuple[str, For]:
    """The course and whom it is for, as the words mean it."""
    course_key = targets.course_by_words(actor(), form.course.data or "")
    checked_terms(form.terms(), today())
    if form.target.data == BY_NAME:
        return course_key, ByName(tuple(targets.people_by_lines(actor(), form.people.data or "")))
    if form.target.data == BY_SAVED_RULE:
        return course_key, BySavedRule(_saved_rule(form))
    if not (form.unit.data or "").strip():
        raise Invalid("unit", "Tulis unit kerjanya.")
    unit_id = targets.unit_for_duties(actor(), form.unit.data)
    return course_key, ByRule(form.described(unit_id), (form.rule_name.data or "").strip())


def _saved_rule(form: DutyForm) -> int:
    chosen = form.rule.data or ""
    known = {str(one.id): one.id for one in targets.rules_for_giving(actor())}
    if chosen not in known:
        raise Invalid("rule", "Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")
    return known[chosen]


def _preview(to: For) -> Caught:
    audit.record_view(
        actor_id=actor().id, page="supervision.duty_preview", subject=("overview", "people")
    )
    if isinstance(to, ByName):
        return targets.caught_of(to.person_ids)
    if isinstance(to, BySavedRule):
        return targets.caught_by(Target.of(targets.rule_for_giving(actor(), to.rule_id)))
    return targets.caught_by(to.target)


def _given(form: DutyForm, course_key: str, to: For) -> Any:
    duty_id = actions.give_duty(
        actor_id=actor().id,
        key=(form.key.data or uuid4().hex)[:64],
        course_key=course_key,
        terms=form.terms(),
        to=to,
    )
    if isinstance(to, ByName):
        flash(_("Kewajiban diberikan. Setiap pegawai menerima pemberitahuan."), "success")
    else:
        flash(
            _("Kewajiban diberikan. Pegawai yang memenuhi syarat menerimanya sebentar lagi."),
            "success",
        )
    return redirect(url_for("supervision.duty", duty_id=duty_id))


def _log_look(duty_id: int) -> None:
    queries.duty_for_managing(actor(), duty_id)
    audit.record_view(actor_id=actor().id, page="supervision.duty", subject=("duty", duty_id))


def _duty_page(duty_id: int, form: WaiveSeveralForm | None = None) -> str:
    filters, turn = PeopleFilters.from_address(request.args), Turn.from_address(request.args)
    found = queries.duty_page(actor(), duty_id)
    people = queries.people_under(actor(), duty_id, filters, turn)
    owing = {one.person_id for one in people.people if one.standing in OWED and not one.own}
    choosing = found.ended_on is None and bool(owing)
    chosen = [_("Pilih")] if choosing else []
    return render_template(
        "supervision/duty.html",
        duty=found,
        page=people,
        filters=filters,
        here=filters.to_address() | turn.to_address(),
        choosing=choosing,
        owing=owing,
        form=form or WaiveSeveralForm(formdata=None),
        may_end=queries.may_end(actor(), duty_id),
        standings=words.standing_words(),
        columns=_columns(
            _("Pegawai"), _("Unit kerja"), _("Status"), _("Jatuh tempo"), _("Tuntas pada"), *chosen
        ),
        words=words,
    )


def _person_page(
    duty_id: int,
    person_id: int,
    waive_form: WaiveForm | None = None,
    move_form: MoveForm | None = None,
) -> str:
    found = queries.person_under(actor(), duty_id, person_id)
    if request.method == "GET":
        audit.record_view(
            actor_id=actor().id, page="supervision.duty_person", subject=("person", person_id)
        )
    return render_template(
        "supervision/duty_person.html",
        duty=queries.duty_page(actor(), duty_id),
        person=found,
        standings=words.standing_words(),
        waive_form=waive_form or WaiveForm(formdata=None),
        move_form=move_form or MoveForm(formdata=None),
        words=words,
    )


def _rules_page(form: RuleNameForm | None = None, rule_id: int = 0) -> str:
    return render_template(
        "supervision/duty_rules.html",
        rules=targets.rules_for_giving(actor()),
        form=form,
        renamed=rule_id,
        words=words,
    )


def _columns(*labels: str, numeric: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    return [{"label": label, "numeric": number in numeric} for number, label in enumerate(labels)]
