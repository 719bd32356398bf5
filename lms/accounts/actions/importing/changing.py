"""People who are there already are changed, moved, promoted and retired, as an import has planned it.

Under the writer's turn it is looked again whether they are as they were when it was planned. What does
not belong here: whose turn it is (`applying`), new people (`creating`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update

from lms.accounts.actions import dated
from lms.accounts.actions.importing.linking import supervise
from lms.accounts.actions.importing.planned import Change, Import, Outcome
from lms.accounts.actions.importing.present import present_people
from lms.accounts.actions.indexing import index_people
from lms.accounts.actions.people import disable_person
from lms.accounts.events import PlacesChanged
from lms.accounts.models import Membership, PayGrade, Person
from lms.accounts.source.comparing import PERSON_FIELDS, Present, differs
from lms.core import audit
from lms.core.db import AsJson, db
from lms.core.events import publish


def change_people(common: Import, changes: Sequence[Change], shielded: set[int]) -> list[Outcome]:
    """Change some people, in the transaction in hand; what became of each planned change. `shielded`
    are those whose accounts the importer may neither shut nor give another address."""
    present = present_people([one.person_id for one in changes if one.person_id is not None])
    outcomes, done = [], []
    for one in changes:
        known = present.get(one.person_id or 0)
        if known is None or differs(known, one.before):
            reason = "changed-meanwhile"
        elif not _may(common, known, one, shielded):
            reason = "other-agency"
        else:
            reason = common.refusal(one.after) or _address_taken(one)
        if reason:
            outcomes.append(Outcome(one.id, one.person_id, "refused", reason))
        else:
            written = AsJson.of(_change(common, one))
            outcomes.append(Outcome(one.id, one.person_id, "applied", "", written))
            done.append(one)
    _tell(common, done)
    return outcomes


def _tell(common: Import, done: Sequence[Change]) -> None:
    """Let others know of what was changed, and the trail: of all at once, for one by one takes longer than
    the changes."""
    moved = tuple(one.person_id for one in done if one.person_id and "post" in one.after)
    if moved:
        publish(PlacesChanged(moved))
    alike: dict[tuple[str, tuple[str, ...]], list[object]] = defaultdict(list)
    for one in done:
        alike[one.kind, tuple(sorted(set(one.after) - {"day"}))].append(one.person_id)
    for (kind, fields), person_ids in alike.items():
        audit.record_each(
            f"person:{kind}",
            actor_id=common.by_id,
            kind="person",
            keys=person_ids,
            details={"import": common.id, "fields": list(fields)},
        )


def _may(common: Import, known: Present, change: Change, shielded: set[int]) -> bool:
    here = known.post.unit_id if known.post else None
    touches_account = "left" in change.after or "email" in change.after
    if touches_account and known.person_id in shielded:
        return False
    return common.scope is None or here in common.scope


def _address_taken(change: Change) -> str:
    if "email" not in change.after:
        return ""
    holder = select(Person.id).where(Person.email == change.after["email"])
    return "email-taken" if db.session.scalar(holder) else ""


def _change(common: Import, change: Change) -> dict[str, Any]:
    """Do it; returns what undoing needs to know."""
    person_id, after = change.person_id, change.after
    assert person_id is not None
    day = date.fromisoformat(after["day"])
    written: dict[str, Any] = {}
    fields = {name: after[name] for name in PERSON_FIELDS if name in after}
    if fields:
        db.session.execute(update(Person).where(Person.id == person_id).values(fields))
        index_people([person_id])
    if "post" in after:
        mine = (Membership.person_id == person_id, Membership.additional.is_(False))
        values = {"person_id": person_id, "additional": False, **common.post(after["post"])}
        written["post"] = dated.begin(Membership, day, mine, values)
        written["unit_id"] = values["unit_id"]
    if "pay_grade" in after:
        values = {"person_id": person_id, "grade": after["pay_grade"]}
        written["pay_grade"] = dated.begin(
            PayGrade, day, (PayGrade.person_id == person_id,), values
        )
    if "supervisor_id" in after:
        written["supervisor"] = supervise(person_id, after["supervisor_id"], day)
    if after.get("left"):
        written["left"] = dated.end(Membership, day, (Membership.person_id == person_id,))
        disable_person(person_id=person_id, actor_id=common.by_id)
    return written
