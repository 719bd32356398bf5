"""The courses that somebody writes or reviews, beginning one, and the files of a draft.

What does not belong here: uploads (uploading), the editor (editing).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from tempfile import TemporaryFile
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from lms.authoring.actions.drafts import RESERVED_KEYS, begin_course, open_draft
from lms.authoring.actions.files import add_module_or_bank, delete_file, rename_file
from lms.authoring.actions.uploads import MOST_UPLOAD_BYTES
from lms.authoring.forms.courses import NewCourseForm, UploadedCourseForm
from lms.authoring.forms.files import NewFileForm, RenameForm, UploadForm
from lms.authoring.queries.courses import courses_of, free_key
from lms.authoring.queries.drafts import (
    FileLine,
    checked,
    draft_of,
    files_of,
    files_of_published,
    folder_of,
)
from lms.authoring.queries.editing import file_of_draft
from lms.authoring.queries.history import waiting_requests
from lms.authoring.rules.files import FileKind
from lms.authoring.views.blueprint import blueprint
from lms.core.archives import write_archive
from lms.core.errors import Conflict, Invalid, NotFound
from lms.courses.policy import CREATE_COURSES
from lms.courses.queries import Workspace, course_for_editing, course_for_reviewing, describe
from lms.courses.source import Finding
from lms.courses.source.naming import slug
from lms.web.access import actor, needs
from lms.web.locale import translated


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in words."""

    line: int
    code: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class FileFindings:
    """The findings of one file; one that `is_there` can be opened at a line."""

    path: str
    findings: list[FindingLine]
    is_there: bool


@blueprint.get("/authoring")
@needs(CREATE_COURSES)
def index() -> str:
    """The courses that the person writes or reviews, and the requests that wait for a decision."""
    return render_template(
        "authoring/index.html",
        courses=courses_of(actor()),
        waiting=waiting_requests(actor()),
    )


@blueprint.route("/authoring/new", methods=["GET", "POST"])
@needs(CREATE_COURSES)
def new() -> Any:
    """Begin a course with a template."""
    form = NewCourseForm()
    if request.method == "GET":
        return new_page(form, UploadedCourseForm())
    if not form.validate():
        return new_page(form, UploadedCourseForm()), 422
    try:
        course = begin_course(
            actor_id=actor().id,
            key=(form.key.data or "").strip() or slug(form.title.data, "kursus"),
            title=form.title.data,
            summary=form.summary.data or "",
            competency=form.competency.data,
            hours=form.hours.data,
            language=form.language.data,
            template=form.template.data,
        )
    except Invalid as error:
        form.refuse(error)
        if not form.key.data:
            form.key.data = free_key(form.title.data, RESERVED_KEYS)
        return new_page(form, UploadedCourseForm()), 422
    flash(_("Kursus dibuat. Belum ada yang dapat melihatnya selain Anda."), "success")
    return redirect(url_for("authoring.course", key=course.key), 303)


@blueprint.get("/authoring/<key>")
@needs(CREATE_COURSES)
def course(key: str) -> str:
    """The files of a course's draft and what the checker says of them; where nobody edits the
    course yet, the files of what is published."""
    return draft_page(course_for_reviewing(actor(), key))


@blueprint.post("/authoring/<key>/draft")
@needs(CREATE_COURSES)
def begin_editing(key: str) -> Response:
    """Take what is published into a draft."""
    course = course_for_editing(actor(), key)
    open_draft(course_id=course.id, actor_id=actor().id)
    return _to_course(key)


@blueprint.get("/authoring/<key>/draft.zip")
@needs(CREATE_COURSES)
def download(key: str) -> Response:
    """The draft as a zip."""
    course = course_for_reviewing(actor(), key)
    draft = draft_of(course.id)
    if draft is None:
        raise NotFound()
    out = TemporaryFile()  # noqa: SIM115 - closed with the response
    write_archive(folder_of(draft.id).files, out, key)
    return send_file(out, "application/zip", as_attachment=True, download_name=f"{key}-draf.zip")


