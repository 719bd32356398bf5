"""Matching questions: `- left => right`, and extra right sides `- => right`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lms.courses.source.answers import Matching
from lms.courses.source.codes.answers import BAD_PAIR, EMPTY_ANSWER, SAME_ANSWER, TOO_FEW
from lms.courses.source.finding import FileReport
from lms.courses.source.inline import label
from lms.courses.source.lines import Line
from lms.courses.source.questions.asked import Asked, Read
from lms.courses.source.questions.blocks import AnswerLines, holds_text_only, text_of
from lms.courses.source.questions.markers import LIST_ITEM, arrows, is_list_item

_Side = tuple[int, str]
"""Its line and its text."""


def read_matching(asked: Asked) -> Read | None:
    """The pairs, or None when an item is none."""
    report = asked.report
    lonely = list(_items_before(asked.stem))
    for line in lonely:
        report.add(line.number, BAD_PAIR, text=line.text.strip())
    sound = [holds_text_only(answer.content, report) for answer in asked.answers]
    sides = [_sides(answer, report) for answer in asked.answers]
    found = [side for side in sides if side is not None]
    if lonely or not all(sound) or len(found) < len(sides):
        return None
    pairs = [(left, right) for left, right in found if left[1]]
    extra = [right for left, right in found if not left[1]]
    if not _differ([left for left, _ in pairs], report):
        return None
    if not _differ([*_first_of_each(right for _, right in pairs), *extra], report):
        return None
    if len(pairs) < 2:
        report.add(asked.answers[0].line.number, TOO_FEW)
        return None
    texts = tuple((left[1], right[1]) for left, right in pairs)
    return asked.read("matching", Matching(texts, tuple(text for _, text in extra)))


def _items_before(stem: Sequence[Line]) -> Iterator[Line]:
    """Items of the same list that stand before its first pair, the last one first."""
    for line in reversed(stem):
        if is_list_item(line):
            yield line
        elif line.kind == "heading" or (line.kind != "blank" and line.indent < 2):
            return


def _sides(answer: AnswerLines, report: FileReport) -> tuple[_Side, _Side] | None:
    line = answer.line
    item = LIST_ITEM.fullmatch(line.text.strip())
    # `answer_kind` recognised the line by the same signs.
    assert item is not None
    places = arrows(item[1])
    if len(places) > 1:
        report.add(line.number, BAD_PAIR, text=line.text.strip())
        return None
    start, end = places[0]
    left = item[1][:start].strip().replace("\\=>", "=>")
    right = text_of(item[1][end:].strip(), answer.content).replace("\\=>", "=>")
    if not right or (not left and start > 0):
        report.add(line.number, EMPTY_ANSWER)
        return None
    return (line.number, left), (line.number, right)


def _first_of_each(sides: Iterator[_Side]) -> list[_Side]:
    """Right sides may be shared: each text once."""
    seen: dict[str, _Side] = {}
    for side in sides:
        seen.setdefault(label(side[1]), side)
    return list(seen.values())


def _differ(sides: Sequence[_Side], report: FileReport) -> bool:
    seen: dict[str, int] = {}
    sound = True
    for line, text in sides:
        if label(text) in seen:
            report.add(line, SAME_ANSWER, text=text, other=seen[label(text)])
            sound = False
        seen.setdefault(label(text), line)
    return sound
