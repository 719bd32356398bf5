"""The attributes of headings: which kind has which, their types, ranges and defaults.

The table of the course format as code. The grammar of the braces is in `braces`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeVar

from lms.courses.source import naming, values
from lms.courses.source.braces import Heading
from lms.courses.source.codes.attributes import (
    ATTRIBUTE_NOT_HERE,
    BAD_ATTRIBUTE_VALUE,
    REVIEW_AFTER_CLOSE,
    UNKNOWN_ATTRIBUTE,
)
from lms.courses.source.codes.unsupported import ATTRIBUTE_NOT_SUPPORTED
from lms.courses.source.finding import FileReport
from lms.courses.source.outline import Counts, Review, Shuffle

Bearer = Literal["lesson", "quiz", "question"]

_KEYS: Mapping[str, frozenset[Bearer]] = {
    "minutes": frozenset(("lesson", "quiz")),
    "optional": frozenset(("lesson", "quiz")),
    "pass": frozenset(("quiz",)),
    "attempts": frozenset(("quiz",)),
    "time": frozenset(("quiz",)),
    "shuffle": frozenset(("quiz",)),
    "review": frozenset(("quiz",)),
    "penalty": frozenset(("quiz",)),
    "counts": frozenset(("quiz",)),
    "offline": frozenset(("quiz",)),
    "points": frozenset(("question",)),
    "outcome": frozenset(("question",)),
    "tags": frozenset(("question",)),
}
_NOT_SUPPORTED = frozenset(
    ("draw", "from", "rubric", "scale", "indicator", "competency", "files", "types", "max", "due")
)
_TRANSLATIONS = {
    "menit": "minutes",
    "durasi": "minutes",
    "opsional": "optional",
    "lulus": "pass",
    "nilai": "pass",
    "percobaan": "attempts",
    "waktu": "time",
    "acak": "shuffle",
    "ulasan": "review",
    "denda": "penalty",
    "poin": "points",
    "bobot": "points",
    "hasil": "outcome",
    "tag": "tags",
    "luring": "offline",
}

_Word = TypeVar("_Word", Shuffle, Review, Counts)


@dataclass(frozen=True, slots=True)
class ActivityAttributes:
    """What the heading of a lesson or quiz says; see `outline.ActivitySource`."""

    minutes: int | None
    optional: bool
    pass_mark: int | None
    attempts: int
    time_seconds: int | None
    shuffle: Shuffle
    review: Review
    penalty: Decimal
    counts: Counts
    offline: bool


@dataclass(frozen=True, slots=True)
class QuestionAttributes:
    """What the heading of a question says; see `outline.QuestionSource`."""

    points: Decimal
    outcome: str | None
    tags: tuple[str, ...]


def read_activity_attributes(
    heading: Heading, bearer: Bearer, report: FileReport
) -> ActivityAttributes:
    """The attributes of a lesson or quiz, with defaults for those it does not have."""
    reader = _Reader(heading, bearer, report)
    attributes = ActivityAttributes(
        minutes=reader.whole("minutes", 1, 600),
        optional=reader.flag("optional"),
        pass_mark=reader.whole("pass", 0, 100),
        attempts=reader.whole("attempts", 0, 100) or 0,
        time_seconds=reader.duration("time"),
        shuffle=reader.word("shuffle", ("none", "options", "questions", "both")),
        review=reader.word("review", ("after-submit", "after-close", "never")),
        penalty=reader.share("penalty"),
        counts=reader.word("counts", ("best", "last", "first", "mean")),
        offline=reader.flag("offline"),
    )
    if attributes.review == "after-close":
        report.add(heading.line, REVIEW_AFTER_CLOSE)
    return attributes


def read_question_attributes(heading: Heading, report: FileReport) -> QuestionAttributes:
    """The attributes of a question, with defaults for those it does not have."""
    reader = _Reader(heading, "question", report)
    return QuestionAttributes(
        points=reader.points(),
        outcome=reader.text("outcome"),
        tags=tuple((reader.text("tags") or "").replace(",", " ").split()),
    )


class _Reader:
    """Reads values by type; a wrong one is reported and its default used."""

    def __init__(self, heading: Heading, bearer: Bearer, report: FileReport) -> None:
        self._heading = heading
        self._report = report
        self._values = {
            key: value for key, value in heading.values.items() if self._is_allowed(key, bearer)
        }

    def _is_allowed(self, key: str, bearer: Bearer) -> bool:
        line = self._heading.line
        here = [name for name, bearers in _KEYS.items() if bearer in bearers]
        if key in here:
            return True
        if key in _NOT_SUPPORTED:
            self._report.add(line, ATTRIBUTE_NOT_SUPPORTED, name=key)
        elif key in _KEYS:
            self._report.add(line, ATTRIBUTE_NOT_HERE, name=key, known=", ".join(here))
        else:
            meant = naming.Nearest(key, here, _TRANSLATIONS)
            self._report.add(line, UNKNOWN_ATTRIBUTE, name=key, nearest=meant)
        return False

    def text(self, key: str) -> str | None:
        if key not in self._values:
            return None
        value = self._values[key]
        if value is None:
            self._refuse(key, "", f"{key}=…")
        return value

    def flag(self, key: str) -> bool:
        if self._values.get(key) is not None:
            self._refuse(key, self._values[key] or "", key)
        return key in self._values

    def whole(self, key: str, low: int, high: int) -> int | None:
        text = self.text(key)
        number = None if text is None else values.whole(text, low, high)
        if text is not None and number is None:
            self._refuse(key, text, f"{low}–{high}")
        return number

    def points(self) -> Decimal:
        text = self.text("points")
        if text is None:
            return Decimal(1)
        number = values.decimal(text, Decimal(0), Decimal(1000))
        if number is None:
            self._refuse("points", text, "0–1000")
        return Decimal(1) if number is None else number

    def share(self, key: str) -> Decimal:
        text = self.text(key)
        if text is None:
            return Decimal(0)
        number = values.share(text)
        if number is None:
            self._refuse(key, text, "0–1, 25%")
        return number or Decimal(0)

    def duration(self, key: str) -> int | None:
        text = self.text(key)
        duration = None if text is None else values.seconds(text)
        if text is not None and duration is None:
            self._refuse(key, text, "15m, 1h, 1h30m")
        return duration

    def word(self, key: str, words: tuple[_Word, ...]) -> _Word:
        text = self.text(key)
        if text is not None and text not in words:
            self._refuse(key, text, ", ".join(words))
        return next((known for known in words if known == text), words[0])

    def _refuse(self, key: str, value: str, expected: str) -> None:
        self._report.add(
            self._heading.line, BAD_ATTRIBUTE_VALUE, name=key, value=value, expected=expected
        )
