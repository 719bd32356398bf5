"""Accounts that may be one person's: the list of pairs, two side by side, and deciding.

What does not belong here: joining them (`actions.merging`).
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from lms.accounts import queries as accounts
from lms.accounts.actions import tell_apart
from lms.accounts.policy import MANAGE_PEOPLE, ROLE_NAMES
from lms.accounts.queries import Pair
from lms.accounts.rules.joining import at_once
from lms.core import audit
from lms.core.words import N_
from lms.privacy.actions.merging import merge
from lms.privacy.forms import MergeForm
from lms.privacy.queries.doubles import Side, places_held, side_of
from lms.privacy.views.blueprint import blueprint
from lms.web.access import actor, needs
from lms.web.changing import Shown, changed
from lms.web.intake import counting

STATES: dict[str, tuple[str, str]] = {
    "waiting": (N_("Belum diputuskan"), "warning"),
    "different": (N_("Bukan orang yang sama"), ""),
    "merging": (N_("Sedang digabung"), "info"),
    "same": (N_("Sudah digabung"), "success"),
}
"""Each state in words, with the kind of its badge."""


@blueprint.get("/people/doubles")
@needs(MANAGE_PEOPLE)
def doubles() -> str:
    """The pairs that may be one person: those that wait, or those that were decided."""
    decided = request.args.get("decided") == "1"
    number = request.args.get("page", 1, type=counting)
    page = accounts.pairs_for_deciding(actor(), decided=decided, page=number)
    audit.record_view(
        actor_id=actor().id, page="privacy.doubles", subject=("suspected_double", "list")
    )
    labels = (_("Akun"), _("Akun lain"), _("Keadaan"), _("Ditemukan"))
    return render_template(
        "privacy/doubles.html",
        page=page,
        decided=decided,
        states=STATES,
        columns=[{"label": label} for label in labels],
    )


@blueprint.get("/people/doubles/<int:pair_id>")
@needs(MANAGE_PEOPLE)
def double(pair_id: int) -> str:
    """Two accounts side by side."""
    pair = accounts.pair_for_deciding(actor(), pair_id)
    for person_id in (pair.one_id, pair.other_id):
        audit.record_view(actor_id=actor().id, page="privacy.double", subject=("person", person_id))
    return _page(pair, None)


@blueprint.post("/people/doubles/<int:pair_id>/merge")
@needs(MANAGE_PEOPLE)
def merge_double(pair_id: int) -> Shown:
    """Decide that both are one person."""
    pair = accounts.pair_for_deciding(actor(), pair_id)
    form = _form(pair)

    def change() -> str:
        merge(
            pair_id=pair_id,
            kept_id=int(form.kept.data),
            reason=form.reason.data or "",
            actor_id=actor().id,
        )
        return url_for("privacy.doubles")

    done = _("Kedua akun sedang digabung; pemiliknya diberi tahu.")
    return changed(form, change, done, lambda: _page(pair, form))


@blueprint.post("/people/doubles/<int:pair_id>/apart")
@needs(MANAGE_PEOPLE)
def keep_apart(pair_id: int) -> Response:
    """Remember that they are two people."""
    accounts.pair_for_deciding(actor(), pair_id)
    tell_apart(pair_id=pair_id, actor_id=actor().id)
    flash(_("Diingat: keduanya orang yang berbeda."), "success")
    return redirect(url_for("privacy.doubles"))


def doubles_link() -> str:
    """The way to the pairs, where people are listed and imported."""
    return render_template("privacy/_doubles_link.html")


def _form(pair: Pair, *, fresh: bool = False) -> MergeForm:
    form = MergeForm(formdata=None) if fresh else MergeForm()
    form.kept.choices = [
        SelectChoice(str(pair.one_id), _("Akun pertama: %(name)s", name=pair.one)),
        SelectChoice(str(pair.other_id), _("Akun kedua: %(name)s", name=pair.other)),
    ]
    return form


def _page(pair: Pair, form: MergeForm | None) -> str:
    if pair.state in ("merging", "same"):
        return render_template("privacy/merged.html", pair=pair, states=STATES)
    sides = [side_of(actor(), person_id) for person_id in (pair.one_id, pair.other_id)]
    return render_template(
        "privacy/double.html",
        pair=pair,
        sides=sides,
        clash=at_once(places_held(pair.one_id), places_held(pair.other_id)),
        form=form or _proposed(pair, sides),
        states=STATES,
        roles=ROLE_NAMES,
        columns=[{"label": label} for label in (_("Hal"), _("Akun pertama"), _("Akun kedua"))],
    )


def _proposed(pair: Pair, sides: list[Side]) -> Any:
    """The form with the account chosen that is more in use."""
    form = _form(pair, fresh=True)
    weights = [(side.account.person.password_hash is not None, len(side.courses)) for side in sides]
    form.kept.data = str(pair.other_id if weights[1] > weights[0] else pair.one_id)
    return form
