"""Where somebody brings what a participant's device couldn't send, and what the device needs to make a
parcel of it.

What does not belong here: opening one (`rules.parcels`), taking it in (`actions.parcels`).
"""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, request

from lms.core.clock import now
from lms.core.errors import Invalid
from lms.sync.actions import take_in
from lms.sync.forms import ParcelForm
from lms.sync.policy import BRING_PARCELS
from lms.sync.rules import parcels as rules
from lms.sync.views.blueprint import blueprint
from lms.web.access import actor, needs
from lms.web.device import owner_key


@blueprint.get("/parcels")
@needs(BRING_PARCELS)
def parcels() -> str:
    """The form for a parcel, and where it comes from."""
    return render_template("sync/parcels.html", form=ParcelForm(formdata=None), taken=None)


@blueprint.post("/parcels")
@needs(BRING_PARCELS)
def take_in_parcel() -> Any:
    """Take a parcel in and say how much of it was new. What it holds isn't shown: it may be about
    courses that the reader has nothing to do with."""
    form = ParcelForm()
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Invalid("file", "Pilih berkasnya dahulu.")
        taken = take_in(data=sent.read(), secret=_secret(), actor_id=actor().id)
    except Invalid as refusal:
        form.refuse(refusal)
        return render_template("sync/parcels.html", form=form, taken=None), 422
    return render_template("sync/parcels.html", form=ParcelForm(formdata=None), taken=taken)


def material() -> dict[str, str] | None:
    """What the device of the signed-in person needs to make parcels; None while somebody's pages are
    only looked at."""
    if not owner_key():
        return None
    key = rules.public_key(_secret())
    ticket = rules.ticket_of(_secret(), actor().id, int(now().timestamp() * 1000))
    return {"key": key.id, "point": key.point, "ticket": ticket}


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
