"""Facts that hours and certificates announce; `lms/reactions.py` says who acts on them."""

from __future__ import annotations

from dataclasses import dataclass

from lms.core.events import Event


@dataclass(frozen=True)
class HoursChanged(Event):
    """An entry was added to the person's hours, or taken back by another."""

    person_id: int
