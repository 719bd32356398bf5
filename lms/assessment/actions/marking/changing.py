"""Changing marks that stand: appended beside the old ones, with a reason, and told to the learner.

What does not belong here: a score set whatever the marks (`overriding`).
"""

from __future__ import annotations

from collections.abc import Mapping

from lms.assessment.actions.marking.claiming import Desk, locked_work
from lms.assessment.actions.marking.finishing import append_mark, settle_marks
from lms.assessment.actions.marking.saving import sheet_of
from lms.assessment.actions.regrading import regrade
from lms.assessment.actions.telling import about
from lms.assessment.queries import answer_events
from lms.assessment.queries.marking.works import Work
from lms.assessment.rules import finished
from lms.core.db import begin_writing
from lms.core.errors import Conflict
from lms.core.reasons import read_reason
from lms.notifications.actions import notify


def change_marks(desk: Desk, values: Mapping[str, str], *, reason: str, seen: int) -> None:
    """Let other marks stand in place of those that do, whoever gave them. The same once more is
    success. Lateness is worked out anew, by the scheme and the dates as they are now.

    `seen` is the last mark that the page showed: nobody changes another one's unseen.

    Raises:
        NotFound: there is no such work.
        Forbidden: it is one's own.
        Invalid: points or the reason are missing or too long.
        Conflict: no marks stand yet, or others have changed them meanwhile.
    """
    begin_writing()
    work = locked_work(desk)
    content = finished(sheet_of(work, values), [one.as_marked for one in work.items])
    why = read_reason(reason, "participant")
    if work.outcome.stage != "done":
        raise Conflict("Karya ini belum selesai dinilai, jadi belum ada yang diubah.")
    last = work.marks[-1]
    if (last.slot, last.marker_id, last.content, last.reason) == (
        "change",
        work.actor_id,
        content,
        why,
    ):
        return
    if last.id != seen:
        raise Conflict(
            "Pengelola lain baru saja mengubah penilaian ini. Periksa dahulu yang berlaku."
        )
    number = 1 + sum(one.slot == "change" for one in work.marks)
    append_mark(work, "change", content, reason=why, number=number)
    if work.released_at is None:
        settle_marks(work)
    else:
        _bring_to_score(work, why, number)


def _bring_to_score(work: Work, why: str, number: int) -> None:
    attempt, sitting = work.attempt, work.sitting
    before = attempt.score
    regrade(attempt, sitting, answer_events(attempt.id))
    notify(
        person_id=sitting.respondent_id or 0,
        kind="marks-changed",
        params={
            **about(attempt, sitting),
            "attempt": attempt.uuid,
            "reason": why,
            "before": before,
            "after": attempt.score,
        },
        key=f"marks-changed:{attempt.id}:{number}",
    )
