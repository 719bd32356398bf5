"""A draft as learners will see it: beside the editor, and as a page of its own.

What does not belong here: compiling (actions.previews), editing (editing).
"""

from __future__ import annotations

from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms.authoring.actions.previews import (
    NothingToShow,
    PreviewedPage,
    preview_activity,
    preview_file,
)
from lms.authoring.forms.editing import sent_text
from lms.authoring.queries.drafts import draft_of
from lms.authoring.queries.editing import draft_id_of
from lms.authoring.rules.files import is_source
from lms.authoring.views.blueprint import blueprint
from lms.authoring.views.editing import in_words
from lms.core.errors import NotFound
from lms.courses.actions.compiling import Addresses, TextRefusedError
from lms.courses.policy import CREATE_COURSES
from lms.courses.queries import Workspace, course_for_reviewing
from lms.web.access import actor, needs


@blueprint.post("/authoring/<key>/preview")
@needs(CREATE_COURSES)
def preview_text(key: str) -> Response:
    """What becomes of the text in hand, as a piece of a page. Nothing is written."""
    course = course_for_reviewing(actor(), key)
    sent = sent_text(request.get_json(silent=True))
    if not is_source(sent.path):
        raise NotFound()
    draft_id = draft_id_of(course.id)
    shown: dict[str, Any] = {}
    try:
        shown["preview"] = preview_file(
            draft_id=draft_id,
            path=sent.path,
            text=sent.text.encode(),
            addresses=_addresses(key),
        )
    except TextRefusedError as refused:
        shown["refused"] = in_words([refused.finding], sent.text.split("\n"))[0]
    except NothingToShow:
        shown["nothing"] = True
    return jsonify(html=render_template("authoring/_preview.html", course=course, **shown))


@blueprint.get("/authoring/<key>/preview")
@blueprint.get("/authoring/<key>/preview/<activity>")
@needs(CREATE_COURSES)
def preview(key: str, activity: str | None = None) -> Any:
    """One activity of the saved draft as a page, the first where none is named."""
    course = course_for_reviewing(actor(), key)
    draft = draft_of(course.id)
    if draft is None:
        flash(_("Mulai menyunting dahulu; sesudah itu ada pratinjau."), "info")
        return redirect(url_for("authoring.course", key=key), 303)
    try:
        page = preview_activity(draft_id=draft.id, key=activity, addresses=_addresses(key))
    except TextRefusedError as refused:
        return _without(course, refused=in_words([refused.finding], [""])[0])
    except NothingToShow:
        return _without(course)
    return _page(course, page)


def _page(course: Workspace, page: PreviewedPage) -> str:
    return render_template(
        "authoring/preview.html",
        course=course,
        page=page,
        activity=page.activity,
        language=page.outline.course.language,
    )


def _without(course: Workspace, **shown: Any) -> str:
    return render_template("authoring/no_preview.html", course=course, **shown)


def _addresses(key: str) -> Addresses:
    return Addresses(f"/authoring/{key}/media", f"/authoring/{key}/preview")
