"""When a course and its activities are open, set by those who run the course."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.core.errors import Invalid, NotFound
from lms.courses.queries import Workspace, compiled, course_for_editing, current_revision_id
from lms.learning import actions, queries
from lms.learning.forms import DatesForm, ExtensionForm
from lms.learning.rules import ALWAYS
from lms.learning.views.shell import blueprint, to
from lms.web.access import actor, signed_in
from lms.web.locale import ZONE_NAMES, zone

WHOLE = "-"
"""Stands in addresses for the whole course; no activity has this key."""

MOST_FOUND = 10
"""Participants offered at once; a longer list asks for a longer part of the name."""


@blueprint.get("/learn/<key>/-/dates")
@signed_in
def dates(key: str) -> str:
    """The dates of the course and of each of its activities."""
    course = course_for_editing(actor(), key)
    published = course.revision_number is not None
    return render_template(
        "learning/dates.html",
        course=course,
        windows=queries.windows_of(course.id),
        extended=Counter(one.activity_key for one in queries.extensions_of(course.id)),
        modules=compiled(current_revision_id(key)).modules if published else (),
    )


@blueprint.get("/learn/<key>/-/dates/<activity>")
@signed_in
def activity_dates(key: str, activity: str) -> str:
    """The dates of one activity, and who may take longer."""
    course = course_for_editing(actor(), key)
    return _page(course, activity)


@blueprint.post("/learn/<key>/-/dates/<activity>")
@signed_in
def set_dates(key: str, activity: str) -> Any:
    """Say from when until when it is open."""
    course = course_for_editing(actor(), key)
    form = DatesForm()
    if form.validate():
        try:
            actions.set_dates(
                course_id=course.id,
                activity_key=_activity_key(activity),
                opens_at=form.opens_at.data,
                closes_at=form.closes_at.data,
                actor_id=actor().id,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Tanggal tersimpan."), "success")
            return to(url_for("learning.dates", key=key))
    return _page(course, activity, form=form), 422


@blueprint.post("/learn/<key>/-/dates/<activity>/extensions")
@signed_in
def extend(key: str, activity: str) -> Any:
    """Let one participant take longer."""
    course = course_for_editing(actor(), key)
    form = _extension_form(course, sent=True)
    if form.validate():
        try:
            actions.extend(
                course_id=course.id,
                activity_key=_activity_key(activity),
                person_id=form.person.data,
                closes_at=form.until.data,
                reason=form.reason.data or "",
                actor_id=actor().id,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Batas waktu diperpanjang. Peserta diberi tahu."), "success")
            return _to_activity(key, activity)
    return _page(course, activity, extension=form), 422


@blueprint.post("/learn/<key>/-/dates/<activity>/extensions/<int:extension_id>/delete")
@signed_in
def remove_extension(key: str, activity: str, extension_id: int) -> Any:
    """Take a later closing back."""
    course = course_for_editing(actor(), key)
    actions.remove_extension(course_id=course.id, extension_id=extension_id, actor_id=actor().id)
    flash(_("Perpanjangan dihapus."), "success")
    return _to_activity(key, activity)


def _page(
    course: Workspace,
    activity: str,
    *,
    form: DatesForm | None = None,
    extension: ExtensionForm | None = None,
) -> str:
    activity_key = _activity_key(activity)
    title = _title(course, activity_key)
    windows = queries.windows_of(course.id)
    return render_template(
        "learning/activity_dates.html",
        course=course,
        activity=activity,
        title=title,
        zone=ZONE_NAMES.get(zone(), zone()),
        whole=windows.get("", ALWAYS),
        window=windows.get(activity_key, ALWAYS),
        form=form or DatesForm(formdata=None, obj=windows.get(activity_key)),
        extension=extension or _extension_form(course),
        search=_search(),
        most_found=MOST_FOUND,
        extensions=[
            one for one in queries.extensions_of(course.id) if one.activity_key == activity_key
        ],
    )


def _extension_form(course: Workspace, *, sent: bool = False) -> ExtensionForm:
    form = ExtensionForm() if sent else ExtensionForm(formdata=None)
    form.offer(queries.participants_named(course.id, _search(), MOST_FOUND))
    return form


def _search() -> str:
    return str(request.values.get("q", "")).strip()[:100]


def _activity_key(activity: str) -> str:
    return "" if activity == WHOLE else activity


def _title(course: Workspace, activity_key: str) -> str:
    """The activity's title; empty for the whole course.

    Raises:
        NotFound: learners see no such activity now.
    """
    revision = compiled(current_revision_id(course.key))
    if not activity_key:
        return ""
    if activity_key not in revision.by_key:
        raise NotFound()
    return revision.by_key[activity_key].title


def _to_activity(key: str, activity: str) -> Response:
    return to(url_for("learning.activity_dates", key=key, activity=activity))
