"""Reminding those whom the overview's filters show: who gets it, the words, and what became of it.

What does not belong here: one person (`person`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms.core import audit
from lms.core.errors import Invalid
from lms.supervision.actions.reminder_rounds import remind_shown
from lms.supervision.forms.messages import RoundForm, new_key
from lms.supervision.policy import SUPERVISE
from lms.supervision.queries.messages import most_reminders, round_for_watching
from lms.supervision.queries.reminder_rounds import plan
from lms.supervision.rules.filters import Filters
from lms.supervision.rules.messages import SUGGESTIONS, WHY_NOT, suggestion
from lms.supervision.views.blueprint import blueprint
from lms.supervision.views.overview import status_words
from lms.web.access import actor, needs
from lms.web.locale import number

MOST_NAMED = 30
"""Names listed of those who get a reminder, and of those who don't."""


@blueprint.get("/supervision/reminders/new")
@needs(SUPERVISE)
def remind() -> str:
    """Who would be reminded, who not and why, and the words to change before they are sent."""
    _log_look()
    return _page(Filters.from_address(request.args), None)


@blueprint.post("/supervision/reminders/new")
@needs(SUPERVISE)
def send_reminders() -> Any:
    """Let the worker remind them."""
    # Logged before anything is written: what is refused is shown with the whole page.
    _log_look()
    filters = Filters.from_address(request.args)
    form = RoundForm()
    if form.validate():
        try:
            round_id = remind_shown(
                filters=filters,
                content=form.content.data or "",
                key=form.key.data or "",
                actor_id=actor().id,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("supervision.reminders", round_id=round_id), 303)
    return _page(filters, form), 422


@blueprint.get("/supervision/reminders/<int:round_id>")
@needs(SUPERVISE)
def reminders(round_id: int) -> str:
    """How far a reminder to many is: how many got it, how many not and why."""
    page = round_for_watching(actor(), round_id)
    return render_template(
        "supervision/reminders.html", page=page, skipped=_reasons(page.round.skipped)
    )


def _log_look() -> None:
    audit.record_view(
        actor_id=actor().id, page="supervision.remind", subject=("overview", "people")
    )


def _page(filters: Filters, form: RoundForm | None) -> str:
    planned = plan(actor(), filters)
    if form is None:
        title = planned.course[1] if planned.course else ""
        words = SUGGESTIONS[suggestion(course=bool(title), begun=filters.status != "not-enrolled")]
        form = RoundForm(formdata=None, data={"content": _(words, course=title), "key": new_key()})
    most = most_reminders()
    return render_template(
        "supervision/remind.html",
        filters=filters,
        query=filters.to_address(),
        plan=planned,
        form=form,
        status=status_words().get(filters.status, ("", ""))[0],
        without_mail=sum(not one.has_mail for one in planned.reminded),
        reasons=_reasons(Counter(one.why_not or "" for one in planned.skipped)),
        why=lambda reason: _(WHY_NOT[reason], n=most),
        most_named=MOST_NAMED,
    )


def _reasons(counts: Mapping[str, int]) -> str:
    """How many were skipped for which reason, in words."""
    most = most_reminders()
    return ", ".join(
        _("%(n)s orang %(why)s", n=number(counts[reason], 0), why=_(words, n=most))
        for reason, words in WHY_NOT.items()
        if counts.get(reason)
    )
