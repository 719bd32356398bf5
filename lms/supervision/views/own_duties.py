"""One's own duties: `/supervision/my-duties`, and what stands on the first page and on courses' pages.

What does not belong here: giving duties (`duties`).
"""

from __future__ import annotations

from flask import current_app, render_template

from lms.supervision.queries.duties import own as queries
from lms.supervision.views import duty_words as words
from lms.supervision.views.blueprint import blueprint
from lms.web.access import actor, signed_in


@blueprint.get("/supervision/my-duties")
@signed_in
def own_duties() -> str:
    """All my duties: what is to be done, what is done or waived, and what was once mine."""
    every = queries.every_duty(actor().id)
    return render_template(
        "supervision/my_duties.html",
        current=[one for one in every if not one.is_over],
        former=[one for one in every if one.is_over],
        standings=words.standing_words(),
        words=words,
    )


def home_duties() -> str:
    """Fills the slot `home.duties`: what is to be done, until when, and why."""
    found = queries.to_do(actor().id)
    if not found:
        return ""
    # Without what the shell needs: the page around it has gathered that already.
    return current_app.jinja_env.get_template("supervision/home_duties.html").render(
        duties=found[: queries.SHOWN],
        more=len(found) > queries.SHOWN,
        words=words,
    )


def course_duty(*, course_id: int) -> str:
    """Fills the slot `course.duty`: that a course is one's duty, until when and why."""
    found = queries.of_course(actor().id, course_id)
    if not found:
        return ""
    return render_template(
        "supervision/_course_duty.html",
        duties=found,
        standings=words.standing_words(),
        words=words,
    )
