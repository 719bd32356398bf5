"""Verification for anybody, without an account: is this certificate real, and does it hold?

Shown are name, course, number, hours, days and state; never an employee number. What does not belong here:
what its holder or its managers see.
"""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from lms.core.clock import today
from lms.core.errors import NotFound
from lms.credentials.actions.looking_up import a_try
from lms.credentials.forms.certificates import CodeForm
from lms.credentials.queries.attestations import recorded_facts
from lms.credentials.queries.certificates import verified
from lms.credentials.queries.keys import key_ring
from lms.credentials.rules import codes
from lms.credentials.rules.words import CATEGORIES, STATE_KINDS
from lms.credentials.source.verifying import Paper, Unreadable, paper, verify_text
from lms.credentials.views.blueprint import blueprint
from lms.web.access import public


@blueprint.get("/verify")
@public
def verify() -> Any:
    """Ask for a code."""
    if "code" not in request.args:
        return _page(CodeForm(formdata=None))
    form = CodeForm(request.args)
    if not form.validate():
        return _page(form), 422
    try:
        with a_try(request.remote_addr or ""):
            code = _code(form.code.data)
    except NotFound:
        return _page(form, is_unknown=True), 404
    return redirect(url_for("credentials.verify_code", code=code))


@blueprint.get("/verify/<code>")
@public
def verify_code(code: str) -> Any:
    """What is known of the certificate with a code."""
    try:
        with a_try(request.remote_addr or ""):
            shown = verified(_code(code))
            beside = _paper(shown.code)
    except NotFound:
        return _page(CodeForm(formdata=None, data={"code": code}), is_unknown=True), 404
    return _page(CodeForm(formdata=None), certificate=shown, paper=beside)


def _paper(code: str) -> Paper | None:
    """How what the address carries from a QR code (`t`) stands to the record; None where it carries
    nothing, or the record has nothing to compare it with."""
    token = request.args.get("t")
    recorded = recorded_facts(code)
    if token is None or not recorded:
        return None
    try:
        verdict = verify_text(token, key_ring(), today())
    except Unreadable:
        return "forged"
    return paper(verdict, recorded)


def _code(typed: str) -> str:
    code = codes.read(typed)
    if code is None:
        raise NotFound
    return code


def _page(form: CodeForm, **said: Any) -> str:
    return render_template(
        "credentials/verify.html",
        **{"form": form, "certificate": None, "paper": None, "is_unknown": False, **said},
        categories=CATEGORIES,
        kinds=STATE_KINDS,
    )
