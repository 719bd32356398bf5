"""The rows of questions: what is shown, apart from what is right. The package says in which shape.

What does not belong here: grading (assessment).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any

from lms.core import markup
from lms.core.markup.values import Kind
from lms.courses.actions.compiling.texts import MISPLACED_GAP, HtmlOf, Text, TextRefusedError
from lms.courses.models import Question
from lms.courses.rules import plain_title, rank
from lms.courses.source import (
    AcceptedText,
    ActivitySource,
    BankSource,
    Choice,
    Gaps,
    Matching,
    NumericAnswer,
    OptionSource,
    Ordering,
    QuestionSource,
    RubricSource,
    Scale,
    ShortAnswer,
)

GAP_LINE = "____"
"""What stands for a gap where a question is only quoted."""

_GAP = re.compile(r"\ue000(\d+)\ue001")

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands, and what is the same for all questions of a course."""

    file: str
    language: str
    banks: Sequence[BankSource]
    html_of: HtmlOf

    def at(self, file: str) -> Place:
        """The same in another file."""
        return replace(self, file=file)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Renders the texts of one question."""

    question: QuestionSource
    place: Place

    def text(self, markdown: str, part: str, kind: Kind = "block") -> Text:
        source = markup.Source(
            markdown,
            kind,
            # All questions of a quiz stand on one page.
            footnotes=f"fn-{self.question.key}-{part}",
            shift=0,
            references="\n\n".join(self.question.references),
        )
        return Text(source, self.place.file, self.question.line, self.question.key)

    def html(self, markdown: str, part: str, kind: Kind = "block") -> str:
        return self.place.html_of(self.text(markdown, part, kind))

    def part(self, markdown: str, part: str) -> str:
        """An option or an item: blocks where it has more than one line."""
        return self.html(markdown, part, "block" if "\n" in markdown.strip() else "inline")

    def stem(self) -> str:
        title = self.html(self.question.title, "title", "inline")
        below = self.html(self.question.stem, "stem") if self.question.stem.strip() else ""
        return f"<p>{title}</p>{below}"


def question_row(
    source: QuestionSource, position: int, place: Place, *, in_survey: bool
) -> Question:
    """The row of a question or of an item of a survey.

    Raises:
        TextRefusedError: a gap can't be filled where it stands.
    """
    writer = _Writer(source, place)
    prompt, key = _shapes(writer)
    if in_survey:
        prompt |= {
            "optional": source.optional,
            "indicator": source.indicator,
            "competency": source.competency,
        }
    if source.rubric is not None:
        prompt["rubric"] = rubric(source.rubric, place.banks, place.html_of)
    explanation = writer.html(source.explanation, "e") if source.explanation else None
    return Question(
        key=source.key,
        kind=source.kind,
        position=position,
        points=source.points,
        outcome=source.outcome,
        prompt={"stem": writer.stem()} | prompt,
        key_data=key | {"explanation": explanation},
        content_hash=source.content_hash,
    )


def assignment_question(activity: ActivitySource, references: str, place: Place) -> Question:
    """The one question that an assignment is itself: its text is the stem."""
    body = markup.Source(activity.body, references=references)
    stem = place.html_of(Text(body, place.file, activity.line, activity.key))
    return Question(
        key=activity.key,
        kind="essay",
        position=1,
        points=activity.points,
        outcome=activity.outcome,
        prompt={"stem": stem, "rubric": rubric(activity.rubric, place.banks, place.html_of)},
        key_data={"right": [], "explanation": None},
        content_hash=activity.content_hash,
    )


def rubric(key: str | None, banks: Iterable[BankSource], html_of: HtmlOf) -> Data | None:
    """A rubric of the course as a table; None where none is named."""
    for bank in banks:
        for source in bank.rubrics:
            if source.key == key:
                return _rubric(source, bank, html_of)
    return None


def same_key(old: Mapping[str, Any], fresh: Mapping[str, Any]) -> Data:
    """The `key_data` of a question compiled again: new HTML, and the key that grades rest on."""
    return {**fresh, "right": old["right"]}


def _shapes(writer: _Writer) -> tuple[Data, Data]:
    """What a question of its kind shows, and what is right in it."""
    match writer.question.answer:
        case Choice() as choice:
            return _choice(writer, choice)
        case ShortAnswer(accepted):
            return {}, {"right": _accepted(accepted)}
        case NumericAnswer() as numeric:
            return _numeric(writer, numeric)
        case Matching() as matching:
            return _matching(writer, matching)
        case Ordering(items):
            return _ordering(writer, items)
        case Gaps(gaps):
            return _gaps(writer, gaps)
        case Scale() as scale:
            return _scale(writer, scale), {"right": []}
        case _:
            return {}, {"right": []}


def _choice(writer: _Writer, choice: Choice) -> tuple[Data, Data]:
    options: list[tuple[int, OptionSource]] = list(enumerate(choice.options))
    return {"options": [writer.part(one.text, f"o{number}") for number, one in options]}, {
        "right": [number for number, one in options if one.correct],
        "feedback": [
            writer.html(one.feedback, f"f{number}") if one.feedback else None
            for number, one in options
        ],
    }


def _numeric(writer: _Writer, numeric: NumericAnswer) -> tuple[Data, Data]:
    right = [{"value": str(one.value), "tolerance": str(one.tolerance)} for one in numeric.accepted]
    return {"unit": numeric.unit, "unit_before": numeric.unit_before}, {
        "right": right,
        "unit": numeric.unit,
        "language": writer.place.language,
    }


def _matching(writer: _Writer, matching: Matching) -> tuple[Data, Data]:
    partners = [right for _, right in matching.pairs]
    rights = sorted(dict.fromkeys((*partners, *matching.extra)), key=rank)
    html = [writer.part(right, f"r{number}") for number, right in enumerate(rights)]
    lefts = enumerate(left for left, _ in matching.pairs)
    return {
        "lefts": [writer.part(left, f"l{number}") for number, left in lefts],
        "rights": html,
        "right_words": [plain_title(right) for right in html],
    }, {"right": [rights.index(right) for right in partners]}


def _ordering(writer: _Writer, items: Sequence[str]) -> tuple[Data, Data]:
    places = sorted(range(len(items)), key=lambda place: rank(items[place]))
    return {
        "items": [writer.part(items[place], f"i{number}") for number, place in enumerate(places)]
    }, {"right": places}


def _gaps(writer: _Writer, gaps: Sequence[Sequence[AcceptedText]]) -> tuple[Data, Data]:
    stem = writer.stem()
    pieces = _GAP.split(stem)
    found = [int(number) for number in pieces[1::2]]
    # The first walk renders nothing, so that no gap is there yet.
    if stem != "<p></p>" and not sorted(_gaps_in_text(stem)) == sorted(found) == [
        *range(len(gaps))
    ]:
        raise TextRefusedError(writer.text("", "stem"), MISPLACED_GAP)
    return {"stem": _GAP.sub(GAP_LINE, stem), "pieces": pieces[0::2]}, {
        "right": [_accepted(gaps[number]) for number in found]
    }


def _scale(writer: _Writer, scale: Scale) -> Data:
    labels = enumerate(scale.labels)
    html = [writer.html(label, f"s{number}", "inline") if label else "" for number, label in labels]
    return {
        "points": [
            list(point) for point in zip(range(scale.low, scale.high + 1), html, strict=True)
        ]
    }


def _accepted(texts: Iterable[AcceptedText]) -> list[Data]:
    return [{"parts": list(text.parts), "case": text.case} for text in texts]


def _rubric(source: RubricSource, bank: BankSource, html_of: HtmlOf) -> Data:
    def html(markdown: str) -> str:
        text = markup.Source(
            markdown,
            "inline",
            footnotes=f"fn-{source.key}",
            references=bank.footnotes_and_links,
        )
        return html_of(Text(text, bank.file, source.line, source.key))

    return {
        "title": html(source.title),
        "criteria": [
            {
                "name": html(criterion.name),
                "cells": [
                    {"points": str(cell.points), "text": html(cell.text)}
                    for cell in criterion.cells
                ],
            }
            for criterion in source.criteria
        ],
    }


def _gaps_in_text(html: str) -> list[int]:
    reader = _GapReader()
    reader.feed(html)
    reader.close()
    return reader.found


class _GapReader(HTMLParser):
    """Collects the gaps that stand in text, where a field may be put: not in attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[int] = []

    def handle_data(self, data: str) -> None:
        self.found += [int(number) for number in _GAP.findall(data)]
