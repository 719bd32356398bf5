"""Uploads: into a draft, or as the beginning of a course. Answers a form or a script.

What does not belong here: reading what was sent (actions.uploads).
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.authoring.actions.storing import UnusableFiles
from lms.authoring.actions.uploads import (
    MOST_UPLOAD_BYTES,
    Lost,
    Mode,
    Received,
    Upload,
    begin_course_from,
    receive,
)
from lms.authoring.forms.courses import NewCourseForm, UploadedCourseForm
from lms.authoring.forms.files import UploadForm
from lms.authoring.views.blueprint import blueprint
from lms.authoring.views.courses import draft_page, in_words, new_page
from lms.core.errors import Invalid
from lms.courses.policy import CREATE_COURSES
from lms.courses.queries import Workspace, course_for_editing
from lms.web.access import actor, needs
from lms.web.errors import wants_json
from lms.web.intake import takes_up_to
from lms.web.locale import translated


@blueprint.post("/authoring/<key>/uploads")
@needs(CREATE_COURSES)
@takes_up_to(MOST_UPLOAD_BYTES)
def uploads(key: str) -> Any:
    """Take files into the draft (`files`, several). `mode` says what becomes of those there are;
    without it nothing is replaced, which is what a picture pasted into a text wants."""
    course = course_for_editing(actor(), key)
    form = UploadForm()
    mode: Mode = "beside"
    if "mode" in request.form:
        mode = "replace" if form.mode.data == "replace" else "add"
    try:
        received = receive(course_id=course.id, uploads=_sent(), mode=mode, actor_id=actor().id)
    except Invalid as error:
        return _refused(course, form, error)
    if wants_json():
        return jsonify(_plain(received))
    return _done(received)


@blueprint.post("/authoring/new/upload")
@needs(CREATE_COURSES)
@takes_up_to(MOST_UPLOAD_BYTES)
def new_upload() -> Any:
    """Begin a course with what somebody has written already."""
    form = UploadedCourseForm()
    try:
        if not form.validate():
            raise Invalid("files", "Periksa isian di bawah ini.")
        received = begin_course_from(
            uploads=_sent(),
            title=(form.title.data or "").strip(),
            key=(form.key.data or "").strip(),
            actor_id=actor().id,
        )
    except Invalid as error:
        if wants_json():
            return jsonify(_problem(error)), 422
        form.refuse(error)
        problems = error.findings if isinstance(error, UnusableFiles) else ()
        shown = [in_words(finding) for finding in problems]
        return new_page(NewCourseForm(formdata=None), form, problems=shown), 422
    if wants_json():
        return jsonify(_plain(received))
    return _done(received)


def _sent() -> list[Upload]:
    return [
        Upload(PurePosixPath((file.filename or "").replace("\\", "/")).name, file.stream)
        for file in request.files.getlist("files")
        if file.filename
    ]


def _refused(course: Workspace, form: UploadForm, error: Invalid) -> Any:
    if wants_json():
        return jsonify(_problem(error)), 422
    form.refuse(error)
    problems = error.findings if isinstance(error, UnusableFiles) else ()
    return draft_page(course, upload_form=form, problems=problems), 422


def _problem(error: Invalid) -> dict[str, Any]:
    findings = error.findings if isinstance(error, UnusableFiles) else ()
    return {
        "error": _("Tidak tersimpan"),
        "message": translated(error.message) % error.params,
        "findings": [in_words(finding).message for finding in findings],
    }


def _done(received: Received) -> Any:
    """Back to the draft; where something couldn't be kept, first a page that lists it."""
    message = _message(received)
    if received.left_out or received.documents:
        return render_template(
            "authoring/received.html",
            key=received.course_key,
            message=message,
            left_out=_left_out(received),
            documents=_documents(received),
        )
    flash(message, "success")
    return redirect(url_for("authoring.course", key=received.course_key), 303)


def _message(received: Received) -> str:
    n = len(received.changed)
    if n == 0:
        return str(_("Tidak ada yang berubah: semua berkas sudah sama."))
    return str(ngettext("%(num)s berkas tersimpan.", "%(num)s berkas tersimpan.", n))


def _left_out(received: Received) -> list[dict[str, str]]:
    return [{"name": one.name, "reason": translated(one.reason)} for one in received.left_out]


def _documents(received: Received) -> list[dict[str, Any]]:
    return [
        {
            "name": document.name,
            "path": document.path,
            "lost": [_lost_in_words(one) for one in document.lost],
        }
        for document in received.documents
    ]


def _lost_in_words(lost: Lost) -> str:
    words = translated(lost.message) % lost.params
    return words if lost.line is None else _("Baris %(line)s", line=lost.line) + f": {words}"


def _plain(received: Received) -> dict[str, Any]:
    return {
        "files": [{"path": path} for path in received.paths],
        "changed": list(received.changed),
        "left_out": _left_out(received),
        "documents": [
            one | {"url": url_for("authoring.file", key=received.course_key, path=one["path"])}
            for one in _documents(received)
        ],
        "message": _message(received),
        "url": url_for("authoring.course", key=received.course_key),
    }
