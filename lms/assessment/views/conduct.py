"""Conducting quizzes, for those who run the course: words at the start, pauses, what single people are
granted, late answers.

What does not belong here: opening and closing dates (learning).
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.assessment import actions
from lms.assessment.forms import AccommodationForm, PauseForm, StartPasswordForm
from lms.assessment.queries import conduct as queries
from lms.assessment.queries.timing import start_password
from lms.assessment.views.blueprint import blueprint
from lms.core import audit
from lms.core.errors import Invalid, NotFound
from lms.courses.queries import (
    CompiledActivity,
    Workspace,
    compiled,
    course_for_editing,
    current_revision_id,
)
from lms.learning.queries import participants_named
from lms.web.access import actor, signed_in

MOST_FOUND = 10
"""Participants offered at once; a longer list asks for a longer part of the name."""


@blueprint.get("/courses/<key>/conduct")
@signed_in
def conduct(key: str) -> str:
    """The quizzes of the course, and how each is being conducted."""
    course = course_for_editing(actor(), key)
    quizzes = _quizzes(course) if course.revision_number is not None else []
    return render_template(
        "assessment/conduct.html",
        course=course,
        quizzes=quizzes,
        states=queries.states_of(course.id),
        quiet=queries.QuizState(),
    )


@blueprint.get("/courses/<key>/conduct/<activity>")
@signed_in
def conduct_quiz(key: str, activity: str) -> str:
    """Everything that can be set while a quiz is being held."""
    course = course_for_editing(actor(), key)
    audit.record_view(actor_id=actor().id, page="assessment.conduct", subject=("course", course.id))
    return _page(course, activity)


@blueprint.post("/courses/<key>/conduct/<activity>/start-password")
@signed_in
def set_start_password(key: str, activity: str) -> Any:
    """Ask for a word at the start, or no longer."""
    course = course_for_editing(actor(), key)
    form = StartPasswordForm()
    if form.validate():
        try:
            actions.set_start_password(
                course_id=course.id,
                activity_key=activity,
                word=form.word.data or "",
                actor_id=actor().id,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Kata sandi kuis tersimpan."), "success")
            return _back(key, activity)
    return _page(course, activity, word=form), 422


@blueprint.post("/courses/<key>/conduct/<activity>/pause")
@signed_in
def begin_pause(key: str, activity: str) -> Any:
    """Let all clocks of the quiz stand still."""
    course = course_for_editing(actor(), key)
    form = PauseForm()
    if form.validate():
        try:
            actions.begin_pause(
                course_id=course.id,
                activity_key=activity,
                reason=form.reason.data or "",
                actor_id=actor().id,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Kuis dijeda. Waktu semua peserta berhenti berjalan."), "success")
            return _back(key, activity)
    return _page(course, activity, pause=form), 422


@blueprint.post("/courses/<key>/conduct/<activity>/resume")
@signed_in
def end_pause(key: str, activity: str) -> Response:
    """Let the clocks go on."""
    course = course_for_editing(actor(), key)
    actions.end_pause(course_id=course.id, activity_key=activity, actor_id=actor().id)
    flash(_("Kuis dilanjutkan. Batas waktu semua peserta mundur selama jeda."), "success")
    return _back(key, activity)


@blueprint.post("/courses/<key>/conduct/<activity>/accommodations")
@signed_in
def grant(key: str, activity: str) -> Any:
    """Grant one participant more time or attempts."""
    course = course_for_editing(actor(), key)
    form = _accommodation_form(course, sent=True)
    if form.validate():
        try:
            actions.grant(
                course_id=course.id,
                activity_key=activity,
                person_id=form.person.data,
                extra_time=form.extra_time.data or 0,
                extra_attempts=form.extra_attempts.data or 0,
                reason=form.reason.data or "",
                actor_id=actor().id,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Tersimpan. Peserta diberi tahu."), "success")
            return _back(key, activity)
    return _page(course, activity, accommodation=form), 422


@blueprint.post("/courses/<key>/conduct/<activity>/accommodations/<int:row_id>/delete")
@signed_in
def revoke(key: str, activity: str, row_id: int) -> Response:
    """Take back what a participant was granted."""
    course = course_for_editing(actor(), key)
    actions.revoke(course_id=course.id, accommodation_id=row_id, actor_id=actor().id)
    flash(_("Kemudahan itu dicabut."), "success")
    return _back(key, activity)


@blueprint.post("/courses/<key>/conduct/<activity>/late/<uuid:uuid>")
@signed_in
def accept_late(key: str, activity: str, uuid: Any) -> Response:
    """Let the late answers of an attempt count."""
    course = course_for_editing(actor(), key)
    actions.accept_late(course_id=course.id, attempt_uuid=str(uuid), actor_id=actor().id)
    flash(_("Jawaban terlambat diterima, dan percobaan itu dinilai lagi."), "success")
    return _back(key, activity)


def _page(
    course: Workspace,
    activity: str,
    *,
    word: StartPasswordForm | None = None,
    pause: PauseForm | None = None,
    accommodation: AccommodationForm | None = None,
) -> str:
    quiz = next((one for one in _quizzes(course) if one.key == activity), None)
    if quiz is None:
        raise NotFound
    known = start_password(course.id, activity)
    return render_template(
        "assessment/quiz_conduct.html",
        course=course,
        quiz=quiz,
        state=queries.states_of(course.id).get(activity, queries.QuizState()),
        pauses=queries.pauses_of(course.id, activity),
        accommodations=queries.accommodations_of(course.id, activity),
        late=queries.late_attempts_of(course.id, activity),
        word=word or StartPasswordForm(formdata=None, data={"word": known or ""}),
        pause=pause or PauseForm(formdata=None),
        accommodation=accommodation or _accommodation_form(course),
        search=_search(),
        most_found=MOST_FOUND,
    )


def _quizzes(course: Workspace) -> list[CompiledActivity]:
    revision = compiled(current_revision_id(course.key))
    return [one for one in revision.activities if one.kind == "quiz"]


def _accommodation_form(course: Workspace, *, sent: bool = False) -> AccommodationForm:
    form = AccommodationForm() if sent else AccommodationForm(formdata=None)
    form.offer(participants_named(course.id, _search(), MOST_FOUND))
    return form


def _search() -> str:
    return str(request.values.get("q", "")).strip()[:100]


def _back(key: str, activity: str) -> Response:
    return redirect(url_for("assessment.conduct_quiz", key=key, activity=activity), 303)
