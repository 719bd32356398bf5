"""Claiming what was learnt elsewhere, and deciding it: draft, submitted, verified or refused, withdrawn.

Nobody decides their own. What does not belong here: the hours that follow (`hours`), checking a file
(`evidence`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.accounts.queries import person, supervisors_to_tell, unit_of
from lms.core import audit
from lms.core.clock import now, today
from lms.core.db import begin_writing, db, savepoint, violated
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.reasons import read_reason
from lms.core.words import N_
from lms.credentials.actions.evidence import Evidence
from lms.credentials.actions.hours import Fact, enter
from lms.credentials.models.claims import ClaimFile, LearningClaim
from lms.credentials.queries.claims import file_of
from lms.credentials.queries.hours_rules import rate_of, rule_for
from lms.credentials.rules.claims import (
    EDITABLE,
    WITHDRAWABLE,
    ClaimText,
    certificate_key,
    check_rate,
    check_text,
    tidied,
)
from lms.credentials.rules.conversion import ONE
from lms.credentials.rules.forms import FORMS, PERIOD_WORDS
from lms.notifications.actions import notify, notify_each

CHANGED = N_("Pengajuan ini baru saja berubah. Muat ulang halaman, lalu periksa lagi.")


@dataclass(frozen=True)
class Draft:
    """What is to be kept of a claim: its text, and new evidence where there is some. `key` is made by
    the page, so that a new claim sent twice is one; `seen` is the version that a change began with."""

    text: ClaimText
    evidence: Evidence | None = None
    key: str = ""
    seen: int = 0


def begin_claim(*, person_id: int, draft: Draft, submit: bool) -> int:
    """Keep a new claim, and hand it in if asked for; returns its id.

    Raises:
        NotFound: there is no such form, or the key is somebody else's.
        Invalid: something is wrong or missing.
    """
    begin_writing()
    claim = db.session.scalars(
        select(LearningClaim).where(LearningClaim.key == draft.key)
    ).one_or_none()
    if claim is not None:
        if claim.person_id != person_id:
            raise NotFound
        return claim.id
    moment = now()
    claim = LearningClaim(
        key=draft.key,
        person_id=person_id,
        state="draft",
        version=0,
        created_at=moment,
        **_checked(person_id, draft.text),
    )
    _keep(claim, draft, submit=submit)
    return claim.id


def change_claim(*, person_id: int, claim_id: int, draft: Draft, submit: bool) -> None:
    """Keep a draft or a refused claim anew, and hand it in if asked for.

    Raises:
        NotFound: the claim isn't this person's.
        Invalid: something is wrong or missing.
        Conflict: it waits, was decided or withdrawn, or changed since the page was shown.
    """
    begin_writing()
    claim = _locked(claim_id)
    if claim.person_id != person_id:
        raise NotFound
    if claim.state not in EDITABLE:
        raise Conflict("Pengajuan ini tidak dapat diubah lagi.")
    if claim.version != draft.seen:
        raise Conflict(CHANGED)
    for name, value in _checked(person_id, draft.text).items():
        setattr(claim, name, value)
    _keep(claim, draft, submit=submit)


def withdraw_claim(*, person_id: int, claim_id: int) -> None:
    """Take a claim back that isn't verified. Twice is once.

    Raises:
        NotFound: the claim isn't this person's.
        Conflict: its hours count already; they can be corrected only.
    """
    begin_writing()
    claim = _locked(claim_id)
    if claim.person_id != person_id:
        raise NotFound
    if claim.state == "withdrawn":
        return
    if claim.state not in WITHDRAWABLE:
        raise Conflict("Jamnya sudah dihitung. Minta atasan mengoreksinya bila keliru.")
    claim.state, claim.changed_at = "withdrawn", now()
    _record("claim.withdraw", claim, person_id)


def verify_claim(*, claim_id: int, quantity: int, reason: str, seen: int, actor_id: int) -> None:
    """Take a claim for what it says, or for another quantity with a reason; enter its hours and tell the
    person. Once more with the same is success. Who calls this has loaded the claim for somebody who may
    decide it.

    Raises:
        NotFound: there is no such claim.
        Invalid: the quantity differs and there is no reason.
        Conflict: it is the actor's own, was decided otherwise, or changed since the page was shown.
    """
    begin_writing()
    claim = _to_decide(claim_id, actor_id)
    if (claim.state, claim.decided_by_id) == ("verified", actor_id):
        if (claim.verified_quantity, claim.reason) == (quantity, " ".join(reason.split())):
            return
        raise Conflict(
            "Anda sudah memverifikasi pengajuan ini. Bila keliru, koreksi entrinya di jam belajar"
            " pegawai."
        )
    _check_waits(claim, seen)
    _check_still_counts(claim)
    differs = quantity != claim.quantity
    claim.reason = read_reason(reason, "owner") if differs or reason.strip() else ""
    claim.verified_quantity = quantity
    _decide(claim, "verified", actor_id)
    fact = Fact(
        person_id=claim.person_id,
        day=claim.ended_on,
        form=claim.form,
        scope=claim.scope,
        title=claim.title,
        source_kind="claim",
        source_id=claim.id,
        quantity=quantity,
    )
    entry = enter(fact, entered_by_id=actor_id)
    notify(
        person_id=claim.person_id,
        kind="claim-verified",
        params={
            "claim_id": claim.id,
            "title": claim.title,
            "hours": entry.counted / ONE,
            "reason": claim.reason,
        },
        key=f"claim-verified:{claim.id}:{claim.version}",
    )


def refuse_claim(*, claim_id: int, reason: str, seen: int, actor_id: int) -> None:
    """Give a claim back with a reason; the person may mend it and hand it in again. Twice is once. Who
    calls this has loaded the claim for somebody who may decide it.

    Raises:
        NotFound: there is no such claim.
        Invalid: there is no reason.
        Conflict: it is the actor's own, was decided otherwise, or changed since the page was shown.
    """
    begin_writing()
    claim = _to_decide(claim_id, actor_id)
    why = read_reason(reason, "owner")
    if (claim.state, claim.decided_by_id, claim.reason) == ("refused", actor_id, why):
        return
    _check_waits(claim, seen)
    claim.reason = why
    _decide(claim, "refused", actor_id)
    notify(
        person_id=claim.person_id,
        kind="claim-refused",
        params={"claim_id": claim.id, "title": claim.title, "reason": why},
        key=f"claim-refused:{claim.id}:{claim.version}",
    )


def _locked(claim_id: int) -> LearningClaim:
    claim = db.session.get(LearningClaim, claim_id, with_for_update=True, populate_existing=True)
    if claim is None:
        raise NotFound
    return claim


def _to_decide(claim_id: int, actor_id: int) -> LearningClaim:
    claim = _locked(claim_id)
    if claim.person_id == actor_id:
        raise Conflict("Pengajuan Anda sendiri diputuskan orang lain.")
    return claim


def _check_waits(claim: LearningClaim, seen: int) -> None:
    if claim.state != "submitted" or claim.version != seen:
        raise Conflict(CHANGED)


def _check_still_counts(claim: LearningClaim) -> None:
    rule = rule_for(
        claim.form, claim.scope, unit_of(claim.person_id, claim.ended_on), claim.ended_on
    )
    if rule is None or rule.per != claim.per:
        raise Conflict(
            "Aturan JP bentuk ini berubah sejak diajukan. Tolak, agar pemiliknya mengajukan lagi."
        )


def _checked(person_id: int, typed: ClaimText) -> dict[str, Any]:
    """The columns of a claim's text, refused where it can't be so."""
    if typed.form not in FORMS:
        raise NotFound
    text = tidied(typed)
    check_text(text, today())
    unit_id = unit_of(person_id, text.ended_on)
    rate = rate_of(rule_for(text.form, text.scope, unit_id, text.ended_on))
    check_rate(text, rate, PERIOD_WORDS[rate.cap_period if rate else ""])
    key = certificate_key(text.institution, text.certificate_number)
    return asdict(text) | {"certificate_key": key}


def _keep(claim: LearningClaim, draft: Draft, *, submit: bool) -> None:
    claim.version += 1
    claim.changed_at = now()
    if submit:
        claim.state, claim.submitted_at = "submitted", now()
    try:
        with savepoint():
            db.session.add(claim)
            db.session.flush()
    except IntegrityError as error:
        if violated(error) != "uq_learning_claim_certificate":
            raise
        raise Invalid(
            "certificate_number",
            "Sertifikat dengan nomor ini dari lembaga yang sama sudah Anda ajukan.",
        ) from error
    if draft.evidence is not None:
        _replace_file(claim, draft.evidence)
    _record("claim.save", claim, claim.person_id)
    if submit:
        _check_evidence(claim)
        _record("claim.submit", claim, claim.person_id)
        _tell_verifiers(claim)


def _replace_file(claim: LearningClaim, evidence: Evidence) -> None:
    present = file_of(claim.id)
    if present is not None:
        if present.sha256 == evidence.sha256:
            return
        present.removed_at = now()
        db.session.flush()
    db.session.add(ClaimFile(claim_id=claim.id, added_at=now(), **asdict(evidence)))
    _record("claim.file", claim, claim.person_id, {"sha256": evidence.sha256})


def _check_evidence(claim: LearningClaim) -> None:
    if not FORMS[claim.form].informal and file_of(claim.id) is None:
        raise Invalid("file", "Pilih berkas sertifikat atau surat keterangannya.")


def _tell_verifiers(claim: LearningClaim) -> None:
    verifiers = supervisors_to_tell(claim.person_id)
    if not verifiers:
        return
    params = {
        "claim_id": claim.id,
        "title": claim.title,
        "by": person(claim.person_id).display_name,
    }
    notify_each(
        dict.fromkeys(verifiers, params),
        kind="claim-submitted",
        key=f"claim-submitted:{claim.id}:{claim.version}",
    )


def _decide(claim: LearningClaim, state: str, actor_id: int) -> None:
    claim.state, claim.decided_at, claim.decided_by_id = state, now(), actor_id
    details = {"state": state, "quantity": claim.verified_quantity}
    _record("claim.decide", claim, actor_id, details)


def _record(
    action: str, claim: LearningClaim, actor_id: int, details: dict[str, Any] | None = None
) -> None:
    audit.record(
        action,
        actor_id=actor_id,
        subject=("claim", claim.id),
        about=claim.person_id,
        details=details,
    )
    db.session.flush()
