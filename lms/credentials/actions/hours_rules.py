"""Changing how forms of development become hours, and what is aimed at in a year: always a new version
from a day on, with its source. Entries that are made stay what they are.

What does not belong here: reckoning (`hours`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Invalid, NotFound
from lms.credentials.models.hours import HoursRule, HoursTarget
from lms.credentials.queries.hours_rules import newest_start, same_rule
from lms.credentials.rules.conversion import Rate
from lms.credentials.rules.forms import FORMS, SCOPES

LONGEST_SOURCE = 500


@dataclass(frozen=True)
class RuleKey:
    """Which rule: of a form, for events here or abroad, of a unit or everybody's (None)."""

    form: str
    scope: str = "domestic"
    unit_id: int | None = None


def set_rule(
    key: RuleKey, rate: Rate, *, valid_from: date, source: str, note: str, actor_id: int
) -> int:
    """Let a rate hold from a day on, in place of the version before; returns the new version's id.
    The same once more is success. Who calls this may change rules.

    Raises:
        NotFound: there is no such form.
        Invalid: there is no source, or a version begins on that day or later.
    """
    if key.form not in FORMS or key.scope not in SCOPES:
        raise NotFound
    begin_writing()
    named = _source(source)
    _take_turn()
    which = same_rule(key.form, key.scope, key.unit_id)
    newest = newest_start(key.form, key.scope, key.unit_id)
    if newest is not None and valid_from <= newest:
        same = db.session.scalars(
            select(HoursRule).where(*which, HoursRule.valid_from == valid_from)
        ).one_or_none()
        if same is not None and _says(same, rate, named, note):
            return same.id
        raise _begins_too_early(newest)
    for before in db.session.scalars(
        select(HoursRule).where(*which, HoursRule.valid_until.is_(None))
    ):
        before.valid_until = valid_from
    rule = HoursRule(
        form=key.form,
        scope=key.scope,
        unit_id=key.unit_id,
        hours=rate.hours,
        per=rate.per,
        cap=rate.cap,
        cap_period=rate.cap_period,
        valid_from=valid_from,
        source=named,
        note=" ".join(note.split())[:LONGEST_SOURCE],
        set_by_id=actor_id,
        set_at=now(),
    )
    db.session.add(rule)
    db.session.flush()
    details = {
        "form": key.form,
        "scope": key.scope,
        "unit_id": key.unit_id,
        "hours": rate.hours,
        "per": rate.per,
        "cap": rate.cap,
        "cap_period": rate.cap_period,
        "valid_from": valid_from.isoformat(),
    }
    _record("hours.set_rule", ("hours-rule", rule.id), actor_id, details)
    return rule.id


def set_target(
    *,
    employment: str,
    target: int | None,
    cap: int | None,
    valid_from: date,
    source: str,
    actor_id: int,
) -> int:
    """Let a target and a cap (a hundredth of a JP a year) hold from a day on; returns the version's id.
    Who calls this may change rules.

    Raises:
        Invalid: there is neither, no source, or a version begins on that day or later.
    """
    begin_writing()
    named = _source(source)
    if target is None and cap is None:
        raise Invalid("target", "Isi target, batas, atau keduanya.")
    _take_turn()
    versions = db.session.scalars(
        select(HoursTarget)
        .where(HoursTarget.employment == employment)
        .order_by(HoursTarget.valid_from.desc())
    ).all()
    if versions and valid_from <= versions[0].valid_from:
        same = versions[0]
        if (same.valid_from, same.target, same.cap, same.source) == (
            valid_from,
            target,
            cap,
            named,
        ):
            return same.id
        raise _begins_too_early(versions[0].valid_from)
    if versions:
        versions[0].valid_until = valid_from
    row = HoursTarget(
        employment=employment,
        target=target,
        cap=cap,
        valid_from=valid_from,
        source=named,
        set_by_id=actor_id,
        set_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    details = {"target": target, "cap": cap, "valid_from": valid_from.isoformat()}
    _record("hours.set_target", ("hours-target", row.id), actor_id, details)
    return row.id


def _take_turn() -> None:
    """One change at a time, so that versions never overlap: the first rule's row stands for all."""
    first = select(HoursRule.id).order_by(HoursRule.id).limit(1)
    db.session.execute(first.with_for_update())


def _source(text: str) -> str:
    named = " ".join(text.split())
    if not named:
        raise Invalid("source", "Tulis sumbernya, misalnya peraturan, pasal, dan tanggalnya.")
    if len(named) > LONGEST_SOURCE:
        raise Invalid("source", "Paling panjang %(most)s huruf.", most=LONGEST_SOURCE)
    return named


def _begins_too_early(newest: date) -> Invalid:
    return Invalid(
        "valid_from",
        "Versi terakhir mulai berlaku %(day)s. Pilih tanggal sesudahnya.",
        day=f"{newest:%d-%m-%Y}",
    )


def _says(rule: HoursRule, rate: Rate, source: str, note: str) -> bool:
    same_rate = Rate(rule.hours, rule.per, rule.cap, rule.cap_period) == rate
    return same_rate and rule.source == source and rule.note == " ".join(note.split())


def _record(
    action: str, subject: tuple[str, object], actor_id: int, details: dict[str, Any]
) -> None:
    audit.record(action, actor_id=actor_id, subject=subject, details=details)
    db.session.flush()
