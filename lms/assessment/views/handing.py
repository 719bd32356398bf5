"""Files for an assignment: handed over with the form that holds the text, offered again.

What does not belong here: handing in (`attempts`).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, request, send_file, url_for
from flask_babel import gettext as _

from lms.assessment import actions, forms, queries
from lms.assessment.queries.marking.feedback import feedback_file_for_reading
from lms.assessment.views.blueprint import blueprint
from lms.assessment.views.devices import device
from lms.core import files
from lms.core.errors import Invalid
from lms.web.access import actor, signed_in
from lms.web.headers import INERT
from lms.web.intake import takes_up_to

MOST_BYTES = 52 * 1024 * 1024
"""The largest file that the course format allows, and the text beside it."""


@blueprint.post("/attempts/<uuid:uuid>/files")
@signed_in
@takes_up_to(MOST_BYTES)
def change_files(uuid: UUID) -> Any:
    """Add a file or take one away, and keep the text that stands in the same form.

    A file that is refused is told by a message, not by 422: the text must be kept all the same.
    """
    try:
        _change(str(uuid))
    except Invalid as error:
        flash(_(error.message, **error.params), "danger")
    actions.save_typed(
        attempt_uuid=str(uuid),
        person_id=actor().id,
        typed=forms.typed_answers(request.form.items(multi=True), cleared=None),
        device_id=device(),
    )
    return redirect(url_for("assessment.attempt", uuid=uuid, _anchor="berkas"), 303)


@blueprint.get("/attempts/<uuid:uuid>/files/<int:file_id>")
@signed_in
def handed_file(uuid: UUID, file_id: int) -> Response:
    """A file of one's own."""
    found = queries.file_for_reading(actor().id, str(uuid), file_id)
    return sent_file(found.sha256, found.media_type, found.name)


@blueprint.get("/attempts/<uuid:uuid>/feedback/<int:file_id>")
@signed_in
def feedback_file(uuid: UUID, file_id: int) -> Response:
    """A file that a marker gave back with one's own."""
    found = feedback_file_for_reading(actor().id, str(uuid), file_id)
    return sent_file(found.sha256, found.media_type, found.name)


def sent_file(sha256: str, media_type: str, name: str) -> Response:
    """A stored file, to be saved and never to be run."""
    response = send_file(
        files.path(sha256),
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
        etag=sha256,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = INERT
    return response


def _change(uuid: str) -> None:
    if "remove" in request.form:
        file_id = forms.position(request.form["remove"], digits=9)
        actions.remove_file(attempt_uuid=uuid, person_id=actor().id, file_id=file_id)
        return
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid("file", "Pilih berkas dahulu.")
    actions.add_file(
        attempt_uuid=uuid, person_id=actor().id, name=file.filename, content=file.read()
    )
