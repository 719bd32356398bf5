"""What is right in a single typed question, in the notation of the format and back.

For those who mend a key apart from its course. What does not belong here: whole questions (`questions`).
"""

from __future__ import annotations

from collections.abc import Sequence

from lms.courses.source.answers import AcceptedNumber, AcceptedText, NumericAnswer
from lms.courses.source.braces import Heading
from lms.courses.source.finding import Finding, Report
from lms.courses.source.lines import Line
from lms.courses.source.numbers import RUPIAH, written
from lms.courses.source.questions.asked import Asked
from lms.courses.source.questions.blocks import AnswerLines
from lms.courses.source.questions.typed import Accepted, read_accepted, read_typed

_CASE = "{case}"


def read_texts(texts: Sequence[str]) -> tuple[tuple[AcceptedText, ...], tuple[Finding, ...]]:
    """The texts that a short answer or a gap accepts; () and why, where one can't be used."""
    report = Report()
    lines = [Accepted(number, text.strip()) for number, text in enumerate(texts, start=1)]
    return read_accepted(lines, report.of("")), report.findings()


def read_numbers(
    texts: Sequence[str], language: str
) -> tuple[NumericAnswer | None, tuple[Finding, ...]]:
    """The numbers that a numeric question accepts, each with its tolerance (`12 ± 0,5`); None, and
    why where that can be said, where one is no number."""
    report = Report()
    answers = [
        AnswerLines("text", Line(number, f"= {text.strip()}", "text"))
        for number, text in enumerate(texts, start=1)
    ]
    asked = Asked(Heading(0, 2, ""), (), answers, language, False, None, report.of(""))
    read = read_typed(asked)
    answer = read.answer if read else None
    return answer if isinstance(answer, NumericAnswer) else None, report.findings()


def written_text(accepted: AcceptedText) -> str:
    """An accepted text as `read_texts` reads it."""
    text = "*".join(part.replace("*", "\\*") for part in accepted.parts)
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    if quoted or text != text.strip() or text.endswith(_CASE):
        text = f'"{text}"'
    return f"{text} {_CASE}" if accepted.case else text


def written_number(accepted: AcceptedNumber, unit: str, language: str) -> str:
    """An accepted number as `read_numbers` reads it."""
    number = written(accepted.value, language)
    if unit:
        number = f"{unit} {number}" if unit == RUPIAH else f"{number} {unit}"
    return f"{number} ± {written(accepted.tolerance, language)}" if accepted.tolerance else number
