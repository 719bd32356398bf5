"""Beginning again with what was given back: its text and files, to be improved and not typed anew.

What does not belong here: giving back (`marking.returning`).
"""

from __future__ import annotations

from lms.assessment.actions.appending import append, next_number, server_event
from lms.assessment.actions.submitting import SERVER
from lms.assessment.models import Attempt, HandedFile
from lms.assessment.queries import answer_events, files_of
from lms.assessment.rules import winning
from lms.core.clock import now
from lms.core.db import db


def begin_from(before: Attempt, fresh: Attempt) -> None:
    """Give a new attempt at an assignment the answers and files of the one that was given back."""
    asked = {one.position for one in fresh.questions}
    answers = [
        server_event(fresh, SERVER, next_number(()), "answer", position, event.payload)
        for position, event in winning(answer_events(before.id)).items()
        if position in asked
    ]
    if answers:
        append(answers)
    for one in files_of(before.id):
        db.session.add(
            HandedFile(
                attempt_id=fresh.id,
                sha256=one.sha256,
                name=one.name,
                size=one.size,
                media_type=one.media_type,
                added_at=now(),
            )
        )
    db.session.flush()
