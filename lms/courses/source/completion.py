"""What a course asks of its activities as a whole: how it is completed, its pair of tests, its banks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.courses.source.codes.activities import (
    SECOND_TEST,
    TEST_WITHOUT_PAIR,
    UNUSED_BANK,
)
from lms.courses.source.codes.head import SCORE_WITHOUT_QUIZ, TOO_MANY_LESSONS
from lms.courses.source.finding import FileReport
from lms.courses.source.outline import ActivitySource, BankSource, CourseHead, Purpose


@dataclass(frozen=True, slots=True)
class Placed:
    """An activity and the file it stands in."""

    activity: ActivitySource
    report: FileReport


def check_completion(
    head: CourseHead, line: int, activities: Iterable[Placed], report: FileReport
) -> None:
    """Report what nobody could complete; `line` is that of `complete` in course.md."""
    every = [placed.activity for placed in activities]
    lessons = sum(activity.kind == "lesson" for activity in every)
    if head.complete.lessons != "all" and head.complete.lessons > lessons:
        report.add(line, TOO_MANY_LESSONS, asked=head.complete.lessons, lessons=lessons)
    if head.complete.score > 0 and not any(_counts(activity) for activity in every):
        report.add(line, SCORE_WITHOUT_QUIZ, score=head.complete.score)


def check_tests(activities: Sequence[Placed]) -> None:
    """Report a second pre-test or post-test, and one without the other."""
    before, after = _of(activities, "pretest"), _of(activities, "posttest")
    for tests, others in ((before, after), (after, before)):
        for second in tests[1:]:
            first = f"{tests[0].report.file}:{tests[0].activity.line}"
            second.report.add(second.activity.line, SECOND_TEST, first=first)
        if tests and not others:
            missing = "posttest" if tests is before else "pretest"
            tests[0].report.add(tests[0].activity.line, TEST_WITHOUT_PAIR, missing=missing)


def check_use_of_banks(
    banks: Iterable[tuple[BankSource, FileReport]], activities: Iterable[Placed]
) -> None:
    """Report banks whose questions nobody will ever be asked."""
    used = {name for placed in activities for name in placed.activity.banks}
    for bank, report in banks:
        if bank.questions and bank.key not in used:
            report.add(1, UNUSED_BANK, bank=bank.key)


def _counts(activity: ActivitySource) -> bool:
    """Whether an activity has a part in the course's score."""
    if activity.optional:
        return False
    return activity.kind == "assignment" or activity.purpose == "posttest" or _is_quiz(activity)


def _is_quiz(activity: ActivitySource) -> bool:
    return activity.kind == "quiz" and activity.purpose == "quiz"


def _of(activities: Iterable[Placed], purpose: Purpose) -> list[Placed]:
    return [placed for placed in activities if placed.activity.purpose == purpose]
