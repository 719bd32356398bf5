"""Taking in what a device couldn't send: somebody else brings it as a parcel.

What does not belong here: how a parcel is opened (`rules.parcels`), what an event does (`kinds`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from lms.accounts.models import Person
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Invalid
from lms.notifications.actions import notify
from lms.sync.actions.receiving import receive
from lms.sync.rules.parcels import open_parcel


@dataclass(frozen=True)
class Taken:
    """How many events of a parcel were stored now, were there before, wait for a decision, or can't be
    read; nothing of what they say."""

    stored: int
    duplicate: int
    quarantined: int
    unreadable: int


def take_in(*, data: bytes, secret: str, actor_id: int) -> Taken:
    """Keep every event of a parcel exactly as though its owner's device had sent it; all or nothing.

    Whoever brings it decides on nothing: the ticket inside says whose it is, and the server what
    counts. Its owner is told, once for each file.

    Raises:
        Invalid: it is no parcel of this installation, or its owner has no account in use.
    """
    parcel = open_parcel(secret, data, int(now().timestamp() * 1000))
    begin_writing()
    person = db.session.get(Person, parcel.person_id)
    if person is None or person.disabled_at is not None or person.erased_at is not None:
        raise Invalid("file", "Akun pemilik berkas ini tidak aktif. Tidak ada yang diterima.")
    statuses = Counter(
        receipt.status
        for batch in parcel.batches
        for receipt in receive(person_id=parcel.person_id, batch=batch)
    )
    counts = {
        "stored": statuses["stored"],
        "duplicate": statuses["duplicate"],
        "quarantined": statuses["quarantined"],
        "unreadable": parcel.unreadable,
    }
    audit.record(
        "sync:take-in", actor_id=actor_id, subject=("person", parcel.person_id), details=counts
    )
    if statuses["stored"] or statuses["quarantined"]:
        notify(
            person_id=parcel.person_id,
            kind="parcel-taken-in",
            params={"stored": statuses["stored"], "held": statuses["quarantined"]},
            key=f"parcel-taken-in:{hashlib.sha256(data).hexdigest()}",
        )
    db.session.flush()
    return Taken(**counts)
