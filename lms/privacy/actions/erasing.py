"""Erasing a person, in steps that can be taken up again: rows deleted, emptied or kept as the register
says, the account left as a pseudonym, stored files removed that nobody else has, and what the
database still holds of all that wiped away.

What does not belong here: deciding it (`requests`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete, select, tuple_, update

from lms.accounts.actions import disable_person, end_what_was_held, pseudonymise
from lms.accounts.models import Person
from lms.core import audit, files, remnants
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import NotReady
from lms.core.jobs import Job
from lms.notifications.models import Notice
from lms.privacy.models import PrivacyRequest
from lms.privacy.queries.holdings import belongs, is_needed, table_of
from lms.privacy.rules.registry import HOLDINGS, MENTIONS, NAMING_PARAMS, Holding
from lms.privacy.rules.requests import pseudonym
from lms.supervision.actions.exports import keeping as exports

AT_ONCE = 200
"""Rows that one step deletes or empties: some 20 ms of writing."""

Row = Sequence[Any]
ForgetLetters = Callable[[str, str], None]
_forget_letters: ForgetLetters | None = None


def forget_letters_with(forget: ForgetLetters) -> None:
    """Say how letters to an address, or with a name, are deleted where they lie in a folder of this
    installation."""
    global _forget_letters
    _forget_letters = forget


def erase_person(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Erase the person of an erasure that was decided; the handler of the job `erase-person`.

    Raises:
        NotReady: everything is erased, but a reader still holds the database's log; the job is tried
            again.
    """
    request = db.session.get(PrivacyRequest, params["request_id"])
    if request is None or request.state != "running":
        return
    request_id, person_id = request.id, request.person_id
    disable_person(person_id=person_id, actor_id=request.decided_by_id)
    end_what_was_held(person_id)
    yield
    for step in _steps(request_id, person_id):
        step()
        yield
    yield from _remove_files(request_id)
    if not remnants.wipe():
        raise NotReady("The log of the database is in use; it is wiped at the next try.")
    _finish(request_id)
    yield


def _steps(request_id: int, person_id: int) -> Iterator[Callable[[], None]]:
    yield lambda: _forget_what_names(person_id)
    while of_letters := _jobs_of_letters(person_id):
        yield _deleting_jobs(of_letters)
    for holding in _children_first():
        if holding.fate == "delete":
            while batch := _batch(holding, person_id):
                yield _deleting(holding, batch, request_id)
        elif holding.blank or holding.scrub:
            last: Row | None = None
            while batch := _batch(holding, person_id, above=last):
                last = batch[-1]
                yield _emptying(holding, batch, request_id)
    yield lambda: _clear_mentions(person_id)
    yield lambda: _close_other_requests(person_id, request_id)
    yield lambda: pseudonymise(person_id=person_id, name=pseudonym(person_id))
    yield exports.forget_lists


def _children_first() -> list[Holding]:
    order = {table.name: place for place, table in enumerate(db.metadata.sorted_tables)}
    return sorted(HOLDINGS, key=lambda holding: -order[holding.table])


def _key_of(table: Table) -> list[Any]:
    return list(table.primary_key.columns)


def _batch(holding: Holding, person_id: int, above: Row | None = None) -> list[Row]:
    table = table_of(holding.table)
    key = _key_of(table)
    query = select(*key).where(belongs(holding, person_id)).order_by(*key).limit(AT_ONCE)
    if above is not None:
        query = query.where(tuple_(*key) > tuple(above))
    return [tuple(row) for row in db.session.execute(query)]


def _deleting(holding: Holding, batch: list[Row], request_id: int) -> Callable[[], None]:
    table = table_of(holding.table)
    chosen = tuple_(*_key_of(table)).in_(batch)

    def step() -> None:
        begin_writing()
        _note_files(holding, chosen, request_id)
        db.session.execute(delete(table).where(chosen))

    return step


