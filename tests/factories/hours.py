"""Hours as facts bring them, and sums as pages read them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from lms.core.db import db
from lms.credentials.actions.hours import Fact, correct_entry, enter
from lms.credentials.models.hours import HOURS, HoursEntry
from lms.credentials.rules.conversion import ONE

DAY = date(2026, 11, 20)


def attended(
    person_id: int,
    source_id: int,
    *,
    form: str = "coaching",
    quantity: int = ONE,
    day: date = DAY,
    scope: str = "domestic",
) -> HoursEntry:
    """Enter what somebody took part in, by the rule of the day."""
    fact = Fact(
        person_id=person_id,
        day=day,
        form=form,
        title=f"Kegiatan {source_id}",
        source_kind="attendance",
        source_id=source_id,
        quantity=quantity,
        scope=scope,
    )
    return enter(fact, entered_by_id=None)


def corrected(source_kind: str, *, quantities: list[int], actor_id: int) -> None:
    """Correct the one entry of a kind to the first quantity, that correction to the next, and so on."""
    entry = db.session.scalars(
        select(HoursEntry).where(
            HoursEntry.source_kind == source_kind, HoursEntry.reverses_id.is_(None)
        )
    ).one()
    newest = select(HoursEntry).order_by(HoursEntry.id.desc()).limit(1)
    for quantity in quantities:
        correct_entry(
            entry_id=entry.id,
            quantity=quantity,
            reason="Salah catat.",
            actor_id=actor_id,
            seen=entry.counted,
        )
        entry = db.session.scalars(newest).one()


def counted(person_id: int, year: int = 2026) -> int:
    """The sum that pages read: what is folded and what isn't."""
    sums = HOURS.sums().subquery()
    query = select(func.coalesce(func.sum(sums.c.counted), 0))
    return int(
        db.session.scalar(query.where(sums.c.person_id == person_id, sums.c.year == year)) or 0
    )
