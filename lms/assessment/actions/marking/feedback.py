"""Files that a marker gives back with handed ones: a text with comments, a drawing over a plan.

What does not belong here: files that are handed in (`handing`).
"""

from __future__ import annotations

from sqlalchemy import select

from lms.assessment.actions.marking.claiming import Desk, hold, locked_work, record
from lms.assessment.models import FeedbackFile
from lms.assessment.queries.marking.works import Work, feedback_files
from lms.assessment.rules import FILE_TYPES, check_file, file_name, media_type_of
from lms.core import files
from lms.core.clock import now
from lms.core.db import add_once, begin_writing, db
from lms.core.errors import Invalid, NotFound

MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 5
"""Files that one marker may give back with one handed file."""


def add_feedback_file(desk: Desk, *, handed_file_id: int, name: str, content: bytes) -> None:
    """Give a file back with a handed one; the same content once more is a success. It may be of any
    type that can be handed in, whatever this assignment takes.

    Raises:
        NotFound: there is no such work, or it has no such file.
        Forbidden: it is one's own.
        Invalid: the file is empty, too large, of no known type, or one too many.
        Conflict: another one is at the work, or its marks stand.
    """
    kept_name = file_name(name)
    check_file(kept_name, content, types=FILE_TYPES, most_bytes=MOST_BYTES)
    sha256 = files.save(content)
    begin_writing()
    work = _held(desk, handed_file_id)
    mine = [
        one
        for one in feedback_files([handed_file_id])[handed_file_id]
        if one.marker_id == work.actor_id
    ]
    if any(one.sha256 == sha256 for one in mine):
        return
    if len(mine) >= MOST_FILES:
        raise Invalid("file", "Paling banyak %(n)s berkas. Hapus salah satu dahulu.", n=MOST_FILES)
    row = FeedbackFile(
        handed_file_id=handed_file_id,
        marker_id=work.actor_id,
        sha256=sha256,
        name=kept_name,
        size=len(content),
        media_type=media_type_of(kept_name),
        added_at=now(),
    )
    if add_once(row, "uq_feedback_file_kept"):
        record("work.add_feedback_file", work, {"sha256": sha256, "size": len(content)})


def remove_feedback_file(desk: Desk, *, file_id: int) -> None:
    """Take a file away again that one wanted to give back. Twice is once.

    Raises:
        NotFound: there is no such work, or no such file of the actor's.
        Forbidden: it is one's own work.
        Conflict: another one is at the work, or its marks stand.
    """
    begin_writing()
    row = db.session.scalars(
        select(FeedbackFile).where(
            FeedbackFile.id == file_id, FeedbackFile.marker_id == desk.actor_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    work = _held(desk, row.handed_file_id)
    if row.removed_at is None:
        row.removed_at = now()
        record("work.remove_feedback_file", work, {"sha256": row.sha256})
        db.session.flush()


def _held(desk: Desk, handed_file_id: int) -> Work:
    work = locked_work(desk)
    if handed_file_id not in {one.id for one in work.files}:
        raise NotFound
    hold(work)
    return work
