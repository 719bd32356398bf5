"""What waits to be marked in a course, and how each activity is marked.

What does not belong here: a single work (`works`).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.assessment.actions.marking import announce_marks, claim_next, set_scheme
from lms.assessment.forms import SchemeForm
from lms.assessment.queries.marking.queue import (
    SHOWN,
    ActivityQueue,
    Shown,
    WorkState,
    queue_of,
    queues_of,
    works_of,
)
from lms.assessment.queries.marking.schemes import scheme_of, schemes_of
from lms.assessment.rules import USUAL_SCHEME
from lms.assessment.views.blueprint import blueprint
from lms.core import audit
from lms.core.errors import Invalid, NotFound
from lms.core.words import N_
from lms.courses.queries import Workspace, course_for_editing
from lms.web.access import actor, signed_in
from lms.web.intake import counting

SHOWN_WORDS: dict[Shown, str] = {
    "open": N_("Belum dinilai"),
    "draft": N_("Draf"),
    "differs": N_("Berbeda"),
    "done": N_("Selesai"),
}
WORK_WORDS: dict[WorkState, tuple[str, str]] = {
    "waiting": (N_("Menunggu penilaian"), ""),
    "draft": (N_("Ada draf"), "info"),
    "second": (N_("Menunggu penilai kedua"), "info"),
    "again": (N_("Perlu dinilai lagi"), "warning"),
    "differs": (N_("Kedua penilai berbeda"), "warning"),
    "done": (N_("Selesai dinilai"), "success"),
}
"""Each state of a work in words, with the kind of its badge."""


@blueprint.get("/courses/<key>/marking")
@signed_in
def marking(key: str) -> str:
    """The activities in which people mark something, and how far each is."""
    course = course_for_editing(actor(), key)
    queues = queues_of(course.id, actor().id)
    log_view("assessment.marking", course)
    return render_template(
        "assessment/marking/activities.html",
        course=course,
        queues=queues,
        schemes=schemes_of(course.id),
        usual=USUAL_SCHEME,
    )


@blueprint.get("/courses/<key>/marking/<activity>")
@signed_in
def works(key: str, activity: str) -> str:
    """The works of one activity in the states that are asked for."""
    course = course_for_editing(actor(), key)
    queue = _queue(course, activity)
    asked = request.args.get("state", "open")
    shown: Shown = asked if asked in SHOWN else "open"
    page = works_of(
        course.id, actor().id, activity, shown, request.args.get("page", 1, type=counting)
    )
    log_view("assessment.works", course)
    return render_template(
        "assessment/marking/works.html",
        course=course,
        queue=queue,
        scheme=scheme_of(course.id, activity),
        page=page,
        shown=shown,
        shown_words=SHOWN_WORDS,
        words=WORK_WORDS,
    )


@blueprint.post("/courses/<key>/marking/<activity>/next")
@signed_in
def next_work(key: str, activity: str) -> Response:
    """Take up the work that has waited longest."""
    course = course_for_editing(actor(), key)
    _queue(course, activity)
    return to_next(course, activity)


@blueprint.post("/courses/<key>/marking/<activity>/announce")
@signed_in
def announce(key: str, activity: str) -> Response:
    """Let all marks that stand count, and their learners know."""
    course = course_for_editing(actor(), key)
    _queue(course, activity)
    announce_marks(course_id=course.id, activity_key=activity, actor_id=actor().id)
    flash(_("Nilai sedang diumumkan. Setiap peserta menerima pemberitahuan."), "success")
    return redirect(url_for("assessment.works", key=key, activity=activity), 303)


@blueprint.get("/courses/<key>/marking/<activity>/scheme")
@signed_in
def scheme(key: str, activity: str) -> str:
    """How the activity is marked."""
    course = course_for_editing(actor(), key)
    present = scheme_of(course.id, activity)
    form = SchemeForm(formdata=None, data=asdict(present))
    return _scheme_page(course, _queue(course, activity), form)


@blueprint.post("/courses/<key>/marking/<activity>/scheme")
@signed_in
def save_scheme(key: str, activity: str) -> Any:
    """Mark the activity so from now on."""
    course = course_for_editing(actor(), key)
    queue, form = _queue(course, activity), SchemeForm()
    if queue.kind != "assignment":
        form.without_lateness()
    if form.validate():
        try:
            set_scheme(
                course_id=course.id,
                activity_key=activity,
                scheme=form.applied_to(scheme_of(course.id, activity)),
                actor_id=actor().id,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Cara menilai tersimpan."), "success")
            return redirect(url_for("assessment.works", key=key, activity=activity), 303)
    return _scheme_page(course, queue, form), 422


def to_next(course: Workspace, activity: str) -> Response:
    """Go to the next work, or to the list where nobody waits."""
    uuid = claim_next(course_id=course.id, activity_key=activity, actor_id=actor().id)
    if uuid is None:
        flash(_("Tidak ada lagi yang menunggu penilaian Anda di sini."), "info")
        return redirect(url_for("assessment.works", key=course.key, activity=activity), 303)
    there = url_for("assessment.work", key=course.key, activity=activity, uuid=uuid)
    return redirect(there, 303)


def log_view(page: str, course: Workspace) -> None:
    """Note that somebody looked at other people's works."""
    audit.record_view(actor_id=actor().id, page=page, subject=("course", course.id))


def _queue(course: Workspace, activity: str) -> ActivityQueue:
    found = queue_of(course.id, actor().id, activity)
    if found is None:
        raise NotFound
    return found


def _scheme_page(course: Workspace, queue: ActivityQueue, form: SchemeForm) -> str:
    return render_template(
        "assessment/marking/scheme.html",
        course=course,
        queue=queue,
        form=form,
    )
