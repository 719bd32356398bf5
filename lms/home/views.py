"""The first page: what to do now; for visitors, what this is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from lms.core import clock
from lms.learning import queries as learning
from lms.web.access import actor, actor_or_none, public, signed_in

blueprint = Blueprint("home", __name__, template_folder="templates")

COMPLETED_SHOWN = 6
"""Completed courses on the page; the catalogue's filter shows all."""


@blueprint.get("/")
@public
def index() -> str:
    """My day, or the front page for visitors."""
    person = actor_or_none()
    if person is None:
        return render_template("home/welcome.html")
    return render_template("home/index.html", person=person, **_courses_of(person.id))


@blueprint.get("/continue")
@signed_in
def go_on() -> Response:
    """Where the reader stopped last, for the installed app's shortcut; else the first page."""
    active = learning.my_active_courses(actor().id)
    if not active:
        return redirect("/")
    course = active[0]
    if course.next_key is None:
        return redirect(url_for("learning.course", course=course.course_key))
    return redirect(
        url_for(
            "learning.activity",
            course=course.course_key,
            activity=course.next_key,
            _anchor=course.next_anchor or None,
        )
    )


def _courses_of(person_id: int) -> dict[str, Any]:
    active = learning.my_active_courses(person_id)
    completed = learning.my_completed_courses(person_id, COMPLETED_SHOWN + 1)
    return {
        "current": active[0] if active else None,
        "active": active,
        "today": clock.today(),
        "completed": completed[:COMPLETED_SHOWN],
        "more_completed": len(completed) > COMPLETED_SHOWN,
    }
