"""Facts about courses that higher slices may react to. Who reacts is in `lms/reactions.py`."""

from __future__ import annotations

from dataclasses import dataclass

from lms.core.events import Event


@dataclass(frozen=True)
class RevisionPublished(Event):
    """Learners of the course see this revision from now on: a new one, or an older one again.

    `material` are the keys of the activities whose change the author called so great that they are
    asked again.
    """

    course_id: int
    revision_id: int
    material: tuple[str, ...] = ()
