"""What learning puts on the pages of courses; `lms/panels.py` says where."""

from __future__ import annotations

from typing import Any

from flask import render_template

from lms.core import clock
from lms.learning import queries, rules
from lms.learning.views.shell import when
from lms.web.access import actor


def course_enrol(course: Any) -> str:
    """Fills the slot `course.enrol`: enrol, go on, or why neither is possible. `course` is the
    compiled revision."""
    person_id = actor().id
    course_state, standing = queries.door_of(person_id, course.course_id)
    window = queries.window(person_id, course.course_id)
    return render_template(
        "learning/_enrol.html",
        course=course,
        standing=standing,
        is_open=course_state == "published" and not rules.has_closed(window, clock.now()),
        when=when(window),
        missing=[
            one for one in queries.prerequisites(person_id, course.requires) if not one.completed
        ],
    )
