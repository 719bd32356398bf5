"""Smaller runs of `make faults`: identical submits, and kills under answering
clients. That an fsync precedes each receipt is shown by `make faults`, which needs strace."""

from __future__ import annotations

from pathlib import Path

from tests.faults import scenarios
from tests.tools import server


def test_identical_submits_make_one_attempt_one_grade_one_completion(
    database_url: str, tmp_path: Path
) -> None:
    with (
        scenarios.installation(tmp_path, database_url) as app,
        server.running(app.extensions["environ"]) as host,
    ):
        scenarios.identical_submits(app, host, clients=12)


def test_no_receipt_is_without_its_row_after_kills(database_url: str, tmp_path: Path) -> None:
    with scenarios.installation(tmp_path, database_url, learners=4) as app:
        counts = scenarios.kills(app, times=2, clients=4)
    assert counts["receipts"] >= 12
