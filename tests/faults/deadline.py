"""Deadline night: everybody answers once more and hands in within a minute, on a schedule that does
not wait for slow answers."""

from __future__ import annotations

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select

from lms.assessment.models import AnswerEvent, Attempt
from lms.core.db import db
from tests.bench.visitor import Visitor
from tests.faults.scenarios import start_attempt
from tests.tools import server

AT_ONCE = 100
"""Connections of the load: more learners than these are never in the middle of a request."""
SEED = 20261128


@dataclass
class Learner:
    """Somebody in the middle of the quiz."""

    cookies: dict[str, str]
    attempt: str
    token: str
    event_id: str = ""

    def finish(self, host: server.Server) -> None:
        """Answer once more, then hand in."""
        with Visitor(host, self.cookies) as visitor:
            self.event_id = str(uuid4())
            event = {
                "event_id": self.event_id,
                "position": 1,
                "kind": "answer",
                "payload": {"choice": 1},
                "seq": 1,
                "epoch": 1,
                "device_id": "malam",
                "wall_ms": 0,
                "mono_ms": 0,
            }
            headers = {"Accept": "application/json", "X-CSRF-Token": self.token}
            body = json.dumps(event).encode()
            kind = {"Content-Type": "application/json"}
            saved = visitor.request("POST", f"{self.attempt}/answers", body, **kind | headers)
            assert saved.status == 200, (saved.status, saved.body[:300])
            assert json.loads(saved.body)["status"] == "stored"
            form = f"csrf_token={self.token}&event_id={uuid4()}".encode()
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            done = visitor.request("POST", f"{self.attempt}/submit", form, **kind)
            assert done.status == 303, (done.status, done.body[:300])


def deadline_night(app: Flask, learners: int, seconds: float) -> dict[str, object]:
    """So many learners `warga-…` hand in within so many seconds; most of them late in it."""
    with server.running(app.extensions["environ"]) as host:
        with ThreadPoolExecutor(4) as pool:
            ready = list(pool.map(lambda number: _begin(host, number), range(learners)))
        chance = Random(SEED)
        due = sorted(seconds * (1 - chance.random() ** 2 * 0.9) for _ in ready)
        began = time.monotonic()

        def one(place: int) -> float:
            time.sleep(max(0.0, began + due[place] - time.monotonic()))
            ready[place].finish(host)
            return time.monotonic() - began - due[place]

        with ThreadPoolExecutor(AT_ONCE) as pool:
            taken = sorted(pool.map(one, range(learners)))
    counts = _compare(app, ready)
    return {**counts, **{f"p{rank} s": f"{_at(taken, rank):.2f}" for rank in (50, 95, 99, 100)}}


def _begin(host: server.Server, number: int) -> Learner:
    with Visitor(host) as visitor:
        attempt = start_attempt(visitor, f"warga-{number}")
        return Learner(visitor.cookies, attempt, visitor.token())


def _compare(app: Flask, learners: list[Learner]) -> Counter[str]:
    with app.app_context():
        stored = set(
            db.session.scalars(select(AnswerEvent.event_id).where(AnswerEvent.kind == "answer"))
        )
        handed_in = db.session.scalar(
            select(func.count()).select_from(Attempt).where(Attempt.submitted_at.is_not(None))
        )
        db.session.remove()
    lost = {one.event_id for one in learners} - stored
    assert not lost, f"{len(lost)} answers with a receipt have no row"
    assert handed_in == len(learners), f"{handed_in} of {len(learners)} handed in"
    return Counter(learners=len(learners), lost=len(lost))


def _at(values: list[float], percent: int) -> float:
    return values[min(len(values) - 1, len(values) * percent // 100)]
