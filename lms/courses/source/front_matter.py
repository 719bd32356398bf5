"""The lines between `---` at the top of a file: a small subset of YAML, kept as typed.

No value is interpreted here (`Modul 1: Siklus`, `010`, `No` and `12:30` stay text); `head` gives
them types.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.courses.source.codes.head import (
    DUPLICATE_KEY,
    NO_FRONT_MATTER,
    NOT_KEY_VALUE,
    UNCLOSED_FRONT_MATTER,
)
from lms.courses.source.finding import FileReport
from lms.courses.source.values import unquoted

FENCE = "---"
_KEY = re.compile(r"([A-Za-z][A-Za-z0-9_-]{0,63}):(?:[ \t]+(.*))?")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A key as it stands in the file: text on its own line, or items on the lines below."""

    line: int
    text: str
    items: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The entries by key, and how many lines of the file they take."""

    entries: dict[str, Entry]
    length: int


def read_front_matter(lines: Sequence[str], report: FileReport) -> FrontMatter | None:
    """The front matter, empty when the file has none, or None when it is never closed."""
    if not lines or lines[0].rstrip() != FENCE:
        report.add(1, NO_FRONT_MATTER)
        return FrontMatter({}, 0)
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return FrontMatter(_entries(lines[1:index], report), index + 1)
    report.add(1, UNCLOSED_FRONT_MATTER)
    return None


def _entries(lines: Sequence[str], report: FileReport) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    current: Entry | None = None
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        key = _KEY.fullmatch(line.rstrip())
        if key is not None:
            current = Entry(number, unquoted((key[2] or "").strip()))
            _keep(entries, key[1], current, report)
        elif current is not None and not current.text and _is_item(line):
            current.items.append((number, _item_text(line)))
        else:
            report.add(number, NOT_KEY_VALUE, text=line)
    return entries


def _keep(entries: dict[str, Entry], key: str, entry: Entry, report: FileReport) -> None:
    if key in entries:
        report.add(entry.line, DUPLICATE_KEY, key=key, first=entries[key].line)
    else:
        entries[key] = entry


def _is_item(line: str) -> bool:
    return _ITEM.fullmatch(line) is not None or (
        line[0] in " \t" and _KEY.fullmatch(line.strip()) is not None
    )


def _item_text(line: str) -> str:
    item = _ITEM.fullmatch(line)
    return unquoted((item[1] if item else line).strip())
