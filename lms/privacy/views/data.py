"""One's own data: a copy, what can be asked for, and what became of it."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.core import files
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.words import N_
from lms.privacy.actions import copies, requests
from lms.privacy.forms import CorrectionForm, ReasonForm
from lms.privacy.queries.requests import copies_of, copy_for_fetching, own_requests
from lms.privacy.rules.requests import FIELDS, KINDS, STATES
from lms.privacy.views.blueprint import blueprint
from lms.web.access import actor, signed_in

TITLES = {
    "correction": N_("Minta perbaikan data"),
    "restriction": N_("Minta pembatasan penggunaan data"),
    "erasure": N_("Minta penghapusan data"),
}


@blueprint.get("/account/data")
@signed_in
def own_data() -> str:
    """What is held, in short, and everything that can be asked about it."""
    return _page()


@blueprint.post("/account/data/copies")
@signed_in
def ask_copy() -> Response:
    """Have a copy made."""
    copies.ask_copy(person_id=actor().id, actor_id=actor().id)
    flash(_("Salinan sedang dibuat. Anda diberi tahu bila sudah siap."), "success")
    return redirect(url_for("privacy.own_data"))


@blueprint.get("/account/data/copies/<int:copy_id>")
@signed_in
def fetch_copy(copy_id: int) -> Response:
    """A finished copy of one's own."""
    sha256, made_at = copy_for_fetching(actor().id, copy_id)
    name = f"data-saya-{made_at:%Y-%m-%d}.zip"
    response = send_file(
        files.path(sha256), mimetype="application/zip", as_attachment=True, download_name=name
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/account/data/requests/<kind>")
@signed_in
def new_request(kind: str) -> str:
    """The form of a request."""
    return render_template("privacy/new_request.html", **_asking(kind, _form(kind)))


@blueprint.post("/account/data/requests/<kind>")
@signed_in
def ask(kind: str) -> Response:
    """Ask for something to be done with one's data."""
    form = _form(kind)
    if form.validate():
        try:
            requests.ask(person_id=actor().id, kind=kind, **form.data)
        except Invalid as error:
            form.refuse(error)
        except Conflict as error:
            form.refuse(Invalid("", error.message))
    if form.errors:
        return make_response(
            render_template("privacy/new_request.html", **_asking(kind, form)), 422
        )
    flash(_("Permintaan Anda terkirim. Jawabannya paling lambat 3 × 24 jam lagi."), "success")
    return redirect(url_for("privacy.own_data"))


@blueprint.post("/account/data/requests/<int:request_id>/withdraw")
@signed_in
def withdraw(request_id: int) -> Response:
    """Take one's own request back."""
    requests.withdraw(person_id=actor().id, request_id=request_id)
    flash(_("Permintaan itu dibatalkan."), "success")
    return redirect(url_for("privacy.own_data"))


def _page() -> str:
    person = actor()
    return render_template(
        "privacy/own_data.html",
        person=person,
        copies=copies_of(person.id),
        requests=own_requests(person.id),
        kinds=KINDS,
        fields=FIELDS,
        states=STATES,
    )


def _form(kind: str) -> CorrectionForm | ReasonForm:
    if kind not in KINDS:
        raise NotFound()
    return CorrectionForm() if kind == "correction" else ReasonForm()


def _asking(kind: str, form: Any) -> dict[str, Any]:
    return {"kind": kind, "form": form, "title": _(TITLES[kind])}
