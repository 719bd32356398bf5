"""The scenarios: identical submits at once, kill -9 under answering clients, fsync before receipt.

Each returns its counts and raises `AssertionError` when a promise is broken.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Barrier, Event
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select

from config import settings
from lms.accounts.models import Person
from lms.app import create_app
from lms.assessment.models import AnswerEvent, Attempt
from lms.cli.demo import PASSWORD
from lms.core.clock import now
from lms.core.db import begin_unit, begin_writing, commit, db
from lms.learning.models import ActivityProgress, CourseCompletion
from tests.bench.visitor import Answer, Visitor
from tests.factories.courses import publish_course
from tests.tools import server

COURSE = "keandalan"
QUESTIONS = 10


@contextmanager
def installation(folder: Path, database_url: str = "", learners: int = 1) -> Iterator[Flask]:
    """A prepared installation with one course of one quiz and the learners `warga-0` …"""
    environ = server.environment(folder, database_url)
    server.flask(environ, "db", "upgrade")
    server.flask(environ, "demo")
    app = create_app(settings(environ))
    app.extensions["environ"] = environ
    with app.app_context():
        begin_unit(may_write=True)
        publish_course(
            COURSE, lessons=0, questions=QUESTIONS, complete_score=0, quiz_attributes="pass=0"
        )
        _add_learners(learners)
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


def _add_learners(count: int) -> None:
    password_hash = db.session.scalar(select(Person.password_hash).limit(1))
    begin_writing()
    for number in range(count):
        db.session.add(
            Person(
                user_name=f"warga-{number}",
                full_name=f"Warga {number}",
                password_hash=password_hash,
                created_at=now(),
                privacy_notice_version=99,
            )
        )
    commit()


def learner_id(app: Flask) -> int:
    """The first of the learners."""
    with app.app_context():
        found = db.session.scalars(select(Person.id).where(Person.user_name == "warga-0")).one()
        db.session.remove()
    return found


def start_attempt(visitor: Visitor, user_name: str) -> str:
    """Sign in, enrol and start the quiz; returns the attempt's address."""
    visitor.sign_in(user_name, PASSWORD)
    visitor.form(f"/courses/{COURSE}/enrol", {})
    answer = visitor.form(f"/learn/{COURSE}/kuis/attempts", {})
    assert answer.status == 303, (answer.status, answer.body[:500])
    return "/attempts/" + answer.headers["location"].rpartition("/")[2]


def identical_submits(app: Flask, host: server.Server, clients: int) -> Counter[str]:
    """The same learner submits the same attempt from many clients at one moment."""
    with Visitor(host) as first:
        attempt = start_attempt(first, "warga-0")
        body = f"csrf_token={first.token()}&event_id={uuid4()}".encode()
    start = Barrier(clients)

    def submit(_: int) -> int:
        with Visitor(host, dict(first.cookies)) as visitor:
            start.wait()
            return visitor.request(
                "POST",
                f"{attempt}/submit",
                body,
                **{"Content-Type": "application/x-www-form-urlencoded"},
            ).status

    with ThreadPoolExecutor(clients) as pool:
        statuses = Counter(pool.map(submit, range(clients)))
    assert set(statuses) == {303}, statuses
    with app.app_context():
        counts = Counter(
            submits=clients,
            attempts=_count(Attempt),
            grades=_count(Attempt, Attempt.submitted_at.is_not(None)),
            submit_events=_count(AnswerEvent, AnswerEvent.kind == "submit"),
            progress_rows=_count(ActivityProgress),
            completions=_count(CourseCompletion),
        )
        db.session.remove()
    assert [counts[name] for name in ("attempts", "grades", "submit_events", "completions")] == [
        1
    ] * 4
    return counts


@dataclass
class AnsweringClient:
    """A learner who answers without pause, resends what got no receipt, and remembers receipts."""

    user_name: str
    cookies: dict[str, str] = field(default_factory=dict)
    attempt: str = ""
    token: str = ""
    receipts: dict[str, str] = field(default_factory=dict)
    sent: int = 0

    def begin(self, host: server.Server) -> None:
        """Sign in and start the attempt."""
        with Visitor(host) as visitor:
            self.attempt = start_attempt(visitor, self.user_name)
            self.token, self.cookies = visitor.token(), visitor.cookies

    def answer_until(self, stop: Event, hosts: list[server.Server]) -> None:
        """Answer until told to stop; the newest host is the one that is up."""
        visitor, host = self._connect(hosts)
        while not stop.is_set():
            self.sent += 1
            event_id = str(uuid4())
            while not stop.is_set():
                try:
                    answer = self._send(visitor, event_id)
                except (OSError, HTTPException):
                    visitor.connection.close()
                    time.sleep(0.02)
                    if hosts[-1] is not host:
                        visitor, host = self._connect(hosts)
                    continue
                assert answer.status in {200, 503}, (answer.status, answer.body[:300])
                if answer.status == 200:
                    self.receipts[event_id] = json.loads(answer.body)["hash"]
                    break
        visitor.connection.close()

    def _connect(self, hosts: list[server.Server]) -> tuple[Visitor, server.Server]:
        host = hosts[-1]
        return Visitor(host, self.cookies), host

    def _send(self, visitor: Visitor, event_id: str) -> Answer:
        event = {
            "event_id": event_id,
            "position": self.sent % QUESTIONS + 1,
            "kind": "flag",
            "payload": {"flagged": self.sent % 2 == 0},
            "seq": self.sent,
            "epoch": 1,
            "device_id": self.user_name,
            "wall_ms": 0,
            "mono_ms": 0,
        }
        return visitor.request(
            "POST",
            f"{self.attempt}/answers",
            json.dumps(event).encode(),
            **{
                "Content-Type": "application/json",
                "Accept": "application/json",
                "X-CSRF-Token": self.token,
            },
        )


