"""Whose right a table is that leaves as a file, before it is made and when it is fetched; the files that
somebody asked for.

What does not belong here: the tables' rows (`overview`, `figures`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import String, cast, literal, or_, select

from lms.accounts import queries as accounts
from lms.accounts.models import Person, UnitVersion
from lms.accounts.policy import SUPERVISOR, role_units
from lms.core import files
from lms.core.clock import day_of, now, today
from lms.core.db import db
from lms.core.errors import Forbidden, NotFound
from lms.core.jobs import Job
from lms.core.permissions import authorise
from lms.supervision.models import Export
from lms.supervision.policy import SEE_FIGURES
from lms.supervision.queries.figures import dashboard
from lms.supervision.rules.exports import What, what_from

MOST_LISTED = 50
"""Files of one person that are listed; more than can be asked for within a week by hand."""


@dataclass(frozen=True)
class Ready:
    """A file to be fetched: where it lies, and what it is."""

    path: Path
    form: str
    what: What
    finished_on: date


def unit_for_export(actor: Person, what: What) -> UnitVersion | None:
    """The unit of which a table is, as it was on the day; None: it is of all whom the actor reaches.

    Raises:
        Forbidden: the actor may see no such table at all.
        NotFound: the actor doesn't see this unit's figures, or it didn't exist then.
    """
    if what.subject == "people":
        if not any(reach_of(actor, what).values()):
            raise Forbidden()
        return None
    authorise(actor, SEE_FIGURES)
    return dashboard.unit_for_seeing(actor, what.unit_id, what.asked.day)


def unit_of_letterhead(actor: Person, what: What) -> int | None:
    """The unit under whose letterhead a table stands: its own; where it is of all whom the actor reaches,
    the one unit that they supervise, else the one they belong to."""
    if what.subject != "people":
        return what.unit_id
    supervised = role_units(actor, SUPERVISOR)
    return next(iter(supervised)) if len(supervised) == 1 else accounts.unit_of(actor.id, today())


def reach_of(actor: Person, what: What) -> dict[str, Any]:
    """The units and single people that a table of the actor's shows today."""
    if what.subject != "people":
        return {"units": [what.unit_id], "people": []}
    return {
        "units": sorted(role_units(actor, SUPERVISOR)),
        "people": sorted(
            set(db.session.scalars(accounts.direct_reports(actor, today()))) - {actor.id}
        ),
    }


def still_reaches(actor: Person, export: Export) -> bool:
    """Whether the actor may still see the unit of which a table of theirs is; where it is of all whom they
    reached, every unit and direct report of theirs that it was made of. Who has left these since may
    stand in it: nobody is looked for by name."""
    what = stored_what(export)
    try:
        unit_for_export(actor, what)
    except (Forbidden, NotFound):
        return False
    return what.subject != "people" or not export.reach or _reaches(actor, export.reach)


def _reaches(actor: Person, reach: dict[str, Any]) -> bool:
    units, people = set(reach["units"]), set(reach["people"])
    within = UnitVersion.unit_id.in_(accounts.reached_units(actor, today()))
    seen_units = select(UnitVersion.unit_id).where(UnitVersion.unit_id.in_(units), within)
    seen_people = select(Person.id).where(
        Person.id.in_(people), accounts.is_reached_by(actor, today(), Person.id.expression)
    )
    return units == set(db.session.scalars(seen_units)) and people == set(
        db.session.scalars(seen_people)
    )


def stored_what(export: Export) -> What:
    """What an export is of."""
    found = what_from(export.params, today())
    assert found is not None, export.params
    return found


def exports_of(person_id: int) -> tuple[Export, ...]:
    """What somebody asked for and can fetch, await or see failed, newest first."""
    kept = or_(Export.expires_at.is_(None), Export.expires_at > now())
    query = select(Export).where(Export.person_id == person_id, kept)
    return tuple(db.session.scalars(query.order_by(Export.id.desc()).limit(MOST_LISTED)))


def own_export(person_id: int, export_id: int) -> Export:
    """One that somebody asked for, also one whose time is over.

    Raises:
        NotFound: there is none, or somebody else asked for it.
    """
    export = db.session.get(Export, export_id)
    if export is None or export.person_id != person_id:
        raise NotFound()
    return export


def export_for_fetching(actor: Person, export_id: int) -> Ready:
    """A finished file of the actor's own that they still reach, as `still_reaches` says.

    Raises:
        NotFound: there is none, its time is over, or it is no longer within reach.
    """
    export = own_export(actor.id, export_id)
    if export.expires_at is not None and export.expires_at <= now():
        raise NotFound()
    if export.sha256 is None or export.finished_at is None or not still_reaches(actor, export):
        raise NotFound()
    path = files.path(export.sha256)
    return Ready(path, export.form, stored_what(export), day_of(export.finished_at))


def units_named(unit_ids: set[int]) -> dict[int, str]:
    """What units are called today, or were called last."""
    return accounts.unit_names(unit_ids, today())


def given_up(most: int) -> list[int]:
    """Exports that nobody works at any more: their jobs failed for good."""
    key = literal(JOB_KEY) + cast(Export.id, String)
    at_work = select(Job.id).where(Job.key == key).exists()
    query = select(Export.id).where(Export.state.in_(("waiting", "running")), ~at_work)
    return list(db.session.scalars(query.order_by(Export.id).limit(most)))


def unfinished() -> set[int]:
    """Exports that are being made, or wait for it."""
    return set(
        db.session.scalars(select(Export.id).where(Export.state.in_(("waiting", "running"))))
    )


JOB_KEY = "make-export:"
"""How the key of an export's job begins; its id follows."""
