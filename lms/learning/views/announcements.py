"""Announcements: written by those who run the course, read by everybody who learns in it."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from lms.core.addresses import with_addresses
from lms.core.errors import Invalid, NotFound
from lms.courses.queries import Workspace, course_for_editing
from lms.learning import actions, queries
from lms.learning.forms import AnnouncementForm
from lms.learning.views.shell import blueprint, load, overview, to
from lms.web.access import actor, signed_in

blueprint.add_app_template_filter(with_addresses)


@blueprint.get("/learn/<key>/-/announcements")
@signed_in
def announcements(key: str) -> Any:
    """All announcements; with a form for those who run the course."""
    try:
        course = course_for_editing(actor(), key)
    except NotFound:
        study, revision = load(key)
        return render_template(
            "learning/announcements.html",
            **overview(study, revision),
            announcements=queries.announcements_of(study.course_id),
        )
    return _page(course, AnnouncementForm(formdata=None))


@blueprint.post("/learn/<key>/-/announcements")
@signed_in
def announce(key: str) -> Any:
    """Publish an announcement."""
    course = course_for_editing(actor(), key)
    form = AnnouncementForm()
    if form.validate():
        try:
            actions.announce(
                course_id=course.id,
                title=form.title.data or "",
                content=form.content.data or "",
                actor_id=actor().id,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Pengumuman terbit. Peserta sedang diberi tahu."), "success")
            return to(url_for("learning.announcements", key=key))
    return _page(course, form), 422


@blueprint.post("/learn/<key>/-/announcements/<int:announcement_id>/delete")
@signed_in
def delete_announcement(key: str, announcement_id: int) -> Any:
    """Take an announcement off the course's page."""
    course = course_for_editing(actor(), key)
    actions.delete_announcement(
        course_id=course.id, announcement_id=announcement_id, actor_id=actor().id
    )
    flash(_("Pengumuman dihapus."), "success")
    return to(url_for("learning.announcements", key=key))


def _page(course: Workspace, form: AnnouncementForm) -> str:
    return render_template(
        "learning/running_announcements.html",
        course=course,
        form=form,
        announcements=queries.announcements_of(course.id),
    )
