"""How a person wants e-mails: topic by topic, and when not.

What does not belong here: what follows for a letter (`delivering`).
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select, update

from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db, upsert
from lms.core.errors import Invalid
from lms.notifications import queries
from lms.notifications.models import DigestEntry, MailPreference, Notice, QuietTime
from lms.notifications.rules import (
    CHOOSABLE,
    DIGESTED,
    FREQUENCIES,
    LONGEST_QUIET,
    NEVER,
    TOPICS,
    QuietHours,
    next_digest,
)


def set_preferences(
    *, person_id: int, frequencies: Mapping[str, str], quiet: QuietHours | None
) -> None:
    """Set how often the e-mails of each topic come and when none do (None: they may always come).
    What waits for a digest follows: into the next one, or out of it.

    Raises:
        Invalid: a topic or frequency isn't known, or the quiet hours leave no time for letters.
    """
    _check(frequencies, quiet)
    begin_writing()
    before = queries.preferences_of(person_id)
    changed = {
        topic: frequency
        for topic, frequency in frequencies.items()
        if before.frequencies[topic] != frequency
    }
    for topic, frequency in changed.items():
        _set_frequency(person_id, topic, frequency)
        _move_waiting(person_id, topic, frequency)
    if quiet != before.quiet:
        _set_quiet(person_id, quiet)
    if changed or quiet != before.quiet:
        audit.record(
            "mail:preferences",
            actor_id=person_id,
            subject=("person", person_id),
            details={"frequencies": changed},
        )
    db.session.flush()


def _check(frequencies: Mapping[str, str], quiet: QuietHours | None) -> None:
    for topic, frequency in frequencies.items():
        if topic not in CHOOSABLE or frequency not in FREQUENCIES:
            raise Invalid(topic, "Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")
    if quiet is not None and quiet.length > LONGEST_QUIET:
        raise Invalid(
            "quiet_until", "Sisakan paling sedikit satu jam sehari agar surel dapat dikirim."
        )


def _set_frequency(person_id: int, topic: str, frequency: str) -> None:
    row = {"person_id": person_id, "topic": topic, "frequency": frequency}
    statement = upsert(MailPreference).values(row)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id", "topic"],
            set_={"frequency": statement.excluded.frequency},
        )
    )


def _set_quiet(person_id: int, quiet: QuietHours | None) -> None:
    starts, ends = (quiet.starts, quiet.ends) if quiet is not None else (None, None)
    row = {"person_id": person_id, "starts": starts, "ends": ends}
    statement = upsert(QuietTime).values(row)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id"],
            set_={"starts": statement.excluded.starts, "ends": statement.excluded.ends},
        )
    )


def _move_waiting(person_id: int, topic: str, frequency: str) -> None:
    """Entries that wait follow the new frequency; what shall come at once now leaves with the
    digest it waits for."""
    of_topic = select(Notice.id).where(
        Notice.person_id == person_id, Notice.kind.in_(TOPICS[topic].kinds)
    )
    waiting = (
        DigestEntry.person_id == person_id,
        DigestEntry.digest_id.is_(None),
        DigestEntry.notice_id.in_(of_topic),
    )
    if frequency == NEVER:
        db.session.execute(
            delete(DigestEntry).where(*waiting).execution_options(synchronize_session=False)
        )
    if frequency in DIGESTED:
        due_at = next_digest(now(), frequency, queries.zone_of(person_id))
        db.session.execute(
            update(DigestEntry)
            .where(*waiting)
            .values(due_at=due_at)
            .execution_options(synchronize_session=False)
        )
