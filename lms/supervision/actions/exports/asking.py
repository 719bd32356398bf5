"""Asking for a table in the background, and doing without it again.

What does not belong here: making it (`making`).
"""

from __future__ import annotations

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.core import audit, clock, jobs
from lms.core.db import add_once, begin_writing, db
from lms.core.errors import Conflict
from lms.supervision.models import Export
from lms.supervision.queries.exports import JOB_KEY, own_export, unit_for_export
from lms.supervision.rules.exports import What, same_as

MOST_UNFINISHED = 5
"""Files that are made for one person at a time: there is one worker for all."""


def ask_for(*, what: What, form: str, language: str, actor_id: int) -> int:
    """Have a table made; returns the export. The same that is being made already is success.

    Raises:
        Forbidden: the actor may see no such table.
        NotFound: the actor doesn't see the unit.
        Conflict: enough are being made for the actor.
    """
    begin_writing()
    unit_for_export(accounts.person(actor_id), what)
    same = same_as(what, form, language)
    of_actor = (Export.person_id == actor_id) & Export.state.in_(("waiting", "running"))
    being_made = list(db.session.scalars(select(Export).where(of_actor)))
    present = next((one.id for one in being_made if one.same == same), None)
    if present is not None:
        return present
    if len(being_made) >= MOST_UNFINISHED:
        raise Conflict(
            "Sudah ada %(n)s berkas yang sedang disiapkan untuk Anda. Tunggu sampai salah satunya selesai.",
            n=MOST_UNFINISHED,
        )
    export = Export(
        person_id=actor_id,
        subject=what.subject,
        params=what.to_address(),
        form=form,
        language=language,
        same=same,
        reach={},
        asked_at=clock.now(),
    )
    if not add_once(export, "uq_export_unfinished"):
        return db.session.scalars(select(Export.id).where(of_actor, Export.same == same)).one()
    jobs.enqueue("make-export", {"export_id": export.id}, key=f"{JOB_KEY}{export.id}")
    audit.record(
        "export.ask",
        actor_id=actor_id,
        subject=("export", export.id),
        details={"of": what.subject, "unit_id": what.unit_id or None, "form": form},
    )
    db.session.flush()
    return export.id


def do_without(*, export_id: int, actor_id: int) -> None:
    """Delete one's own export. What is being made is not made on; a file goes as soon as the worker comes
    to it, and can't be fetched meanwhile. One whose time is over is gone already.

    Raises:
        NotFound: there is none such.
    """
    begin_writing()
    export = own_export(actor_id, export_id)
    if export.expires_at is not None and export.expires_at <= clock.now():
        return
    audit.record("export.delete", actor_id=actor_id, subject=("export", export_id))
    if export.sha256 is None:
        db.session.delete(export)
    else:
        export.expires_at = clock.now()
        jobs.enqueue("remove-exports", {}, key="remove-exports")
    db.session.flush()
