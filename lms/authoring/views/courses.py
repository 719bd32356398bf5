"""The courses that somebody writes or reviews."""

from __future__ import annotations

from lms.authoring.views.blueprint import blueprint
from lms.courses.policy import CREATE_COURSES
from lms.web.access import needs


@blueprint.get("/authoring")
@needs(CREATE_COURSES)
def index() -> str:
    """The courses that the person writes or reviews."""
    return ""
