"""Deciding what people ask about their data, and restricting or erasing somebody unasked."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.core import audit
from lms.privacy import policy
from lms.privacy.actions import requests
from lms.privacy.forms import DecisionForm, EraseForm, RestrictForm
from lms.privacy.queries.requests import (
    Asked,
    Subject,
    request_for_deciding,
    requests_for_deciding,
    subject_for,
)
from lms.privacy.rules.registry import HOLDINGS
from lms.privacy.rules.requests import FIELDS, KINDS, STATES
from lms.privacy.views.blueprint import blueprint
from lms.web.access import actor, needs
from lms.web.changing import Shown, changed
from lms.web.intake import counting


@blueprint.get("/privacy-requests")
@needs(policy.DECIDE_REQUESTS)
def queue() -> str:
    """The requests that the reader decides: open ones first, by how long they wait."""
    open_only = request.args.get("all") != "1"
    number = request.args.get("page", 1, type=counting)
    page = requests_for_deciding(actor(), open_only=open_only, page=number)
    audit.record_view(
        actor_id=actor().id, page="privacy.requests", subject=("privacy_request", "list")
    )
    labels = (_("Pegawai"), _("Permintaan"), _("Keadaan"), _("Jawab sebelum"))
    return render_template(
        "privacy/queue.html",
        page=page,
        open_only=open_only,
        kinds=KINDS,
        states=STATES,
        columns=[{"label": label} for label in labels],
    )


@blueprint.get("/privacy-requests/<int:request_id>")
@needs(policy.DECIDE_REQUESTS)
def one_request(request_id: int) -> str:
    """One request, with the form to decide it."""
    asked = request_for_deciding(actor(), request_id)
    audit.record_view(
        actor_id=actor().id, page="privacy.request", subject=("person", asked.person_id)
    )
    return _request_page(asked, DecisionForm())


@blueprint.post("/privacy-requests/<int:request_id>")
@needs(policy.DECIDE_REQUESTS)
def decide(request_id: int) -> Shown:
    """Grant or refuse a request."""
    asked = request_for_deciding(actor(), request_id)
    form = DecisionForm()

    def change() -> str:
        act = requests.grant if form.verdict.data == "grant" else requests.decline
        act(request_id=request_id, decision=form.decision.data, actor_id=actor().id)
        return url_for("privacy.queue")

    done = _("Keputusan disimpan dan pemohon diberi tahu.")
    return changed(form, change, done, lambda: _request_page(asked, form))


@blueprint.get("/people/<int:person_id>/data")
@needs(policy.DECIDE_REQUESTS)
def person_data(person_id: int) -> str:
    """What can be done with somebody's data."""
    subject = subject_for(actor(), person_id)
    audit.record_view(actor_id=actor().id, page="privacy.person", subject=("person", person_id))
    return _person_page(subject)


@blueprint.post("/people/<int:person_id>/data/restriction")
@needs(policy.DECIDE_REQUESTS)
def restrict(person_id: int) -> Shown:
    """Restrict the use of somebody's data."""
    subject = subject_for(actor(), person_id)
    form = RestrictForm(prefix="restrict-")

    def change() -> str:
        requests.restrict(person_id=person_id, reason=form.reason.data, actor_id=actor().id)
        return url_for("privacy.person_data", person_id=person_id)

    done = _("Penggunaan data dibatasi dan pegawai diberi tahu.")
    return changed(form, change, done, lambda: _person_page(subject, restricting=form))


@blueprint.post("/people/<int:person_id>/data/restriction/lift")
@needs(policy.DECIDE_REQUESTS)
def lift(person_id: int) -> Response:
    """Lift the restriction."""
    subject_for(actor(), person_id)
    requests.lift(person_id=person_id, actor_id=actor().id)
    flash(_("Pembatasan dicabut dan pegawai diberi tahu."), "success")
    return redirect(url_for("privacy.person_data", person_id=person_id))


@blueprint.post("/people/<int:person_id>/data/erasure")
@needs(policy.ERASE)
def erase(person_id: int) -> Shown:
    """Decide that somebody be erased."""
    subject = subject_for(actor(), person_id)
    form = EraseForm(prefix="erase-")

    def change() -> str:
        requests.erase(
            person_id=person_id,
            typed_name=form.typed_name.data,
            reason=form.reason.data,
            actor_id=actor().id,
        )
        return url_for("privacy.queue")

    done = _("Penghapusan dimulai dalam 15 menit; pegawai diberi tahu lebih dahulu.")
    return changed(form, change, done, lambda: _person_page(subject, erasing=form))


def person_links(person: Any) -> str:
    """What stands beside a person in the list of people: the way to their data, but one's own."""
    if person.id == actor().id:
        return ""
    return render_template("privacy/_person_link.html", person=person)


def _request_page(asked: Asked, form: DecisionForm) -> str:
    return render_template(
        "privacy/request.html", asked=asked, form=form, kinds=KINDS, fields=FIELDS, states=STATES
    )


def _person_page(
    subject: Subject,
    restricting: RestrictForm | None = None,
    erasing: EraseForm | None = None,
) -> str:
    fates: dict[str, list[Any]] = {"delete": [], "blank": [], "keep": []}
    for holding in HOLDINGS:
        fates[holding.fate].append(holding)
    return render_template(
        "privacy/person.html",
        subject=subject,
        may_erase=policy.ERASE(actor()),
        restricting=restricting or RestrictForm(formdata=None, prefix="restrict-"),
        erasing=erasing or EraseForm(formdata=None, prefix="erase-"),
        fates=fates,
    )
