"""Pages about duties, what people have learnt, and what follows from it.

What does not belong here: deciding anything; the pages load, act and answer.
"""

from __future__ import annotations

from lms.supervision.views import (
    figures,
    messages,
    overview,
    person,
    plan_items,
    plans,
    rounds,
    team_plans,
)
from lms.supervision.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "figures",
    "messages",
    "overview",
    "person",
    "plan_items",
    "plans",
    "rounds",
    "team_plans",
]
