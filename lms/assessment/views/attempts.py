"""An attempt from its start to its result.

What does not belong here: the panel at the activity (`panels`), reports about questions.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Response, jsonify, make_response, redirect, request, url_for
from flask import render_template as render

from lms.assessment import actions, forms, queries
from lms.assessment.views.blueprint import blueprint
from lms.assessment.views.devices import device, outbox_key, remember_device
from lms.courses.queries import compiled
from lms.web.access import actor, signed_in
from lms.web.locale import clock_time


@blueprint.post("/learn/<course>/<activity>/attempts")
@signed_in
def start(course: str, activity: str) -> Any:
    """Start an attempt, or go on with the open one."""
    attempt = actions.start_attempt(person_id=actor().id, course_key=course, activity_key=activity)
    return redirect(url_for("assessment.attempt", uuid=attempt.uuid), 303)


@blueprint.get("/attempts/<uuid:uuid>")
@signed_in
def attempt(uuid: UUID) -> Any:
    """The paper while the attempt is open, the result afterwards."""
    head = queries.attempt_for_reading(actor().id, str(uuid))
    if head.submitted_at is not None:
        return _result(head)
    known = device()
    page = make_response(
        render(
            "assessment/paper.html",
            head=head,
            course=compiled(head.revision_id),
            paper=queries.paper(head.id),
            **_files(head),
            device=known,
            outbox=outbox_key(),
        )
    )
    return remember_device(page, known)


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
    if head.submitted_at is not None:
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
    )


def _receipt(uuid: str) -> Response:
    event = forms.sent_event(request.get_json(silent=True))
    receipt = actions.save_answer(attempt_uuid=uuid, person_id=actor().id, event=event)
    return jsonify(
        status=receipt.status,
        event_id=event.event_id,
        hash=receipt.hash,
        saved_at=clock_time(receipt.received_at),
    )


def _save_form(uuid: str) -> Any:
    button, place = _pressed()
    known = device()
    actions.save_typed(
        attempt_uuid=uuid,
        person_id=actor().id,
        typed=forms.typed_answers(
            request.form.items(multi=True), cleared=place if button == "clear" else None
        ),
        device_id=known,
        flag=(place, button == "flag") if place and button in ("flag", "unflag") else None,
    )
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
