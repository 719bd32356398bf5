"""Verification for anybody, without an account: is this certificate real, and does it hold?

Shown are name, course, number, hours, days and state; never an employee number. What does not belong here:
what its holder or its managers see.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for

from lms.core import throttle
from lms.core.throttle import Limit
from lms.credentials.forms.certificates import CodeForm
from lms.credentials.queries.certificates import verified
from lms.credentials.rules import codes
from lms.credentials.rules.words import CATEGORIES, STATE_KINDS
from lms.credentials.views.blueprint import blueprint
from lms.web.access import public

DOOR = "verify"
LIMIT = Limit(60, timedelta(minutes=10))
"""Codes of an address that aren't any; those that are don't count, so a whole office may check."""


@blueprint.get("/verify")
@public
def verify() -> Any:
    """Ask for a code."""
    if "code" not in request.args:
        return _page(CodeForm(formdata=None))
    form = CodeForm(request.args)
    if not form.validate():
        return _page(form), 422
    code = codes.read(form.code.data)
    if code is None:
        throttle.hit(DOOR, request.remote_addr or "", LIMIT)
        return _page(form, is_unknown=True), 404
    return redirect(url_for("credentials.verify_code", code=code))


@blueprint.get("/verify/<code>")
@public
def verify_code(code: str) -> Any:
    """What is known of the certificate with a code."""
    throttle.hit(DOOR, request.remote_addr or "", LIMIT)
    read = codes.read(code)
    shown = verified(read) if read else None
    if shown is None:
        return _page(CodeForm(formdata=None, data={"code": code}), is_unknown=True), 404
    throttle.give_back(DOOR, request.remote_addr or "")
    return _page(CodeForm(formdata=None), certificate=shown)


def _page(form: CodeForm, **said: Any) -> str:
    return render_template(
        "credentials/verify.html",
        **{"form": form, "certificate": None, "is_unknown": False, **said},
        categories=CATEGORIES,
        kinds=STATE_KINDS,
    )
