"""Whatever the order, the batches and the doubles in which two devices' events arrive, the score is the
pure function of what counts."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.assessment.actions import take_over
from lms.assessment.models import AnswerEvent, Attempt
from lms.core.db import db
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import RIGHT, WRONG, start, take_up, unit_of_work
from tests.factories.outbox import answered, deliver, happened, statuses

PHONE, LAPTOP = "phone", "laptop"
CHOICES: dict[int, list[dict[str, Any]]] = {n: [RIGHT[n], WRONG[n], {}] for n in (1, 2)}


def expected(events: Sequence[dict[str, Any]]) -> float:
    """The share of questions whose winning answer is right."""
    right = 0
    for position in CHOICES:
        said = [event for event in events if event["payload"]["position"] == position]
        if not said:
            continue
        best = max(said, key=lambda event: (event["epoch"], event["seq"], event["event_id"]))
        right += best["payload"]["answer"] == RIGHT[position]
    return 100 * right / len(CHOICES)


def made_up(uuid: str, chance: Random) -> list[dict[str, Any]]:
    """What the phone did, and the laptop that went on with the attempt."""
    return [
        answered(
            uuid,
            position := chance.choice(list(CHOICES)),
            chance.choice(CHOICES[position]),
            seq=chance.randrange(20),
            epoch=epoch,
            device_id=device,
        )
        for epoch, device in ((1, PHONE), (2, LAPTOP))
        for _ in range(chance.randrange(1, 8))
    ]


def split(events: list[dict[str, Any]], chance: Random) -> list[list[dict[str, Any]]]:
    """In some order, some of them twice, in batches of any size."""
    arriving = [*events, *chance.sample(events, len(events) // 2)]
    chance.shuffle(arriving)
    batches = []
    while arriving:
        size = chance.randrange(1, 6)
        batches.append(arriving[:size])
        arriving = arriving[size:]
    return batches


@pytest.mark.parametrize("seed", range(10))
def test_the_score_does_not_depend_on_how_events_arrive(
    app: Flask, client: Client, cast: Cast, seed: int
) -> None:
    chance = Random(seed)
    take_up(app, cast.ayu.id, quiz_attributes="pass=70 attempts=9")
    client.sign_in("ayu")
    for _ in range(3):
        uuid = start(app, cast.ayu.id)
        with unit_of_work(app):
            take_over(attempt_uuid=uuid, person_id=cast.ayu.id, device_id=PHONE)
        with app.app_context():
            epoch = db.session.scalars(select(Attempt.epoch).where(Attempt.uuid == uuid)).one()
        with unit_of_work(app):
            take_over(attempt_uuid=uuid, person_id=cast.ayu.id, device_id=LAPTOP)
        events = [event | {"epoch": epoch + event["epoch"] - 1} for event in made_up(uuid, chance)]
        for batch in split(events, chance):
            assert set(statuses(deliver(client, *batch))) <= {"stored", "duplicate"}
        submit = happened("submit", f"attempts/{uuid}", {}, seq=99, device_id=LAPTOP, epoch=9)
        deliver(client, submit, *chance.sample(events, 1), submit)
        with app.app_context():
            attempt = db.session.scalars(select(Attempt).where(Attempt.uuid == uuid)).one()
            kept = select(func.count()).where(
                AnswerEvent.attempt_id == attempt.id, AnswerEvent.kind == "answer"
            )
            assert db.session.scalar(kept) == len(events)
            assert attempt.score == expected(events)
