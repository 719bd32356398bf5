"""Reminding everybody whom the overview's filters show, a few people at a time.

What does not belong here: one person (`messages`), who is shown (`queries.reminder_rounds`).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.core import audit, jobs
from lms.core.clock import now
from lms.core.db import add_once, begin_writing, db, upsert
from lms.core.errors import Invalid
from lms.notifications.actions import notify_each
from lms.supervision.actions.messages import NOTICES, checked_content, locked, notice_params
from lms.supervision.models import ReminderRound, SupervisorMessage
from lms.supervision.queries.messages import Recipient, recipients
from lms.supervision.queries.reminder_rounds import course_id, next_people, plan
from lms.supervision.rules.filters import Filters
from lms.supervision.rules.messages import REMINDER, added


def remind_shown(*, filters: Filters, content: str, key: str, actor_id: int) -> int:
    """Let those whom the filters show be reminded of the course that they name, or in general; returns
    the round. The same `key` is the same round.

    Raises:
        NotFound: the filters name a course that nobody in reach takes.
        Invalid: the words are missing or too long, or nobody would be reminded.
    """
    planned = plan(accounts.person(actor_id), filters)
    begin_writing()
    own_key = f"{actor_id}:{key}"
    same = select(ReminderRound.id).where(ReminderRound.key == own_key)
    present = db.session.scalar(same)
    if present is not None:
        return present
    text = checked_content(content)
    if not planned.reminded and not planned.more:
        raise Invalid("", "Tidak ada pegawai yang dapat diingatkan sekarang.")
    one = ReminderRound(
        key=own_key,
        from_id=actor_id,
        search=filters.search,
        course_id=course_id(filters.course),
        status=filters.status,
        content=text,
        asked_at=now(),
        skipped={},
    )
    if not add_once(one, "uq_reminder_round_key"):
        return db.session.scalars(same).one()
    jobs.enqueue("remind-people", {"round_id": one.id}, key=f"remind-people:{one.id}")
    audit.record("message.remind_shown", actor_id=actor_id, subject=("reminder-round", one.id))
    return one.id


def send_round(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Remind the people of a round; the handler of the job `remind-people`. Cut off, it goes on after
    the last ones whom it reached."""
    while _remind_some(params["round_id"]):
        yield


def _remind_some(round_id: int) -> bool:
    """Remind the next few; False at the end of the round."""
    one = db.session.get_one(ReminderRound, round_id)
    if one.finished_at is not None:
        return False
    # What the sender may not do any more isn't done in their name.
    found, more = next_people(accounts.person(one.from_id), one)
    behind = one.reached
    begin_writing()
    one = db.session.get_one(ReminderRound, round_id, with_for_update=True)
    if one.reached != behind or one.finished_at is not None:
        return True  # Another worker was faster: look again.
    _remind(one, found)
    if more:
        one.reached = found[-1]
    else:
        one.finished_at, one.search = now(), ""
    db.session.flush()
    return more


def _remind(one: ReminderRound, person_ids: list[int]) -> None:
    db.session.execute(locked(person_ids))
    people = recipients(person_ids, one.course_id)
    told = _add_messages(one, [person for person in people if person.why_not is None])
    if told:
        _tell(one, sorted(told))
    one.sent += len(told)
    one.without_mail += sum(person.id in told and not person.has_mail for person in people)
    one.skipped = added(one.skipped, [person.why_not for person in people if person.why_not])


def _tell(one: ReminderRound, person_ids: Sequence[int]) -> None:
    author = accounts.person(one.from_id)
    params = notice_params(author, one.course_id, one.content)
    kind = NOTICES[REMINDER]
    notify_each(dict.fromkeys(person_ids, params), kind=kind, key=f"{kind}:round-{one.id}")
    audit.record_each(
        "message.reminder",
        actor_id=author.id,
        kind="person",
        keys=person_ids,
        details={"round": one.id},
    )


def _add_messages(one: ReminderRound, people: Sequence[Recipient]) -> set[int]:
    """Add the messages that aren't there yet; returns to whom."""
    moment = now()
    rows = [
        {
            "kind": REMINDER,
            "from_id": one.from_id,
            "to_id": person.id,
            "course_id": one.course_id,
            "round_id": one.id,
            "content": one.content,
            "sent_at": moment,
            "key": f"round-{one.id}:{person.id}",
        }
        for person in people
    ]
    if not rows:
        return set()
    inserted = db.session.scalars(
        upsert(SupervisorMessage)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(SupervisorMessage.to_id)
    )
    return set(inserted)