def kills(app: Flask, times: int, clients: int) -> Counter[str]:
    """Kill every server process again and again while clients answer; compare receipts with rows."""
    environ = app.extensions["environ"]
    learners = [AnsweringClient(f"warga-{number}") for number in range(clients)]
    stop, hosts = Event(), []
    with ThreadPoolExecutor(clients) as pool:
        running = []
        try:
            for round_ in range(times + 1):
                with server.running(environ) as host:
                    hosts.append(host)
                    if round_ == 0:
                        for learner in learners:
                            learner.begin(host)
                        running = [pool.submit(one.answer_until, stop, hosts) for one in learners]
                    _wait_for_receipts(learners, running, clients)
                    if round_ < times:
                        host.kill()
                    else:
                        stop.set()
                        for done in running:
                            done.result()
        finally:
            stop.set()
    counts = _compare(app, learners)
    counts["kills"] = times
    return counts


def _wait_for_receipts(learners: list[AnsweringClient], running: list[object], more: int) -> None:
    before = sum(len(one.receipts) for one in learners)
    deadline = time.monotonic() + 60
    while sum(len(one.receipts) for one in learners) < before + more:
        for task in running:
            if task.done():  # type: ignore[attr-defined]
                task.result()  # type: ignore[attr-defined]
        assert time.monotonic() < deadline, "no receipts within a minute"
        time.sleep(0.01)


def _compare(app: Flask, learners: list[AnsweringClient]) -> Counter[str]:
    with app.app_context():
        rows = db.session.execute(select(AnswerEvent.event_id, AnswerEvent.payload_hash)).all()
        db.session.remove()
    stored = dict(rows)
    receipts = {event: hash_ for one in learners for event, hash_ in one.receipts.items()}
    lost = [event for event, hash_ in receipts.items() if stored.get(event) != hash_]
    assert not lost, f"{len(lost)} receipts without their row"
    assert len(stored) == len(rows), "an event was stored twice"
    return Counter(receipts=len(receipts), rows=len(rows), lost=len(lost))


def fsyncs(app: Flask, folder: Path, answers: int) -> Counter[str]:
    """Watch a worker's system calls: between two receipts there is an fsync of the database."""
    strace = shutil.which("strace")
    if strace is None:
        raise RuntimeError("strace is needed (Debian: apt-get install strace)")
    trace = folder / "trace"
    with server.running(app.extensions["environ"], workers=1) as host:
        learner = AnsweringClient("warga-0")
        learner.begin(host)
        worker = host.worker_ids()[-1]
        tracer = subprocess.Popen(
            [
                strace,
                "-f",
                "-y",
                "-s",
                "512",
                "-o",
                str(trace),
                "-p",
                str(worker),
                "-e",
                "trace=fsync,fdatasync,write,writev,sendto,sendmsg",
            ],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert tracer.stderr is not None
        assert "attached" in tracer.stderr.readline()
        with Visitor(host, learner.cookies) as visitor:
            for _ in range(answers):
                learner.sent += 1
                assert learner._send(visitor, str(uuid4())).status == 200
        tracer.terminate()
        tracer.wait()
        tracer.stderr.close()
    return _read_trace(trace.read_text(errors="replace"), answers)


def _read_trace(trace: str, answers: int) -> Counter[str]:
    synced, receipts, syncs = False, 0, 0
    for line in trace.splitlines():
        if re.search(r"\b(fsync|fdatasync)\(\d+<[^>]*-wal>", line):
            synced, syncs = True, syncs + 1
        elif "stored" in line and re.search(r"\b(write|writev|sendto|sendmsg)\(", line):
            assert synced, f"a receipt left without an fsync before it: {line[:200]}"
            synced, receipts = False, receipts + 1
    assert receipts == answers, f"{receipts} receipts seen of {answers}"
    return Counter(receipts=receipts, fsyncs=syncs)


def _count(model: type, *conditions: object) -> int:
    query = select(func.count()).select_from(model)
    for condition in conditions:
        query = query.where(condition)  # type: ignore[arg-type]
    return db.session.scalar(query) or 0
