"""`/credentials/claims`: what I learnt elsewhere, from the choice of a form to the decision.

What does not belong here: deciding (`verification`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from lms.core import audit, files
from lms.core.clock import today
from lms.core.errors import NotFound
from lms.core.texts import read_number
from lms.credentials.actions.claims import Draft, begin_claim, change_claim, withdraw_claim
from lms.credentials.actions.evidence import MOST_BYTES, Evidence, store_evidence
from lms.credentials.forms.claims import ClaimForm, InformalClaimForm
from lms.credentials.queries import claims as queries
from lms.credentials.queries.hours_rules import claimable_on, rule_for
from lms.credentials.rules.claims import EDITABLE, WITHDRAWABLE, ClaimText
from lms.credentials.rules.conversion import plain, read_quantity
from lms.credentials.rules.forms import FORMS, PER_QUESTIONS, PERIOD_WORDS
from lms.credentials.views import words
from lms.credentials.views.blueprint import blueprint
from lms.web.access import actor, signed_in
from lms.web.changing import Shown, changed
from lms.web.headers import INERT
from lms.web.intake import takes_up_to


@blueprint.get("/credentials/claims")
@signed_in
def claims() -> str:
    """What I handed in, and where each stands."""
    return render_template(
        "credentials/claims.html", claims=queries.own_claims(actor().id), words=words, forms=FORMS
    )


@blueprint.get("/credentials/claims/new")
@signed_in
def choose_form() -> str:
    """The forms of development that a rule counts today."""
    return render_template(
        "credentials/choose_form.html", offered=_offered(), forms=FORMS, words=words
    )


@blueprint.route("/credentials/claims/new/<form>", methods=["GET", "POST"])
@signed_in
@takes_up_to(MOST_BYTES + 64 * 1024)
def new_claim(form: str) -> Shown:
    """Hand in something of a form, or keep it as a draft."""
    per = _offered().get(form)
    if per is None:
        raise NotFound
    sent = _form_of(form)(key=uuid4().hex, seen="0", quantity="1" if per == "activity" else "")

    def begin() -> str:
        draft = _draft(sent, form, per)
        claim_id = begin_claim(person_id=actor().id, draft=draft, submit=_is_submitted())
        return url_for("credentials.claim", claim_id=claim_id)

    return changed(sent, begin, _done(), lambda: _form_page(sent, form, per, None))


@blueprint.get("/credentials/claims/<int:claim_id>")
@signed_in
def claim(claim_id: int) -> str:
    """One of mine, and what was decided about it."""
    found = queries.own_claim(actor().id, claim_id)
    return render_template(
        "credentials/claim.html",
        claim=found,
        file=queries.file_of(claim_id),
        editable=found.state in EDITABLE,
        withdrawable=found.state in WITHDRAWABLE,
        words=words,
    )


@blueprint.route("/credentials/claims/<int:claim_id>/edit", methods=["GET", "POST"])
@signed_in
@takes_up_to(MOST_BYTES + 64 * 1024)
def edit_claim(claim_id: int) -> Shown:
    """Mend a draft or one that was refused."""
    found = queries.own_claim(actor().id, claim_id)
    if found.state not in EDITABLE:
        return redirect(url_for("credentials.claim", claim_id=claim_id))
    form, per = found.form, _offered().get(found.form, found.per)
    sent = _form_of(form)(data=_typed_before(found))

    def change() -> str:
        change_claim(
            person_id=actor().id,
            claim_id=claim_id,
            draft=_draft(sent, form, per),
            submit=_is_submitted(),
        )
        return url_for("credentials.claim", claim_id=claim_id)

    return changed(sent, change, _done(), lambda: _form_page(sent, form, per, claim_id))


@blueprint.post("/credentials/claims/<int:claim_id>/withdraw")
@signed_in
def withdraw(claim_id: int) -> AnyResponse:
    """Take back what isn't verified."""
    withdraw_claim(person_id=actor().id, claim_id=claim_id)
    flash(_("Pengajuan ditarik."), "success")
    return redirect(url_for("credentials.claims"))


@blueprint.get("/credentials/claims/<int:claim_id>/files/<int:file_id>")
@signed_in
def claim_file(claim_id: int, file_id: int) -> Response:
    """The evidence: a picture to be looked at, anything else to be saved; never to be run."""
    found = queries.file_for_reading(actor(), claim_id, file_id)
    audit.record_view(
        actor_id=actor().id, page="credentials.claim_file", subject=("claim", claim_id)
    )
    response = send_file(
        files.path(found.sha256),
        mimetype=found.media_type,
        as_attachment=not found.media_type.startswith("image/"),
        download_name=found.name,
        etag=found.sha256,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = INERT
    return response


def _offered() -> dict[str, str]:
    """What a claim of each form is measured in, of the forms that a rule counts; in the order in which
    they are listed."""
    per = claimable_on(today())
    return {form: per[form] for form in FORMS if form in per}


def _form_of(form: str) -> Callable[..., ClaimForm]:
    return InformalClaimForm if FORMS[form].informal else ClaimForm


def _is_submitted() -> bool:
    return "submit" in request.form


def _done() -> str:
    if _is_submitted():
        return str(_("Pengajuan dikirim. Atasan Anda menerima pemberitahuan."))
    return str(_("Draf disimpan."))


def _draft(sent: ClaimForm, form: str, per: str) -> Draft:
    """What was typed, with the file checked and stored."""
    quantity = read_quantity(sent.quantity.data or "", "quantity")
    text = ClaimText(
        form=form,
        scope=sent.scope.data if sent.scope else "domestic",
        title=sent.title.data or "",
        institution=sent.institution.data or "",
        certificate_number=(sent.certificate_number.data or "") if sent.certificate_number else "",
        started_on=sent.started_on.data,
        ended_on=sent.ended_on.data,
        per=per,
        quantity=quantity,
        content=sent.content.data or "",
    )
    return Draft(
        text=text,
        evidence=_evidence(),
        key=f"{actor().id}:{(sent.key.data or uuid4().hex)[:64]}",
        seen=read_number(sent.seen.data) or 0,
    )


def _evidence() -> Evidence | None:
    file = request.files.get("file")
    if file is None or not file.filename:
        return None
    return store_evidence(file.filename, file.read())


def _typed_before(found: Any) -> dict[str, str | date]:
    return {
        "key": "",
        "seen": str(found.version),
        "title": found.title,
        "institution": found.institution,
        "certificate_number": found.certificate_number,
        "scope": found.scope,
        "started_on": found.started_on,
        "ended_on": found.ended_on,
        "quantity": plain(found.quantity),
        "content": found.content,
    }


def _form_page(sent: ClaimForm, form: str, per: str, claim_id: int | None) -> str:
    rule = rule_for(form, "domestic", None, today())
    sent.quantity.label.text = _(PER_QUESTIONS[per])
    return render_template(
        "credentials/claim_form.html",
        form=sent,
        kind=FORMS[form],
        title=words.form_words(form),
        per=per,
        rule=rule,
        period=_(PERIOD_WORDS[rule.cap_period]) if rule and rule.cap_period else "",
        file=queries.file_of(claim_id) if claim_id else None,
        claim_id=claim_id,
        words=words,
    )
