"""One person's page for those who look after them: who they are, roles, the state of the account; and
who holds which role.

What does not belong here: places and supervisors, which stand in the slot `person.places`.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from lms.accounts import actions, policy, queries, rules
from lms.accounts.forms import ReasonForm, RoleForm
from lms.accounts.views.account import role_words
from lms.accounts.views.blueprint import blueprint, never_stored
from lms.accounts.views.giving import check_gift
from lms.core import audit
from lms.core.clock import today
from lms.core.errors import Invalid
from lms.core.reasons import read_reason
from lms.web.access import actor, needs
from lms.web.intake import counting


@blueprint.get("/people/<int:person_id>")
@needs(policy.MANAGE_PEOPLE)
def person(person_id: int) -> Response:
    """Who somebody is here, what they may do and whether they get in."""
    page = _page(person_id, role_form=_role_form(), reason_form=ReasonForm(formdata=None))
    audit.record_view(actor_id=actor().id, page="person", subject=("person", person_id))
    return page


@blueprint.post("/people/<int:person_id>/roles")
@needs(policy.MANAGE_PEOPLE)
def give_role(person_id: int) -> Response:
    """Give a role for a time, within the units that one looks after."""
    queries.person_for_managing(actor(), person_id)
    form = _role_form()
    if not form.validate():
        return _refused(person_id, role_form=form)
    try:
        unit_id = (
            queries.unit_by_words(actor(), form.unit.data, form.valid_from.data)
            if form.unit.data
            else None
        )
        check_gift(unit_id, form.valid_from.data, form.valid_until)
        actions.grant_role(
            person_id=person_id,
            role=form.role.data,
            actor_id=actor().id,
            unit_id=unit_id,
            valid_from=form.valid_from.data,
            valid_until=form.valid_until,
        )
    except Invalid as error:
        form.refuse(error)
        return _refused(person_id, role_form=form)
    flash(_("Peran diberikan."), "success")
    return redirect(url_for("accounts.person", person_id=person_id))


@blueprint.post("/people/<int:person_id>/roles/<int:grant_id>/end")
@needs(policy.MANAGE_PEOPLE)
def end_role(person_id: int, grant_id: int) -> Response:
    """Take a role back."""
    queries.grant_for_ending(actor(), person_id, grant_id)
    actions.end_role(grant_id=grant_id, actor_id=actor().id)
    flash(_("Peran diakhiri."), "success")
    return redirect(url_for("accounts.person", person_id=person_id))


@blueprint.post("/people/<int:person_id>/disable")
@needs(policy.MANAGE_PEOPLE)
def disable(person_id: int) -> Response:
    """Shut the account."""
    queries.person_for_managing(actor(), person_id)
    form = ReasonForm()
    if not form.validate():
        return _refused(person_id, reason_form=form)
    try:
        reason = read_reason(form.reason.data, "colleague")
    except Invalid as error:
        form.refuse(error)
        return _refused(person_id, reason_form=form)
    actions.disable_person(person_id=person_id, actor_id=actor().id, reason=reason)
    flash(_("Akun dinonaktifkan, dan semua perangkatnya dikeluarkan."), "success")
    return redirect(url_for("accounts.person", person_id=person_id))


@blueprint.post("/people/<int:person_id>/enable")
@needs(policy.MANAGE_PEOPLE)
def enable(person_id: int) -> Response:
    """Open the account again."""
    queries.person_for_managing(actor(), person_id)
    actions.enable_person(person_id=person_id, actor_id=actor().id)
    flash(_("Akun diaktifkan lagi."), "success")
    return redirect(url_for("accounts.person", person_id=person_id))


@blueprint.get("/people/roles")
@needs(policy.MANAGE_PEOPLE)
def roles() -> str:
    """Who holds which role, today or from a coming day."""
    words = dict(role_words())
    role = request.args.get("role", "")
    role = role if role in words else ""
    found = queries.holders_for_listing(actor(), role, request.args.get("page", 1, type=counting))
    audit.record_view(actor_id=actor().id, page="roles", subject=("people", "list"))
    return render_template(
        "accounts/roles.html",
        found=found,
        role=role,
        role_words=words,
        state_words=_state_words(),
        columns=[{"label": label} for label in (_("Nama"), _("Peran"), _("Waktu"))],
        previous_url=_roles_url(found.page - 1, role) if found.page > 1 else None,
        next_url=_roles_url(found.page + 1, role) if found.page < found.pages else None,
    )


def _roles_url(page: int, role: str) -> str:
    return url_for("accounts.roles", role=role or None, page=page)


def _role_form() -> RoleForm:
    form = RoleForm(formdata=request.form if request.method == "POST" else None)
    given = policy.roles_given_by(actor())
    form.role.choices = [SelectChoice(*one) for one in role_words() if one[0] in given]
    if request.method == "GET":
        form.valid_from.data = today()
    return form


def _refused(
    person_id: int, *, role_form: RoleForm | None = None, reason_form: ReasonForm | None = None
) -> Response:
    fresh = RoleForm(formdata=None)
    fresh.role.choices = _role_form().role.choices
    fresh.valid_from.data = today()
    return _page(
        person_id,
        role_form=role_form or fresh,
        reason_form=reason_form or ReasonForm(formdata=None),
        status=422,
    )


def _page(
    person_id: int, *, role_form: RoleForm, reason_form: ReasonForm, status: int = 200
) -> Response:
    account = queries.account_for_seeing(actor(), person_id)
    number = account.place.employee_number
    page = render_template(
        "accounts/person.html",
        account=account,
        person=account.person,
        place=account.place,
        number=rules.masked_number(number) if number else None,
        role_words=dict(role_words()),
        state_words=_state_words(),
        columns=[
            {"label": label} for label in (_("Peran"), _("Waktu"), _("Diberikan oleh"), _("Akhiri"))
        ],
        role_form=role_form,
        reason_form=reason_form,
        units=queries.units_offered(actor()) if account.may_manage else [],
    )
    return never_stored(page, status)


def _state_words() -> dict[str, tuple[str, str]]:
    """A grant's state in words, with the kind of its badge."""
    return {
        "held": (_("Berlaku"), "success"),
        "coming": (_("Akan datang"), "info"),
        "ended": (_("Berakhir"), ""),
        "withdrawn": (_("Dibatalkan"), ""),
    }
