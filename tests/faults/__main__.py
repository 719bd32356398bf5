"""`make faults`: every scenario at full size, on SQLite and PostgreSQL, and fuzzing; prints counts."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.faults import scenarios
from tests.faults.attempts import any_order
from tests.faults.deadline import deadline_night
from tests.faults.fuzzing.run import fuzz
from tests.faults.outbox.phone import phone
from tests.faults.outbox.run import outbox
from tests.tools import postgres, server

SUBMITS = 100
KILLS = 200
CLIENTS = 50
LEARNERS = 1_000
NIGHT_S = 60.0
RUNS, STEPS = 1_000, 100
"""Hypothesis ends about half of a run's steps early, so 50 are made on average or more."""
TRACED_ANSWERS = 25
ANSWERS, PEOPLE, DEATHS = 10_000, 20, 12
"""Through the outbox; server and browsers are killed so often each."""
PHONE_ANSWERS = 300


@contextmanager
def fresh(cluster: str | None, name: str) -> Iterator[tuple[Path, str]]:
    """An empty folder, and an empty database of the cluster where there is one."""
    with tempfile.TemporaryDirectory(prefix="lms-faults-") as folder:
        if cluster is None:
            yield Path(folder), ""
            return
        postgres.execute(cluster, f"CREATE DATABASE {name}")
        yield Path(folder), postgres.database(cluster, name)


def show(what: str, counts: Mapping[str, object]) -> None:
    """Print one line of counts."""
    print(f"{what:42} {', '.join(f'{name} {count}' for name, count in counts.items())}", flush=True)


def run(database: str, cluster: str | None) -> None:
    """Run what applies to a database."""
    with fresh(cluster, "submits") as place, scenarios.installation(*place) as app:
        with server.running(app.extensions["environ"]) as host:
            counts = scenarios.identical_submits(app, host, SUBMITS)
        show(f"{database}: identical submits", counts)
    with fresh(cluster, "kills") as place, scenarios.installation(*place, learners=CLIENTS) as app:
        show(f"{database}: kill -9 under answering clients", scenarios.kills(app, KILLS, CLIENTS))
    with fresh(cluster, "night") as place, scenarios.installation(*place, learners=LEARNERS) as app:
        show(f"{database}: deadline night", deadline_night(app, LEARNERS, NIGHT_S))
    with fresh(cluster, "orders") as place, scenarios.installation(*place) as app:
        counts = any_order(app, scenarios.learner_id(app), runs=RUNS, steps=STEPS)
        show(f"{database}: attempts in any order", counts)
    with fresh(cluster, "outbox") as place, scenarios.installation(*place, learners=PEOPLE) as app:
        counts = outbox(app, place[0] / "devices", answers=ANSWERS, people=PEOPLE, kills=DEATHS)
        show(f"{database}: outboxes on a bad line", counts)
    if cluster is None:
        with fresh(None, "") as place, scenarios.installation(*place) as app:
            with sync_playwright() as playwright:
                counts = phone(app, place[0], playwright.chromium, answers=PHONE_ANSWERS)
            show(f"{database}: a phone with the worker", counts)
        with fresh(None, "") as place, scenarios.installation(*place) as app:
            counts = scenarios.fsyncs(app, place[0], TRACED_ANSWERS)
            show(f"{database}: fsync before each receipt", counts)


def main() -> int:
    """Run everything; a broken promise ends with its message."""
    run("SQLite", None)
    with postgres.server(durable=True) as cluster:
        run("PostgreSQL", cluster)
    for fuzzer, counts in fuzz():
        show(f"course checker: fuzzed by {fuzzer}", counts)
    print("every promise kept")
    return 0


if __name__ == "__main__":
    sys.exit(main())
