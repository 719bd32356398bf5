"""What the rules of retention have done so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from lms.core.clock import now
from lms.core.db import db
from lms.core.words import N_
from lms.privacy.models import RetentionRun
from lms.privacy.rules.retention import ACCESS_LOG, ACCESS_LOG_KEPT, RULES

LATE = timedelta(days=2)
"""Every rule runs daily; one that didn't for so long is worth a look."""


@dataclass(frozen=True)
class Kept:
    """A rule and its last run: how long what is kept and why (msgids), how many rows went in all."""

    words: str
    reason: str
    days: int
    ran_at: datetime | None
    deleted: int


def kept_for() -> tuple[Kept, ...]:
    """Every rule with its last run."""
    runs = {run.rule: run for run in db.session.scalars(select(RetentionRun))}
    rules = [(rule.key, rule.words, rule.reason, rule.kept) for rule in RULES]
    looks = (
        ACCESS_LOG,
        N_("Catatan siapa melihat data siapa"),
        N_("Dua tahun, agar keluhan tentang tahun lalu masih dapat diperiksa."),
        ACCESS_LOG_KEPT,
    )
    return tuple(
        Kept(
            words,
            reason,
            kept.days,
            runs[key].ran_at if key in runs else None,
            runs[key].deleted if key in runs else 0,
        )
        for key, words, reason, kept in (*rules, looks)
    )


def is_late() -> bool:
    """Whether rules ran before, and one of them hasn't for too long."""
    newest = [one.ran_at for one in kept_for() if one.ran_at is not None]
    return bool(newest) and min(newest) < now() - LATE
