"""Files for an assignment: added and taken away as long as it isn't handed in.

What does not belong here: the text (answering), who marks them.
"""

from __future__ import annotations

from sqlalchemy import select

from lms.assessment.actions.appending import attempt_for_update, closed
from lms.assessment.models import Attempt, HandedFile
from lms.assessment.queries import attempt_for_reading, files_of, settings_of
from lms.assessment.queries.timing import clock_of_attempt
from lms.assessment.rules import check_file, file_name, media_type_of
from lms.core import audit, files
from lms.core.clock import now
from lms.core.db import add_once, begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound


def add_file(*, attempt_uuid: str, person_id: int, name: str, content: bytes) -> None:
    """Keep a file with an open assignment; the same content once more is a success.

    Raises:
        NotFound: the attempt isn't this person's.
        Invalid: the assignment takes no such file, none so large, or no further one.
        Conflict: it was handed in before, or has closed.
    """
    head = attempt_for_reading(person_id, attempt_uuid)
    settings = settings_of(head.activity_id)
    kept_name = file_name(name)
    check_file(
        kept_name,
        content,
        types=settings.get("types", []),
        most_bytes=settings.get("max_bytes", 0),
    )
    sha256 = files.save(content)
    begin_writing()
    attempt = _open_attempt(attempt_uuid, person_id)
    present = files_of(attempt.id)
    if any(one.sha256 == sha256 for one in present):
        return
    if len(present) >= settings["files"]:
        raise Invalid(
            "file", "Paling banyak %(n)s berkas. Hapus salah satu dahulu.", n=settings["files"]
        )
    row = HandedFile(
        attempt_id=attempt.id,
        sha256=sha256,
        name=kept_name,
        size=len(content),
        media_type=media_type_of(kept_name),
        added_at=now(),
    )
    if add_once(row, "uq_handed_file_kept"):
        _record("attempt:add-file", person_id, attempt, row)


def remove_file(*, attempt_uuid: str, person_id: int, file_id: int) -> None:
    """Take a file away again; its bytes stay in the store. Twice is once.

    Raises:
        NotFound: the attempt isn't this person's, or never had the file.
        Conflict: it was handed in before, or has closed.
    """
    begin_writing()
    attempt = _open_attempt(attempt_uuid, person_id)
    row = db.session.scalars(
        select(HandedFile).where(HandedFile.id == file_id, HandedFile.attempt_id == attempt.id)
    ).one_or_none()
    if row is None:
        raise NotFound
    if row.removed_at is None:
        row.removed_at = now()
        _record("attempt:remove-file", person_id, attempt, row)


def _open_attempt(attempt_uuid: str, person_id: int) -> Attempt:
    attempt, sitting = attempt_for_update(attempt_uuid, person_id)
    if attempt.submitted_at is not None:
        raise Conflict("Tugas ini sudah dikumpulkan, jadi berkasnya tidak diubah lagi.")
    if clock_of_attempt(attempt, sitting).is_over(now()):
        raise closed()
    return attempt


def _record(action: str, person_id: int, attempt: Attempt, row: HandedFile) -> None:
    audit.record(
        action,
        actor_id=person_id,
        subject=("attempt", attempt.uuid),
        details={"sha256": row.sha256, "size": row.size},
    )
