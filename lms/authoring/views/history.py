"""The revisions of a course: what each changed, going back to one, taking one into the draft.

What does not belong here: publishing (publishing).
"""

from __future__ import annotations

from tempfile import TemporaryFile

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _

from lms.authoring.actions.publishing import restore_draft
from lms.authoring.queries.drafts import draft_of
from lms.authoring.queries.history import (
    files_of_revision,
    number_before,
    revision_of,
    revisions_of,
    unpublished_paths,
)
from lms.authoring.rules.changes import NAMES
from lms.authoring.views.blueprint import blueprint
from lms.authoring.views.reviewing import changes_between
from lms.core.archives import write_archive
from lms.courses.actions import roll_back
from lms.courses.policy import CREATE_COURSES
from lms.courses.queries import course_for_editing, course_for_reviewing
from lms.web.access import actor, needs


@blueprint.get("/authoring/<key>/revisions")
@needs(CREATE_COURSES)
def revisions(key: str) -> str:
    """All revisions, the newest first."""
    course = course_for_reviewing(actor(), key)
    return render_template(
        "authoring/revisions.html", course=course, revisions=revisions_of(course.id)
    )


@blueprint.get("/authoring/<key>/revisions/<int:number>")
@needs(CREATE_COURSES)
def revision(key: str, number: int) -> str:
    """One revision: what it changed, and what may be done with it."""
    course = course_for_reviewing(actor(), key)
    found = revision_of(course.id, number)
    before = number_before(course.id, number)
    has_draft = draft_of(course.id) is not None
    return render_template(
        "authoring/revision.html",
        course=course,
        revision=found,
        before=before,
        changes=changes_between(course.id, before, number),
        names=NAMES,
        has_draft=has_draft,
        unpublished=len(unpublished_paths(course.id)) if has_draft else 0,
    )


@blueprint.post("/authoring/<key>/revisions/<int:number>/show")
@needs(CREATE_COURSES)
def show_revision(key: str, number: int) -> Response:
    """Let learners see this revision: go back to it, or forward again."""
    course = course_for_editing(actor(), key)
    roll_back(course_id=course.id, number=number, actor_id=actor().id)
    flash(_("Peserta sekarang melihat revisi %(number)s.", number=number), "success")
    return redirect(url_for("authoring.revisions", key=key), 303)  # type: ignore[return-value]


@blueprint.post("/authoring/<key>/revisions/<int:number>/draft")
@needs(CREATE_COURSES)
def restore(key: str, number: int) -> Response:
    """Make the draft what this revision was."""
    course = course_for_editing(actor(), key)
    restore_draft(course_id=course.id, number=number, actor_id=actor().id)
    flash(_("Draf sekarang sama dengan revisi %(number)s.", number=number), "success")
    return redirect(url_for("authoring.course", key=key), 303)  # type: ignore[return-value]


@blueprint.get("/authoring/<key>/revisions/<int:number>/course.zip")
@needs(CREATE_COURSES)
def download_revision(key: str, number: int) -> Response:
    """The folder of a revision."""
    course = course_for_reviewing(actor(), key)
    found = revision_of(course.id, number)
    out = TemporaryFile()  # noqa: SIM115 - closed with the response
    write_archive(files_of_revision(found.id), out, key)
    name = f"{key}-revisi-{number}.zip"
    return send_file(out, "application/zip", as_attachment=True, download_name=name)
