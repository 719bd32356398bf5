"""What is done, what is missing, what comes next: completion as arithmetic over plain values.

What does not belong here: rows, the clock, and words for people (the pages write those).

Progress is counted over the activities of the revision that is shown now, by their stable keys:
what was done under a key that is gone is kept and simply not counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from lms.core.markup.reading import WordReader

LESSON = "lesson"
SCORED = frozenset({"quiz", "assignment"})
PRETEST = "pretest"
"""What a quiz is for that measures where somebody starts: to be taken, never to be passed."""
REMINDERS = (30, 7, 0)
"""Days before the last day of what is to be renewed, on which a learner is reminded."""
EXCERPT = 60
"""Longest excerpt of a paragraph, in characters, where a place is chosen by its first words."""


class Activity(Protocol):
    """What the rules need to know of an activity."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def practice(self) -> bool: ...
    @property
    def optional(self) -> bool: ...
    @property
    def settings(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """How a learner stands in one activity; `score` is 0-100. A failed quiz isn't done, nor is what
    was handed in and waits to be marked."""

    done: bool = False
    score: float | None = None
    passed: bool | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """When a course is complete (`complete` in its source): lessons read (None: all of them), and
    the least mean score, 0-100."""

    lessons: int | None
    score: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the checklist: `have` of `need`, and the activity to go to. `taken` asks only
    that the activity is done; `waiting` says that people have to mark it."""

    kind: Literal["lessons", "taken", "scored", "mean"]
    done: bool
    have: float | None
    need: float
    key: str
    title: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A block of a lesson that can be pointed at."""

    anchor: str
    words: str
    heading: bool


NOTHING = Standing()
Standings = Mapping[str, Standing]


def required(activities: Sequence[Activity]) -> list[Activity]:
    """The activities that count: neither optional nor practice."""
    return [one for one in activities if not (one.optional or one.practice)]


def scored(activities: Sequence[Activity]) -> list[Activity]:
    """The activities whose scores make the course's score."""
    return [one for one in required(activities) if _has_mark(one)]


def is_done(activity: Activity, standings: Standings) -> bool:
    """Whether the learner has done the activity."""
    return standings.get(activity.key, NOTHING).done


def progress(activities: Sequence[Activity], standings: Standings) -> tuple[int, int]:
    """How many of the activities that count are done, and how many there are."""
    counted = required(activities)
    return sum(is_done(one, standings) for one in counted), len(counted)


def course_score(activities: Sequence[Activity], standings: Standings) -> float | None:
    """Mean of the scores there are (0-100, two decimals); None where nothing has been scored."""
    scores = [standings.get(one.key, NOTHING).score for one in scored(activities)]
    present = [score for score in scores if score is not None]
    return round(sum(present) / len(present), 2) if present else None


def pass_mark(activity: Activity, rule: Rule) -> int:
    """The score needed in a quiz or assignment: its own, else the course's."""
    own = activity.settings.get("pass_mark")
    return rule.score if own is None else int(own)


def checklist(
    rule: Rule, activities: Sequence[Activity], standings: Standings
) -> tuple[Requirement, ...]:
    """Everything the course asks for, done or missing, in the order in which it is best done."""
    items = [
        *_lessons(rule, activities, standings),
        *(
            _one_scored(rule, one, standings) if _has_mark(one) else _one_taken(one, standings)
            for one in required(activities)
            if one.kind != LESSON
        ),
        *_mean(rule, activities, standings),
    ]
    return tuple(items)


def is_complete(rule: Rule, activities: Sequence[Activity], standings: Standings) -> bool:
    """Whether nothing is missing. A course that asks for nothing is never complete."""
    items = checklist(rule, activities, standings)
    return bool(items) and all(item.done for item in items)


def next_activity(
    activities: Sequence[Activity], standings: Standings, last_key: str | None
) -> Activity | None:
    """Where to go on: the activity seen last unless it is done, else the next one that counts and
    isn't, else the first such; None when all that counts is done."""
    keys = [one.key for one in activities]
    start = keys.index(last_key) if last_key in keys else 0
    if last_key in keys and not is_done(activities[start], standings):
        return activities[start]
    turned = [*activities[start:], *activities[:start]]
    return next((one for one in required(turned) if not is_done(one, standings)), None)


def reminder_due(
    days_left: int, reminded: int | None, reminders: Sequence[int] = REMINDERS
) -> int | None:
    """Which of the reminders is to be given now, so many days before the last one (negative: after it);
    None where the last one given says as much. Those that were missed are not made up for."""
    reached = min((days for days in reminders if days_left <= days), default=None)
    if reached is None or (reminded is not None and reminded <= reached):
        return None
    return reached


def neighbours(activities: Sequence[Activity], key: str) -> tuple[Activity | None, Activity | None]:
    """The activities before and after one, through the whole course."""
    position = next(place for place, one in enumerate(activities) if one.key == key)
    before = activities[position - 1] if position else None
    after = activities[position + 1] if position + 1 < len(activities) else None
    return before, after


def places(body_html: str) -> tuple[Place, ...]:
    """The blocks of a lesson's compiled HTML that carry an anchor, with their first words."""
    reader = _PlaceReader()
    reader.feed(body_html)
    reader.close()
    return tuple(reader.found)


def _lessons(rule: Rule, activities: Sequence[Activity], standings: Standings) -> list[Requirement]:
    lessons = [one for one in required(activities) if one.kind == LESSON]
    need = len(lessons) if rule.lessons is None else min(rule.lessons, len(lessons))
    if not need:
        return []
    have = min(sum(is_done(one, standings) for one in lessons), need)
    first_missing = next((one for one in lessons if not is_done(one, standings)), lessons[0])
    return [Requirement("lessons", have >= need, have, need, first_missing.key)]


def _one_scored(rule: Rule, activity: Activity, standings: Standings) -> Requirement:
    standing = standings.get(activity.key, NOTHING)
    need = pass_mark(activity, rule)
    return Requirement(
        "scored",
        standing.done,
        standing.score,
        need,
        activity.key,
        activity.title,
        waiting=standing.waiting,
    )


def _one_taken(activity: Activity, standings: Standings) -> Requirement:
    done = is_done(activity, standings)
    return Requirement("taken", done, float(done), 1, activity.key, activity.title)


def _has_mark(activity: Activity) -> bool:
    """Whether the activity's score makes the course's score: neither a pre-test nor a survey."""
    return activity.kind in SCORED and activity.settings.get("purpose") != PRETEST


def _mean(rule: Rule, activities: Sequence[Activity], standings: Standings) -> list[Requirement]:
    counted = scored(activities)
    # With each one's own mark at or above the course's, the mean follows by itself.
    if all(pass_mark(one, rule) >= rule.score for one in counted):
        return []
    mean = course_score(activities, standings)
    weakest = min(counted, key=lambda one: standings.get(one.key, NOTHING).score or 0.0)
    done = mean is not None and mean >= rule.score
    return [Requirement("mean", done, mean, rule.score, weakest.key, weakest.title)]


class _PlaceReader(WordReader):
    """Collects the top-level elements with an id; compiled HTML is well-formed, so depth counts."""

    VOID = frozenset({"br", "hr", "img", "source", "wbr", "col"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Place] = []
        self._depth = 0
        self._anchor = ""
        self._heading = False
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth == 0:
            self._anchor = dict(attrs).get("id") or ""
            self._heading = tag in {"h1", "h2", "h3", "h4", "h5", "h6"}
            self._words = []
        if tag in self.VOID:
            self._words.append(" ")
        else:
            self._depth += 1
        super().handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        if tag in self.VOID:
            return
        self._depth -= 1
        if self._depth == 0 and self._anchor:
            self.found.append(Place(self._anchor, self._excerpt(), self._heading))

    def words(self, text: str) -> None:
        self._words.append(text)

    def _excerpt(self) -> str:
        text = " ".join("".join(self._words).split())
        if len(text) <= EXCERPT:
            return text
        return text[: EXCERPT - 1].rsplit(" ", 1)[0].rstrip(".,;:") + "…"


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when something is open; None where nobody set a bound. It is open at the
    moment it opens and no longer at the moment it closes."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None

    @property
    def bounded(self) -> bool:
        """Whether there is any date at all."""
        return self.opens_at is not None or self.closes_at is not None


ALWAYS = Window()


def is_open(window: Window, moment: datetime) -> bool:
    """Whether something may be done at the moment."""
    return not (opens_later(window, moment) or has_closed(window, moment))


def opens_later(window: Window, moment: datetime) -> bool:
    """Whether it hasn't opened yet."""
    return window.opens_at is not None and moment < window.opens_at


def has_closed(window: Window, moment: datetime) -> bool:
    """Whether it has closed."""
    return window.closes_at is not None and moment >= window.closes_at


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a course for one person: `windows` as its runners set them, and the person's
    `extensions` (later closings). Both by activity key, the whole course under the empty one."""

    windows: Mapping[str, Window] = field(default_factory=dict)
    extensions: Mapping[str, datetime] = field(default_factory=dict)

    def window(self, key: str = "") -> Window:
        """When an activity (empty: the course) is open.

        The tighter of the course's and the activity's dates holds. An extension of the course moves
        the course's closing, one of the activity whatever would close the activity; neither ever
        shortens.
        """
        whole = self.windows.get("", ALWAYS)
        own = self.windows.get(key, ALWAYS) if key else ALWAYS
        opens = [moment for moment in (whole.opens_at, own.opens_at) if moment is not None]
        ends = (_later(whole.closes_at, self.extensions.get("")), own.closes_at)
        closes = [moment for moment in ends if moment is not None]
        extended = self.extensions.get(key)
        return Window(max(opens, default=None), _later(min(closes, default=None), extended))


NO_DATES = Dates()


def _later(end: datetime | None, extended: datetime | None) -> datetime | None:
    """A closing that somebody may have moved; what never closes can't be moved."""
    if end is None or extended is None:
        return end
    return max(end, extended)
