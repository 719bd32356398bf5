"""Thousands of answers through the outbox's own module in Node, over a bad line, while the server and the
browsers' process are killed again and again.

What does not belong here: what learners do (`learners.mjs`), what is found afterwards (`compared`).
"""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from flask import Flask
from playwright._impl._driver import compute_driver_executable

from lms.cli.demo import PASSWORD
from lms.web.assets import joined
from tests.faults.outbox.compared import Ledger, compare
from tests.faults.outbox.line import bad_line
from tests.faults.scenarios import COURSE, QUESTIONS
from tests.tools import server

SEED = 20261130
LIMIT_S = 1_200
LEARNERS_JS = Path(__file__).parent / "learners.mjs"
MODULE = "outbox/queue.js"
QUIZ = "kuis"


class Browsers:
    """The process in which everybody's browsers run, made anew where it was killed."""

    def __init__(self, folder: Path, told: Mapping[str, object]) -> None:
        self.ledger = folder / "ledger"
        self.ledger.touch()
        self._said: IO[str] = (folder / "said").open("w+")
        self._told = {**told, "folder": str(folder), "ledger": str(self.ledger)}
        self._process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def go_on(self) -> None:
        """Start the process where there is none."""
        if self._process is not None and self._process.poll() is None:
            return
        # The one that Playwright brings: the tests need nothing else on the machine.
        node = compute_driver_executable()[0]
        told = json.dumps(self._told | {"seed": SEED + self.starts})
        command = [node, str(LEARNERS_JS), told]
        self._process = subprocess.Popen(command, stdout=self._said, stderr=self._said)
        self.starts += 1

    def made(self) -> int:
        """How many answers were made until now."""
        return self.ledger.read_text().count('{"made"')

    def have_ended(self) -> bool:
        """Whether all is made and sent.

        Raises:
            RuntimeError: the process failed.
        """
        assert self._process is not None
        status = self._process.poll()
        if status:
            self._said.seek(0)
            raise RuntimeError(f"the browsers' process ended with {status}: {self._said.read()}")
        return status == 0

    def kill(self) -> None:
        """End the process at once, whatever it is doing."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Leave nothing running."""
        self.kill()
        self._said.close()


def outbox(app: Flask, folder: Path, *, answers: int, people: int, kills: int) -> Counter[str]:
    """So many answers by so many people on two devices each; server and browsers die so often each."""
    environ, port = app.extensions["environ"], server.free_port()
    folder.mkdir()
    module = folder / "queue.mjs"
    module.write_bytes(joined(MODULE))
    with bad_line(port, seed=SEED) as line:
        told = {
            "origin": line.url,
            "module": str(module),
            "people": [f"warga-{number}" for number in range(people)],
            "answers": -(-answers // people),
            "password": PASSWORD,
            "course": COURSE,
            "quiz": QUIZ,
            "questions": QUESTIONS,
        }
        browsers = Browsers(folder, told)
        try:
            for round_ in range(kills):
                with server.running(environ, port=port) as host:
                    for part in (1, 2):
                        browsers.go_on()
                        _wait(browsers, answers * (2 * round_ + part) // (2 * kills + 1))
                        (browsers if part == 1 else host).kill()
            with server.running(environ, port=port):
                browsers.go_on()
                _wait(browsers, None)
        finally:
            browsers.close()
    ledger = Ledger.read(browsers.ledger)
    killed = {"servers killed": kills, "browsers killed": browsers.starts - 1}
    return Counter({**compare(app, ledger), **ledger.did, **line.counts, **killed})


def _wait(browsers: Browsers, made: int | None) -> None:
    """Until so many answers are made, or all is made and sent."""
    deadline = time.monotonic() + LIMIT_S
    while not browsers.have_ended() and (made is None or browsers.made() < made):
        assert time.monotonic() < deadline, f"{browsers.made()} answers made, and no end"
        time.sleep(0.05)
