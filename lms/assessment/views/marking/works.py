"""One work: read it, fill in its marks, finish, change what stands, give it back.

What does not belong here: its files (`files`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.assessment.actions.marking import (
    change_marks,
    claim_work,
    finish_marks,
    return_work,
    save_marks,
)
from lms.assessment.actions.marking.claiming import Desk
from lms.assessment.forms import ReturnForm
from lms.assessment.queries.marking.works import Work, feedback_files, work_for_marking
from lms.assessment.rules import fields_of, rubric_most, rubric_points, rubric_sum
from lms.assessment.views.blueprint import blueprint
from lms.assessment.views.marking.queue import to_next
from lms.core import audit
from lms.core.errors import AppError, Conflict, Invalid, NotFound
from lms.core.words import N_
from lms.courses.queries import Workspace, course_for_editing
from lms.web.access import actor, signed_in
from lms.web.intake import counting
from lms.web.locale import ZONE_NAMES, zone

SLOT_WORDS = {
    "first": N_("Penilai pertama"),
    "second": N_("Penilai kedua"),
    "moderation": N_("Penilai penengah"),
    "change": N_("Perubahan"),
}
"""As what somebody marked, in words."""


@dataclass(frozen=True)
class Filled:
    """What stands in the form of a work, and what is wrong with it: a text by its field, and what
    belongs to none."""

    values: Mapping[str, str]
    errors: Mapping[str, str]
    above: str = ""


@blueprint.get("/courses/<key>/marking/<activity>/<uuid:uuid>")
@signed_in
def work(key: str, activity: str, uuid: UUID) -> str:
    """What was handed in, and the form of its marks where the reader has taken it up."""
    course = _course(key, uuid)
    return _page(course, activity, uuid)


@blueprint.post("/courses/<key>/marking/<activity>/<uuid:uuid>/claim")
@signed_in
def claim(key: str, activity: str, uuid: UUID) -> Response:
    """Take up the work."""
    course = course_for_editing(actor(), key)
    claim_work(desk(course, activity, uuid))
    return _back(key, activity, uuid)


@blueprint.post("/courses/<key>/marking/<activity>/<uuid:uuid>")
@signed_in
def save_work(key: str, activity: str, uuid: UUID) -> Any:
    """Keep the draft, or finish it and go to the next work."""
    course = _course(key, uuid)
    finishes = "finish" in request.form
    act = finish_marks if finishes else save_marks
    try:
        act(desk(course, activity, uuid), filled_in(), seen=seen())
    except (Invalid, Conflict) as refusal:
        return refused(course, activity, uuid, refusal)
    if finishes:
        flash(_("Penilaian selesai."), "success")
        return to_next(course, activity)
    flash(_("Draf tersimpan."), "success")
    return _back(key, activity, uuid)


@blueprint.post("/courses/<key>/marking/<activity>/<uuid:uuid>/return")
@signed_in
def give_back(key: str, activity: str, uuid: UUID) -> Any:
    """Give the work back to be improved."""
    course = _course(key, uuid)
    form = ReturnForm()
    if form.validate():
        try:
            return_work(
                desk(course, activity, uuid),
                reason=form.reason.data or "",
                until=form.until.data,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        except Conflict as refusal:
            return refused(course, activity, uuid, refusal, form)
        else:
            flash(_("Tugas dikembalikan. Peserta menerima pemberitahuan."), "success")
            return redirect(url_for("assessment.works", key=key, activity=activity), 303)
    filled = Filled(filled_in(), {})
    return _page(course, activity, uuid, filled, form), 422


@blueprint.get("/courses/<key>/marking/<activity>/<uuid:uuid>/change")
@signed_in
def change(key: str, activity: str, uuid: UUID) -> str:
    """The form in which marks that stand are changed."""
    return _change_page(_course(key, uuid), activity, uuid)


@blueprint.post("/courses/<key>/marking/<activity>/<uuid:uuid>/change")
@signed_in
def save_change(key: str, activity: str, uuid: UUID) -> Any:
    """Let other marks stand, with a reason."""
    course = _course(key, uuid)
    reason = str(request.form.get("reason", ""))
    try:
        change_marks(desk(course, activity, uuid), filled_in(), reason=reason, seen=seen())
    except (Invalid, Conflict) as refusal:
        status = 422 if isinstance(refusal, Invalid) else 409
        return _change_page(course, activity, uuid, _filled(refusal)), status
    flash(_("Penilaian diubah."), "success")
    return _back(key, activity, uuid)


def desk(course: Workspace, activity: str, uuid: UUID) -> Desk:
    """Where the reader marks."""
    return Desk(course.id, activity, str(uuid), actor().id)


def filled_in() -> dict[str, str]:
    """The fields of the form as they were sent."""
    return {name: str(value) for name, value in request.form.items()}


def seen() -> int:
    """Which version the page showed."""
    return int(request.form.get("seen", 0, type=counting) or 0)


def refused(
    course: Workspace, activity: str, uuid: UUID, refusal: AppError, form: ReturnForm | None = None
) -> Any:
    """The page again, with what was filled in and why it wasn't taken."""
    status = 422 if isinstance(refusal, Invalid) else 409
    return _page(course, activity, uuid, _filled(refusal), form), status


def _filled(refusal: AppError) -> Filled:
    message = str(_(refusal.message, **refusal.params))
    if isinstance(refusal, Invalid):
        return Filled(filled_in(), {refusal.field: message})
    return Filled(filled_in(), {}, message)


def _course(key: str, uuid: UUID) -> Workspace:
    """The course; that somebody looks at the work is logged."""
    course = course_for_editing(actor(), key)
    audit.record_view(actor_id=actor().id, page="assessment.work", subject=("attempt", uuid))
    return course


def _page(
    course: Workspace,
    activity: str,
    uuid: UUID,
    filled: Filled | None = None,
    returning: ReturnForm | None = None,
) -> str:
    found = work_for_marking(actor(), course.id, activity, str(uuid))
    return render_template(
        "assessment/marking/work.html",
        **_shown(course, found, filled or Filled(fields_of(found.sheet), {})),
        marks_here=found.is_claimed or filled is not None,
        seen=_draft_version(found) if filled is None else seen(),
        returning=returning or ReturnForm(formdata=None),
    )


def _change_page(course: Workspace, activity: str, uuid: UUID, filled: Filled | None = None) -> str:
    found = work_for_marking(actor(), course.id, activity, str(uuid))
    if found.outcome.stage != "done":
        raise NotFound
    last = found.marks[-1]
    return render_template(
        "assessment/marking/change.html",
        **_shown(course, found, filled or Filled(fields_of(last.content), {})),
        seen=last.id if filled is None else seen(),
        reason=request.form.get("reason", ""),
    )


def _shown(course: Workspace, found: Work, filled: Filled) -> dict[str, Any]:
    return {
        "course": course,
        "work": found,
        "here": {
            "key": course.key,
            "activity": found.sitting.activity_key,
            "uuid": found.attempt.uuid,
        },
        "name": _("Peserta %(number)s", number=found.label) if found.hidden else found.person_name,
        "filled": filled,
        "feedback": feedback_files([one.id for one in found.files]),
        "slot_words": SLOT_WORDS,
        "zone": ZONE_NAMES.get(zone(), zone()),
        "rubric_sum": rubric_sum,
        "rubric_most": rubric_most,
        "rubric_points": rubric_points,
    }


def _draft_version(found: Work) -> int:
    return found.draft.version if found.draft else 0


def _back(key: str, activity: str, uuid: UUID) -> Response:
    return redirect(url_for("assessment.work", key=key, activity=activity, uuid=uuid), 303)
