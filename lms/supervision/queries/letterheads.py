"""Letterheads: what stands at the head of a unit's papers, and whose that is.

What does not belong here: drawing them (source).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.accounts.models import Person, UnitVersion
from lms.accounts.policy import holds_on
from lms.accounts.queries import UnitPage
from lms.core.clock import today
from lms.core.db import db
from lms.supervision.models import Letterhead


@dataclass(frozen=True)
class Head:
    """The letterhead of a unit on a day: the line above (typed, else the name of
    the government, `over`), the name of
    the agency that it is part of (of the top of its branch where there is none), its own name unless it
    is that, and the lines and the logo of the nearest unit that has some (`from_unit_id`; None: no unit
    has)."""

    top_line: str
    over: str
    agency: str
    unit: str
    address: str
    contact: str
    logo_sha256: str | None
    from_unit_id: int | None


@dataclass(frozen=True)
class Editing:
    """A unit with its own letterhead (None: it has none) and what stands on its papers now."""

    unit: UnitPage
    own: Letterhead | None
    head: Head
    inherited_from: str
    """The name of the unit whose letterhead it is; empty where it is the unit's own or nobody's."""


NO_HEAD = Head("", "", "", "", "", "", None, None)


def head_of(unit_id: int | None, day: date) -> Head:
    """The letterhead of a unit."""
    if unit_id is None:
        return NO_HEAD
    above = accounts.unit_and_above(unit_id, day)
    if not above:
        return NO_HEAD
    query = select(UnitVersion.unit_id, UnitVersion.name, UnitVersion.kind)
    rows = db.session.execute(
        query.where(UnitVersion.unit_id.in_(above), holds_on(UnitVersion, day))
    )
    versions = {row.unit_id: row for row in rows}
    agency = next((one for one in above if versions[one].kind == "agency"), above[-1])
    government = next((one for one in above if versions[one].kind == "government"), agency)
    over = versions[government].name if government != agency else ""
    named = select(Letterhead).where(Letterhead.unit_id.in_(above))
    found = {one.unit_id: one for one in db.session.scalars(named)}
    nearest = next((found[one] for one in above if one in found), None)
    return Head(
        top_line=(nearest.top_line if nearest else "") or over,
        over=over,
        agency=versions[agency].name,
        unit="" if agency == unit_id else versions[unit_id].name,
        address=nearest.address if nearest else "",
        contact=nearest.contact if nearest else "",
        logo_sha256=nearest.sha256 if nearest else None,
        from_unit_id=nearest.unit_id if nearest else None,
    )


def letterhead_for_editing(actor: Person, unit_id: int) -> Editing:
    """The letterhead of a unit that the actor administers.

    Raises:
        NotFound: there is no such unit, or the actor doesn't administer it.
    """
    unit = accounts.unit_for_administering(actor, unit_id, today())
    own, head = db.session.get(Letterhead, unit_id), head_of(unit_id, today())
    other = head.from_unit_id if own is None else None
    names = accounts.unit_names([other], today()) if other is not None else {}
    return Editing(unit, own, head, names[other] if other is not None else "")
