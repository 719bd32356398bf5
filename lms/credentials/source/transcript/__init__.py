"""The transcript of somebody's learning hours as a PDF, made in a process of its own: the PDF library
takes 35 MB, which no server process shall keep.

What does not belong here: which entries there are (queries), drawing (`pages`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import BoundedSemaphore

CPU_SECONDS = 20
MEMORY_BYTES = 400 * 1024 * 1024
LONGEST_WAIT_S = 30
_ROOT = Path(__file__).parents[4]
_at_once = BoundedSemaphore(2)


@dataclass(frozen=True)
class Line:
    """One entry, in words."""

    day: str
    title: str
    form: str
    how: str
    hours: str


@dataclass(frozen=True)
class YearPart:
    """A year's entries, the sum and how it stands."""

    heading: str
    lines: tuple[Line, ...]
    total: str
    standing: str


@dataclass(frozen=True)
class Transcript:
    """Everything that the pages say, in the reader's language."""

    language: str
    letterhead: str
    title: str
    holder: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    total: str
    years: tuple[YearPart, ...]
    empty: str
    note: str
    made: str
    page: str
    """With `{page}` and `{pages}`."""

    moment: str
    """When it was made, as an ISO timestamp."""


def pdf_of(transcript: Transcript) -> bytes:
    """The PDF, within `LONGEST_WAIT_S`.

    Raises:
        subprocess.SubprocessError: it took too long, too much memory, or couldn't be made.
    """
    limits = [str(CPU_SECONDS), str(MEMORY_BYTES)]
    with _at_once:
        made = subprocess.run(
            [sys.executable, "-P", "-m", "lms.credentials.source.transcript.child", *limits],
            input=json.dumps(asdict(transcript)).encode(),
            stdout=subprocess.PIPE,
            check=True,
            timeout=LONGEST_WAIT_S,
            env=_environment(),
        )
    return made.stdout


def _environment() -> dict[str, str]:
    """What the process needs to find its modules, and no secret of ours."""
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONUTF8": "1",
    }


def from_json(data: bytes) -> Transcript:
    """What the process is sent."""
    values = json.loads(data)
    years = tuple(
        YearPart(
            one["heading"],
            tuple(Line(**line) for line in one["lines"]),
            one["total"],
            one["standing"],
        )
        for one in values.pop("years")
    )
    facts = tuple((label, value) for label, value in values.pop("facts"))
    return Transcript(**values | {"years": years, "facts": facts})
