"""Courses from git: a zip of a course's folder is checked and published."""

from __future__ import annotations

import json
from typing import IO, Any

from flask import Response, jsonify, request

from lms.api.rules.openapi import SARIF
from lms.api.views.blueprint import blueprint, sent_body
from lms.authoring.actions.sending import Sent, check_revision, send_revision
from lms.authoring.actions.uploads import MOST_UPLOAD_BYTES
from lms.authoring.queries.archives import course_in
from lms.core import settings
from lms.core.errors import Invalid, NotFound
from lms.courses.actions import BrokenFolder
from lms.courses.policy import CREATE_COURSES
from lms.courses.queries import course_exists, course_for_editing, describe
from lms.courses.source import Finding
from lms.courses.source.sarif import Said, as_sarif
from lms.web.access import actor, by_token
from lms.web.intake import takes_up_to
from lms.web.locale import translated

LONGEST_NOTE = 500
STATUS = {"checked": 200, "unchanged": 200, "published": 201, "waiting": 202}


@blueprint.post("/api/v1/courses/<key>/revisions")
@by_token
@takes_up_to(MOST_UPLOAD_BYTES)
def send(key: str) -> Response:
    """Check a zip of a course's folder, and publish it unless it is a dry run."""
    course_id = _course_to_write(key)
    with sent_body() as body:
        try:
            sent = _check(key, course_id, body) if _is_dry_run() else _send(key, course_id, body)
        except BrokenFolder as broken:
            return _answer(key, Sent("checked", None, broken.findings), 422)
    return _answer(key, sent, STATUS[sent.state])


def _course_to_write(key: str) -> int | None:
    """The course's id; None for one that the actor may begin.

    Raises:
        NotFound: it is somebody else's, or there is none and the actor may begin none.
    """
    if course_exists(key):
        return course_for_editing(actor(), key).id
    if not CREATE_COURSES(actor()):
        raise NotFound
    return None


def _check(key: str, course_id: int | None, body: IO[bytes]) -> Sent:
    return check_revision(course_key=key, course_id=course_id, folder=course_in(body))


def _send(key: str, course_id: int | None, body: IO[bytes]) -> Sent:
    return send_revision(
        course_key=key,
        course_id=course_id,
        folder=course_in(body),
        note=request.args.get("note", "").strip()[:LONGEST_NOTE],
        material=[word for word in request.args.get("material", "").split(",") if word],
        actor_id=actor().id,
    )


def _is_dry_run() -> bool:
    said = request.args.get("dry_run", "0")
    if said not in ("0", "1"):
        raise Invalid("dry_run", "Tulis dry_run=1 atau dry_run=0.")
    return said == "1"


def _answer(key: str, sent: Sent, status: int) -> Response:
    said = [_said(finding) for finding in sent.findings]
    if request.accept_mimetypes.best == SARIF:
        log = as_sarif(said, tool=settings.text(settings.PRODUCT_NAME))
        return Response(json.dumps(log, ensure_ascii=False), status, mimetype=SARIF)
    answer: dict[str, Any] = {
        "course": key,
        "state": sent.state,
        "revision": sent.revision_number,
        "draft_kept": sent.draft_kept,
        "findings": [one._asdict() for one in said],
    }
    response = jsonify(answer)
    response.status_code = status
    return response


def _said(finding: Finding) -> Said:
    message, params = describe(finding)
    words = translated(message) % dict(params)
    return Said(finding.file, finding.line, finding.code, finding.severity, words)
