"""A learner's own notes and bookmarks: writing, changing, deleting, and the list of all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from lms.core.errors import Conflict, Invalid, NotFound
from lms.learning import actions, queries
from lms.learning.forms import NoteForm
from lms.learning.queries import MarkedPlace
from lms.learning.views.lesson import lesson_page, place_form
from lms.learning.views.shell import activity_in, activity_url, blueprint, load, to
from lms.web.access import actor, signed_in
from lms.web.intake import counting


@blueprint.get("/bookmarks")
@signed_in
def bookmarks() -> Any:
    """All of one's notes and bookmarks, newest first."""
    page = max(1, request.args.get("page", 1, type=counting))
    marks, more = queries.my_marks(actor().id, page)
    return render_template("learning/bookmarks.html", marks=marks, page=page, more=more)


@blueprint.post("/learn/<course>/<activity>/notes")
@signed_in
def add_note(course: str, activity: str) -> Any:
    """Write a note at a place of the lesson."""
    study, revision = load(course)
    lesson = activity_in(revision, activity)
    form = place_form(lesson, sent=True)
    if form.validate():
        try:
            note = actions.add_note(
                person_id=actor().id,
                course_key=course,
                activity_key=activity,
                anchor=form.anchor.data,
                content=form.content.data or "",
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Catatan tersimpan."), "success")
            return to(activity_url(course, activity, f"note-{note.id}"))
    return lesson_page(study, revision, lesson, form), 422


@blueprint.post("/learn/<course>/<activity>/bookmark")
@signed_in
def add_bookmark(course: str, activity: str) -> Any:
    """Mark a place of the lesson."""
    anchor = request.form.get("anchor", "")
    actions.add_bookmark(
        person_id=actor().id, course_key=course, activity_key=activity, anchor=anchor
    )
    flash(_("Penanda tersimpan."), "success")
    return to(activity_url(course, activity, anchor))


@blueprint.post("/bookmarks/<int:bookmark_id>/delete")
@signed_in
def remove_bookmark(bookmark_id: int) -> Any:
    """Take a mark away, and go back to where it was asked."""
    address = url_for("learning.bookmarks")
    if "in_lesson" in request.form:
        address = _place_or_list(queries.bookmark_for_removing, bookmark_id)
    actions.remove_bookmark(person_id=actor().id, bookmark_id=bookmark_id)
    flash(_("Penanda dihapus."), "success")
    return to(address)


@blueprint.get("/notes/<int:note_id>")
@signed_in
def note(note_id: int) -> Any:
    """A note of one's own, to be changed or deleted."""
    found = queries.note_for_editing(actor().id, note_id)
    return _note_page(found, _note_form(found))


@blueprint.post("/notes/<int:note_id>")
@signed_in
def edit_note(note_id: int) -> Any:
    """Change a note; where it changed meanwhile, show both texts and let the person decide."""
    form = NoteForm()
    if not form.validate():
        return _note_page(queries.note_for_editing(actor().id, note_id), form), 422
    try:
        actions.edit_note(
            person_id=actor().id,
            note_id=note_id,
            content=form.content.data or "",
            version=form.version.data or 0,
        )
    except Invalid as refusal:
        form.refuse(refusal)
        return _note_page(queries.note_for_editing(actor().id, note_id), form), 422
    except Conflict:
        return _conflict(queries.note_for_editing(actor().id, note_id), form), 409
    flash(_("Catatan tersimpan."), "success")
    return to(_place(queries.note_for_editing(actor().id, note_id)))


@blueprint.post("/notes/<int:note_id>/delete")
@signed_in
def delete_note(note_id: int) -> Any:
    """Delete a note of one's own."""
    address = _place_or_list(queries.note_for_editing, note_id)
    actions.delete_note(person_id=actor().id, note_id=note_id)
    flash(_("Catatan dihapus."), "success")
    return to(address)


def _note_form(found: MarkedPlace) -> NoteForm:
    return NoteForm(
        formdata=None, data={"content": found.mark.content, "version": found.mark.version}
    )


def _conflict(found: MarkedPlace, form: NoteForm) -> str:
    # Saving once more from this page means: mine instead of what is shown above it.
    form.version.raw_data, form.version.data = None, found.mark.version
    return _note_page(found, form, stored=found.mark.content)


def _note_page(found: MarkedPlace, form: NoteForm, stored: str | None = None) -> str:
    return render_template(
        "learning/note.html", found=found, form=form, stored=stored, place=_place(found)
    )


def _place(found: MarkedPlace) -> str:
    if found.activity_title is None:
        return url_for("learning.bookmarks")
    return activity_url(found.course_key, found.activity_key, found.mark.anchor)


def _place_or_list(find: Callable[[int, int], MarkedPlace], mark_id: int) -> str:
    try:
        return _place(find(actor().id, mark_id))
    except NotFound:  # deleted by a first click, or never theirs: the list is the answer to both
        return url_for("learning.bookmarks")
