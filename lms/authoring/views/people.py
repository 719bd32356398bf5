"""The people of a course, whom it is for, its state, and whether others must approve.

What does not belong here: the people who learn in it (learning).
"""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms.authoring.actions.people import hand_over, share, unshare
from lms.authoring.forms.people import ApprovalForm, AudienceForm, ShareForm
from lms.authoring.queries.people import (
    audience_of,
    instructors_named,
    members_of_course,
    people_named,
    units_offered,
)
from lms.authoring.views.blueprint import blueprint
from lms.core.errors import Conflict, Invalid
from lms.courses.actions import set_approval, set_audience, set_state
from lms.courses.policy import CREATE_COURSES
from lms.courses.queries import Workspace, course_for_owning
from lms.web.access import actor, needs
from lms.web.intake import counting
from lms.web.locale import translated

LONGEST_SEARCH = 100
LOOKING = frozenset({"find", "below"})
"""Buttons of the form that look for units and save nothing."""


@blueprint.get("/authoring/<key>/people")
@needs(CREATE_COURSES)
def people(key: str) -> str:
    """Who owns, writes and reviews the course."""
    return _people_page(course_for_owning(actor(), key), ShareForm(formdata=None))


@blueprint.post("/authoring/<key>/people")
@needs(CREATE_COURSES)
def share_course(key: str) -> Any:
    """Give an instructor a role."""
    course = course_for_owning(actor(), key)
    form = ShareForm()
    if not form.validate():
        return _people_page(course, form), 422
    try:
        share(
            course_id=course.id,
            person_id=form.person.data,
            role=form.role.data,
            actor_id=actor().id,
        )
    except Invalid as error:
        form.refuse(error)
        return _people_page(course, form), 422
    flash(_("Peran tersimpan. Yang bersangkutan diberi tahu."), "success")
    return _to("authoring.people", key)


@blueprint.post("/authoring/<key>/people/<int:person_id>/remove")
@needs(CREATE_COURSES)
def unshare_course(key: str, person_id: int) -> Response:
    """Take a role back."""
    course = course_for_owning(actor(), key)
    unshare(course_id=course.id, person_id=person_id, actor_id=actor().id)
    flash(_("Peran dicabut."), "success")
    return _to("authoring.people", key)


@blueprint.post("/authoring/<key>/people/<int:person_id>/owner")
@needs(CREATE_COURSES)
def hand_over_course(key: str, person_id: int) -> Response:
    """Make somebody else the owner."""
    course = course_for_owning(actor(), key)
    try:
        hand_over(course_id=course.id, person_id=person_id, actor_id=actor().id)
    except Invalid as error:
        flash(translated(error.message), "danger")
        return _to("authoring.people", key)
    flash(
        _("Kepemilikan diserahkan. Bila tadinya Anda pemilik, Anda kini penulis bersama."),
        "success",
    )
    return _to("authoring.course", key)


@blueprint.get("/authoring/<key>/settings")
@needs(CREATE_COURSES)
def settings(key: str) -> str:
    """Whom the course is for, whether others must approve, whether it is archived."""
    return _settings_page(course_for_owning(actor(), key))


@blueprint.post("/authoring/<key>/settings/approval")
@needs(CREATE_COURSES)
def save_approval(key: str) -> Response:
    """Say whether somebody else must approve."""
    course = course_for_owning(actor(), key)
    needed = bool(ApprovalForm().needed.data)
    set_approval(course_id=course.id, needed=needed, actor_id=actor().id)
    flash(_("Setelan tersimpan."), "success")
    return _to("authoring.settings", key)


@blueprint.post("/authoring/<key>/settings/audience")
@needs(CREATE_COURSES)
def save_audience(key: str) -> Any:
    """Say whom the course is for; or look for a unit first, keeping what was chosen so far."""
    course = course_for_owning(actor(), key)
    form = AudienceForm()
    if request.form.keys() & LOOKING:
        return _settings_page(course, form)
    if not form.validate():
        return _settings_page(course, form), 422
    try:
        set_audience(
            course_id=course.id,
            audience=form.audience.data,
            unit_ids=form.units.data or (),
            positions=form.named_positions(),
            person_ids=form.people.data or (),
            actor_id=actor().id,
        )
    except Invalid as error:
        form.refuse(error)
        return _settings_page(course, form), 422
    flash(_("Sasaran kursus tersimpan."), "success")
    return _to("authoring.settings", key)


@blueprint.post("/authoring/<key>/settings/state")
@needs(CREATE_COURSES)
def save_state(key: str) -> Response:
    """Archive the course, or publish it again."""
    course = course_for_owning(actor(), key)
    state = "archived" if request.form.get("state") == "archived" else "published"
    try:
        set_state(course_id=course.id, state=state, actor_id=actor().id)
    except Conflict as error:
        flash(translated(error.message), "danger")
        return _to("authoring.settings", key)
    words = _("Kursus diarsipkan.") if state == "archived" else _("Kursus terbit kembali.")
    flash(words, "success")
    return _to("authoring.settings", key)


def _people_page(course: Workspace, form: ShareForm) -> str:
    members = members_of_course(course.id)
    search = _search()
    form.person.choices = [
        (one.id, f"{one.name} ({one.user_name})" + (f" · {one.unit}" if one.unit else ""))
        for one in instructors_named(search, except_ids=[member.id for member in members])
    ]
    return render_template(
        "authoring/people.html", course=course, members=members, form=form, search=search
    )


def _settings_page(course: Workspace, form: AudienceForm | None = None) -> str:
    audience = audience_of(course.id)
    search, unit_search = _search(), _words("unit") if "below" not in request.form else ""
    if form is None:
        form = AudienceForm(
            formdata=None,
            data={
                # Who searches for people means to invite them.
                "audience": "invited" if search else audience.kind,
                "units": sorted(audience.unit_ids),
                "positions": "\n".join(audience.positions),
                "people": [one.id for one in audience.people],
            },
        )
    return render_template(
        "authoring/settings.html",
        course=course,
        form=form,
        approval=ApprovalForm(formdata=None, data={"needed": course.needs_approval}),
        units=units_offered(
            form.units.data or (),
            search=unit_search,
            below=request.form.get("below", 0, type=counting),
        ),
        unit_search=unit_search,
        invited=audience.people,
        found=people_named(search, except_ids=[one.id for one in audience.people]),
        search=search,
    )


def _search() -> str:
    return _words("q")


def _words(name: str) -> str:
    return str(request.values.get(name, "")).strip()[:LONGEST_SEARCH]


def _to(endpoint: str, key: str) -> Response:
    return redirect(url_for(endpoint, key=key), 303)  # type: ignore[return-value]
