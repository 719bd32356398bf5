"""Giving a unit a letterhead, and taking it away again.

What does not belong here: what its papers say (views).
"""

from __future__ import annotations

from sqlalchemy import delete

from lms.accounts import queries as accounts
from lms.core import audit, clock, files
from lms.core.clock import today
from lms.core.db import add_once, begin_writing, db
from lms.core.errors import Conflict, Invalid
from lms.core.words import N_
from lms.credentials.actions.templates import clean_logo
from lms.supervision.models import Letterhead
from lms.supervision.rules.letterheads import (
    LONGEST_LINE,
    MOST_ADDRESS_LINES,
    lines,
    one_line,
)

CHANGED_MEANWHILE = N_(
    "Kop surat ini baru saja diubah orang lain. Muat ulang halaman, lalu ulangi perubahan Anda."
)


def checked(top_line: str, address: str, contact: str) -> tuple[str, str, str]:
    """What was typed, as it is stored.

    Raises:
        Invalid: a line is too long, or there are too many.
    """
    cleaned = one_line(top_line), lines(address), one_line(contact)
    for name, text in zip(("top_line", "address", "contact"), cleaned, strict=True):
        if any(len(line) > LONGEST_LINE for line in text.splitlines()):
            raise Invalid(name, "Paling banyak %(n)s huruf tiap baris.", n=LONGEST_LINE)
    if len(cleaned[1].splitlines()) > MOST_ADDRESS_LINES:
        raise Invalid("address", "Paling banyak %(n)s baris.", n=MOST_ADDRESS_LINES)
    return cleaned


def change_letterhead(
    *,
    unit_id: int,
    typed: tuple[str, str, str],
    logo: bytes | None,
    keep_logo: bool,
    seen: int,
    actor_id: int,
) -> None:
    """Give a unit a letterhead (top line, address, contact), or change the one it has; `seen` is the
    version that the editor showed, 0 for none. What stands there already is success.

    Raises:
        NotFound: the actor doesn't administer the unit.
        Invalid: a line or the logo won't do.
        Conflict: somebody changed it meanwhile.
    """
    top_line, address, contact = checked(*typed)
    new_logo = files.save(clean_logo(logo)) if logo else None
    begin_writing()
    accounts.unit_for_administering(accounts.person(actor_id), unit_id, today())
    present = db.session.get(Letterhead, unit_id, with_for_update=True)
    if present is not None:
        sha256 = new_logo or (present.sha256 if keep_logo else None)
        stands = (present.top_line, present.address, present.contact, present.sha256)
        if stands == (top_line, address, contact, sha256):
            return
    if (present.version if present else 0) != seen:
        raise Conflict(CHANGED_MEANWHILE)
    if present is None:
        present = Letterhead(
            unit_id=unit_id, top_line="", address="", contact="", version=0, changed_at=clock.now()
        )
        if not add_once(present, "pk_letterhead"):
            raise Conflict(CHANGED_MEANWHILE)
    present.top_line, present.address, present.contact = top_line, address, contact
    present.sha256 = new_logo or (present.sha256 if keep_logo else None)
    present.version += 1
    present.changed_by_id, present.changed_at = actor_id, clock.now()
    audit.record("letterhead.change", actor_id=actor_id, subject=("unit", unit_id))
    db.session.flush()


def remove_letterhead(*, unit_id: int, actor_id: int) -> None:
    """Let a unit have the letterhead of the unit above again.

    Raises:
        NotFound: the actor doesn't administer the unit.
    """
    begin_writing()
    accounts.unit_for_administering(accounts.person(actor_id), unit_id, today())
    db.session.execute(delete(Letterhead).where(Letterhead.unit_id == unit_id))
    audit.record("letterhead.remove", actor_id=actor_id, subject=("unit", unit_id))
    db.session.flush()
