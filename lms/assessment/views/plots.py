"""Where the points of a drawing lie: questions by how easy they are and how well they tell people
apart.

What does not belong here: how it looks (the template, `static/items.css`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil, floor

from lms.assessment.queries.items import QuestionFigures
from lms.assessment.rules.items.flags import EASY, HARD, POOR, Flag

WIDTH, HEIGHT = 360, 290
LEFT, RIGHT, TOP, BOTTOM = 44, 350, 12, 244
STEP = 0.2
MARKED = frozenset({Flag.WRONG_KEY, Flag.WEAK, Flag.EASY, Flag.HARD})
"""Flags that come from the two figures drawn, or put the key in doubt."""

Box = tuple[float, float, float, float]
"""Middle (x, y), width and height."""

NEAR = 9
"""Points closer than this to each other are drawn as one, with all their numbers."""
DIGIT, LETTERS = 7, 12
"""About how wide a sign of a number is, and how high."""


@dataclass(frozen=True)
class Point:
    """One or several questions at a place of the drawing; `flagged` if any of them is. `label` is
    where the middle of its numbers is."""

    x: float
    y: float
    numbers: tuple[int, ...]
    flagged: bool
    label: tuple[float, float] = (0, 0)

    @property
    def text(self) -> str:
        """Its numbers."""
        return ", ".join(map(str, self.numbers))


@dataclass(frozen=True)
class Line:
    """A line of the grid, or a threshold, at a value."""

    place: float
    value: float


@dataclass(frozen=True)
class Plot:
    """A drawing of `WIDTH` by `HEIGHT`. `left_out` are the questions without one of the figures."""

    points: tuple[Point, ...]
    columns: tuple[Line, ...]
    rows: tuple[Line, ...]
    easy: float
    hard: float
    poor: float
    left_out: tuple[int, ...]

    width, height = WIDTH, HEIGHT
    left, right, top, bottom = LEFT, RIGHT, TOP, BOTTOM


def plot_of(questions: Iterable[QuestionFigures]) -> Plot:
    """The drawing of questions; facility runs from 0 to 1, discrimination as far as it is needed."""
    all_questions = tuple(questions)
    known = [
        (one.report.facility, one.report.discrimination, one)
        for one in all_questions
        if one.report.facility is not None and one.report.discrimination is not None
    ]
    low = min([0.0, *(floor(shown / STEP - 1e-9) * STEP for _x, shown, _one in known)])
    high = max([0.6, *(ceil(shown / STEP + 1e-9) * STEP for _x, shown, _one in known)])
    rows = [low + STEP * step for step in range(round((high - low) / STEP) + 1)]

    def across(value: float) -> float:
        return round(LEFT + value * (RIGHT - LEFT), 1)

    def up(value: float) -> float:
        return round(BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP), 1)

    numbers = {one.number for _x, _y, one in known}
    return Plot(
        points=_labelled(
            _merged(
                Point(across(easy), up(apart), (one.number,), bool(MARKED & {*one.report.flags}))
                for easy, apart, one in known
            )
        ),
        columns=tuple(Line(across(step * STEP), round(step * STEP, 1)) for step in range(6)),
        rows=tuple(Line(up(value), round(value, 1)) for value in rows),
        easy=across(EASY),
        hard=across(HARD),
        poor=up(POOR),
        left_out=tuple(one.number for one in all_questions if one.number not in numbers),
    )


def _merged(points: Iterable[Point]) -> list[Point]:
    """The points, those that would lie on each other as one at the place of the first."""
    found: list[Point] = []
    for point in points:
        for number, other in enumerate(found):
            if abs(other.x - point.x) < NEAR and abs(other.y - point.y) < NEAR:
                found[number] = Point(
                    other.x,
                    other.y,
                    other.numbers + point.numbers,
                    other.flagged or point.flagged,
                )
                break
        else:
            found.append(point)
    return found


def _labelled(points: list[Point]) -> tuple[Point, ...]:
    """The points with their numbers beside them: right, left, above or below, where least is in the
    way."""
    taken = [(one.x, one.y, 10.0, 10.0) for one in points]
    found = []
    for point in points:
        width = DIGIT * len(point.text)
        places = [
            (point.x + 9 + width / 2, point.y),
            (point.x - 9 - width / 2, point.y),
            (point.x, point.y - 13),
            (point.x, point.y + 13),
        ]
        boxes = [(x, y, width, LETTERS) for x, y in places]
        best = min(boxes, key=lambda box: _cost(box, taken))
        taken.append(best)
        found.append(replace(point, label=best[:2]))
    return tuple(found)


def _cost(box: Box, taken: list[Box]) -> int:
    """How much is in the way of a label: the frame, points and other labels."""
    x, y, width, height = box
    inside = x - width / 2 >= LEFT and x + width / 2 <= RIGHT and y - height / 2 >= TOP
    return sum(_overlaps(box, other) for other in taken) + (0 if inside else len(taken))


def _overlaps(one: Box, other: Box) -> bool:
    return (
        abs(one[0] - other[0]) < (one[2] + other[2]) / 2
        and abs(one[1] - other[1]) < (one[3] + other[3]) / 2
    )
