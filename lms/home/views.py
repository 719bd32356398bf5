"""The first page: what to do now; for visitors, what this is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from lms.core import clock
from lms.learning import queries as learning
from lms.web.access import actor_or_none, public

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
