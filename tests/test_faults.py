"""Smaller runs of `make faults`: identical submits, kills under answering clients, outboxes on a bad line,
and fuzzing of the course checker. The phone is in `browser/test_phone.py`; that an fsync precedes each
receipt is shown by `make faults`, which needs strace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from tests.cast import Cast
from tests.faults import scenarios
from tests.faults.attempts import any_order
from tests.faults.deadline import deadline_night
from tests.faults.fuzzing.cases import decode, encode
from tests.faults.fuzzing.checker import OUTPUTS, Checker
from tests.faults.fuzzing.mutations import Mutator
from tests.faults.fuzzing.record import Record
from tests.faults.fuzzing.seeds import write_seeds
from tests.faults.outbox.run import outbox
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


def test_a_small_deadline_night_loses_nothing(database_url: str, tmp_path: Path) -> None:
    with scenarios.installation(tmp_path, database_url, learners=12) as app:
        counts = deadline_night(app, 12, seconds=1.0)
    assert counts["learners"] == 12


def test_a_score_is_what_counts_whatever_the_order(app: Flask, cast: Cast) -> None:
    counts = any_order(app, cast.ayu.id, runs=14, steps=100)
    assert counts["stored"] > 30
    assert counts["taken over"] > 5
    assert counts["corrections"] > 10
    assert counts["regrading steps"] > 10


def test_outboxes_on_a_bad_line_lose_nothing_and_double_nothing(
    database_url: str, tmp_path: Path
) -> None:
    with scenarios.installation(tmp_path, database_url, learners=3) as app:
        counts = outbox(app, tmp_path / "devices", answers=300, people=3, kills=1)
    assert counts["kept"] >= 280
    assert counts["scores"] >= 3
    assert counts["servers killed"] == counts["browsers killed"] == 1


@pytest.fixture
def checker(app: Flask, tmp_path: Path) -> Iterator[Checker]:
    with app.app_context():
        yield Checker(app, tmp_path)


def test_changed_courses_are_checked_within_the_limits(checker: Checker, tmp_path: Path) -> None:
    write_seeds(tmp_path / "seeds")
    mutator, random = Mutator.of(tmp_path / "seeds"), Random(1)
    for _ in range(400):
        checker.check(mutator.small(random))
    for _ in OUTPUTS:
        checker.check(mutator.large(random))
    assert checker.record.figures.inputs == 400 + len(OUTPUTS)
    assert checker.record.figures.commands >= 20


def test_an_input_that_takes_too_long_is_known_afterwards(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), pytest.raises(AssertionError, match="of CPU time for one input"):
        Checker(app, tmp_path, cpu_limit_s=0).check(b"# Lambat {#lambat}")
    assert Record(tmp_path / "record").current() == b"# Lambat {#lambat}"


@pytest.mark.parametrize(
    "case", [b"", b"Isi.\n", b"@@ course.md\n---", b"@@ \xff\nA\n@@ - a.webp\n"]
)
def test_a_case_is_the_files_that_are_written_in_it(case: bytes) -> None:
    assert decode(encode(decode(case))) == decode(case)
