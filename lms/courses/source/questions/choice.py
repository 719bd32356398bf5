"""Questions with options: one answer `( )`, several answers `[ ]`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import cast

from lms.courses.source.answers import Choice, OptionSource, QuestionKind
from lms.courses.source.codes.activities import KEY_IN_SURVEY
from lms.courses.source.codes.questions import (
    EMPTY_OPTION,
    MIXED_MARKS,
    NO_RIGHT_ANSWER,
    ONE_OPTION,
    SAME_OPTION,
    SEVERAL_RIGHT,
)
from lms.courses.source.finding import FileReport
from lms.courses.source.inline import label
from lms.courses.source.lines import Line
from lms.courses.source.questions.asked import Asked, Read
from lms.courses.source.questions.blocks import AnswerLines, text_of, unquoted
from lms.courses.source.questions.markers import OPTION


def read_choice(asked: Asked) -> Read | None:
    """The kind of the question and its options, or None when something is wrong with them."""
    answers, report = asked.answers, asked.report
    options = tuple(_option(answer) for answer in answers)
    check_right = _nothing_is_right if asked.survey else _number_is_right
    checks = (
        _marks_agree(answers, report),
        _texts_differ(answers, options, report),
        check_right(asked, options),
    )
    return asked.read(cast(QuestionKind, answers[0].kind), Choice(options)) if all(checks) else None


def _option(answer: AnswerLines) -> OptionSource:
    mark = OPTION.fullmatch(answer.line.text.rstrip())
    # `answer_kind` recognised the line by the same sign.
    assert mark is not None
    quoted, below = _split(answer.content)
    return OptionSource(
        text=text_of((mark[2] or "").strip(), below),
        correct=mark[1] != " ",
        feedback=quoted,
    )


def _split(content: Sequence[Line]) -> tuple[str | None, list[Line]]:
    """The feedback of an option (the quotes below it), and what else belongs to it."""
    if not content:
        return None, []
    below: list[Line] = []
    feedback: list[str] = []
    for quote, lines in groupby(content, _FeedbackFinder()):
        if quote:
            feedback.append(unquoted(list(lines)))
        else:
            below += lines
    return "\n\n".join(feedback).strip() or None, below


class _FeedbackFinder:
    """Says of line after line whether it is part of a quote.

    A line directly below a quote is taken for a part of it: a previewer says the same of most, and
    feedback must not end up in the option.
    """

    def __init__(self) -> None:
        self._in_quote = False
        self._in_code = False

    def __call__(self, line: Line) -> bool:
        # A `>` inside a fence of the option is code.
        self._in_code = self._in_code and line.kind == "fence"
        begins = line.text.lstrip().startswith(">") and not self._in_code
        self._in_quote = line.kind != "blank" and (self._in_quote or begins)
        self._in_code = line.kind == "fence" and not self._in_quote
        return self._in_quote


def _marks_agree(answers: Sequence[AnswerLines], report: FileReport) -> bool:
    first = answers[0]
    for answer in answers:
        if answer.kind != first.kind:
            report.add(answer.line.number, MIXED_MARKS, other=first.line.number)
            return False
    return True


def _texts_differ(
    answers: Sequence[AnswerLines], options: Sequence[OptionSource], report: FileReport
) -> bool:
    seen: dict[str, int] = {}
    sound = True
    for answer, option in zip(answers, options, strict=True):
        line, text = answer.line.number, label(option.text)
        if not text:
            report.add(line, EMPTY_OPTION)
            sound = False
        elif text in seen:
            report.add(line, SAME_OPTION, text=option.text, other=seen[text])
            sound = False
        seen.setdefault(text, line)
    return sound


def _number_is_right(asked: Asked, options: Sequence[OptionSource]) -> bool:
    answers, report = asked.answers, asked.report
    right = [a.line.number for a, o in zip(answers, options, strict=True) if o.correct]
    single = all(answer.kind == "one" for answer in answers)
    if len(options) < 2:
        report.add(answers[0].line.number, ONE_OPTION)
    elif not right:
        report.add(asked.heading.line, NO_RIGHT_ANSWER)
    elif single and len(right) > 1:
        report.add(right[1], SEVERAL_RIGHT, other=right[0])
    else:
        return True
    return False


def _nothing_is_right(asked: Asked, options: Sequence[OptionSource]) -> bool:
    if len(options) < 2:
        asked.report.add(asked.answers[0].line.number, ONE_OPTION)
    for answer, option in zip(asked.answers, options, strict=True):
        if option.correct:
            asked.report.add(answer.line.number, KEY_IN_SURVEY)
            return False
    return len(options) >= 2
