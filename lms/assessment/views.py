"""Pages of quizzes: the panel at the activity, the paper, the confirmation, the result.

Everything works with plain forms; `static/quiz.js` adds saving at each choice. What does not belong
here: the activity's page around the panel (learning).
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from uuid import UUID, uuid4

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    request,
    url_for,
)
from flask import render_template as render

from lms.assessment import actions, forms, queries
from lms.assessment.rules import attempts_left, counted_score, terms_of
from lms.core.errors import Invalid
from lms.courses.queries import compiled
from lms.web.access import actor, signed_in
from lms.web.locale import clock_time

blueprint = Blueprint("assessment", __name__, template_folder="templates")

DEVICE_COOKIE_S = 400 * 24 * 3600
"""The longest that browsers keep a cookie."""


def quiz_panel(*, enrolment: Any, course: Any, activity: Any) -> str:
    """Fills the slot `activity:quiz`: instruction, rules in words, attempts so far, the way in.

    `course` is the compiled revision and `activity` one of its quizzes.
    """
    terms = terms_of(
        activity.settings, practice=activity.practice, course_score=course.complete_score
    )
    attempts = queries.attempts_of(enrolment.id, activity.key)
    submitted = [one for one in attempts if one.submitted_at is not None]
    counted = counted_score([one.score for one in submitted if one.score is not None], terms.counts)
    return render(
        "assessment/panel.html",
        course=course,
        activity=activity,
        terms=terms,
        submitted=submitted,
        current=next((one for one in attempts if one.submitted_at is None), None),
        left=attempts_left(terms.attempts, len(attempts)),
        counted=counted,
        passed=counted is not None and terms.passes(counted),
    )


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
        return render(
            "assessment/result.html",
            head=head,
            course=compiled(head.revision_id),
            questions=queries.review(head),
        )
    device = _device()
    page = make_response(
        render(
            "assessment/paper.html",
            head=head,
            course=compiled(head.revision_id),
            paper=queries.paper(head.id),
            device=device,
            outbox=_outbox_key(),
        )
    )
    return _remember_device(page, device)


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
        event_id=uuid4(),
    )


@blueprint.post("/attempts/<uuid:uuid>/submit")
@signed_in
def submit(uuid: UUID) -> Any:
    """Hand in; once more is no error."""
    device = _device()
    actions.submit(
        attempt_uuid=str(uuid),
        person_id=actor().id,
        event_id=forms.event_id(request.form.get("event_id")),
        device_id=device,
    )
    return redirect(url_for("assessment.attempt", uuid=uuid), 303)


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
    device = _device()
    actions.save_typed(
        attempt_uuid=uuid,
        person_id=actor().id,
        typed=forms.typed_answers(
            request.form.items(multi=True), cleared=place if button == "clear" else None
        ),
        device_id=device,
        flag=(place, button == "flag") if place and button in ("flag", "unflag") else None,
    )
    if button == "finish":
        return redirect(url_for("assessment.confirm", uuid=uuid), 303)
    address = url_for("assessment.attempt", uuid=uuid, _anchor=f"soal-{place}" if place else None)
    return _remember_device(make_response(redirect(address, 303)), device)


def _pressed() -> tuple[str, int | None]:
    """The button of the plain form, and the question it belongs to. Enter in a field is `save`."""
    for button in ("finish", "clear", "flag", "unflag", "save"):
        value = request.form.get(button)
        if value:
            return button, None if button == "finish" else forms.position(value)
    return "save", None


def _device() -> str:
    known = request.cookies.get(_device_cookie(), "")
    try:
        return forms.event_id(known)
    except Invalid:
        return str(uuid4())


def _device_cookie() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


def _remember_device(response: Response, device: str) -> Response:
    if request.cookies.get(_device_cookie()) != device:
        response.set_cookie(
            _device_cookie(),
            device,
            max_age=DEVICE_COOKIE_S,
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )
    return response


def _outbox_key() -> str:
    """Names this person's unsent answers in the browser without telling who it is.

    It outlives the session, so that answers left behind by an expired one are still sent.
    """
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"outbox:{actor().id}".encode(), hashlib.sha256).hexdigest()[:24]
