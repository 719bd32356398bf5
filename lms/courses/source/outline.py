"""What a course says, as plain values: the result of a scan, the material of the publisher.

Texts are Markdown, never HTML. No parsing and no rules here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from lms.courses.source.answers import Answer, QuestionKind, Scale

ActivityKind = Literal["lesson", "quiz", "survey", "assignment"]
Purpose = Literal["quiz", "practice", "pretest", "posttest"]
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
    light_audio: bool
    """Whether learners get the sounds made light."""


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """A question or an item of a survey: `title` is inline Markdown, `stem` the blocks below it.

    Where a gap is to be filled, both hold `gap_mark(n)`.
    """

    key: str
    proposed: bool
    """Whether the source has no id here, so that `key` is a proposal."""
    kind: QuestionKind
    line: int
    title: str
    stem: str
    answer: Answer
    explanation: str | None
    points: Decimal
    outcome: str | None
    tags: tuple[str, ...]
    rubric: str | None
    """The id of a rubric of this course."""
    optional: bool
    """An item of a survey that may be left out."""
    indicator: str | None
    """What an item of a survey measures."""
    competency: str | None
    """The competency that an item of a survey is about."""
    bank: str | None
    """The id of the bank it stands in; None in an activity."""
    references: tuple[str, ...]
    """Definitions (Markdown) of the footnotes and links that this question uses."""
    content_hash: str


@dataclass(frozen=True, slots=True)
class ActivitySource:
    """A lesson (`body` is its text), a quiz or survey (`body` is its instruction), or an
    assignment (`body` is what is asked). What an activity of another kind has is at its default."""

    key: str
    proposed: bool
    """Whether the source has no id here, so that `key` is a proposal."""
    kind: ActivityKind
    purpose: Purpose
    """What a quiz is for; `quiz` for all other kinds."""
    title: str
    line: int
    minutes: int | None
    """Estimate; computed for a lesson that does not state it, None for others that do not."""
    optional: bool
    pass_mark: int | None
    """0–100, of quizzes and assignments; None means the course's `complete.score`."""
    attempts: int
    """0 is unlimited."""
    time_seconds: int | None
    shuffle: Shuffle
    review: Review
    penalty: Decimal
    """Share of a question's points lost for a wrong answer."""
    counts: Counts
    offline: bool
    draw: int | None
    """How many questions an attempt draws from the quiz's own and those of its banks; None: all."""
    banks: tuple[str, ...]
    """Ids of the banks whose questions belong to the quiz."""
    scale: Scale | None
    """What a survey's items without an answer of their own are answered on; they have it too."""
    rubric: str | None
    """The id of the rubric by which an assignment is marked."""
    points: Decimal
    """What an assignment gives."""
    outcome: str | None
    """The outcome that an assignment shows."""
    files: int
    """How many files may be handed in for an assignment."""
    types: tuple[str, ...]
    """Which files: endings in small letters, without a dot."""
    max_bytes: int
    """How large each of them may be."""
    due_days: int | None
    """Days after enrolment until an assignment is due."""
    hands_in_text: bool
    """Whether a text is handed in for an assignment."""
    body: str
    questions: tuple[QuestionSource, ...]
    """Its own; those of its banks are in the outline's banks."""
    content_hash: str
    """SHA-256 (hex) of the normalised source, of the banks it draws from and the rubrics it names:
    the same for any line ending, with or without BOM, and with or without an explicit id."""

    @property
    def practice(self) -> bool:
        """A quiz that never counts."""
        return self.purpose == "practice"


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
class RubricCell:
    """What earns so many points for one criterion."""

    points: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of a rubric."""

    name: str
    cells: tuple[RubricCell, ...]


@dataclass(frozen=True, slots=True)
class RubricSource:
    """A table by which people mark: its cells are inline Markdown."""

    key: str
    proposed: bool
    """Whether the source has no id here, so that `key` is a proposal."""
    title: str
    line: int
    criteria: tuple[Criterion, ...]
    content_hash: str


@dataclass(frozen=True, slots=True)
class BankSource:
    """A file of questions that quizzes draw from, and of rubrics."""

    key: str
    proposed: bool
    """Whether the source has no id here, so that `key` is a proposal."""
    file: str
    title: str
    questions: tuple[QuestionSource, ...]
    rubrics: tuple[RubricSource, ...]
    footnotes_and_links: str
    """Definitions (Markdown) that its rubrics use; questions carry their own."""


class Proposal(NamedTuple):
    """An id that the source lacks, and where it belongs."""

    file: str
    line: int
    key: str
    in_front_matter: bool
    """Whether it is that of a module or bank, not that of the heading on the line."""


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
    banks: tuple[BankSource, ...]
    proposals: tuple[Proposal, ...]
    """Every id that the source lacks, in the order of files and lines."""
    media: tuple[MediaReference, ...]
