"""What devices made, kept and have receipts for, beside what the database has: none lost, none doubled, and
each score what the answers come to.

What does not belong here: how it came about (`run`).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select

from lms.assessment.models import AnswerEvent, Attempt
from lms.assessment.rules import Frozen, Sent, Terms, grade
from lms.core.db import db
from lms.sync.models import SyncEvent
from lms.sync.rules.events import hash_of
from tests.factories.courses import RIGHT_ONE, RIGHT_SEVERAL

RECEIVED = {"stored": {"stored"}, "duplicate": {"stored"}, "quarantined": {"held"}}
"""What the database may say of an event, by the status of its receipt."""


@dataclass
class Ledger:
    """What devices wrote down: the events in the order in which they were made, which of them were said
    to be kept, and what receipts said of them."""

    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    receipts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    did: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, file: Path) -> Ledger:
        """What stands in a file."""
        ledger = cls()
        for line in file.read_text().splitlines():
            said = json.loads(line)
            if "made" in said:
                ledger.made[said["made"]["event_id"]] = said["made"]
            elif "kept" in said:
                ledger.kept.add(said["kept"])
            elif "receipt" in said:
                ledger.receipts[said["receipt"]].add(said["status"])
            else:
                ledger.did[said["did"]] += 1
        return ledger


def compare(app: Flask, ledger: Ledger) -> Counter[str]:
    """Count, and find nothing wrong."""
    with app.app_context():
        arrived = _arrived(ledger)
        answers = {
            row.event_id: row
            for row in db.session.scalars(select(AnswerEvent).where(AnswerEvent.kind == "answer"))
        }
        attempts = db.session.scalars(
            select(Attempt).where(Attempt.submitted_at.is_not(None))
        ).all()
        _applied(ledger, arrived, answers)
        for attempt in attempts:
            mine = {row.event_id for row in answers.values() if row.attempt_id == attempt.id}
            _scored(
                attempt, [ledger.made[event_id] for event_id in ledger.made if event_id in mine]
            )
        db.session.remove()
    return Counter(
        made=len(ledger.made),
        kept=len(ledger.kept),
        arrived=len(arrived),
        lost=0,
        doubled=0,
        held=sum(state == "held" for state in arrived.values()),
        scores=len(attempts),
    )


def _arrived(ledger: Ledger) -> dict[str, str]:
    """The state of each event that arrived, in a batch or alone; all that was kept has, once, with what
    it said."""
    rows = db.session.execute(select(SyncEvent.event_id, SyncEvent.hash, SyncEvent.state)).all()
    arrived = {event_id: state for event_id, _, state in rows}
    assert len(arrived) == len(rows), "an event arrived twice, with another content"
    alone = select(AnswerEvent.event_id).where(AnswerEvent.kind == "answer")
    arrived |= {name: "stored" for name in db.session.scalars(alone) if name not in arrived}
    assert arrived.keys() <= ledger.made.keys(), "something arrived that nobody made"
    lost = (ledger.kept | ledger.receipts.keys()) - arrived.keys()
    assert not lost, f"{len(lost)} events were kept and never arrived"
    for event_id, hash_, state in rows:
        assert hash_ == hash_of(ledger.made[event_id]), "an event arrived changed"
        for status in ledger.receipts[event_id]:
            assert state in RECEIVED[status], f"said to be {status}, and is {state}"
    return arrived


def _applied(
    ledger: Ledger, arrived: Mapping[str, str], answers: Mapping[str, AnswerEvent]
) -> None:
    """What was taken in counts as an answer, once and as it was said; what is held doesn't."""
    said = {name for name, event in ledger.made.items() if event["kind"] == "answer"}
    stored = {name for name, state in arrived.items() if state == "stored"} & said
    # What is held must not count as well: it would be taken in twice.
    assert stored == answers.keys(), f"{len(stored ^ answers.keys())} answers missing or too many"
    for event_id, row in answers.items():
        event = ledger.made[event_id]
        assert (row.position, row.payload, row.epoch, row.seq) == (
            event["payload"]["position"],
            event["payload"]["answer"],
            event["epoch"],
            event["seq"],
        )


def _scored(attempt: Attempt, events: Sequence[dict[str, Any]]) -> None:
    """The score is the pure function of the answers, in any order of them; for each question the device
    that had the paper last has the last word, and that is what it said last."""
    last: dict[int, dict[str, Any]] = {}
    for event in events:
        position = event["payload"]["position"]
        if position not in last or event["epoch"] >= last[position]["epoch"]:
            last[position] = event
    shuffled = Random(len(events)).sample(events, len(events))
    terms = Terms(**attempt.rules)
    graded = grade(_questions(), map(_sent, shuffled), Fraction(terms.penalty))
    assert (attempt.points, attempt.score) == (graded.points, graded.score)
    spoken = grade(_questions(), map(_sent, last.values()), Fraction(terms.penalty))
    assert attempt.score == spoken.score, "an older answer won over the last one"


def _sent(event: Mapping[str, Any]) -> Sent:
    names: Iterable[str] = ("event_id", "kind", "seq", "epoch", "device_id", "wall_ms", "mono_ms")
    said = event["payload"]
    return Sent(
        **{name: event[name] for name in names},
        position=said["position"],
        payload=said["answer"],
    )


def _questions(count: int = 10) -> list[Frozen]:
    keys = {"one": {"right": [RIGHT_ONE]}, "several": {"right": list(RIGHT_SEVERAL)}}
    kinds = ("several", "one")
    return [
        Frozen(position, kind := kinds[position % 2], Decimal(1), keys[kind])
        for position in range(1, count + 1)
    ]
