"""Answers that are a line of their own: an essay `____`, a scale `(1..4) A | B | C | D`."""

from __future__ import annotations

from lms.courses.source.answers import Essay
from lms.courses.source.codes.answers import (
    ANSWERED_TWICE,
    BAD_SCALE,
    SCALE_OUTSIDE_SURVEY,
)
from lms.courses.source.questions.asked import Asked, Read
from lms.courses.source.questions.blocks import holds_nothing
from lms.courses.source.scales import read_scale


def read_essay(asked: Asked) -> Read | None:
    """An essay."""
    return asked.read("essay", Essay()) if _stands_alone(asked) else None


def read_scale_line(asked: Asked) -> Read | None:
    """The scale of an item of a survey."""
    if not _stands_alone(asked):
        return None
    line = asked.answers[0].line
    scale = read_scale(line.text)
    if not asked.survey:
        asked.report.add(line.number, SCALE_OUTSIDE_SURVEY)
    elif scale is None:
        asked.report.add(line.number, BAD_SCALE, text=line.text.strip())
    else:
        return asked.read("scale", scale)
    return None


def _stands_alone(asked: Asked) -> bool:
    first, *others = asked.answers
    for other in others:
        asked.report.add(other.line.number, ANSWERED_TWICE, other=first.line.number)
    below = [holds_nothing(answer.content, asked.report) for answer in asked.answers]
    return not others and all(below)
