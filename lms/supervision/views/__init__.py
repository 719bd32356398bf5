"""Pages about duties, what people have learnt, and what follows from it.

What does not belong here: deciding anything; the pages load, act and answer.
"""

from __future__ import annotations

from lms.supervision.views import (
    duties,
    figures,
    messages,
    overview,
    own_duties,
    person,
    plan_items,
    plans,
    reminder_rounds,
    team_plans,
)
from lms.supervision.views.blueprint import blueprint
from lms.supervision.views.own_duties import course_duty, home_duties

__all__ = [
    "blueprint",
    "course_duty",
    "duties",
    "figures",
    "home_duties",
    "messages",
    "overview",
    "own_duties",
    "person",
    "plan_items",
    "plans",
    "reminder_rounds",
    "team_plans",
]
