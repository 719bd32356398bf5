"""Ordering questions: a numbered list that is the last block of a question without other answers.

The order is that of the items; their numbers mean nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from lms.courses.source.answers import Ordering
from lms.courses.source.codes.answers import EMPTY_ANSWER, SAME_ANSWER, TOO_FEW
from lms.courses.source.inline import label
from lms.courses.source.lines import Line
from lms.courses.source.paragraphs import joined
from lms.courses.source.questions.asked import Asked, Read
from lms.courses.source.questions.blocks import AnswerLines, holds_text_only, text_of
from lms.courses.source.questions.markers import ORDERED_ITEM, is_ordered_item


def beginning_of_list(stem: Sequence[Line]) -> int | None:
    """Where the numbered list begins that is the last block of a stem."""
    begin: int | None = None
    for index, line in enumerate(stem):
        if is_ordered_item(line):
            begin = index if begin is None else begin
        elif line.kind == "heading" or (line.kind != "blank" and line.indent < 2):
            begin = None
    return begin


def read_ordering(asked: Asked) -> Read | None:
    """The items, or None when one of them cannot be used."""
    begin = beginning_of_list(asked.stem)
    # The question was taken for an ordering because there is a list.
    assert begin is not None
    items = _items(asked.stem[begin:])
    if asked.has_too_many(len(items)):
        return None
    report = asked.report
    seen: dict[str, int] = {}
    sound = True
    texts = []
    for item in items:
        marker = ORDERED_ITEM.fullmatch(item.line.text.strip())
        text = text_of(((marker and marker[1]) or "").strip(), item.content)
        texts.append(text)
        sound = holds_text_only(item.content, report) and sound
        if not text:
            report.add(item.line.number, EMPTY_ANSWER)
            sound = False
        elif label(text) in seen:
            report.add(item.line.number, SAME_ANSWER, text=text, other=seen[label(text)])
            sound = False
        seen.setdefault(label(text), item.line.number)
    if len(items) < 2:
        report.add(items[0].line.number, TOO_FEW)
        sound = False
    if not sound:
        return None
    return Read("ordering", Ordering(tuple(texts)), asked.heading.title, joined(asked.stem[:begin]))


def _items(lines: Sequence[Line]) -> list[AnswerLines]:
    items: list[AnswerLines] = []
    for line in lines:
        if is_ordered_item(line):
            items.append(AnswerLines("ordering", line))
        else:
            items[-1].content.append(line)
    return items
