"""The attributes of headings: which kind has which, their types, ranges and defaults.

The table of the course format as code. The grammar of the braces is in `braces`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal, TypeVar

from lms.courses.source import naming, values
from lms.courses.source.answers import Scale
from lms.courses.source.braces import Heading
from lms.courses.source.codes.answers import BAD_SCALE
from lms.courses.source.codes.attributes import (
    ATTRIBUTE_NOT_HERE,
    BAD_ATTRIBUTE_VALUE,
    REVIEW_AFTER_CLOSE,
    UNKNOWN_ATTRIBUTE,
)
from lms.courses.source.finding import FileReport, Report
from lms.courses.source.outline import ActivityKind, Counts, Purpose, Review, Shuffle
from lms.courses.source.scales import read_scale

Bearer = Literal["lesson", "quiz", "survey", "assignment", "question", "item", "rubric"]
"""What a heading begins; an `item` is a question of a survey."""

FILE_TYPES = (
    *("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "csv"),
    *("jpg", "jpeg", "png", "webp", "mp3", "m4a", "mp4", "webm", "zip"),
)
"""What may be handed in for an assignment."""
LARGEST_FILE = 50 * 1024 * 1024
_USUAL_TYPES = ("pdf", "docx", "xlsx", "pptx", "odt", "jpg", "jpeg", "png")
_USUAL_SIZE = 10 * 1024 * 1024

_EVERY_ACTIVITY: frozenset[Bearer] = frozenset(("lesson", "quiz", "survey", "assignment"))
_KEYS: Mapping[str, frozenset[Bearer]] = {
    "minutes": _EVERY_ACTIVITY,
    "optional": _EVERY_ACTIVITY | {"item"},
    "draw": frozenset(("quiz",)),
    "from": frozenset(("quiz",)),
    "pass": frozenset(("quiz", "assignment")),
    "attempts": frozenset(("quiz",)),
    "time": frozenset(("quiz",)),
    "shuffle": frozenset(("quiz",)),
    "review": frozenset(("quiz",)),
    "penalty": frozenset(("quiz",)),
    "counts": frozenset(("quiz",)),
    "offline": frozenset(("quiz",)),
    "scale": frozenset(("survey",)),
    "points": frozenset(("question", "assignment")),
    "outcome": frozenset(("question", "assignment")),
    "rubric": frozenset(("question", "assignment")),
    "tags": frozenset(("question", "item")),
    "indicator": frozenset(("item",)),
    "competency": frozenset(("item",)),
    "files": frozenset(("assignment",)),
    "types": frozenset(("assignment",)),
    "max": frozenset(("assignment",)),
    "due": frozenset(("assignment",)),
}
_TRANSLATIONS = {
    "menit": "minutes",
    "durasi": "minutes",
    "opsional": "optional",
    "ambil": "draw",
    "undi": "draw",
    "dari": "from",
    "bank": "from",
    "lulus": "pass",
    "nilai": "pass",
    "percobaan": "attempts",
    "waktu": "time",
    "acak": "shuffle",
    "ulasan": "review",
    "denda": "penalty",
    "luring": "offline",
    "skala": "scale",
    "poin": "points",
    "bobot": "points",
    "hasil": "outcome",
    "rubrik": "rubric",
    "tag": "tags",
    "indikator": "indicator",
    "kompetensi": "competency",
    "berkas": "files",
    "jenis": "types",
    "ukuran": "max",
    "tenggat": "due",
}

_Word = TypeVar("_Word", Shuffle, Review, Counts)


@dataclass(frozen=True, slots=True)
class ActivityAttributes:
    """What the heading of an activity says; see `outline.ActivitySource`."""

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
    draw: int | None
    banks: tuple[str, ...]
    scale: Scale | None
    rubric: str | None
    points: Decimal
    outcome: str | None
    files: int | None
    """None when the heading does not say."""
    types: tuple[str, ...]
    """() when the heading does not say."""
    max_bytes: int | None
    """None when the heading does not say."""
    due_days: int | None


@dataclass(frozen=True, slots=True)
class QuestionAttributes:
    """What the heading of a question says; see `outline.QuestionSource`."""

    points: Decimal
    outcome: str | None
    tags: tuple[str, ...]
    rubric: str | None
    optional: bool
    indicator: str | None
    competency: str | None


@dataclass(frozen=True, slots=True)
class FilesAsked:
    """Which files an assignment asks for."""

    files: int
    types: tuple[str, ...]
    max_bytes: int


def read_activity_attributes(
    heading: Heading, kind: ActivityKind, purpose: Purpose, report: FileReport
) -> ActivityAttributes:
    """The attributes of an activity, with defaults for those it does not have."""
    if not heading.values:
        return _usual_attributes(kind, purpose)
    attributes = _activity_attributes(_Reader(heading, kind, report), purpose)
    if attributes.review == "after-close":
        report.add(heading.line, REVIEW_AFTER_CLOSE)
    return attributes


@cache
def _usual_attributes(kind: ActivityKind, purpose: Purpose) -> ActivityAttributes:
    """Those of a heading that has none, as most have."""
    reader = _Reader(Heading(line=1, level=1, title=""), kind, Report().of(""))
    return _activity_attributes(reader, purpose)


def _activity_attributes(reader: _Reader, purpose: Purpose) -> ActivityAttributes:
    attempts = reader.whole("attempts", 0, 100)
    return ActivityAttributes(
        minutes=reader.whole("minutes", 1, 600),
        optional=reader.flag("optional"),
        pass_mark=reader.whole("pass", 0, 100),
        attempts=_usual_attempts(purpose) if attempts is None else attempts,
        time_seconds=reader.duration("time"),
        shuffle=reader.word("shuffle", ("none", "options", "questions", "both")),
        review=reader.word("review", ("after-submit", "after-close", "never")),
        penalty=reader.share("penalty"),
        counts=reader.word("counts", ("best", "last", "first", "mean")),
        offline=reader.flag("offline"),
        draw=reader.whole("draw", 1, 1000),
        banks=reader.ids("from"),
        scale=reader.scale("scale"),
        rubric=reader.text("rubric"),
        points=reader.points(),
        outcome=reader.text("outcome"),
        files=reader.whole("files", 0, 10),
        types=reader.types("types"),
        max_bytes=reader.size("max"),
        due_days=reader.whole("due", 1, 1000),
    )


def read_question_attributes(
    heading: Heading, bearer: Literal["question", "item"], report: FileReport
) -> QuestionAttributes:
    """The attributes of a question, with defaults for those it does not have."""
    reader = _Reader(heading, bearer, report)
    return QuestionAttributes(
        points=reader.points(),
        outcome=reader.text("outcome"),
        tags=values.words(reader.text("tags") or ""),
        rubric=reader.text("rubric"),
        optional=reader.flag("optional"),
        indicator=reader.text("indicator"),
        competency=reader.text("competency"),
    )


def refuse_attributes_of_rubric(heading: Heading, report: FileReport) -> None:
    """Report what stands in the braces of a rubric: it has an id and nothing else."""
    _Reader(heading, "rubric", report)


def files_asked(attributes: ActivityAttributes, *, hands_in_text: bool) -> FilesAsked:
    """The files of an assignment: one when nothing else says what is handed in."""
    hinted = bool(attributes.types) or attributes.max_bytes is not None
    files = attributes.files
    if files is None:
        files = 1 if hinted or not hands_in_text else 0
    if files == 0:
        return FilesAsked(0, (), 0)
    return FilesAsked(files, attributes.types or _USUAL_TYPES, attributes.max_bytes or _USUAL_SIZE)


def _usual_attempts(purpose: Purpose) -> int:
    return 1 if purpose in ("pretest", "posttest") else 0


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
        if key in _KEYS and bearer in _KEYS[key]:
            return True
        here = [name for name, bearers in _KEYS.items() if bearer in bearers]
        if key in _KEYS:
            self._report.add(line, ATTRIBUTE_NOT_HERE, name=key, known=", ".join(here) or "#id")
        else:
            meant = naming.Nearest(key, here, _TRANSLATIONS)
            self._report.add(line, UNKNOWN_ATTRIBUTE, name=key, nearest=meant)
        return False

    def text(self, key: str) -> str | None:
        if key not in self._values:
            return None
        value = self._values[key]
        if value is None or not value.strip():
            self._refuse(key, value or "", f"{key}=…")
            return None
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

    def size(self, key: str) -> int | None:
        text = self.text(key)
        number = None if text is None else values.size(text, LARGEST_FILE)
        if text is not None and number is None:
            self._refuse(key, text, "500KB, 10MB (≤ 50MB)")
        return number

    def ids(self, key: str) -> tuple[str, ...]:
        return self._words(key, self.text(key), naming.is_id, "a-z, 0-9, -")

    def types(self, key: str) -> tuple[str, ...]:
        text = (self.text(key) or "").lower()
        return self._words(key, text, FILE_TYPES.__contains__, ", ".join(FILE_TYPES))

    def _words(
        self, key: str, text: str | None, is_right: Callable[[str], bool], expected: str
    ) -> tuple[str, ...]:
        if not text:
            return ()
        words = values.words(text)
        wrong = [word for word in words if not is_right(word)]
        if wrong:
            self._refuse(key, wrong[0], expected)
        return tuple(word for word in words if word not in wrong)

    def scale(self, key: str) -> Scale | None:
        text = self.text(key)
        scale = None if text is None else read_scale(text)
        if text is not None and scale is None:
            self._report.add(self._heading.line, BAD_SCALE, text=text)
        return scale

    def word(self, key: str, words: tuple[_Word, ...]) -> _Word:
        text = self.text(key)
        if text is None:
            return words[0]
        if text not in words:
            self._refuse(key, text, ", ".join(words))
        return next((known for known in words if known == text), words[0])

    def _refuse(self, key: str, value: str, expected: str) -> None:
        self._report.add(
            self._heading.line, BAD_ATTRIBUTE_VALUE, name=key, value=value, expected=expected
        )
