"""The lines in which a text gets the ids that it lacks, as they are and as they become.

What does not belong here: which ids are proposed, and writing them (the course format).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineChange:
    """Line `number` of the file as it is: what it says, empty where a line is put in before it, and
    what it becomes."""

    file: str
    number: int
    before: str
    after: str


def line_changes(file: str, old: bytes, new: bytes) -> Iterator[LineChange]:
    """The lines in which ids are written: `new` is `old` with ids, so a line is another one only
    where an id came into it, or where a line with nothing but `id:` was put in."""
    before, after = (_lines(data) for data in (old, new))
    number = 0
    for line in after:
        if number < len(before) and line == before[number]:
            number += 1
        elif len(after) > len(before) and line.startswith("id:") and not _is_id(before, number):
            yield LineChange(file, number + 1, "", line)
        else:
            yield LineChange(file, number + 1, before[number], line)
            number += 1


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _is_id(lines: list[str], number: int) -> bool:
    return number < len(lines) and lines[number].startswith("id:")