def _note_files(holding: Holding, chosen: Any, request_id: int) -> None:
    """Remember the files of rows that are about to lose them."""
    table = table_of(holding.table)
    for column in holding.files:
        query = select(table.c[column]).where(chosen, table.c[column].is_not(None))
        request = db.session.get_one(PrivacyRequest, request_id)
        request.files = sorted({*request.files, *db.session.scalars(query)})
    db.session.flush()


def _emptying(holding: Holding, batch: list[Row], request_id: int) -> Callable[[], None]:
    table = table_of(holding.table)
    key = _key_of(table)
    chosen = tuple_(*key).in_(batch)

    def step() -> None:
        begin_writing()
        _note_files(holding, chosen, request_id)
        if holding.blank:
            db.session.execute(update(table).where(chosen).values(dict(holding.blank)))
        for column, emptied in holding.scrub.items():
            for *values, old in db.session.execute(select(*key, table.c[column]).where(chosen)):
                db.session.execute(
                    update(table)
                    .where(tuple_(*key) == tuple(values))
                    .values({column: emptied(old)})
                )

    return step


def _forget_what_names(person_id: int) -> None:
    """Letters in a folder, and notices to others that hold the person's name."""
    person = db.session.get_one(Person, person_id)
    email, name = person.email, person.display_name
    # Looked for while others may write: the whole table is read.
    naming = [
        (notice_id, param)
        for kind, param in NAMING_PARAMS
        for notice_id in db.session.scalars(
            select(Notice.id).where(Notice.kind == kind, Notice.params[param].as_string() == name)
        )
    ]
    if _forget_letters is not None:
        _forget_letters(email or "", name)
    begin_writing()
    for notice_id, param in naming:
        notice = db.session.get_one(Notice, notice_id)
        notice.params = {**notice.params, param: pseudonym(person_id)}
    db.session.flush()


def _letters_of(person_id: int) -> Any:
    deliveries = next(one for one in HOLDINGS if one.table == "delivery")
    letters = select(table_of("delivery").c.id).where(belongs(deliveries, person_id))
    return (Job.kind == "deliver") & Job.params["delivery_id"].as_integer().in_(letters)


def _jobs_of_letters(person_id: int) -> list[int]:
    some = select(Job.id).where(_letters_of(person_id)).limit(AT_ONCE)
    return list(db.session.scalars(some))


def _deleting_jobs(batch: list[int]) -> Callable[[], None]:
    """Jobs of the person's letters: their errors may hold the address."""

    def step() -> None:
        begin_writing()
        db.session.execute(delete(Job).where(Job.id.in_(batch)))

    return step


def _clear_mentions(person_id: int) -> None:
    begin_writing()
    for mention in MENTIONS:
        if mention.clear:
            column = table_of(mention.table).c[mention.column]
            db.session.execute(
                update(table_of(mention.table))
                .where(column == person_id)
                .values({mention.column: None})
            )


def _close_other_requests(person_id: int, request_id: int) -> None:
    """What else the person asked for is without an object."""
    begin_writing()
    others = (PrivacyRequest.person_id == person_id) & (PrivacyRequest.id != request_id)
    db.session.execute(
        update(PrivacyRequest)
        .where(others, PrivacyRequest.state == "waiting")
        .values(state="withdrawn", finished_at=now())
    )


def _remove_files(request_id: int) -> Generator[None, None, None]:
    """Remove the files of deleted rows that no row names any more. The rows are gone for good by now:
    a step that was undone never removes a file."""
    while left := db.session.get_one(PrivacyRequest, request_id).files:
        begin_writing()
        request = db.session.get_one(PrivacyRequest, request_id)
        if not is_needed(left[0]):
            files.remove(left[0])
        request.files = left[1:]
        db.session.flush()
        yield


def _finish(request_id: int) -> None:
    begin_writing()
    request = db.session.get_one(PrivacyRequest, request_id)
    request.state, request.finished_at = "done", now()
    audit.record(
        "data:erased", actor_id=request.decided_by_id, subject=("person", request.person_id)
    )
    db.session.flush()
