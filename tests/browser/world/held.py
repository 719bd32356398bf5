"""What Joko's phone sent too late for Bima's course `ragam`, and a note for a paragraph that is gone.

What does not belong here: what waits on a device.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask

from lms.sync.actions import leave
from tests.factories import assessment, kinds
from tests.factories.courses import course_id_of
from tests.factories.learning import committed, enrolled
from tests.factories.outbox import answered, happened, held

DAYS_AHEAD_MS = 3 * 24 * 3600 * 1000


def build(app: Flask, people: Mapping[str, str]) -> dict[str, str]:
    """An answer that waits, one that was left, and the note; returns their numbers."""
    joko = int(people["joko"])
    with app.app_context():
        committed()
        enrolled(joko, kinds.COURSE)
    uuid = assessment.start(app, joko, kinds.COURSE, "kuis")
    assessment.hand_in(app, joko, uuid)
    matching = answered(uuid, 5, {"pairs": [0, None]}, 2)
    note = {"anchor": "sudah-dihapus", "content": "Tanyakan ke Pak Bima soal tenggat. " * 8}
    with assessment.unit_of_work(app):
        left = held(joko, answered(uuid, 1, {"choice": 1}, 1))
        matching["wall_ms"] += DAYS_AHEAD_MS
        waiting = held(joko, matching)
        held(joko, happened("note", f"learn/{kinds.COURSE}/materi", note, seq=3))
        leave(
            course_id=course_id_of(kinds.COURSE),
            held_id=left,
            actor_id=int(people["bima"]),
            reason="Pembahasan sudah dibuka.",
        )
    return {"held_open": str(waiting), "held_left": str(left)}
