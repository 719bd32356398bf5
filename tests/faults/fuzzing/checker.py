"""One input held to the promises of `flask content check`: no traceback, findings that can be said,
in any output of the command; CPU time and memory within limits.

How inputs are made is none of its business.
"""

from __future__ import annotations

import gc
import json
import os
import re
import resource
import signal
import time
from pathlib import Path
from unittest.mock import patch

from click.testing import Result
from flask import Flask
from flask_babel import gettext

from config import settings
from lms.app import create_app
from lms.cli import content
from lms.courses.queries import describe
from lms.courses.source import CourseFolder, Finding, check_prerequisites, scan
from tests.courses.source.any_bytes import assert_sayable
from tests.courses.source.folders import CATALOGUE
from tests.faults.fuzzing.cases import LARGEST, folder_of
from tests.faults.fuzzing.record import Record

CPU_LIMIT_S = 2.0
HOPELESS_S = 20.0
"""CPU time after which the process is ended from outside Python."""
MEMORY_LIMIT = 200 * 1024**2
COMMAND_EVERY = 20
"""Of so many inputs one goes through the whole command; every large one does."""
OUTPUTS = ((), ("--json",), ("--sarif",))
_LINE = re.compile(r"[^\n]+:\d+: [EW]\d{3} \S.*")
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


class Checker:
    """Checks inputs one after the other and notes the figures."""

    def __init__(
        self, app: Flask, place: Path, cpu_limit_s: float = CPU_LIMIT_S, hopeless_s: float = 0
    ) -> None:
        self.record = Record(place / "record")
        self._runner = app.test_cli_runner()
        self._course = place / "kursus"
        self._course.mkdir(exist_ok=True)
        self._cpu_limit_s = cpu_limit_s
        self._hopeless_s = hopeless_s

    def check(self, case: bytes) -> float:
        """Check one input; returns its CPU seconds.

        Raises:
            AssertionError: a promise is broken. Whatever the checker itself raises comes out as it is.
        """
        case = case[:LARGEST]
        figures = self.record.figures
        large = len(case) >= LARGEST // 2
        by_command = large or figures.inputs % COMMAND_EVERY == 0
        self.record.begin(case)
        seconds = self._measured(folder_of(case), by_command=by_command)
        figures.inputs += 1
        figures.large += large
        figures.commands += by_command
        figures.most_cpu_s = max(figures.most_cpu_s, seconds)
        if by_command:
            figures.peak_kb = peak_kb()
        self.record.write()
        assert seconds <= self._cpu_limit_s, f"{seconds:.2f} s of CPU time for one input"
        return seconds

    def _measured(self, folder: CourseFolder, *, by_command: bool) -> float:
        signal.setitimer(signal.ITIMER_VIRTUAL, self._hopeless_s)
        began = time.process_time()
        try:
            if by_command:
                result = self._run_command(folder)
            else:
                findings = _say_all(folder)
        finally:
            seconds = time.process_time() - began
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if by_command:
            assert_told(result)
        else:
            assert_sayable(findings, folder.files)
        return seconds

    def _run_command(self, folder: CourseFolder) -> Result:
        output = OUTPUTS[self.record.figures.commands % len(OUTPUTS)]
        with patch.object(content, "read_folder", lambda _: folder):
            return self._runner.invoke(args=["content", "check", *output, str(self._course)])


def assert_told(result: Result) -> None:
    """The command ended as it says it does: with lines of findings, or with JSON."""
    if not isinstance(result.exception, SystemExit | None):
        raise result.exception
    assert result.exit_code in (0, 1), result.output
    if result.stdout:
        assert not result.stderr
        json.loads(result.stdout)
    else:
        *lines, rest = result.stderr.split("\n")
        assert not rest
        assert all(map(_LINE.fullmatch, lines)), result.stderr


def _say_all(folder: CourseFolder) -> tuple[Finding, ...]:
    """What the command does besides reading and writing."""
    result = scan(folder)
    findings = result.findings
    if result.outline is not None:
        findings += check_prerequisites(result.outline.course, CATALOGUE)
    for finding in findings:
        message, params = describe(finding)
        gettext(message, **params)
    return findings


def peak_kb() -> int:
    """The most memory that this process ever held."""
    found = _PEAK.search(Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1])


def checker_in_its_own_process(
    place: Path, cpu_limit_s: float = CPU_LIMIT_S, memory_limit: int = MEMORY_LIMIT
) -> Checker:
    """A checker whose whole process may not take more memory than the limit, whoever needs it."""
    app = create_app(settings(dict(os.environ)))
    app.app_context().push()
    checker = Checker(app, place, cpu_limit_s, HOPELESS_S)
    checker.check(b"")  # what is imported on first use comes before the limit
    gc.freeze()  # the application is never garbage
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    return checker
