"""The files of a work: those handed in, and those that markers give back.

What does not belong here: the work itself (`works`).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, redirect, request, url_for

from lms.assessment.actions.marking import add_feedback_file, remove_feedback_file, save_marks
from lms.assessment.forms import position
from lms.assessment.queries.marking.works import Work, feedback_files, work_for_marking
from lms.assessment.rules import ending_of
from lms.assessment.views.blueprint import blueprint
from lms.assessment.views.handing import sent_file
from lms.assessment.views.marking.works import desk, filled_in, refused, seen
from lms.core import audit
from lms.core.errors import Conflict, Invalid, NotFound
from lms.courses.queries import course_for_editing
from lms.web.access import actor, signed_in
from lms.web.intake import takes_up_to

MOST_BYTES = 22 * 1024 * 1024
"""The largest file that can be given back, and the sheet beside it."""


@blueprint.post("/courses/<key>/marking/<activity>/<uuid:uuid>/files")
@signed_in
@takes_up_to(MOST_BYTES)
def change_feedback_files(key: str, activity: str, uuid: UUID) -> Any:
    """Give a file back, or take it away again, and keep what stands in the same form."""
    course = course_for_editing(actor(), key)
    audit.record_view(actor_id=actor().id, page="assessment.work", subject=("attempt", uuid))
    where = desk(course, activity, uuid)
    try:
        _change(where)
        save_marks(where, filled_in(), seen=seen())
    except (Invalid, Conflict) as refusal:
        return refused(course, activity, uuid, refusal)
    there = url_for("assessment.work", key=key, activity=activity, uuid=uuid, _anchor="berkas")
    return redirect(there, 303)


@blueprint.get("/courses/<key>/marking/<activity>/<uuid:uuid>/files/<int:file_id>")
@signed_in
def work_file(key: str, activity: str, uuid: UUID, file_id: int) -> Response:
    """A file that was handed in; where names are hidden, under another one."""
    work = _work(key, activity, uuid)
    for number, one in enumerate(work.files, start=1):
        if one.id == file_id:
            hidden = f"berkas-{number}.{ending_of(one.name)}"
            return sent_file(one.sha256, one.media_type, hidden if work.hidden else one.name)
    raise NotFound


@blueprint.get("/courses/<key>/marking/<activity>/<uuid:uuid>/feedback/<int:file_id>")
@signed_in
def work_feedback_file(key: str, activity: str, uuid: UUID, file_id: int) -> Response:
    """A file that is given back; another marker's only once their marks may be seen."""
    work = _work(key, activity, uuid)
    shown = {one.marker_id for one in work.shown_marks} | {work.actor_id}
    for files in feedback_files([one.id for one in work.files]).values():
        for one in files:
            if one.id == file_id and one.marker_id in shown:
                return sent_file(one.sha256, one.media_type, one.name)
    raise NotFound


def _change(where: Any) -> None:
    if "remove" in request.form:
        remove_feedback_file(where, file_id=position(request.form["remove"], digits=9))
        return
    handed_file_id = position(request.form.get("upload", ""), digits=9)
    file = request.files.get(f"feedback-{handed_file_id}")
    if file is None or not file.filename:
        raise Invalid(f"feedback-{handed_file_id}", "Pilih berkas dahulu.")
    try:
        add_feedback_file(
            where, handed_file_id=handed_file_id, name=file.filename, content=file.read()
        )
    except Invalid as refusal:
        raise Invalid(f"feedback-{handed_file_id}", refusal.message, **refusal.params) from refusal


def _work(key: str, activity: str, uuid: UUID) -> Work:
    course = course_for_editing(actor(), key)
    audit.record_view(actor_id=actor().id, page="assessment.work_file", subject=("attempt", uuid))
    return work_for_marking(actor(), course.id, activity, str(uuid))
