"""The editor of a file, its live check, and the media that a draft uses.

Without JavaScript it is a form; `static/editor.js` adds the rest. What does not belong here: the
list of files and uploads (courses), previews (previewing).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import (
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext as _

from lms.authoring.actions.files import Changed, save_source
from lms.authoring.forms.editing import SentText, TextForm, sent_text
from lms.authoring.queries.drafts import draft_of
from lms.authoring.queries.editing import (
    CheckedFile,
    EditedFile,
    checked_with,
    draft_id_of,
    file_of_draft,
    media_for_reviewing,
    only_of,
    uses_of,
)
from lms.authoring.queries.files import merge_view
from lms.authoring.rules.files import is_source
from lms.authoring.rules.snippets import BY_KEY, SNIPPETS, Snippet, appended, id_prefix
from lms.authoring.rules.texts import saved, shown, with_line_feeds
from lms.authoring.views.blueprint import blueprint
from lms.authoring.views.words import editor_phrases, editor_words
from lms.core.clock import now
from lms.core.errors import Invalid, NotFound
from lms.courses.policy import CREATE_COURSES
from lms.courses.queries import Workspace, course_for_editing, course_for_reviewing, describe
from lms.courses.source import Finding
from lms.web.access import actor, needs
from lms.web.headers import INERT
from lms.web.locale import clock_time, date_and_time, translated

SAME_DAY = timedelta(hours=12)
"""So long a time without its date says enough."""

A_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in words, with the text of its line for those who can't jump to it."""

    line: int
    code: str
    severity: str
    message: str
    text: str


@blueprint.get("/authoring/<key>/files/<path:path>")
@needs(CREATE_COURSES)
def file(key: str, path: str) -> Any:
    """A file of the draft: an editor for a text, a look at everything else."""
    course = course_for_reviewing(actor(), key)
    if draft_of(course.id) is None:
        flash(_("Mulai menyunting dahulu; sesudah itu berkas dapat dibuka."), "info")
        return redirect(url_for("authoring.course", key=key), 303)
    found = file_of_draft(course.id, path)
    if found.content is None:
        return _media_page(course, found)
    return _editor(course, found, shown(found.content).text)


@blueprint.post("/authoring/<key>/files/<path:path>")
@needs(CREATE_COURSES)
def save_file(key: str, path: str) -> Any:
    """Save a text: from the plain form, or as JSON from the editor's script."""
    course = course_for_editing(actor(), key)
    if request.is_json:
        return _save_sent(course, sent_text(request.get_json(silent=True), path))
    return _save_form(course, path, TextForm())


@blueprint.post("/authoring/<key>/check")
@needs(CREATE_COURSES)
def check(key: str) -> Response:
    """What the checker says of the draft with the text in hand. Nothing is written."""
    course = course_for_reviewing(actor(), key)
    sent = sent_text(request.get_json(silent=True))
    if not is_source(sent.path):
        raise NotFound()
    draft_id = draft_id_of(course.id)
    result = only_of(checked_with(draft_id, sent.path, sent.text.encode()), sent.path)
    lines = with_line_feeds(sent.text).split("\n")
    return jsonify(
        findings=[
            {
                "line": one.line,
                "code": one.code,
                "severity": one.severity,
                "message": one.message,
                "text": one.text,
            }
            for one in in_words(result.findings, lines)
        ],
        others=[
            {
                "path": path,
                "url": url_for("authoring.file", key=key, path=path),
                "errors": counts.errors,
                "warnings": counts.warnings,
            }
            for path, counts in result.others.items()
        ],
        left_out=result.left_out,
    )


@blueprint.get("/authoring/<key>/media/<sha256>/<name>")
@needs(CREATE_COURSES)
def media(key: str, sha256: str, name: str) -> Response:
    """A picture, sound, film or PDF of the draft or of a revision, for those who review it."""
    course = course_for_reviewing(actor(), key)
    found = media_for_reviewing(course.id, sha256, name)
    response = send_file(
        found.location,
        mimetype=found.media_type,
        as_attachment=not found.inline,
        download_name=found.name,
        conditional=True,
        etag=sha256,
        max_age=A_YEAR_S,
    )
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR_S}, immutable"
    response.headers["Content-Security-Policy"] = INERT
    return response


