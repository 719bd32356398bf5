"""Noticing that two accounts may be one person's, and remembering that they aren't.

What does not belong here: joining two accounts, which reaches into every slice (`privacy`).
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from lms.accounts.models import PeopleImportChange, Person, SuspectedDouble
from lms.accounts.queries.doubles import alike
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db, upsert
from lms.core.errors import Conflict, NotFound
from lms.core.jobs import enqueue

AT_ONCE = 200
"""People whose namesakes are looked for at a time."""


def look_for_doubles(import_id: int) -> None:
    """Have the people whom an import has created compared with everybody, in the transaction in
    hand."""
    enqueue("find-doubles", {"import_id": import_id}, key=f"find-doubles:{import_id}")


def find_doubles(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """The handler of the job `find-doubles`: look for the namesakes of the people whom an import has
    created. A second round finds nothing new."""
    created = select(PeopleImportChange.person_id).where(
        PeopleImportChange.import_id == params["import_id"],
        PeopleImportChange.kind == "create",
        PeopleImportChange.state == "applied",
        PeopleImportChange.person_id.is_not(None),
    )
    yield from _compare(created, PeopleImportChange.person_id)


def find_all_doubles() -> Generator[None, None, None]:
    """Look for namesakes among everybody, in steps that the caller commits."""
    yield from _compare(select(Person.id).where(Person.erased_at.is_(None)), Person.id)


def tell_apart(*, pair_id: int, actor_id: int) -> None:
    """Remember that two accounts are two people's; said already is success.

    Raises:
        NotFound: there is no such pair.
        Conflict: they are being merged.
    """
    begin_writing()
    pair = locked_pair(pair_id)
    if pair.state == "different":
        return
    if pair.state != "waiting":
        raise Conflict("Kedua akun ini sudah digabung.")
    pair.state, pair.decided_at, pair.decided_by_id = "different", now(), actor_id
    for person_id, other_id in ((pair.one_id, pair.other_id), (pair.other_id, pair.one_id)):
        audit.record(
            "people:tell-apart",
            actor_id=actor_id,
            subject=("person", person_id),
            details={"other": other_id},
        )
    db.session.flush()


def locked_pair(pair_id: int) -> SuspectedDouble:
    """A pair, kept from others until the end; for other actions.

    Raises:
        NotFound: there is none such.
    """
    pair = db.session.get(SuspectedDouble, pair_id, with_for_update=True)
    if pair is None:
        raise NotFound()
    return pair


def _compare(people: Select[Any], column: Any) -> Generator[None, None, None]:
    last = 0
    while ids := _following(people, column, last):
        last = ids[-1]
        if pairs := alike(ids):
            _note(pairs)
        yield


def _following(people: Select[Any], column: Any, last: int) -> Sequence[int]:
    return db.session.scalars(people.where(column > last).order_by(column).limit(AT_ONCE)).all()


def _note(pairs: Collection[tuple[int, int]]) -> None:
    begin_writing()
    rows = [
        {"one_id": one, "other_id": other, "state": "waiting", "reason": "", "found_at": now()}
        for one, other in sorted(pairs)
    ]
    db.session.execute(upsert(SuspectedDouble).values(rows).on_conflict_do_nothing())
