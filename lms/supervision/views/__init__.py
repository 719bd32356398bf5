"""Pages about duties, what people have learnt, and what follows from it.

What does not belong here: deciding anything; the pages load, act and answer.
"""

from __future__ import annotations

from flask import Flask

from lms.supervision.actions.exports.making import described_by
from lms.supervision.views import (
    duties,
    exports,
    figures,
    letterheads,
    messages,
    overview,
    own_duties,
    person,
    plan_items,
    plans,
    reminder_rounds,
    saved_views,
    team_plans,
)
from lms.supervision.views.blueprint import blueprint
from lms.supervision.views.letterheads import letterhead_link
from lms.supervision.views.own_duties import course_duty, home_duties
from lms.supervision.views.tables import described

__all__ = [
    "blueprint",
    "course_duty",
    "duties",
    "exports",
    "figures",
    "home_duties",
    "install",
    "letterhead_link",
    "letterheads",
    "messages",
    "overview",
    "own_duties",
    "person",
    "plan_items",
    "plans",
    "reminder_rounds",
    "saved_views",
    "team_plans",
]


def install(app: Flask) -> None:  # noqa: ARG001 - what is called looks up the app in hand
    """Let the slice's actions put tables into words."""
    described_by(described)
