"""The cases that fuzzing begins with: the examples of every code, real courses in pieces, and the
beginnings of texts that were made to hurt the scanner."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from lms.courses.source import CODES
from tests.courses.source.folders import BEFORE, place, right_course
from tests.courses.source.hostile import BANKS, HOSTILE
from tests.faults.fuzzing.cases import MODULE, encode
from tests.tools.server import ROOT

MOST_BYTES = 64 * 1024
BEGINNING = 600
"""Characters of a hostile text; the mutations make it long again."""
_ACTIVITY = re.compile(r"^(?=# )", re.MULTILINE)


def write_seeds(folder: Path) -> None:
    """Write each seed to a file of its own, named by what is in it."""
    folder.mkdir()
    for case in seeds():
        if len(case) > MOST_BYTES:
            continue
        name = hashlib.sha256(case).hexdigest()[:16]
        (folder / name).write_bytes(case)


def seeds() -> Iterator[bytes]:
    """Every seed; the examples of too large files among them."""
    for code in CODES.values():
        for example in (code.wrong, code.right):
            yield encode(_difference(place(code.place, example).folder.files))
    for course in sorted((ROOT / "content").glob("*/course.md")):
        yield encode({"course.md": course.read_bytes()})
        for module in sorted(course.parent.glob("[0-9]*.md")):
            head, *activities = _ACTIVITY.split(module.read_text())
            yield from (encode({MODULE: (head + one).encode()}) for one in activities)
        for bank in sorted(course.parent.glob("bank/*.md")):
            yield encode({f"bank/{bank.name}": bank.read_bytes()})
    for text in HOSTILE.values():
        yield encode({MODULE: (BEFORE["lesson"] + text[:BEGINNING]).encode()})
    for text in BANKS.values():
        yield encode({"bank/uji.md": (BEFORE["bank"] + text[:BEGINNING]).encode()})


def _difference(files: Mapping[str, bytes]) -> dict[str, bytes]:
    right = right_course()
    gone = {f"- {name}": b"" for name in sorted(right.keys() - files.keys())}
    return gone | {name: data for name, data in files.items() if data != right.get(name)}
