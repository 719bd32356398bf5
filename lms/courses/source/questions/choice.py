"""Questions with options: one answer `( )`, several answers `[ ]`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import cast

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
from lms.courses.source.lines import Kind, Line
from lms.courses.source.outline import OptionSource, QuestionKind
from lms.courses.source.questions.blocks import Answer, unquoted
from lms.courses.source.questions.markers import OPTION


def read_options(
    heading_line: int, answers: Sequence[Answer], report: FileReport
) -> tuple[QuestionKind, tuple[OptionSource, ...]] | None:
    """The kind of the question and its options, or None when something is wrong with them."""
    options = tuple(_option(answer) for answer in answers)
    checks = (
        _marks_agree(answers, report),
        _texts_differ(answers, options, report),
        _number_is_right(heading_line, answers, options, report),
    )
    return (cast(QuestionKind, answers[0].kind), options) if all(checks) else None


def _option(answer: Answer) -> OptionSource:
    mark = OPTION.fullmatch(answer.line.text.rstrip())
    # `answer_kind` recognised the line by the same sign.
    assert mark is not None
    text, feedback = _split(answer.content)
    first = (mark[2] or "").strip()
    return OptionSource(
        text=f"{first}\n{text}".strip() if text else first,
        correct=mark[1] != " ",
        feedback=feedback,
    )


def _split(content: Sequence[Line]) -> tuple[str, str | None]:
    """What belongs to the option, and its feedback: the quotes in it."""
    margin = min((line.indent for line in content if line.text.strip()), default=0)
    text: list[str] = []
    feedback: list[str] = []
    for quote, lines in groupby(content, _FeedbackFinder()):
        if quote:
            feedback.append(unquoted(list(lines)))
        else:
            text += [_dedented(line.text, margin) for line in lines]
    return "\n".join(text).rstrip(), "\n\n".join(feedback).strip() or None


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
        self._in_code = self._in_code and line.kind is Kind.FENCE
        begins = line.text.lstrip().startswith(">") and not self._in_code
        self._in_quote = line.kind is not Kind.BLANK and (self._in_quote or begins)
        self._in_code = line.kind is Kind.FENCE and not self._in_quote
        return self._in_quote


def _dedented(text: str, margin: int) -> str:
    expanded = text.expandtabs(4) if text[:1] in " \t" else text
    return expanded[margin:] if not expanded[:margin].strip() else expanded.lstrip()


def _marks_agree(answers: Sequence[Answer], report: FileReport) -> bool:
    first = answers[0]
    for answer in answers:
        if answer.kind != first.kind:
            report.add(answer.line.number, MIXED_MARKS, other=first.line.number)
            return False
    return True


def _texts_differ(
    answers: Sequence[Answer], options: Sequence[OptionSource], report: FileReport
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


def _number_is_right(
    heading_line: int,
    answers: Sequence[Answer],
    options: Sequence[OptionSource],
    report: FileReport,
) -> bool:
    right = [a.line.number for a, o in zip(answers, options, strict=True) if o.correct]
    single = all(answer.kind == "one" for answer in answers)
    if len(options) < 2:
        report.add(answers[0].line.number, ONE_OPTION)
    elif not right:
        report.add(heading_line, NO_RIGHT_ANSWER)
    elif single and len(right) > 1:
        report.add(right[1], SEVERAL_RIGHT, other=right[0])
    else:
        return True
    return False
