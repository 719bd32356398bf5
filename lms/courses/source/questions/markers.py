"""How the kinds of answers look: one table from kind to the sign by which a line is known.

What the answers mean is read by the parsers, see the table in `questions`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lms.courses.source.inline import bare
from lms.courses.source.lines import Line

OPTION = re.compile(r"[ \t]*[-*+] (?:\((?=[ xX]\))|\[(?=[ xX]\]))([ xX])[)\]](?:[ \t]+(.*))?")
"""Its groups: the mark, the text."""
_BROKEN_OPTION = re.compile(
    r"[-*+](?:[ \t]*(?:\([ \t]*[xX]?[ \t]*\)|\[[ \t]*[xX]?[ \t]*\])(?!\()|[ \t]+[([][vV✓✔√][)\]])"
)
_EXPLANATION = re.compile(
    r" ?>[ \t]*(?:\*\*)?(?:Pembahasan|Explanation)(?:\*\*:|:\*\*|:)", re.IGNORECASE
)
LIST_ITEM = re.compile(r"[-*+][ \t]+(.*)")
"""Its group: the text."""
ORDERED_ITEM = re.compile(r"[0-9]{1,9}[.)](?:[ \t]+(.*))?")
"""Its group: the text."""
_ARROW = re.compile(r"(?:^|[ \t])=>(?=[ \t]|$)")

FAMILIES = {"one": "choice", "several": "choice"}
"""Kinds of signs that are told apart inside one parser, because authors mix them up."""

_FIRST_SIGNS = "-*+=(_"
"""What every sign of an answer begins with."""
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("one", re.compile(r"[-*+] \([ xX]\)(?:[ \t]|$)")),
    ("several", re.compile(r"[-*+] \[[ xX]\](?:[ \t]|$)")),
    ("text", re.compile(r"=(?:[ \t]|$)")),
    ("scale", re.compile(r"\([0-9]{1,3}\.\.[0-9]{1,3}\)")),
)


class Mark(NamedTuple):
    """A line that carries an answer of some kind."""

    kind: str
    line: int


def is_outer(line: Line) -> bool:
    """Whether a line stands at the margin; two columns further in, it belongs to an option."""
    return line.kind == "text" and line.indent < 2


def answer_kind(line: Line, *, after_blank: bool) -> str | None:
    """The kind of answer that a line at the margin begins, if any."""
    if not is_outer(line):
        return None
    text = line.text.strip()
    if text[0] not in _FIRST_SIGNS:
        return None
    for kind, sign in _SIGNS:
        if sign.match(text):
            return kind
    if after_blank and len(text) >= 4 and not text.strip("_"):
        return "essay"
    item = LIST_ITEM.fullmatch(text)
    if item is not None and arrows(item[1]):
        return "matching"
    return None


def is_broken_option(line: Line) -> bool:
    """Whether a line looks like an option but is misspelt, or stands too far in."""
    text = line.text.strip()
    if line.kind != "text" or text[0] not in "-*+":
        return False
    if OPTION.fullmatch(text):
        return not is_outer(line)
    return is_outer(line) and _BROKEN_OPTION.match(text) is not None


def is_list_item(line: Line) -> bool:
    """Whether a line is an item of a list with bullets at the margin."""
    return is_outer(line) and LIST_ITEM.fullmatch(line.text.strip()) is not None


def is_explanation(line: Line) -> bool:
    """Whether a line begins the explanation of a question."""
    quoted = line.kind == "text" and line.text.startswith((">", " >"))
    return quoted and _EXPLANATION.match(line.text) is not None


def without_explanation_label(text: str) -> str:
    """The first line of an explanation without its label."""
    return _EXPLANATION.sub("", text, count=1).strip()


def is_ordered_item(line: Line) -> bool:
    """Whether a line is an item of a numbered list at the margin."""
    return is_outer(line) and ORDERED_ITEM.fullmatch(line.text.strip()) is not None


def arrows(text: str) -> list[tuple[int, int]]:
    """Where ` => ` stands in an item, outside code and formulas."""
    if "=>" not in text:
        return []
    return [found.span() for found in _ARROW.finditer(bare(text))]
