"""What became of sounds that were to be made light.

What does not belong here: making them (actions.lightening), serving them (reading).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from lms.core.db import db
from lms.courses.models import LightAudio

MOST_IN_ONE_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class LightSound:
    """The light version of a sound; where there is none `sha256` is None and `problem` says why."""

    sha256: str | None
    size: int
    problem: str | None


def light_sounds(hashes: Collection[str]) -> Mapping[str, LightSound]:
    """What became of these stored sounds, by hash; those that nobody has tried yet are left out."""
    wanted, found = sorted(hashes), dict[str, LightSound]()
    for start in range(0, len(wanted), MOST_IN_ONE_STATEMENT):
        some = wanted[start : start + MOST_IN_ONE_STATEMENT]
        query = select(LightAudio).where(LightAudio.audio_sha256.in_(some))
        for row in db.session.scalars(query):
            found[row.audio_sha256] = LightSound(row.sha256, row.size, row.problem)
    return found
