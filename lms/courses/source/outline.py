"""What a course says, as plain values: the result of a scan, the material of the publisher.

Texts are Markdown, never HTML. No parsing and no rules here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

ActivityKind = Literal["lesson", "quiz"]
QuestionKind = Literal["one", "several"]
MediaKind = Literal["picture", "audio", "video", "document"]
Shuffle = Literal["none", "options", "questions", "both"]
Review = Literal["after-submit", "after-close", "never"]
Counts = Literal["best", "last", "first", "mean"]


class Outcome(NamedTuple):
    """Something a learner can do afterwards; questions refer to its key."""

    key: str
    text: str


class Completion(NamedTuple):
    """When the course is complete: lessons read (all, or so many) and the mean score, 0–100."""

    lessons: int | Literal["all"]
    score: int


@dataclass(frozen=True, slots=True)
class CourseHead:
    """The front matter of `course.md`."""

    id: str
    title: str
    summary: str
    language: str
    hours: Decimal | None
    """Learning hours (JP)."""
    competency: str
    outcomes: tuple[Outcome, ...]
    requires: tuple[str, ...]
    """Ids of courses to be completed before."""
    requires_line: int
    """Where `requires` stands in `course.md`; 1 when it does not."""
    complete: Completion
    license: str


@dataclass(frozen=True, slots=True)
class OptionSource:
    """An option of a question. `correct` and `feedback` must not be shown before their time."""

    text: str
    correct: bool
    feedback: str | None


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """A question: `title` is inline Markdown, `stem` the blocks below it."""

    key: str
    proposed: bool
    """Whether the source has no id here, so that `key` is a proposal."""
    kind: QuestionKind
    line: int
    title: str
    stem: str
    options: tuple[OptionSource, ...]
    explanation: str | None
    points: Decimal
    outcome: str | None
    tags: tuple[str, ...]
    references: tuple[str, ...]
    """Definitions (Markdown) of the footnotes and links that this question uses."""
    content_hash: str


@dataclass(frozen=True, slots=True)
class ActivitySource:
    """A lesson (`body` is its text) or a quiz (`body` is its instruction)."""

    key: str
    proposed: bool
    """Whether the source has no id here, so that `key` is a proposal."""
    kind: ActivityKind
    practice: bool
    """A quiz that never counts."""
    title: str
    line: int
    minutes: int | None
    """Estimate; computed for a lesson that does not state it, None for a quiz that does not."""
    optional: bool
    pass_mark: int | None
    """0–100; None means the course's `complete.score`."""
    attempts: int
    """0 is unlimited."""
    time_seconds: int | None
    shuffle: Shuffle
    review: Review
    penalty: Decimal
    """Share of a question's points lost for a wrong answer."""
    counts: Counts
    offline: bool
    body: str
    questions: tuple[QuestionSource, ...]
    content_hash: str
    """SHA-256 (hex) of the normalised source: the same for any line ending, with or without BOM,
    and with or without an explicit id."""


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """One Markdown file of a course."""

    key: str
    proposed: bool
    """Whether the source has no id here, so that `key` is a proposal."""
    file: str
    number: int
    title: str
    summary: str
    activities: tuple[ActivitySource, ...]
    footnotes_and_links: str
    """Definitions (Markdown) that lessons and instructions use, none that only questions use."""


@dataclass(frozen=True, slots=True)
class MediaReference:
    """A place where a text uses a file of the course."""

    path: str
    """The file in the folder."""
    written: str
    """The path as it stands in the Markdown; differs from `path` by `%20`, `./` and the like."""
    kind: MediaKind
    alt: str
    """The alternative text or the link's text; empty for decoration."""
    file: str
    line: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole course."""

    course: CourseHead
    introduction: str
    modules: tuple[ModuleSource, ...]
    media: tuple[MediaReference, ...]
