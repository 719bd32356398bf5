"""First sign-in codes for the people of a unit: chosen, issued by the worker, printed once.

What does not belong here: one code for one person (`people`), using a code (`resets`).
"""

from __future__ import annotations

from uuid import uuid4

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.accounts import actions, policy, queries
from lms.accounts.actions.codes import MOST_CODES
from lms.accounts.forms import CodesForm, UnitFilter
from lms.accounts.views import qr
from lms.accounts.views.blueprint import blueprint, never_stored, secret
from lms.core import audit, settings
from lms.core.clock import today
from lms.core.errors import Invalid
from lms.web.access import actor, needs


@blueprint.get("/people/codes")
@needs(policy.ISSUE_CODE)
def codes() -> Response:
    """Choose a unit; those in it who have not chosen a password yet are shown."""
    unit_form = UnitFilter(request.args)
    if not unit_form.unit.data or not unit_form.validate():
        return _chooser(unit_form)
    try:
        unit_id = queries.unit_by_words(actor(), unit_form.unit.data, today())
    except Invalid as error:
        unit_form.refuse(error)
        return _chooser(unit_form)
    form = CodesForm(formdata=None, data={"key": str(uuid4())})
    page = _people_page(unit_form, form, unit_id)
    audit.record_view(actor_id=actor().id, page="codes", subject=("unit", unit_id))
    return page


@blueprint.post("/people/codes")
@needs(policy.ISSUE_CODE)
def request_codes() -> Response:
    """Have codes issued for all of them, or for those that are ticked."""
    unit_form, form = UnitFilter(), CodesForm()
    if not unit_form.validate():
        return _chooser(unit_form, 422)
    try:
        unit_id = queries.unit_by_words(actor(), unit_form.unit.data, today())
    except Invalid as error:
        unit_form.refuse(error)
        return _chooser(unit_form, 422)
    if not form.validate():
        return _people_page(unit_form, form, unit_id, 422)
    # One more than may be, so that the action sees when there are too many.
    found = queries.waiting_for_code(actor(), unit_id, most=MOST_CODES + 1)
    waiting = [person_id for person_id, _name, _unit in found]
    ticked = set(form.person.data or [])
    chosen = waiting if form.who.data == "all" else [one for one in waiting if one in ticked]
    try:
        batch_id = actions.request_codes(
            actor_id=actor().id,
            unit_id=unit_id,
            person_ids=chosen,
            key=form.key.data,
            days=settings.number(settings.CODE_DAYS),
        )
    except Invalid as error:
        form.refuse(error)
        return _people_page(unit_form, form, unit_id, 422)
    return redirect(url_for("accounts.code_batch", batch_id=batch_id))


@blueprint.get("/people/codes/<int:batch_id>")
@needs(policy.ISSUE_CODE)
def code_batch(batch_id: int) -> str:
    """How far the worker is, and the one button that shows the codes."""
    batch = queries.batch_for_printing(actor(), batch_id)
    return render_template(
        "accounts/code_batch.html",
        batch=batch,
        total=len(batch.people),
        unit_name=queries.unit_names([batch.unit_id], today())[batch.unit_id],
        unit_code=queries.unit_code(batch.unit_id),
    )


@blueprint.post("/people/codes/<int:batch_id>/slips")
@needs(policy.ISSUE_CODE)
def code_slips(batch_id: int) -> Response:
    """Show the codes, this once, as slips to print and cut."""
    queries.batch_for_printing(actor(), batch_id)
    actions.note_printing(batch_id=batch_id, actor_id=actor().id)
    batch = queries.batch_for_printing(actor(), batch_id)
    site = current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/")
    address = site + url_for("accounts.reset_by_code")
    page = render_template(
        "accounts/code_slips.html",
        batch=batch,
        slips=queries.slips_of(batch, secret()),
        address=address,
        address_qr=qr.inline(address),
        unit_name=queries.unit_names([batch.unit_id], today())[batch.unit_id],
    )
    return never_stored(page)


def _chooser(unit_form: UnitFilter, status: int = 200) -> Response:
    batches = queries.batches_of(actor())
    page = render_template(
        "accounts/codes.html",
        unit_form=unit_form,
        units=queries.units_offered(actor()),
        batches=batches,
        unit_names=queries.unit_names((batch.unit_id for batch in batches), today()),
    )
    return never_stored(page, status)


def _people_page(
    unit_form: UnitFilter, form: CodesForm, unit_id: int, status: int = 200
) -> Response:
    total = queries.count_waiting_for_code(actor(), unit_id)
    few = total <= queries.MOST_LISTED
    page = render_template(
        "accounts/codes_people.html",
        unit_form=unit_form,
        form=form,
        total=total,
        listed=queries.waiting_for_code(actor(), unit_id, most=total) if few else (),
        ticked=set(form.person.data or []),
        unit_name=queries.unit_names([unit_id], today())[unit_id],
        days=settings.number(settings.CODE_DAYS),
    )
    return never_stored(page, status)
