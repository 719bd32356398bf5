"""Two accounts of one person that had a digest each on the same day."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.notifications.models import Delivery, Digest, DigestEntry, Notice
from lms.privacy.actions.merging.rows import collisions
from tests.cast import Cast
from tests.factories.assessment import unit_of_work


def digest_of(person_id: int, state: str) -> int:
    """A digest of today with one entry, and its letter in a state; the entry's notice."""
    notice = Notice(person_id=person_id, kind="announcement", params={}, key=f"a-{person_id}")
    notice.created_at = now()
    digest = Digest(person_id=person_id, day=date(2026, 11, 23))
    db.session.add_all([notice, digest])
    db.session.flush()
    entry = DigestEntry(notice_id=notice.id, person_id=person_id, due_at=now(), digest_id=digest.id)
    letter = Delivery(person_id=person_id, digest_id=digest.id, made_at=now(), state=state)
    db.session.add_all([entry, letter])
    db.session.flush()
    return notice.id


@pytest.mark.parametrize(
    ("own", "theirs", "goes"),
    [
        ("waiting", "waiting", "with the kept one"),
        ("sent", "sent", "with the kept one"),
        ("sent", "waiting", "with the next one"),
        ("waiting", "sent", "no more"),
    ],
)
def test_nothing_is_left_out_of_the_letters_and_nothing_told_twice(
    app: Flask, cast: Cast, own: str, theirs: str, goes: str
) -> None:
    with unit_of_work(app):
        begin_writing()
        digest_of(cast.ayu.id, own)
        notice = digest_of(cast.fajar.id, theirs)
    with unit_of_work(app):
        for step in collisions(cast.ayu.id, cast.fajar.id):
            step()
    with app.app_context():
        kept = db.session.scalars(select(Digest)).one()
        entry = db.session.get(DigestEntry, notice)
        found = {None: "with the next one", kept.id: "with the kept one"}
        assert (found[entry.digest_id] if entry else "no more") == goes
        assert db.session.scalars(select(Delivery.digest_id)).all() == [kept.id]
