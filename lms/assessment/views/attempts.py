"""An attempt from its start to its result.

What does not belong here: the panel at the activity (`panels`), reports about questions.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Response, flash, jsonify, make_response, redirect, request, url_for
from flask import render_template as render
from flask_babel import gettext as _

from lms.assessment import actions, forms, queries
from lms.assessment.queries.marking.feedback import feedback_of, given_back, returned_files
from lms.assessment.views.blueprint import blueprint
from lms.assessment.views.devices import device, remember_device
from lms.core.clock import now
from lms.core.errors import Invalid
from lms.courses.queries import compiled
from lms.web.access import actor, signed_in
from lms.web.kept import gone
from lms.web.locale import clock_time


@blueprint.post("/learn/<course>/<activity>/attempts")
@signed_in
def start(course: str, activity: str) -> Any:
    """Start an attempt, or go on with the open one."""
    known = device()
    try:
        attempt = actions.start_attempt(
            person_id=actor().id,
            course_key=course,
            activity_key=activity,
            device_id=known,
            password=request.form.get("password", ""),
        )
    except Invalid as refused:
        flash(_(refused.message), "danger")
        return redirect(url_for("learning.activity", course=course, activity=activity), 303)
    except actions.Ended as refused:
        flash(_(refused.message), "warning")
        return redirect(url_for("assessment.attempt", uuid=refused.attempt_uuid), 303)
    there = redirect(url_for("assessment.attempt", uuid=attempt.uuid), 303)
    return remember_device(make_response(there), known)


@blueprint.get("/attempts/<uuid:uuid>")
@signed_in
def attempt(uuid: UUID) -> Any:
    """The paper while the attempt is open, the result afterwards."""
    head = queries.attempt_for_reading(actor().id, str(uuid))
    if head.submitted_at is not None:
        return gone(make_response(_result(head)))
    known = device()
    course = compiled(head.revision_id)
    if head.is_over:
        over = render("assessment/time_up.html", head=head, course=course, event_id=uuid4())
        return gone(make_response(over))
    if head.device_id not in (None, known):
        page = make_response(render("assessment/elsewhere.html", head=head, course=course))
        return gone(remember_device(page, known))
    page = make_response(
        render(
            "assessment/paper.html",
            head=head,
            course=course,
            paper=queries.paper(head.id),
            **_files(head),
            device=known,
            portable=queries.may_be_taken(head),
        )
    )
    return remember_device(page, known)


@blueprint.post("/attempts/<uuid:uuid>/take-over")
@signed_in
def take_over(uuid: UUID) -> Any:
    """Go on here with an attempt that is open on another device."""
    known = device()
    actions.take_over(attempt_uuid=str(uuid), person_id=actor().id, device_id=known)
    there = redirect(url_for("assessment.attempt", uuid=uuid), 303)
    return remember_device(make_response(there), known)


@blueprint.get("/attempts/<uuid:uuid>/clock")
@signed_in
def clock(uuid: UUID) -> Response:
    """How much time is left by the server's clock, for the page's script."""
    head = queries.attempt_for_reading(actor().id, str(uuid))
    response = jsonify(
        left_ms=left_ms(head),
        paused=head.clock.paused,
        over=head.submitted_at is not None or head.is_over,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/attempts/<uuid:uuid>/answers")
@signed_in
def answers(uuid: UUID) -> Any:
    """Keep one event (JSON), or all that the plain form holds."""
    if request.is_json:
        return _receipt(str(uuid))
    return _save_form(str(uuid))


@blueprint.get("/attempts/<uuid:uuid>/submit")
@signed_in
def confirm(uuid: UUID) -> Any:
    """Ask once more, naming what is unanswered or flagged."""
    head = queries.attempt_for_reading(actor().id, str(uuid))
    if head.submitted_at is not None or head.is_over or head.device_id not in (None, device()):
        return redirect(url_for("assessment.attempt", uuid=head.uuid), 303)
    return render(
        "assessment/confirm.html",
        head=head,
        course=compiled(head.revision_id),
        paper=queries.paper(head.id),
        **_files(head),
        event_id=uuid4(),
    )


@blueprint.post("/attempts/<uuid:uuid>/submit")
@signed_in
def submit(uuid: UUID) -> Any:
    """Hand in; once more is no error."""
    actions.submit(
        attempt_uuid=str(uuid),
        person_id=actor().id,
        event_id=forms.event_id(request.form.get("event_id")),
        device_id=device(),
    )
    return redirect(url_for("assessment.attempt", uuid=uuid), 303)


def left_ms(head: queries.AttemptHead) -> int | None:
    """Milliseconds to the end of an attempt; None where nothing ends it, or its clock stands still."""
    end = head.clock.ends_at
    return None if end is None else max(0, int((end - now()).total_seconds() * 1000))


def _files(head: queries.AttemptHead) -> dict[str, Any]:
    """The files of an assignment, and what it takes; nothing for other activities."""
    if head.terms.activity != "assignment":
        return {"files": [], "asked": {}}
    return {"files": queries.files_of(head.id), "asked": queries.settings_of(head.activity_id)}


def _result(head: queries.AttemptHead) -> str:
    course = compiled(head.revision_id)
    page = "result" if head.terms.activity == "quiz" else "handed_in"
    return render(
        f"assessment/{page}.html",
        head=head,
        course=course,
        **_files(head),
        questions=queries.review(head),
        notes=queries.notes_of(head),
        feedback=feedback_of(head),
        given_back=given_back(head),
        returned_files=returned_files(head),
        late=queries.late_answers_of(head),
    )


def _receipt(uuid: str) -> Response:
    event = forms.sent_event(request.get_json(silent=True))
    receipt = actions.save_answer(attempt_uuid=uuid, person_id=actor().id, event=event)
    return jsonify(
        status=receipt.status,
        event_id=event.event_id,
        hash=receipt.hash,
        saved_at=clock_time(receipt.received_at),
        taken_over=receipt.taken_over,
    )


def _save_form(uuid: str) -> Any:
    button, place = _pressed()
    known = device()
    epoch = request.form.get("epoch")
    late = actions.save_typed(
        attempt_uuid=uuid,
        person_id=actor().id,
        typed=forms.typed_answers(
            request.form.items(multi=True), cleared=place if button == "clear" else None
        ),
        device_id=known,
        epoch=forms.position(epoch) if epoch else None,
        flag=(place, button == "flag") if place and button in ("flag", "unflag") else None,
    )
    if late:
        flash(_("Waktu sudah habis. Jawaban terakhir Anda tersimpan sebagai terlambat."), "warning")
        return redirect(url_for("assessment.attempt", uuid=uuid), 303)
    if button == "finish":
        return redirect(url_for("assessment.confirm", uuid=uuid), 303)
    address = url_for("assessment.attempt", uuid=uuid, _anchor=f"soal-{place}" if place else None)
    return remember_device(make_response(redirect(address, 303)), known)


def _pressed() -> tuple[str, int | None]:
    """The button of the plain form, and the question it belongs to. Enter in a field is `save`."""
    for button in ("finish", "clear", "flag", "unflag", "save"):
        value = request.form.get(button)
        if value:
            return button, None if button == "finish" else forms.position(value)
    return "save", None
