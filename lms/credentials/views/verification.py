"""`/credentials/verification`: what others learnt elsewhere and waits for a nod.

What does not belong here: one's own claims (`claims`).
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms.core import audit
from lms.core.errors import Conflict, Invalid
from lms.credentials import policy
from lms.credentials.actions.claims import refuse_claim, verify_claim
from lms.credentials.forms.claims import RefuseForm, VerifyForm
from lms.credentials.queries import claims as queries
from lms.credentials.queries.hours_rules import rule_for
from lms.credentials.rules.conversion import plain, read_quantity
from lms.credentials.views import words
from lms.credentials.views.blueprint import blueprint
from lms.web.access import actor, needs
from lms.web.forms import BaseForm
from lms.web.intake import counting


@blueprint.get("/credentials/verification")
@needs(policy.VERIFY_CLAIMS)
def verification() -> str:
    """What waits for me, the oldest first."""
    page = queries.claims_to_verify(actor(), request.args.get("page", 1, type=counting))
    audit.record_view(
        actor_id=actor().id, page="credentials.verification", subject=("overview", "claims")
    )
    return render_template("credentials/verification.html", page=page, words=words)


@blueprint.get("/credentials/verification/<int:claim_id>")
@needs(policy.VERIFY_CLAIMS)
def to_verify(claim_id: int) -> str:
    """One that waits, or was decided: what it says and its evidence."""
    return _page(claim_id)


@blueprint.post("/credentials/verification/<int:claim_id>/verify")
@needs(policy.VERIFY_CLAIMS)
def verify_evidence(claim_id: int) -> Any:
    """Take it for what it says, or for another quantity with a reason."""
    queries.claim_for_deciding(actor(), claim_id)
    form = VerifyForm()

    def decide() -> None:
        verify_claim(
            claim_id=claim_id,
            quantity=read_quantity(form.quantity.data or "", "quantity"),
            reason=form.reason.data or "",
            seen=form.seen.data or 0,
            actor_id=actor().id,
        )

    return _decided(claim_id, form, decide, _("Diverifikasi. Jamnya sudah dihitung."))


@blueprint.post("/credentials/verification/<int:claim_id>/refuse")
@needs(policy.VERIFY_CLAIMS)
def refuse(claim_id: int) -> Any:
    """Give it back with a reason."""
    queries.claim_for_deciding(actor(), claim_id)
    form = RefuseForm(prefix="refuse")

    def decide() -> None:
        refuse_claim(
            claim_id=claim_id,
            reason=form.reason.data or "",
            seen=form.seen.data or 0,
            actor_id=actor().id,
        )

    return _decided(claim_id, form, decide, _("Ditolak. Pegawai menerima alasannya."))


def _decided(claim_id: int, form: BaseForm, decide: Any, done: str) -> Any:
    if not form.validate():
        return _page(claim_id, form), 422
    try:
        decide()
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(claim_id, form), 422
    except Conflict as refusal:
        form.form_errors.append(_(refusal.message, **refusal.params))
        return _page(claim_id, form), 409
    flash(done, "success")
    return redirect(url_for("credentials.verification"), 303)


def _page(claim_id: int, sent: BaseForm | None = None) -> str:
    found, person = queries.claim_for_deciding(actor(), claim_id)
    if request.method == "GET":
        audit.record_view(
            actor_id=actor().id,
            page="credentials.claim",
            subject=("claim", claim_id),
            about=person.id,
        )
    begun = {"seen": found.version, "quantity": plain(found.quantity)}
    verifying = sent if isinstance(sent, VerifyForm) else VerifyForm(formdata=None, data=begun)
    refusing = (
        sent
        if isinstance(sent, RefuseForm)
        else RefuseForm(formdata=None, data=begun, prefix="refuse")
    )
    return render_template(
        "credentials/to_verify.html",
        claim=found,
        person=person,
        file=queries.file_of(claim_id),
        rule=rule_for(found.form, found.scope, None, found.ended_on),
        claimed_by_others=queries.is_claimed_by_others(found),
        verifying=verifying,
        refusing=refusing,
        sent=sent,
        words=words,
    )
