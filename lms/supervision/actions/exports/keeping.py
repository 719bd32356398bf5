"""What becomes of exports when somebody who may stand in them is erased, or restricted.

What does not belong here: removing files, which only a slice can that knows who else needs them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from lms.core import jobs
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.supervision.models import Export

NAMING = ("people", "behind")
"""Subjects whose rows are people."""


def forget_lists() -> None:
    """Let nobody fetch a list of people that was made until now, and have those made anew that are being
    made: one whose name may stand there is to be forgotten, or may leave no more."""
    begin_writing()
    lists = Export.subject.in_(NAMING)
    made = select(Export.id).where(lists, Export.state == "done", Export.expires_at > now())
    db.session.execute(update(Export).where(Export.id.in_(made)).values(expires_at=now()))
    unfinished = lists & Export.state.in_(("waiting", "running"))
    from_the_start: dict[str, Any] = {"total": None, "done": 0, "reached": 0, "reach": {}}
    db.session.execute(update(Export).where(unfinished).values(from_the_start))
    jobs.enqueue("remove-exports", {}, key="remove-exports")
