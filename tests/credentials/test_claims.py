"""Claims: what must be said, who decides, what follows, and that nothing counts twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core import clock, files
from lms.core import db as database
from lms.core.db import begin_unit, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.credentials.actions.claims import (
    Draft,
    change_claim,
    refuse_claim,
    verify_claim,
    withdraw_claim,
)
from lms.credentials.actions.evidence import store_evidence
from lms.credentials.models.claims import ClaimFile, LearningClaim
from lms.credentials.models.hours import HoursEntry
from lms.credentials.queries.claims import (
    claim_for_deciding,
    claims_to_verify,
    is_claimed_by_others,
)
from lms.credentials.rules.claims import certificate_key
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.accounts import writing
from tests.factories.claims import PDF, claimed, coaching, text
from tests.factories.courses import png


def test_a_verified_claim_counts_by_the_rule_of_its_day_once(app: Flask, cast: Cast) -> None:
    claim_id = claimed(app, cast.ayu.id, "satu", text())
    assert claimed(app, cast.ayu.id, "satu", text()) == claim_id
    for _twice in range(2):
        with writing(app):
            verify_claim(claim_id=claim_id, quantity=200, reason="", seen=1, actor_id=cast.citra.id)
    with app.app_context():
        entry = db.session.scalars(select(HoursEntry)).one()
        assert (entry.source_kind, entry.source_id, entry.counted) == ("claim", claim_id, 800)
        assert entry.day == date(2026, 11, 19)
        kinds = db.session.execute(select(Notice.person_id, Notice.kind).order_by(Notice.id))
        assert [tuple(row) for row in kinds] == [
            (cast.citra.id, "claim-submitted"),
            (cast.ayu.id, "claim-verified"),
        ]
    with writing(app), pytest.raises(Conflict):
        withdraw_claim(person_id=cast.ayu.id, claim_id=claim_id)


def test_another_quantity_needs_a_reason_and_nobody_decides_their_own(
    app: Flask, cast: Cast
) -> None:
    claim_id = claimed(app, cast.ayu.id, "satu", coaching(), pdf=None)

    def verify(**parts: Any) -> None:
        values = {"quantity": 100, "reason": "", "seen": 1, "actor_id": cast.citra.id} | parts
        with writing(app):
            verify_claim(claim_id=claim_id, **values)

    with pytest.raises(Invalid) as refused:
        verify()
    assert refused.value.field == "reason"
    with pytest.raises(Conflict):
        verify(actor_id=cast.ayu.id, reason="Saya sendiri.")
    with pytest.raises(Conflict):
        verify(seen=7, reason="Satu sesi saja.")
    verify(reason="Satu sesi saja.")
    with pytest.raises(Conflict):
        verify(actor_id=cast.eko.id, reason="Satu sesi saja.")
    verify(reason=" Satu sesi  saja.")
    for otherwise in ({"quantity": 200}, {"reason": "Hadir sebentar."}, {"reason": ""}):
        with pytest.raises(Conflict, match="sudah memverifikasi"):
            verify(**{"reason": "Satu sesi saja."} | otherwise)
    with app.app_context():
        claim = db.session.get_one(LearningClaim, claim_id)
        assert (claim.state, claim.quantity, claim.verified_quantity) == ("verified", 200, 100)
        assert db.session.scalar(select(HoursEntry.counted)) == 200


def test_a_refused_claim_is_mended_and_handed_in_again(app: Flask, cast: Cast) -> None:
    claim_id = claimed(app, cast.ayu.id, "satu", text())
    for _twice in range(2):
        with writing(app):
            refuse_claim(claim_id=claim_id, reason="Buram.", seen=1, actor_id=cast.citra.id)
    evidence = store_evidence("foto.png", png())
    mended = Draft(text(title="Seminar, lengkap"), evidence, seen=1)
    with writing(app), pytest.raises(NotFound):
        change_claim(person_id=cast.fajar.id, claim_id=claim_id, draft=mended, submit=True)
    with writing(app):
        change_claim(person_id=cast.ayu.id, claim_id=claim_id, draft=mended, submit=True)
    with writing(app), pytest.raises(Conflict):
        change_claim(person_id=cast.ayu.id, claim_id=claim_id, draft=mended, submit=True)
    with app.app_context():
        kept = db.session.execute(
            select(ClaimFile.media_type, ClaimFile.removed_at.is_(None)).order_by(ClaimFile.id)
        )
        assert [tuple(row) for row in kept] == [("application/pdf", False), ("image/png", True)]
        assert files.read(evidence.sha256).startswith(b"\x89PNG")
        told = select(func.count()).where(Notice.kind == "claim-submitted")
        assert db.session.scalar(told) == 2
    with writing(app):
        withdraw_claim(person_id=cast.ayu.id, claim_id=claim_id)
        withdraw_claim(person_id=cast.ayu.id, claim_id=claim_id)
    again = claimed(app, cast.ayu.id, "dua", text())
    assert again != claim_id


def test_one_certificate_is_one_claim_and_others_are_pointed_out(app: Flask, cast: Cast) -> None:
    first = claimed(app, cast.ayu.id, "satu", text())
    with pytest.raises(Invalid) as refused:
        claimed(
            app, cast.ayu.id, "dua", text(institution=" lkpp. ", certificate_number="s 12 / 2026")
        )
    assert refused.value.field == "certificate_number"
    claimed(app, cast.ayu.id, "tiga", text(certificate_number="S-13/2026"))
    claimed(app, cast.ayu.id, "empat", coaching(), pdf=None)
    claimed(app, cast.ayu.id, "lima", coaching(), pdf=None)
    with app.app_context():
        assert not is_claimed_by_others(db.session.get_one(LearningClaim, first))
    claimed(app, cast.fajar.id, "enam", text())
    with app.app_context():
        assert is_claimed_by_others(db.session.get_one(LearningClaim, first))
    assert certificate_key("LKPP", "–") == ""


@pytest.mark.parametrize(
    ("claim", "field"),
    [
        (text(title=" "), "title"),
        (text(title="x" * 201), "title"),
        (text(institution=""), "institution"),
        (text(started_on=date(2026, 11, 20)), "ended_on"),
        (text(ended_on=date(2026, 11, 24)), "ended_on"),
        (text(ended_on=date(2018, 5, 1), started_on=date(2018, 5, 1)), "ended_on"),
        (text(quantity=300), "quantity"),
        (text(per="session"), "quantity"),
        (coaching(content=" "), "content"),
        (coaching(started_on=date(2026, 10, 31)), "started_on"),
        (text(form="other_outside"), "ended_on"),
    ],
)
def test_what_can_not_be_is_said_of_its_field(
    app: Flask, cast: Cast, claim: Any, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        claimed(app, cast.ayu.id, "satu", claim)
    assert refused.value.field == field


def test_evidence_is_what_it_says_and_a_certificate_needs_some(app: Flask, cast: Cast) -> None:
    for name, content in (
        ("bukti.pdf", b"<html>"),
        ("bukti.png", b"\x89PNG\r\n\x1a\n rusak"),
        ("bukti.svg", b"<svg/>"),
        ("bukti.jpg", PDF),
        ("bukti.pdf", PDF + bytes(11 * 1024 * 1024)),
    ):
        with app.app_context(), pytest.raises(Invalid) as refused:
            store_evidence(name, content)
        assert refused.value.field == "file"
    with pytest.raises(Invalid) as refused:
        claimed(app, cast.ayu.id, "satu", text(), pdf=None)
    assert refused.value.field == "file"
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LearningClaim)) == 0


def test_supervisors_and_administrators_decide_within_their_reach(app: Flask, cast: Cast) -> None:
    of_ayu = claimed(app, cast.ayu.id, "satu", text())
    of_citra = claimed(app, cast.citra.id, "dua", text())
    with app.app_context():
        for who, seen in ((cast.citra, [of_ayu]), (cast.gita, []), (cast.eko, [of_ayu, of_citra])):
            page = claims_to_verify(who, 1)
            assert [claim.id for claim, _person in page.claims] == seen
        for who, claim_id in ((cast.citra, of_citra), (cast.gita, of_ayu), (cast.ayu, of_ayu)):
            with pytest.raises(NotFound):
                claim_for_deciding(who, claim_id)


def test_two_verifiers_at_once_count_it_once(app: Flask, cast: Cast) -> None:
    claim_id = claimed(app, cast.ayu.id, "satu", text())

    def decide(actor_id: int) -> bool:
        with clock.frozen(MOMENT), app.app_context():
            begin_unit(may_write=True)
            try:
                verify_claim(claim_id=claim_id, quantity=200, reason="", seen=1, actor_id=actor_id)
                database.commit()
            except Conflict:
                database.rollback()
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(4) as crowd:
        done = list(crowd.map(decide, [cast.citra.id, cast.eko.id] * 3))
    assert any(done)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(HoursEntry)) == 1