def in_words(findings: Iterable[Finding], lines: list[str]) -> list[FindingLine]:
    """Findings of one file as a page shows them; `lines` are the file's."""
    found = []
    for finding in findings:
        message, params = describe(finding)
        place = min(max(finding.line, 1), len(lines)) - 1
        found.append(
            FindingLine(
                line=finding.line,
                code=finding.code,
                severity=finding.severity,
                message=translated(message) % dict(params),
                text=lines[place].strip()[:200] if lines else "",
            )
        )
    return found


def _save_sent(course: Workspace, sent: SentText) -> Response:
    row = save_source(
        course_id=course.id,
        path=sent.path,
        content=_bytes(course, sent.path, sent.text),
        version=sent.version,
        actor_id=actor().id,
    )
    return jsonify(version=row.version, saved_at=clock_time(row.changed_at))


def _save_form(course: Workspace, path: str, form: TextForm) -> Any:
    text = with_line_feeds(form.text.data or "")
    snippet = BY_KEY.get(form.insert.data or "")
    if snippet is not None:
        # Not saved yet: who inserts a piece goes on to fill it in.
        return _editor(course, file_of_draft(course.id, path), appended(text, snippet, path), form)
    try:
        save_source(
            course_id=course.id,
            path=path,
            content=_bytes(course, path, text),
            version=form.version_read,
            actor_id=actor().id,
        )
    except Changed:
        return _merge(course, path, text)
    except Invalid as error:
        form.refuse(error)
        return _editor(course, file_of_draft(course.id, path), text, form), 422
    flash(_("Naskah tersimpan."), "success")
    return redirect(url_for("authoring.file", key=course.key, path=path), 303)


def _bytes(course: Workspace, path: str, text: str) -> bytes:
    try:
        before = file_of_draft(course.id, path).content or b""
    except NotFound:  # deleted meanwhile: saving brings it back
        before = b""
    return saved(text, before)


def _editor(course: Workspace, found: EditedFile, text: str, form: TextForm | None = None) -> str:
    encoding = shown(found.content or b"").encoding
    typed = None if form is None else text.encode()
    result = only_of(checked_with(found.draft_id, found.path, typed), found.path)
    return render_template(
        "authoring/file.html",
        course=course,
        file=found,
        text=text,
        encoding=encoding,
        form=form,
        version=form.version_read if form else found.version,
        findings=in_words(result.findings, text.split("\n")),
        others=_others(result),
        left_out=result.left_out,
        groups=_groups() if course.may_edit else {},
        prefix=id_prefix(found.path),
        keep=f"draft:{_reader_key()}:{course.key}:{found.path}:",
        is_mine=found.changed_by_id == actor().id,
        saved_at=_when(found.changed_at),
        words=editor_words(),
        phrases=editor_phrases(),
    )


def _when(moment: datetime) -> str:
    is_recent = now() - moment < SAME_DAY
    return clock_time(moment) if is_recent else date_and_time(moment)


def _media_page(course: Workspace, found: EditedFile) -> str:
    return render_template(
        "authoring/media.html",
        course=course,
        file=found,
        kind=found.media_type.partition("/")[0],
        uses=uses_of(found.draft_id, found.path),
        url=url_for("authoring.media", key=course.key, sha256=found.sha256, name=found.name),
    )


def _others(result: CheckedFile) -> list[tuple[str, int, int]]:
    return [(path, counts.errors, counts.warnings) for path, counts in result.others.items()]


def _groups() -> dict[str, list[Snippet]]:
    groups: dict[str, list[Snippet]] = {}
    for snippet in SNIPPETS:
        groups.setdefault(snippet.group, []).append(snippet)
    return groups


def _reader_key() -> str:
    """Names this person's unsent texts in the browser without telling who it is; it outlives the
    session, so that a text left behind by an expired one is offered again."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"drafts:{actor().id}".encode(), hashlib.sha256).hexdigest()[:24]


def _merge(course: Workspace, path: str, text: str) -> Any:
    merge = merge_view(course.id, path, text)
    return render_template("authoring/merge.html", course=course, merge=merge), 409
