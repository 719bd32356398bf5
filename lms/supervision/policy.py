"""Who may supervise: anyone who reaches somebody today. Which people, accounts decides.

What does not belong here: pages of other slices about a person.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from lms.accounts.models import Person
from lms.accounts.queries import has_reach, reached_person_ids
from lms.core.clock import today
from lms.core.permissions import Permission


def reaches_somebody(actor: Any, subject: Any = None) -> bool:  # noqa: ARG001
    """The actor is somebody's supervisor today, by unit or directly."""
    return has_reach(actor)


SUPERVISE = Permission("people:supervise", reaches_somebody)


def supervised_ids(actor: Person) -> Select[int]:
    """The people the actor supervises today: for lists and for single rows alike."""
    return reached_person_ids(actor, today())
