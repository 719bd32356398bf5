"""A quiz that is taken along: begun with the network, and its paper in the form that is kept on the device.

What does not belong here: keeping it (`static/offline-papers.js`), answering (`attempts`, `sync`).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify, url_for
from flask_babel import gettext as _

from lms.assessment import actions, queries
from lms.assessment.views.attempts import left_ms
from lms.assessment.views.blueprint import blueprint
from lms.assessment.views.devices import device, remember_device
from lms.core.errors import Conflict, Forbidden, NotFound
from lms.web.access import actor, is_reading, signed_in
from lms.web.kept import impersonal, keepable, of_any_build


@blueprint.post("/learn/<course>/<activity>/paper")
@signed_in
def take(course: str, activity: str) -> Response:
    """Start an attempt that is to be done without a network, or go on with the open one; says where its
    paper is."""
    known = device()
    queries.check_may_be_taken(actor().id, course, activity)
    try:
        attempt = actions.start_attempt(
            person_id=actor().id, course_key=course, activity_key=activity, device_id=known
        )
    except actions.Ended as refused:
        # What was open was handed in just now, and that stands.
        return jsonify(paper=None, message=_(refused.message))
    if attempt.device_id not in (None, known):
        raise Conflict("Percobaan ini sedang terbuka di perangkat lain. Lanjutkan dahulu di sini.")
    there = url_for("assessment.kept_paper", uuid=attempt.uuid)
    return remember_device(jsonify(paper=there, message=""), known)


@blueprint.get("/attempts/<uuid:uuid>/paper")
@signed_in
def kept_paper(uuid: UUID) -> Response:
    """The paper of an open attempt, to be kept: no key, no token, nothing of the person but their
    answers."""
    if is_reading():
        raise Forbidden
    known = device()
    head = queries.attempt_for_reading(actor().id, str(uuid))
    is_elsewhere = head.device_id not in (None, known)
    if head.submitted_at is not None or head.is_over or is_elsewhere:
        raise NotFound
    if not queries.may_be_taken(head):
        raise NotFound
    return keepable(of_any_build(_paper(head, known)))


def _paper(head: queries.AttemptHead, known: str) -> str:
    content: dict[str, Any] = {"paper": queries.paper(head.id), "files": [], "asked": {}}
    content |= {"device": known, "kept": True, "left_ms": left_ms(head)}
    return impersonal("assessment/kept_paper.html", head=head, **content)
