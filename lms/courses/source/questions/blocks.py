"""Takes a question apart: stem, answers with what belongs to them, explanation.

Lines go to exactly one of the three, or nowhere (and then a finding says so): a key or feedback
never ends up in the stem. What the answers mean is left to the parser of their kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.courses.source.codes import Code
from lms.courses.source.codes.answers import BAD_PAIR, FEEDBACK_NOT_HERE
from lms.courses.source.codes.questions import (
    BROKEN_MARK,
    EXPLANATION_NOT_LAST,
    FEEDBACK_NOT_INDENTED,
    TEXT_AFTER_OPTION,
)
from lms.courses.source.finding import FileReport
from lms.courses.source.lines import Line
from lms.courses.source.questions.markers import (
    FAMILIES,
    Mark,
    answer_kind,
    is_broken_option,
    is_explanation,
    is_list_item,
    without_explanation_label,
)


@dataclass(slots=True)
class AnswerLines:
    """A line with an answer, and the lines that belong to it."""

    kind: str
    line: Line
    content: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Blocks:
    """The parts of a question."""

    stem: list[Line] = field(default_factory=list)
    answers: list[AnswerLines] = field(default_factory=list)
    explanation: str | None = None
    sound: bool = True
    """False when something was reported that makes the question unusable."""

    def marks(self) -> list[Mark]:
        """Kinds and lines of the answers."""
        return [Mark(answer.kind, answer.line.number) for answer in self.answers]


def take_apart(lines: Sequence[Line], report: FileReport) -> Blocks:
    """Split the lines below a question's heading."""
    blocks = Blocks()
    rest = _take_explanation(list(lines), blocks, report)
    splitter = _Splitter(blocks, report)
    for line in rest:
        splitter.take(line)
    return blocks


def _take_explanation(lines: Sequence[Line], blocks: Blocks, report: FileReport) -> Sequence[Line]:
    """The lines without explanations; the last one is kept in `blocks`."""
    rest: list[Line] = []
    index = 0
    while index < len(lines):
        if not is_explanation(lines[index]):
            rest.append(lines[index])
            index += 1
            continue
        end = _end_of_quote(lines, index)
        blocks.explanation = unquoted(lines[index:end])
        if any(line.kind != "blank" for line in lines[end:]):
            report.add(lines[index].number, EXPLANATION_NOT_LAST)
            blocks.sound = False
        index = end
    return rest


def _end_of_quote(lines: Sequence[Line], start: int) -> int:
    """The first line after a quote: unmarked lines right below it still belong to it."""
    for index in range(start + 1, len(lines)):
        line = lines[index]
        quoted = line.text.lstrip().startswith(">")
        begins_answer = answer_kind(line, after_blank=False) is not None
        if line.kind in ("blank", "heading") or (not quoted and begins_answer):
            return index
    return len(lines)


def unquoted(lines: Sequence[Line]) -> str:
    """The text of a quote without its `>` and without the label of an explanation."""
    texts = [_without_quote_mark(line.text) for line in lines]
    if lines and is_explanation(lines[0]):
        texts[0] = without_explanation_label(lines[0].text)
    return "\n".join(texts).strip()


def _without_quote_mark(text: str) -> str:
    stripped = text.lstrip()
    if not stripped.startswith(">"):
        return stripped
    return stripped[1:].removeprefix(" ")


def text_of(first: str, content: Sequence[Line]) -> str:
    """An answer as Markdown: the text on its line, and what is indented below it."""
    margin = min((line.indent for line in content if line.text.strip()), default=0)
    below = "\n".join(_dedented(line.text, margin) for line in content).rstrip()
    return f"{first}\n{below}".strip() if below else first


def _dedented(text: str, margin: int) -> str:
    expanded = text.expandtabs(4) if text[:1] in " \t" else text
    return expanded[margin:] if not expanded[:margin].strip() else expanded.lstrip()


def holds_text_only(content: Sequence[Line], report: FileReport) -> bool:
    """Whether no feedback stands below something that is no option; report it."""
    for line in content:
        if line.kind != "fence" and line.text.lstrip().startswith(">"):
            report.add(line.number, FEEDBACK_NOT_HERE)
            return False
    return True


def holds_nothing(content: Sequence[Line], report: FileReport) -> bool:
    """Whether nothing stands below an answer that is a single line; report it."""
    line = next((line for line in content if line.text.strip()), None)
    if line is None:
        return True
    quote = line.text.lstrip().startswith(">")
    code = FEEDBACK_NOT_HERE if quote else TEXT_AFTER_OPTION
    report.add(line.number, code, text=line.text.strip())
    return False


def _belongs_to_answer(line: Line) -> bool:
    if not line.text.strip():
        return True
    return line.kind != "heading" and line.indent >= 2


class _Splitter:
    """Stem until the first answer; after it, everything has to belong to an answer."""

    def __init__(self, blocks: Blocks, report: FileReport) -> None:
        self._blocks = blocks
        self._report = report
        self._after_blank = True
        self._refusing = False
        """Whether the block at hand was refused already."""

    def take(self, line: Line) -> None:
        kind = answer_kind(line, after_blank=self._after_blank)
        if is_broken_option(line):
            self._refuse(line, broken=True)
        elif kind is not None:
            self._blocks.answers.append(AnswerLines(kind, line))
            self._refusing = False
        elif not self._blocks.answers:
            self._blocks.stem.append(line)
        elif _belongs_to_answer(line):
            self._blocks.answers[-1].content.append(line)
        else:
            self._refuse(line, broken=False)
        self._after_blank = line.kind == "blank"
        self._refusing = self._refusing and not self._after_blank

    def _refuse(self, line: Line, *, broken: bool) -> None:
        self._blocks.sound = False
        if broken:
            self._report.add(line.number, BROKEN_MARK, text=line.text.strip())
        elif not self._refusing:
            code = self._code_of(line)
            self._report.add(line.number, code, text=line.text.strip())
            self._refusing = True

    def _code_of(self, line: Line) -> Code:
        last = self._blocks.answers[-1].kind
        if line.text.startswith((">", " >")):
            return FEEDBACK_NOT_INDENTED if last in FAMILIES else FEEDBACK_NOT_HERE
        if last == "matching" and is_list_item(line):
            return BAD_PAIR
        return TEXT_AFTER_OPTION
