"""What didn't get through: on a person's own page what waits on the device and what was held on the
server; for those who run a course what they decide on.

What does not belong here: taking events in (`events`).
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.core import audit
from lms.core.errors import Conflict, Invalid
from lms.courses.queries import Workspace, course_for_editing
from lms.sync import actions
from lms.sync.forms import LeaveForm
from lms.sync.queries import held as queries
from lms.sync.views.blueprint import blueprint
from lms.sync.views.parcels import material
from lms.web.access import actor, signed_in
from lms.web.intake import counting


@blueprint.get("/unsent")
@signed_in
def unsent() -> str:
    """What of one's own isn't on the server yet, and what was held there."""
    page = _page_number()
    held, more = queries.own_held(actor().id, page)
    return render_template("sync/unsent.html", held=held, page=page, more=more, material=material())


@blueprint.post("/unsent/<int:held_id>/retry")
@signed_in
def try_again(held_id: int) -> Response:
    """Do what a held event of one's own says, if it is possible by now."""
    try:
        actions.try_again(person_id=actor().id, held_id=held_id)
    except Conflict as refused:
        flash(_(refused.message, **refused.params), "danger")
    else:
        flash(_("Kiriman itu sudah tersimpan."), "success")
    return redirect(url_for("sync.unsent"), 303)


@blueprint.get("/courses/<key>/held")
@signed_in
def course_held(key: str) -> str:
    """What devices of a course's participants sent and what waits for a decision, or had one."""
    course = course_for_editing(actor(), key)
    _log(course)
    decided = request.args.get("state") == "decided"
    page = _page_number()
    held, more = queries.held_of_course(course.id, decided=decided, page=page)
    return render_template(
        "sync/course_held.html", course=course, held=held, decided=decided, page=page, more=more
    )


@blueprint.get("/courses/<key>/held/<int:held_id>")
@signed_in
def one_held(key: str, held_id: int) -> str:
    """One thing that was held, with what may be decided."""
    course = course_for_editing(actor(), key)
    _log(course)
    return _one_held(course, held_id, LeaveForm(formdata=None))


@blueprint.post("/courses/<key>/held/<int:held_id>/accept")
@signed_in
def accept(key: str, held_id: int) -> Response:
    """Take it in all the same."""
    course = course_for_editing(actor(), key)
    try:
        actions.accept(course_id=course.id, held_id=held_id, actor_id=actor().id)
    except Conflict as refused:
        flash(_(refused.message, **refused.params), "danger")
        return redirect(url_for("sync.one_held", key=key, held_id=held_id), 303)
    flash(_("Kiriman diterima. Peserta diberi tahu."), "success")
    return redirect(url_for("sync.course_held", key=key), 303)


@blueprint.post("/courses/<key>/held/<int:held_id>/leave")
@signed_in
def leave(key: str, held_id: int) -> Any:
    """Leave it at that, and say why."""
    course = course_for_editing(actor(), key)
    form = LeaveForm()
    if form.validate():
        try:
            actions.leave(
                course_id=course.id,
                held_id=held_id,
                actor_id=actor().id,
                reason=form.reason.data or "",
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Kiriman dibiarkan. Peserta diberi tahu."), "success")
            return redirect(url_for("sync.course_held", key=key), 303)
    _log(course)
    return _one_held(course, held_id, form), 422


def _one_held(course: Workspace, held_id: int, form: LeaveForm) -> str:
    one = queries.held_for_deciding(course.id, held_id)
    return render_template("sync/one_held.html", course=course, one=one, form=form)


def _page_number() -> int:
    return max(1, request.args.get("page", 1, type=counting))


def _log(course: Workspace) -> None:
    audit.record_view(actor_id=actor().id, page="sync.course_held", subject=("course", course.id))
