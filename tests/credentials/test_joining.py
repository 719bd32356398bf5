"""Two accounts of one person: their hours add up, and a certificate that both handed in counts once."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import ledger
from lms.core.db import db
from lms.credentials.actions.claims import verify_claim
from lms.credentials.actions.joining import TWICE, join_claims, join_hours
from lms.credentials.models.claims import LearningClaim
from lms.credentials.models.hours import HOURS, HoursEntry
from lms.credentials.queries.hours import hours_facts
from lms.credentials.rules.conversion import ONE
from tests.cast import Cast
from tests.factories.accounts import writing
from tests.factories.claims import claimed, text
from tests.factories.hours import attended, corrected, counted


def test_years_of_both_add_up_whether_folded_or_not(app: Flask, cast: Cast) -> None:
    ayu, fajar = cast.ayu.id, cast.fajar.id
    with writing(app):
        attended(ayu, 1)
        attended(fajar, 2)
        before = counted(ayu) + counted(fajar)
    with writing(app):
        ledger.fold(HOURS)
    with writing(app):
        attended(fajar, 3)
        before = counted(ayu) + counted(fajar)
    for _again in range(2):
        with writing(app):
            join_hours(kept_id=ayu, joined_id=fajar)
    with app.app_context():
        assert (counted(ayu), counted(fajar)) == (before, 0)


def test_a_certificate_that_both_handed_in_counts_once(app: Flask, cast: Cast) -> None:
    ayu, fajar = cast.ayu.id, cast.fajar.id
    own = claimed(app, ayu, "satu", text())
    theirs = claimed(app, fajar, "dua", text())
    with writing(app):
        for claim_id in (own, theirs):
            verify_claim(claim_id=claim_id, quantity=200, reason="", seen=1, actor_id=cast.eko.id)
        once = counted(ayu)
        assert once == counted(fajar) > ONE
    for _again in range(2):
        with writing(app):
            join_claims(kept_id=ayu, joined_id=fajar)
    with app.app_context():
        assert (counted(ayu), counted(fajar)) == (once, 0)
        states = {one.id: one.state for one in db.session.scalars(select(LearningClaim))}
        assert states == {own: "verified", theirs: "withdrawn"}
        reversals = select(HoursEntry).where(HoursEntry.reverses_id.is_not(None))
        assert len(db.session.scalars(reversals).all()) == 1


@pytest.mark.parametrize(("quantities", "stands"), [([100, 150, 50], 1), ([100, 0], 0)])
def test_a_certificate_that_both_handed_in_counts_once_after_corrections(
    app: Flask, cast: Cast, quantities: list[int], stands: int
) -> None:
    ayu, fajar = cast.ayu.id, cast.fajar.id
    theirs = claimed(app, fajar, "dua", text())
    with writing(app):
        verify_claim(claim_id=theirs, quantity=200, reason="", seen=1, actor_id=cast.eko.id)
        corrected("claim", quantities=quantities, actor_id=cast.eko.id)
    own = claimed(app, ayu, "satu", text())
    with writing(app):
        verify_claim(claim_id=own, quantity=200, reason="", seen=1, actor_id=cast.eko.id)
        once = counted(ayu)
    for _again in range(2):
        with writing(app):
            join_claims(kept_id=ayu, joined_id=fajar)
    with app.app_context():
        assert (counted(ayu), counted(fajar)) == (once, 0)
        assert ledger.differences(HOURS, hours_facts()) == []
        taken_back = select(HoursEntry.quantity).where(HoursEntry.note == TWICE)
        assert list(db.session.scalars(taken_back)) == [-quantities[-1]] * stands


def test_what_waits_gives_way_to_what_was_verified(app: Flask, cast: Cast) -> None:
    own = claimed(app, cast.ayu.id, "satu", text())
    theirs = claimed(app, cast.fajar.id, "dua", text())
    with writing(app):
        verify_claim(claim_id=theirs, quantity=200, reason="", seen=1, actor_id=cast.eko.id)
        join_claims(kept_id=cast.ayu.id, joined_id=cast.fajar.id)
    with app.app_context():
        states = {one.id: one.state for one in db.session.scalars(select(LearningClaim))}
        assert states == {own: "withdrawn", theirs: "verified"}
