"""Looking after people: finding them, and letting those in who forgot their password.

What does not belong here: one person's page with roles and the state of the account (`person`).
"""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts import actions, policy, queries
from lms.accounts.forms import PeopleFilter
from lms.accounts.rules import Turn
from lms.accounts.views.blueprint import blueprint, never_stored, secret
from lms.core import audit
from lms.web.access import actor, needs


@blueprint.get("/people")
@needs(policy.LIST_PEOPLE)
def people() -> str:
    """The people the reader looks after."""
    form = PeopleFilter(request.args)
    searched = (form.q.data or "") if form.validate() else ""
    found = queries.people_for_listing(actor(), searched, Turn.from_address(request.args))
    allowed = queries.people_who_may_be_let_in(actor(), [person.id for person in found.people])
    audit.record_view(actor_id=actor().id, page="people", subject=("people", "list"))
    return render_template(
        "accounts/people.html",
        form=form,
        found=found,
        allowed=allowed,
        columns=[{"label": label} for label in (_("Nama"), _("Unit kerja"), _("Masuk lagi"))],
    )


@blueprint.route("/people/<int:person_id>/one-time-code", methods=["GET", "POST"])
@needs(policy.ISSUE_CODE)
def one_time_code(person_id: int) -> Response:
    """Issue a one-time code for somebody; it is shown once."""
    person = queries.person_for_managing(actor(), person_id)
    name = person.display_name
    issued = None
    if request.method == "POST":
        issued = actions.issue_code(actor_id=actor().id, person_id=person_id, secret=secret())
    return never_stored(
        render_template(
            "accounts/one_time_code.html", person_id=person_id, name=name, issued=issued
        )
    )
