"""Prerequisites between courses: each must exist, and none may lead back to where it began."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lms.courses.source.codes.head import PREREQUISITE_CIRCULAR, PREREQUISITE_MISSING
from lms.courses.source.finding import Finding, Report
from lms.courses.source.folder import COURSE_FILE
from lms.courses.source.outline import CourseHead


def check_prerequisites(
    course: CourseHead, catalogue: Mapping[str, Sequence[str]]
) -> tuple[Finding, ...]:
    """Findings about the `requires` of `course`.

    `catalogue` says of every known course, this one or not, which courses it requires; what this
    course requires is taken from itself.
    """
    requires = {**catalogue, course.id: course.requires}
    report = Report()
    for id_ in course.requires:
        if id_ not in requires:
            report.add(COURSE_FILE, course.requires_line, PREREQUISITE_MISSING, course=id_)
    circle = _way_back(course.id, requires)
    if circle:
        chain = " → ".join(circle)
        report.add(COURSE_FILE, course.requires_line, PREREQUISITE_CIRCULAR, chain=chain)
    return report.findings()


def _way_back(start: str, requires: Mapping[str, Sequence[str]]) -> list[str]:
    """The courses on a way from `start` to itself, both ends included; empty when there is none."""
    came_from: dict[str, str] = {}
    waiting = [start]
    while waiting:
        course = waiting.pop(0)
        for next_ in requires.get(course, ()):
            if next_ == start:
                return _path(start, course, came_from)
            if next_ not in came_from:
                came_from[next_] = course
                waiting.append(next_)
    return []


def _path(start: str, last: str, came_from: Mapping[str, str]) -> list[str]:
    path = [start]
    while last != start:
        path.append(last)
        last = came_from[last]
    return [start, *path[:0:-1], start]
