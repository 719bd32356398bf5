"""What modules and banks have in common when they are opened: head, definitions, lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.courses.source.classify import classify
from lms.courses.source.codes.media import EMPTY_ALT
from lms.courses.source.codes.structure import UNKNOWN_CALLOUT, UNKNOWN_FOOTNOTE
from lms.courses.source.definitions import Definition, take_definitions
from lms.courses.source.finding import FileReport
from lms.courses.source.front_matter import read_front_matter
from lms.courses.source.head import PartHead, read_part_head
from lms.courses.source.inline import Inline
from lms.courses.source.lines import Lines
from lms.courses.source.paragraphs import keep_limits
from lms.courses.source.text import read_lines

CALLOUTS = ("[!NOTE]", "[!TIP]", "[!WARNING]")


@dataclass(frozen=True, slots=True)
class OpenPart:
    """A file whose head is read and whose lines are known by their kinds."""

    report: FileReport
    head: PartHead
    definitions: Mapping[str, Definition]
    lines: Lines
    """All lines below the front matter but those of definitions."""


def open_part(data: bytes, keys: frozenset[str], report: FileReport) -> OpenPart | None:
    """Open a module or bank, or None when it cannot be read at all."""
    lines = read_lines(data, report)
    front = read_front_matter(lines, report) if lines is not None else None
    if lines is None or front is None:
        return None
    head = read_part_head(front, keys, report)
    body = keep_limits(classify(lines[front.length :], front.length + 1, report), report)
    definitions, rest = take_definitions(body, report)
    return OpenPart(report, head, definitions, rest)


def check_inline(inline: Inline, definitions: Mapping[str, Definition], report: FileReport) -> None:
    """Report notes that are missing, pictures by label without alternative text, odd callouts."""
    for line, name in inline.notes:
        if name not in definitions:
            report.add(line, UNKNOWN_FOOTNOTE, label=f"[{name}]")
    for line in inline.unlabelled:
        report.add(line, EMPTY_ALT, target="[…]")
    for line, mark in inline.callouts:
        if mark not in CALLOUTS:
            report.add(line, UNKNOWN_CALLOUT, label=mark)
