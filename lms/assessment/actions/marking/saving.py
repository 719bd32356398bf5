"""Keeping what a marker has filled in so far.

What does not belong here: finished marks (`finishing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lms.assessment.actions.marking.claiming import Desk, hold, locked_work
from lms.assessment.models import MarkDraft
from lms.assessment.queries.marking.works import Work
from lms.assessment.rules import EMPTY_SHEET, read_sheet
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict


def save_marks(desk: Desk, values: Mapping[str, str], *, seen: int) -> None:
    """Keep a sheet as far as it is filled in; the work stays the marker's for another while.

    `values` are the fields of the form; `seen` is the version of the draft that the page showed.

    Raises:
        NotFound: there is no such work.
        Forbidden: it is one's own.
        Invalid: a text is too long.
        Conflict: another one is at it, it is done, or another window has saved meanwhile.
    """
    begin_writing()
    work = locked_work(desk)
    hold(work)
    keep_draft(work, sheet_of(work, values), seen)


def sheet_of(work: Work, values: Mapping[str, str]) -> dict[str, Any]:
    """The sheet of a work from the fields of its form.

    Raises:
        Invalid: a text is too long.
    """
    items = [one.as_marked for one in work.items]
    return read_sheet(values, items, [one.id for one in work.files])


def keep_draft(work: Work, sheet: dict[str, Any], seen: int) -> None:
    """Keep a sheet; the same once more is success.

    Raises:
        Conflict: another window has saved something else meanwhile.
    """
    draft = work.draft
    if sheet == (draft.content if draft else EMPTY_SHEET):
        return
    check_seen(work, seen)
    if draft is None:
        draft = MarkDraft(attempt_id=work.attempt.id, marker_id=work.actor_id, version=0)
        db.session.add(draft)
    draft.content, draft.version, draft.saved_at = sheet, draft.version + 1, now()
    db.session.flush()


def check_seen(work: Work, seen: int) -> None:
    """Let nobody overwrite what another window of theirs has saved.

    Raises:
        Conflict: the draft has another version.
    """
    if (work.draft.version if work.draft else 0) != seen:
        raise Conflict(
            "Isian ini sudah disimpan dari jendela lain. Salin yang baru Anda tulis, muat ulang "
            "halaman ini, lalu lanjutkan."
        )
