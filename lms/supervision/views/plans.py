"""`/supervision/plans`: one's own development plans.

What does not belong here: the items (`plan_items`), other people's plans (`team_plans`).
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.core.clock import today
from lms.core.errors import NotFound
from lms.supervision.actions import plans as actions
from lms.supervision.forms.plans import RemarkForm
from lms.supervision.queries import plans as queries
from lms.supervision.rules.plans import years_to_begin
from lms.supervision.views.blueprint import blueprint
from lms.supervision.views.plan_pages import Side, plan_page, stepped, to_plan
from lms.web.access import actor, signed_in


@blueprint.get("/supervision/plans")
@signed_in
def own_plans() -> str:
    """My plan of this year."""
    return own_plan(today().year)


@blueprint.get("/supervision/plans/<int:year>")
@signed_in
def own_plan(year: int) -> str:
    """My plan of a year, or how to begin it."""
    plan = queries.plan_of(actor(), year)
    if plan is None and year not in years_to_begin(today()):
        raise NotFound
    return plan_page(_side(year), plan)


@blueprint.post("/supervision/plans/<int:year>/begin")
@signed_in
def begin_plan(year: int) -> Response:
    """Begin my plan of a year."""
    actions.begin_plan(person_id=actor().id, year=year)
    return to_plan(_side(year))


@blueprint.post("/supervision/plans/<int:year>/propose")
@signed_in
def propose_plan(year: int) -> Response:
    """Ask my supervisors to agree."""
    actions.propose(person_id=actor().id, year=year)
    return to_plan(_side(year), _("Rencana diajukan. Atasan Anda menerima pemberitahuan."))


@blueprint.post("/supervision/plans/<int:year>/close")
@signed_in
def own_plan_close(year: int) -> Response:
    """End my plan of a year that ends."""
    actions.close(person_id=actor().id, year=year, actor_id=actor().id)
    return to_plan(_side(year), _("Rencana ditutup. Isinya tetap dapat dibaca."))


@blueprint.post("/supervision/plans/<int:year>/remarks")
@signed_in
def own_plan_remark(year: int) -> Any:
    """Say something to my supervisors."""
    queries.own_plan(actor(), year)
    form = RemarkForm(prefix="remark")

    def say() -> None:
        actions.add_remark(
            person_id=actor().id,
            year=year,
            content=form.content.data or "",
            key=(form.key.data or "")[:64],
            actor_id=actor().id,
        )

    return stepped(
        _side(year),
        form,
        say,
        _("Catatan terkirim."),
        lambda: plan_page(_side(year), queries.own_plan(actor(), year), form),
    )


def _side(year: int) -> Side:
    return Side(actor(), year, own=True)
