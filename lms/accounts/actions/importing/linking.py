"""People whose supervisor came in by another row of the same sheet are linked when all are there; and
unlinked before anybody is taken back.

What does not belong here: creating and changing people (`applying`), taking them back (`undoing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from lms.accounts.actions import dated
from lms.accounts.actions.importing.noting import add_findings
from lms.accounts.actions.importing.present import people_by_number, present_people
from lms.accounts.models import PeopleImport, PeopleImportChange, SupervisorAssignment
from lms.accounts.source.columns import SUPERVISOR_NUMBER
from lms.accounts.source.findings import Finding
from lms.core import audit
from lms.core.db import db


def supervise(person_id: int, supervisor_id: int, day: date) -> dated.Written:
    """Let somebody be the direct supervisor from a day on; for the other actions of this package."""
    mine = (SupervisorAssignment.person_id == person_id, SupervisorAssignment.acting == "")
    values = {"person_id": person_id, "supervisor_id": supervisor_id, "acting": ""}
    return dated.begin(SupervisorAssignment, day, mine, values)


def waiting_links(one: PeopleImport, most: int) -> Sequence[int]:
    """The next changes that name a supervisor by number, after `position`: the last one that was looked
    at."""
    if not one.counts.get("links"):
        return []
    named = PeopleImportChange.after["supervisor_number"].as_string().is_not(None)
    query = (
        select(PeopleImportChange.id)
        .where(
            PeopleImportChange.import_id == one.id,
            PeopleImportChange.state == "applied",
            PeopleImportChange.id > one.position,
            named,
        )
        .order_by(PeopleImportChange.id)
        .limit(most)
    )
    return db.session.scalars(query).all()


def link_some(one: PeopleImport, change_ids: Sequence[int]) -> None:
    """Link people with the supervisors whom their changes name, in the transaction in hand."""
    changes = _changes(change_ids)
    present = present_people([change.person_id or 0 for change in changes])
    ids = people_by_number({change.after["supervisor_number"] for change in changes})
    unknown = []
    for change in changes:
        supervisor_id = ids.get(change.after["supervisor_number"])
        known = present.get(change.person_id or 0)
        if supervisor_id is None:
            unknown.append(change.row_number)
        elif known is not None and supervisor_id not in (known.supervisor_id, known.person_id):
            _link(one, change, supervisor_id, known.supervisor_id)
    if unknown:
        _say_unknown(one, unknown)
    one.position = change_ids[-1]
    db.session.flush()


def unlink_some(one: PeopleImport, change_ids: Sequence[int]) -> None:
    """Take the links of some changes back, in the transaction in hand, but for those that somebody has
    changed since."""
    changes = _changes(change_ids)
    present = present_people([change.person_id or 0 for change in changes])
    for change in changes:
        known = present.get(change.person_id or 0)
        if known is None or "link" not in change.written:
            continue
        if known.supervisor_id == change.after["supervisor_id"]:
            dated.take_back(SupervisorAssignment, change.written["link"])
            change.written = _without(change.written, "link")
            change.after = _without(change.after, "supervisor_id")
            change.before = _without(change.before, "supervisor_id")
    one.position = change_ids[-1]
    db.session.flush()


def _changes(ids: Sequence[int]) -> Sequence[PeopleImportChange]:
    query = select(PeopleImportChange).where(PeopleImportChange.id.in_(ids))
    return db.session.scalars(query.order_by(PeopleImportChange.id)).all()


def _link(
    one: PeopleImport, change: PeopleImportChange, supervisor_id: int, before: int | None
) -> None:
    person_id = change.person_id or 0
    written = supervise(person_id, supervisor_id, date.fromisoformat(change.after["day"]))
    change.written = {**change.written, "link": written}
    change.after = {**change.after, "supervisor_id": supervisor_id}
    if change.kind != "create":
        change.before = {**change.before, "supervisor_id": before}
    audit.record(
        "supervisor:begin",
        actor_id=one.by_id,
        subject=("person", person_id),
        details={"import": one.id, "supervisor_id": supervisor_id},
    )


def _say_unknown(one: PeopleImport, rows: Sequence[int]) -> None:
    """Their rows were refused: the people are there without a supervisor."""
    column = one.header[one.mapping[SUPERVISOR_NUMBER]]
    counts = dict(one.counts)
    said = [Finding(row, column, "supervisor-unknown", "warning") for row in rows]
    add_findings(one.id, counts, said)
    one.counts = counts


def _without(said: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in said.items() if key != name}
