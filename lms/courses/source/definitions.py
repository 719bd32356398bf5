"""Footnotes (`[^a]: …`) and link references (`[a]: …`), collected per module, given where used.

They are taken out of the lines before anything else, so that notes at the end of a file do not
count as part of its last question. A lesson is never given a definition that only a question uses.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from lms.courses.source.codes.structure import DUPLICATE_DEFINITION
from lms.courses.source.finding import FileReport
from lms.courses.source.inline import Inline, Target, label
from lms.courses.source.lines import NO_LINES, Line, Lines, chained
from lms.courses.source.paragraphs import inline_of, joined

_NOTE = re.compile(r" {0,3}\[(\^[^\[\]]{1,100})\]:(?:[ \t]|$)")
_LINK = re.compile(r" {0,3}\[([^\[\]^][^\[\]]{0,299})\]:[ \t]*<?([^\s<>]+)>?(?:[ \t]+\S.*)?$")
# Footnotes that call each other could make every question carry the whole file.
_MOST_USED = 100
_NEVER_IN_NOTE = ("heading", "withheld")
_NEW_BLOCK = re.compile(r"[ \t]*(?:[-*+>=#]|[0-9]{1,9}[.)])(?:[ \t]|$)|_{4}")


class Definition:
    """A definition with the lines it takes."""

    def __init__(self, name: str, lines: Lines, destination: str | None) -> None:
        self.name = name
        self.lines = lines
        self.text = joined(lines)
        """Its Markdown."""
        self._destination = destination

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of its text."""
        return hashlib.sha256(self.text.encode()).digest()

    @cached_property
    def inline(self) -> Inline:
        """What stands inside: nothing for a link reference but where it leads."""
        if self._destination is None:
            return inline_of(self.lines)
        line = self.lines.numbers[0]
        return Inline(targets=(Target(line, self.name, self._destination, picture=False),))


def take_definitions(lines: Lines, report: FileReport) -> tuple[dict[str, Definition], Lines]:
    """The definitions by label, and the lines that are left."""
    definitions: dict[str, Definition] = {}
    rest: list[Lines] = []
    reached = 0
    for index in lines.holding("]:"):
        if index < reached:
            continue
        found = _definition_at(lines, index, after_text=_is_after_text(lines, index, reached, rest))
        if found is None:
            continue
        rest.append(lines[reached:index])
        reached = index + len(found.lines)
        if found.name in definitions:
            report.add(found.lines.numbers[0], DUPLICATE_DEFINITION, label=found.name)
        definitions.setdefault(found.name, found)
    return definitions, chained([*rest, lines[reached:]])


def _is_after_text(lines: Lines, index: int, reached: int, rest: Sequence[Lines]) -> bool:
    """Whether text would stand right above a line if the definitions before it were gone."""
    if index > reached:
        return lines.kinds[index - 1] == "t"
    before = next((part for part in reversed(rest) if part), NO_LINES)
    return before.kinds.endswith("t")


def used_definitions(
    inline: Inline, definitions: Mapping[str, Definition]
) -> tuple[Definition, ...]:
    """The definitions that something uses, directly or through another footnote."""
    if not inline.labels:
        return ()
    used: dict[str, Definition] = {}
    waiting = sorted(inline.labels & definitions.keys())
    while waiting and len(used) < _MOST_USED:
        name = waiting.pop()
        if name not in used:
            used[name] = definitions[name]
            waiting += sorted(definitions[name].inline.labels & definitions.keys())
    return tuple(used[name] for name in sorted(used))


def _definition_at(lines: Lines, index: int, *, after_text: bool) -> Definition | None:
    line = lines[index]
    if line.kind != "text":
        return None
    note = _NOTE.match(line.text)
    if note is not None:
        end = _end_of_note(lines, index + 1)
        return Definition(label(note[1]), lines[index:end], None)
    link = None if after_text else _LINK.match(line.text)
    if link is not None:
        return Definition(label(link[1]), lines[index : index + 1], link[2])
    return None


def _end_of_note(lines: Lines, index: int) -> int:
    """The first line after a footnote: it goes on in indented paragraphs and unbroken lines."""
    end = index
    for position in range(index, len(lines)):
        line = lines[position]
        after_blank = lines[position - 1].kind == "blank"
        if line.kind == "blank":
            continue
        if line.kind in _NEVER_IN_NOTE or (line.indent < 4 and (after_blank or _starts(line))):
            break
        end = position + 1
    return end


def _starts(line: Line) -> bool:
    """Whether a line directly below a footnote is something else, not its continuation."""
    text = line.text
    return bool(_NEW_BLOCK.match(text) or _NOTE.match(text) or _LINK.match(text))
