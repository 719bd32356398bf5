"""Which of a person's browsers goes on with an attempt."""

from __future__ import annotations

from lms.assessment.actions.appending import attempt_for_update
from lms.core import audit
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict


def take_over(*, attempt_uuid: str, person_id: int, device_id: str) -> None:
    """Let this browser go on; what the other one still sends is kept and no longer counts where this
    one answered. Once more changes nothing.

    Raises:
        NotFound: the attempt isn't this person's.
        Conflict: it was handed in.
    """
    begin_writing()
    attempt, _ = attempt_for_update(attempt_uuid, person_id)
    if attempt.submitted_at is not None:
        raise Conflict("Percobaan ini sudah dikumpulkan.")
    if attempt.device_id == device_id:
        return
    attempt.device_id, attempt.epoch = device_id, attempt.epoch + 1
    audit.record(
        "attempt:take-over",
        actor_id=person_id,
        subject=("attempt", attempt.uuid),
        details={"epoch": attempt.epoch},
    )
    db.session.flush()
