"""As what somebody may mark a work now: so that two never mark the same unknowingly, nobody marks
twice, and a third decides where two differ.

What does not belong here: what marks come to (`marking`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.assessment.rules.marking import MarkingStage, Slot

CLAIM_LASTS = timedelta(minutes=30)
"""How long a work is somebody's after the last save. Long enough to read an essay and to be called
away, short enough that a forgotten one comes back the same morning."""


@dataclass(frozen=True)
class Claim:
    """Who is at a work, and until when it is theirs."""

    marker_id: int
    until: datetime


def wanted_slots(stage: MarkingStage, *, double: bool, markers: Mapping[Slot, int]) -> list[Slot]:
    """The marks that are missing at a stage; `markers` has who gave those that are there."""
    if stage == "done":
        return []
    if stage == "differs":
        return ["moderation"]
    pair: list[Slot] = ["first", "second"] if double else ["first"]
    return [slot for slot in pair if slot not in markers]


def place_for(
    actor_id: int,
    *,
    is_administrator: bool,
    stage: MarkingStage,
    double: bool,
    markers: Mapping[Slot, int],
    claims: Mapping[Slot, Claim],
    moment: datetime,
) -> Slot | None:
    """The slot that somebody has claimed or may claim; None where there is none for them.

    Nobody gives two of the marks of a work, only an administrator may moderate where they were one of
    the two. A claim that has run out is still its holder's, until somebody else takes it.
    """
    if actor_id in markers.values() and not (stage == "differs" and is_administrator):
        return None
    wanted = wanted_slots(stage, double=double, markers=markers)
    for slot in wanted:
        if slot in claims and claims[slot].marker_id == actor_id:
            return slot
    for slot in wanted:
        if slot not in claims or claims[slot].until <= moment:
            return slot
    return None
