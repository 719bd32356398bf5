"""Sounds made light for the courses that ask for it (`audio: light`): Opus, one channel, 24 kbit/s.

It follows a publication: the worker makes one sound after the other, each in a short-lived process with
limits of its own (`child`), and stands at the end of the queue again in between. Until the last one is
there the pages play what was handed in. Later publications find the versions and use them at once.

What does not belong here: compiling the pages again (rebuilding).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from lms.core import children, files, jobs
from lms.core.db import begin_writing, db, upsert
from lms.courses.actions.media import StoredFile
from lms.courses.actions.rebuilding import play_light
from lms.courses.models import LightAudio, RevisionFile
from lms.courses.queries import LightSound, light_sounds

log = logging.getLogger(__name__)

JOB = "lighten-audio"
WORTH_IT = 0.85
"""A version is kept only if it weighs no more than this part of what was handed in."""

MOST_SECONDS = 2 * 3600
CPU_SECONDS = 90
MEMORY_BYTES = 512 * 1024**2
WALL_SECONDS = 900
"""Only catches a child that hangs: on a busy machine it waits ten times as long as it works."""

LOOKED_AFTER_SECONDS = 20.0
"""Meanwhile the job's lease is renewed every so often, so that nobody else begins the same."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a sound: its version, or the problem."""

    data: bytes | None = None
    problem: str | None = None


def lighten_later(revision_id: int, stored: Iterable[StoredFile]) -> None:
    """Let the worker make those of a revision's sounds light that aren't yet."""
    if _without_outcome({one.sha256: one.media_type for one in stored}):
        jobs.enqueue(JOB, {"revision_id": revision_id}, key=f"{JOB}:{revision_id}")


def lighten_audio(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Make the next sound of a revision light, or let its pages play what is there; the handler of the job
    `lighten-audio`."""
    revision_id = params["revision_id"]
    waiting = _waiting(revision_id)
    if not waiting:
        play_light(revision_id)
        return
    yield  # No transaction is open while the child works.
    sha256, media_type = waiting[0]
    outcome = yield from _lightened(sha256, media_type)
    made = files.save(outcome.data) if outcome.data is not None else None
    begin_writing()
    row = {
        "audio_sha256": sha256,
        "sha256": made,
        "size": len(outcome.data or b""),
        "problem": outcome.problem,
    }
    db.session.execute(upsert(LightAudio).on_conflict_do_nothing(), [row])
    left = len(waiting) - 1
    jobs.enqueue(JOB, {"revision_id": revision_id}, key=f"{JOB}:{revision_id}:{left}")


def _waiting(revision_id: int) -> list[tuple[str, str]]:
    query = select(RevisionFile.sha256, RevisionFile.media_type)
    rows = db.session.execute(query.where(RevisionFile.revision_id == revision_id))
    return _without_outcome({row.sha256: row.media_type for row in rows})


def _without_outcome(media_types: Mapping[str, str]) -> list[tuple[str, str]]:
    """The sounds among some files, by hash, of which nobody knows yet what becomes of them."""
    sounds = {one: name for one, name in media_types.items() if name.startswith("audio/")}
    known: Mapping[str, LightSound] = light_sounds(sounds)
    return sorted((one, name) for one, name in sounds.items() if one not in known)


def _lightened(sha256: str, media_type: str) -> Generator[None, None, _Outcome]:
    file = files.path(sha256)
    with TemporaryDirectory(prefix="sound-") as name:
        folder = Path(name)
        asked = {
            "file": str(file),
            "media_type": media_type,
            "most_bytes": int(file.stat().st_size * WORTH_IT),
            "most_seconds": MOST_SECONDS,
        }
        (folder / "sound.json").write_text(json.dumps(asked))
        try:
            said = yield from _answer_in(folder)
        except children.NoAnswer as ended:
            if not ended.killed:
                raise  # Not the sound's fault: a package is missing, the disk is full. Tried again.
            log.exception("no light version was made of sound %s", sha256)
            return _Outcome(problem="unreadable")
        if "problem" in said:
            return _Outcome(problem=said["problem"])
        return _Outcome((folder / said["file"]).read_bytes())


def _answer_in(folder: Path) -> Generator[None, None, Mapping[str, str]]:
    """What the child answers, a step of the job at a time until then."""
    with ThreadPoolExecutor(max_workers=1) as waiter:
        answer = waiter.submit(
            children.answer_in,
            folder,
            "lms.courses.actions.lightening.child",
            cpu_seconds=CPU_SECONDS,
            memory_bytes=MEMORY_BYTES,
            wall_seconds=WALL_SECONDS,
        )
        while not wait([answer], LOOKED_AFTER_SECONDS).done:
            yield
        return answer.result()
