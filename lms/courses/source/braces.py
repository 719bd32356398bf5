"""The braces at the end of a heading: `{#id .class flag key=value key="a b"}`.

Only their grammar; which attributes a heading may have and what they mean is in `attributes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lms.courses.source import naming
from lms.courses.source.codes.attributes import (
    BAD_ID,
    BAD_TOKEN,
    BROKEN_BRACES,
    DUPLICATE_ATTRIBUTE,
    LITERAL_BRACES,
)
from lms.courses.source.codes.structure import EMPTY_HEADING
from lms.courses.source.finding import FileReport
from lms.courses.source.inline import bare
from lms.courses.source.lines import Line

_CLOSING_MARKS = re.compile(r"[ \t]#+$")
_ATTRIBUTE_START = re.compile(r"(?<!\\)\{[#.]")
_LITERAL = re.compile(r"(?<!\\)\{[^{}#.][^{}=]{0,99}=[^{}]{0,99}\}")
_TOKEN = re.compile(r'[ \t]*(?:([^\s="{}]+)(?:=("[^"{}]*"|[^\s"{}]*))?(?=[ \t]|$)|(\S+))')
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

_USUAL = re.compile(
    r" ([^\s{}`$\\][^{}`$\\]*)(?<!\s) \{#([a-z0-9-]+)((?: [A-Za-z][A-Za-z0-9_-]*=[^\s\"{}=]+)*)\}"
)


@dataclass(slots=True)
class Heading:
    """A heading of the first or second level, taken apart. `key` is set once ids are settled."""

    line: int
    level: int
    title: str
    id: str | None = None
    id_is_wrong: bool = False
    classes: list[str] = field(default_factory=list)
    values: dict[str, str | None] = field(default_factory=dict)
    """None for a flag."""
    broken: bool = False
    """The braces cannot be read, so nobody can say what stands below the heading."""
    key: str = ""
    proposed: bool = False


def read_heading(line: Line, report: FileReport) -> Heading:
    """Take a heading line apart."""
    return _usual(line) or _read_any(line, report)


def _usual(line: Line) -> Heading | None:
    """A heading as most are written, in which nothing can be wrong; else None."""
    found = _USUAL.fullmatch(line.text, line.level)
    if found is None or not naming.is_id(found[2]):
        return None
    values: dict[str, str | None] = {}
    for pair in found[3].split():
        name, value = pair.split("=")
        values[name] = value
    if len(values) < found[3].count("="):
        return None
    return Heading(line.number, line.level, found[1], id=found[2], values=values)


def _read_any(line: Line, report: FileReport) -> Heading:
    text = _text_of(line)
    starts = _starts(text)
    heading = Heading(line.number, line.level, text)
    if starts:
        _read_braces(heading, text, starts, report)
    literal = _LITERAL.search(bare(heading.title)) if "{" in heading.title else None
    if literal is not None:
        report.add(line.number, LITERAL_BRACES, braces=literal[0])
    if not heading.title and not heading.broken:
        report.add(line.number, EMPTY_HEADING)
    return heading


def place_of_id(line: Line) -> tuple[int, bool]:
    """Where in a heading's line an id is to be written, and whether into braces that are there."""
    text = _text_of(line)
    begin = line.text.find(text, line.level) if text else line.level
    starts = _starts(text)
    return (begin + starts[-1] + 1, True) if starts else (begin + len(text), False)


def _starts(text: str) -> list[int]:
    """Where braces with attributes begin."""
    return [found.start() for found in _ATTRIBUTE_START.finditer(bare(text))]


def _text_of(line: Line) -> str:
    """What stands between the signs of a heading."""
    text = _CLOSING_MARKS.sub("", line.text[line.level :].strip()).strip()
    return text if text.strip("#") else ""


def _read_braces(heading: Heading, text: str, starts: list[int], report: FileReport) -> None:
    start = starts[-1]
    after_space = start == 0 or text[start - 1] in " \t"
    if len(starts) > 1 or not after_space or not text.endswith("}"):
        heading.broken = True
        report.add(heading.line, BROKEN_BRACES, braces=text[starts[0] :])
        return
    heading.title = text[:start].rstrip()
    for token in _tokens(text[start + 1 : -1]):
        _take(heading, token, report)


def _tokens(inside: str) -> Iterator[tuple[str, str | None]]:
    """Pairs of name and value; a flag has no value, what cannot be read has no name."""
    for found in _TOKEN.finditer(inside.rstrip()):
        if found[1] is None:
            yield "", found[3]
        else:
            yield found[1], found[2]


def _take(heading: Heading, token: tuple[str, str | None], report: FileReport) -> None:
    name, value = token
    if name[:1] == "#" and value is None:
        _take_id(heading, name[1:], report)
    elif name[:1] == "." and value is None and _NAME.fullmatch(name[1:]):
        heading.classes.append(name[1:])
    elif _NAME.fullmatch(name) is None or value == "":
        shown = name if value is None else f"{name}={value}" if name else value
        report.add(heading.line, BAD_TOKEN, token=shown)
        # An unreadable class would turn a quiz into a lesson and show its keys.
        heading.broken = heading.broken or name[:1] == "."
    elif name in heading.values:
        report.add(heading.line, DUPLICATE_ATTRIBUTE, name=name)
    else:
        heading.values[name] = value.strip('"') if value is not None else None


def _take_id(heading: Heading, name: str, report: FileReport) -> None:
    if heading.id is not None or heading.id_is_wrong:
        report.add(heading.line, DUPLICATE_ATTRIBUTE, name=f"#{name}")
    elif naming.is_id(name):
        heading.id = name
    else:
        heading.id_is_wrong = True
        report.add(heading.line, BAD_ID, id=name, proposal=naming.slug(name, "kegiatan"))
