"""The sounds of a draft: what was handed in, and what learners get instead where the course asks for it.

What does not belong here: making sounds light (courses).
"""

from __future__ import annotations

from dataclasses import dataclass

from lms.authoring.queries.drafts import files_of
from lms.courses.queries import light_sounds
from lms.courses.source import Outline


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound; `light` is how many bytes its light version has, None where there is none (yet)."""

    path: str
    size: int
    light: int | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class DraftAudio:
    """The sounds of a draft. `is_light` is what its source asks for."""

    is_light: bool
    sounds: tuple[Sound, ...]

    @property
    def size(self) -> int:
        """Bytes of what was handed in."""
        return sum(one.size for one in self.sounds)

    @property
    def fetched(self) -> int:
        """Bytes of what learners fetch."""
        return sum(one.size if one.light is None else one.light for one in self.sounds)


def audio_of(draft_id: int, outline: Outline) -> DraftAudio | None:
    """The sounds of a draft whose outline is in hand; None where it has none."""
    files = [one for one in files_of(draft_id) if one.media_type.startswith("audio/")]
    known = light_sounds({one.sha256 for one in files})
    sounds = []
    for one in files:
        made = known.get(one.sha256)
        light = made.size if made is not None and made.sha256 is not None else None
        sounds.append(Sound(one.path, one.size, light, made.problem if made else None))
    return DraftAudio(outline.course.light_audio, tuple(sounds)) if sounds else None
