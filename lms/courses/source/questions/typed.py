"""Answers that are typed: `= text` and `= 12 ± 0,5`; and the texts that a gap accepts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from lms.courses.source import values
from lms.courses.source.answers import AcceptedNumber, AcceptedText, NumericAnswer, ShortAnswer
from lms.courses.source.codes.answers import (
    AMBIGUOUS_NUMBER,
    BAD_TOLERANCE,
    EMPTY_ANSWER,
    SAME_ANSWER,
    TWO_UNITS,
)
from lms.courses.source.finding import FileReport
from lms.courses.source.numbers import RUPIAH, readings, written
from lms.courses.source.questions.asked import Asked, Read
from lms.courses.source.questions.blocks import holds_nothing

_CASE = re.compile(r"(.*?)[ \t]*\{case\}")
_STAR = re.compile(r"(\\\*)|\*")
_TOLERANCE = re.compile(r"±|\+/?-")
_NUMBER = r"[-+\u2212]?[0-9](?:[0-9.,]|[ \u00a0\u2009\u202f](?=[0-9]{3}(?![0-9])))*"
_WORD = r"[°µ]?[^\W\d_](?:[^\W\d_]|[/²³·°.]){0,15}[23]?"
_QUANTITY = re.compile(
    rf"(Rp\.?[ ]?)?({_NUMBER})(,-)?(?:[ ]?([%‰]|{_WORD}(?: {_WORD})?))?", re.IGNORECASE
)
_PERCENT_OF_VALUE = re.compile(r"([0-9][0-9.,]*)%")


class Accepted(NamedTuple):
    """A text as an author accepts it, and where it stands."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number with its unit."""

    values: tuple[Decimal, ...]
    typed: str
    unit: str


@dataclass(frozen=True, slots=True)
class _Number:
    """A line that is a number with a unit and a tolerance."""

    line: int
    quantity: _Quantity
    tolerance: Decimal
    unit: str


def read_typed(asked: Asked) -> Read | None:
    """A numeric answer when every line is a number, else a short answer."""
    alone = [holds_nothing(answer.content, asked.report) for answer in asked.answers]
    if not all(alone):
        return None
    lines = [Accepted(a.line.number, a.line.text.strip()[1:].strip()) for a in asked.answers]
    numbers = [_read_number(line, asked.language) for line in lines]
    unreadable = [
        line
        for line, number in zip(lines, numbers, strict=True)
        if number is None and _lacks_tolerance(line.text, asked.language)
    ]
    for line in unreadable:
        asked.report.add(line.line, BAD_TOLERANCE, text=line.text)
    if unreadable:
        return None
    read = [number for number in numbers if number is not None]
    if len(read) == len(lines):
        return _numeric(read, asked)
    accepted = read_accepted(lines, asked.report)
    return asked.read("short", ShortAnswer(accepted)) if accepted else None


def read_accepted(texts: Sequence[Accepted], report: FileReport) -> tuple[AcceptedText, ...]:
    """The accepted texts; () when one of them cannot be used."""
    accepted = [_accepted(text.text) for text in texts]
    seen: dict[tuple[str, ...], int] = {}
    sound = True
    for (line, text), one in zip(texts, accepted, strict=True):
        same = one.parts if one.case else tuple(part.casefold() for part in one.parts)
        if not any(part.strip() for part in one.parts):
            report.add(line, EMPTY_ANSWER)
            sound = False
        elif same in seen:
            report.add(line, SAME_ANSWER, text=text, other=seen[same])
            sound = False
        seen.setdefault(same, line)
    return tuple(accepted) if sound else ()


def _accepted(text: str) -> AcceptedText:
    with_case = _CASE.fullmatch(text)
    bare = values.unquoted((with_case[1] if with_case else text).strip())
    parts, start = [""], 0
    for found in _STAR.finditer(bare):
        parts[-1] += bare[start : found.start()]
        start = found.end()
        if found[1]:
            parts[-1] += "*"
        else:
            parts.append("")
    parts[-1] += bare[start:]
    return AcceptedText(tuple(_folded(part) for part in parts), with_case is not None)


def _folded(part: str) -> str:
    """Runs of white space as one space, those at the ends too: beside a wildcard they count."""
    words = part.split()
    before = " " if part[:1].isspace() and words else ""
    after = " " if part[-1:].isspace() and words else ""
    return before + " ".join(words) + after


def _read_number(line: Accepted, language: str) -> _Number | None:
    parts = _TOLERANCE.split(line.text)
    quantity = _quantity(parts[0].strip(), language)
    if quantity is None or len(parts) > 2:
        return None
    if len(parts) == 1:
        return _Number(line.line, quantity, Decimal(0), quantity.unit)
    typed = parts[1].strip()
    share = _PERCENT_OF_VALUE.fullmatch(typed)
    if share is not None and quantity.unit != "%":
        percent = readings(share[1], language)
        if not percent:
            return None
        tolerance = abs(quantity.values[0]) * percent[0] / 100
        return _Number(line.line, quantity, tolerance, quantity.unit)
    margin = _quantity(typed, language)
    if margin is None or margin.values[0] < 0:
        return None
    if quantity.unit and margin.unit and quantity.unit != margin.unit:
        return None
    return _Number(line.line, quantity, margin.values[0], quantity.unit or margin.unit)


def _lacks_tolerance(text: str, language: str) -> bool:
    """Whether a line that is no number would be one without its `±`."""
    before, *after = _TOLERANCE.split(text)
    return bool(after) and _quantity(before.strip(), language) is not None


def _quantity(text: str, language: str) -> _Quantity | None:
    found = _QUANTITY.fullmatch(text)
    if found is None or (found[1] and found[4]) or (found[3] and not found[1]):
        return None
    numbers = readings(found[2], language)
    unit = RUPIAH if found[1] else found[4] or ""
    return _Quantity(numbers, found[2], unit) if numbers else None


def _numeric(numbers: Sequence[_Number], asked: Asked) -> Read | None:
    report = asked.report
    units = [number for number in numbers if number.unit]
    other = next((number for number in units if number.unit != units[0].unit), None)
    if other is not None:
        report.add(other.line, TWO_UNITS, unit=other.unit, other=units[0].unit)
        return None
    seen: dict[Decimal, int] = {}
    for number in numbers:
        first, *others = number.quantity.values
        if first in seen:
            report.add(number.line, SAME_ANSWER, text=number.quantity.typed, other=seen[first])
            return None
        seen[first] = number.line
        if others:
            _read_back(number, asked)
    unit = units[0].unit if units else ""
    accepted = tuple(AcceptedNumber(n.quantity.values[0], n.tolerance) for n in numbers)
    return asked.read("numeric", NumericAnswer(accepted, unit, unit == RUPIAH))


def _read_back(number: _Number, asked: Asked) -> None:
    first, second = (written(value, asked.language) for value in number.quantity.values)
    asked.report.add(
        number.line, AMBIGUOUS_NUMBER, text=number.quantity.typed, first=first, second=second
    )