@blueprint.post("/authoring/<key>/new-file")
@needs(CREATE_COURSES)
def new_file(key: str) -> Any:
    """Begin a module or a question bank."""
    course = course_for_editing(actor(), key)
    form = NewFileForm()
    if not form.validate():
        return draft_page(course, new_file_form=form), 422
    try:
        row = add_module_or_bank(
            course_id=course.id,
            kind="bank" if form.kind.data == "bank" else "module",
            title=form.title.data,
            actor_id=actor().id,
        )
    except Invalid as error:
        form.refuse(error)
        return draft_page(course, new_file_form=form), 422
    return redirect(url_for("authoring.file", key=key, path=row.path), 303)


@blueprint.route("/authoring/<key>/rename", methods=["GET", "POST"])
@needs(CREATE_COURSES)
def rename(key: str) -> Any:
    """Give a file another name."""
    course = course_for_editing(actor(), key)
    if request.method == "GET":
        path = file_of_draft(course.id, request.args.get("path", "")).path
        form = RenameForm(data={"path": path, "new_path": path})
        return render_template("authoring/rename.html", course=course, form=form)
    form = RenameForm()
    if form.validate():
        try:
            row = rename_file(
                course_id=course.id,
                path=form.path.data,
                new_path=form.new_path.data.strip(),
                actor_id=actor().id,
            )
        except Invalid as error:
            form.refuse(Invalid("new_path", error.message, **error.params))
        else:
            flash(_("Nama berkas sekarang %(path)s.", path=row.path), "success")
            return _to_course(key)
    return render_template("authoring/rename.html", course=course, form=form), 422


@blueprint.post("/authoring/<key>/delete")
@needs(CREATE_COURSES)
def delete(key: str) -> Response:
    """Delete a file of the draft."""
    course = course_for_editing(actor(), key)
    path = request.form.get("path", "")
    try:
        delete_file(course_id=course.id, path=path, actor_id=actor().id)
    except Conflict as error:
        flash(translated(error.message) % error.params, "danger")
    else:
        flash(_("%(path)s dihapus dari draf.", path=path), "success")
    return _to_course(key)


def new_page(form: NewCourseForm, uploaded: UploadedCourseForm, **shown: Any) -> str:
    """The page on which a course begins."""
    return render_template(
        "authoring/new.html",
        form=form,
        uploaded=uploaded,
        most_bytes=MOST_UPLOAD_BYTES,
        **shown,
    )


def draft_page(
    course: Workspace,
    *,
    upload_form: UploadForm | None = None,
    new_file_form: NewFileForm | None = None,
    problems: Sequence[Finding] = (),
) -> str:
    """The page of a draft; `problems` are those of files that were refused just now."""
    draft = draft_of(course.id)
    files = files_of(draft.id) if draft else files_of_published(course.id)
    result = checked(draft.id) if draft else None
    findings = result.findings if result else ()
    errors = sum(finding.severity == "error" for finding in findings)
    return render_template(
        "authoring/course.html",
        course=course,
        has_draft=draft is not None,
        draft=draft,
        groups=_by_kind(files),
        findings=_by_file(findings, {file.path for file in files}),
        errors=errors,
        warnings=len(findings) - errors,
        left_out=result.left_out if result else 0,
        upload_form=upload_form or UploadForm(formdata=None),
        new_file_form=new_file_form or NewFileForm(formdata=None),
        problems=[in_words(finding) for finding in problems],
        most_bytes=MOST_UPLOAD_BYTES,
    )


def in_words(finding: Finding) -> FindingLine:
    """A finding in the reader's language."""
    message, params = describe(finding)
    text = translated(message) % dict(params)
    return FindingLine(finding.line, finding.code, finding.severity, text)


def _by_kind(files: list[FileLine]) -> list[tuple[FileKind | None, list[FileLine]]]:
    return [(kind, list(group)) for kind, group in groupby(files, key=lambda file: file.kind)]


def _by_file(findings: Sequence[Finding], paths: set[str]) -> list[FileFindings]:
    return [
        FileFindings(path, [in_words(finding) for finding in group], path in paths)
        for path, group in groupby(findings, key=lambda finding: finding.file)
    ]


def _to_course(key: str) -> Response:
    return redirect(url_for("authoring.course", key=key), 303)  # type: ignore[return-value]
