"""What the scanner says about a course: findings, and the report that gathers them.

No sentences live here (see `messages`), and no knowledge of any single rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lms.courses.source.codes import Code

Severity = Literal["error", "warning"]

# A hostile file could break one rule on every line; nobody reads the hundred-and-first.
_AT_MOST_OF_ONE_CODE = 100
_LONGEST_PARAMETER = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: where it stands, which rule, and the words that fill its message."""

    file: str
    line: int
    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """`error` stops publishing, `warning` does not."""
        return "error" if self.code.startswith("E") else "warning"


class Report:
    """All findings of one folder, in the order of files and lines."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._seen: Counter[tuple[str, str]] = Counter()

    def add(self, file: str, line: int, code: Code, **params: object) -> None:
        """Note a finding; beyond a hundred of one code in one file they are only counted."""
        self._seen[file, code.code] += 1
        if self._seen[file, code.code] <= _AT_MOST_OF_ONE_CODE:
            words = {name: _shortened(str(value)) for name, value in params.items()}
            self._findings.append(Finding(file, line, code.code, words))

    def of(self, file: str) -> FileReport:
        """The same report, for somebody who looks at one file only."""
        return FileReport(self, file)

    def findings(self) -> tuple[Finding, ...]:
        """The findings kept, sorted by file, line and code."""
        return tuple(sorted(self._findings, key=lambda f: (f.file, f.line, f.code)))

    def left_out(self) -> int:
        """How many findings were counted but not kept."""
        return self._seen.total() - len(self._findings)


@dataclass(frozen=True, slots=True)
class FileReport:
    """A `Report` seen from inside one file."""

    report: Report
    file: str

    def add(self, line: int, code: Code, **params: object) -> None:
        """Note a finding in this file."""
        self.report.add(self.file, line, code, **params)


def _shortened(value: str) -> str:
    one_line = " ".join(value[: _LONGEST_PARAMETER * 2].split())
    if len(one_line) <= _LONGEST_PARAMETER:
        return one_line
    return one_line[: _LONGEST_PARAMETER - 1] + "…"
