"""How the kinds of answers look: one table from kind to the sign by which a line is known.

Every kind of the format is known here, so that none is misread as text; which of them can be
parsed is decided by the table in `questions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from lms.courses.source.inline import without_code
from lms.courses.source.lines import Kind, Line

OPTION = re.compile(r"[ \t]*[-*+] (?:\((?=[ xX]\))|\[(?=[ xX]\]))([ xX])[)\]](?:[ \t]+(.*))?")
"""Its groups: the mark, the text."""
_BROKEN_OPTION = re.compile(
    r"[-*+](?:[ \t]*(?:\([ \t]*[xX]?[ \t]*\)|\[[ \t]*[xX]?[ \t]*\])(?!\()|[ \t]+[([][vV✓✔√][)\]])"
)
_EXPLANATION = re.compile(
    r" ?>[ \t]*(?:\*\*)?(?:Pembahasan|Explanation)(?:\*\*:|:\*\*|:)", re.IGNORECASE
)
_ORDERED = re.compile(r"[0-9]{1,9}[.)][ \t]")
_LIST_ITEM = re.compile(r"[-*+][ \t]")
_GAP = re.compile(r"(?<!\\)\[\[[^\[\]]{1,300}\]\]")

FAMILIES = {"one": "choice", "several": "choice"}
"""Kinds that are told apart inside one parser, because authors mix them up."""

AS_WRITTEN = {
    "text": "= …",
    "matching": "… => …",
    "ordering": "1. 2.",
    "gaps": "[[…]]",
    "essay": "____",
    "scale": "(1..4)",
}
"""The kinds that no parser reads yet, as authors know them."""

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
    return line.kind is Kind.TEXT and line.indent < 2


def answer_kind(line: Line, *, after_blank: bool) -> str | None:
    """The kind of answer that a line at the margin begins, if any."""
    if not is_outer(line):
        return None
    text = line.text.strip()
    for kind, sign in _SIGNS:
        if sign.match(text):
            return kind
    if after_blank and len(text) >= 4 and not text.strip("_"):
        return "essay"
    if _LIST_ITEM.match(text) and _has_arrow(text):
        return "matching"
    return None


def is_broken_option(line: Line) -> bool:
    """Whether a line looks like an option but is misspelt, or stands too far in."""
    if line.kind is not Kind.TEXT:
        return False
    text = line.text.strip()
    if OPTION.fullmatch(text):
        return not is_outer(line)
    return is_outer(line) and _BROKEN_OPTION.match(text) is not None


def is_explanation(line: Line) -> bool:
    """Whether a line begins the explanation of a question."""
    return line.kind is Kind.TEXT and _EXPLANATION.match(line.text) is not None


def without_explanation_label(text: str) -> str:
    """The first line of an explanation without its label."""
    return _EXPLANATION.sub("", text, count=1).strip()


def is_ordered_item(line: Line) -> bool:
    """Whether a line is an item of a numbered list at the margin."""
    return is_outer(line) and _ORDERED.match(line.text.strip()) is not None


def gap_marks(lines: Iterable[tuple[int, str]]) -> list[Mark]:
    """The lines that hold a gap `[[…]]` outside code."""
    return [Mark("gaps", number) for number, text in lines if _GAP.search(without_code(text))]


def _has_arrow(text: str) -> bool:
    return " => " in without_code(text) or text.startswith(("- => ", "* => ", "+ => "))
