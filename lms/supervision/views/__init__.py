"""Pages about duties, what people have learnt, and what follows from it.

What does not belong here: deciding anything; the pages load, act and answer.
"""

from __future__ import annotations

from lms.supervision.views import duties, overview, own_duties
from lms.supervision.views.blueprint import blueprint
from lms.supervision.views.own_duties import course_duty, home_duties

__all__ = ["blueprint", "course_duty", "duties", "home_duties", "overview", "own_duties"]
