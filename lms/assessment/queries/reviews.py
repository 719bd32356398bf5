"""A submitted attempt as its respondent looks back on it: answers, and keys where they are released;
and as those who run the course do, with all of it.

What does not belong here: the open paper (`papers`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lms.assessment.queries.corrections import corrections_in_force
from lms.assessment.queries.grading import (
    answer_events,
    frozen,
    marked_of,
    questions_with_keys,
    whole_assignment,
)
from lms.assessment.queries.heads import AttemptHead
from lms.assessment.queries.notes import CorrectionNote, notes_of
from lms.assessment.rules import (
    Correction,
    Frozen,
    Key,
    QuestionGrade,
    Version,
    corrected_key,
    grade,
    winning,
)


@dataclass(frozen=True)
class ReviewedQuestion:
    """A question after the hand-in. `key` is None, and `grade` too, where nothing is released or
    nothing is right or wrong: then only the answer may be shown. The key is the corrected one, and
    None where a correction left none; `note` tells of the correction."""

    position: int
    kind: str
    prompt: Mapping[str, Any]
    order: tuple[int, ...]
    answer: Mapping[str, Any]
    grade: QuestionGrade | None
    key: Mapping[str, Any] | None
    note: CorrectionNote | None

    @property
    def chosen(self) -> frozenset[int]:
        """The options that were chosen."""
        choices = [*self.answer.get("choices", ()), self.answer.get("choice")]
        return frozenset(choice for choice in choices if choice is not None)

    @property
    def items_in_order(self) -> tuple[int, ...]:
        """The items of an ordering: rightly ordered where that may be told, else as given."""
        places = self.key["right"] if self.key else self.answer.get("places", ())
        given = [len(places) if place is None else place for place in places]
        return tuple(sorted(range(len(given)), key=given.__getitem__))

    def right(self, part: int) -> bool | None:
        """Whether a part is right; None where that isn't told."""
        if self.grade is None or not self.grade.counted or self.grade.given:
            return None
        return self.grade.marks[part] if self.grade.answered else False

    @property
    def right_parts(self) -> int:
        """How many of its parts are right."""
        return sum(self.grade.marks) if self.grade else 0

    @property
    def wrong_choices(self) -> int:
        """How many of the options chosen are wrong."""
        return len(self.chosen - set(self.key["right"])) if self.key else 0


def review(head: AttemptHead) -> tuple[ReviewedQuestion, ...]:
    """The questions of a submitted attempt with what was answered; with verdicts, keys, feedback
    and explanations where its terms release them.

    A quiz that releases nothing shows nothing but its score: empty then, and while it is open.
    """
    released = head.released
    if head.submitted_at is None or (head.terms.activity == "quiz" and not released):
        return ()
    return _reviewed(head, released=released)


def review_for_running(head: AttemptHead) -> tuple[ReviewedQuestion, ...]:
    """The questions of an attempt with answers, verdicts and keys, whatever its terms release; of an
    open one without verdicts. For those who run the course, who see single answers to mark them."""
    return _reviewed(head, released=head.submitted_at is not None)


def _reviewed(head: AttemptHead, *, released: bool) -> tuple[ReviewedQuestion, ...]:
    rows = questions_with_keys(head.id)
    events = answer_events(head.id)
    answers = winning(events)
    corrections = corrections_in_force(head.course_id)
    notes = notes_of(head)
    grades: Mapping[int, QuestionGrade] = {}
    if released:
        penalty = Fraction(head.terms.penalty)
        questions = _as_graded(head, rows, corrections)
        marked = marked_of(head.id, questions)
        graded = grade(questions, events, penalty, practice=head.terms.practice, marked=marked)
        grades = {one.position: one for one in graded.questions}
    return tuple(
        ReviewedQuestion(
            position=drawn.position,
            kind=question.kind,
            prompt=question.prompt,
            order=tuple(drawn.option_order),
            answer=answers[drawn.position].payload if drawn.position in answers else {},
            grade=grades.get(drawn.position),
            key=_key(question, corrections) if released else None,
            note=notes.get(drawn.position),
        )
        for drawn, question in rows
    )


def _as_graded(
    head: AttemptHead, rows: Sequence[Any], corrections: Mapping[Version, Correction]
) -> list[Frozen]:
    if head.terms.activity == "assignment":
        return [whole_assignment(drawn.points) for drawn, _question in rows]
    return [frozen(row, corrections) for row in rows]


def _key(question: Any, corrections: Mapping[Version, Correction]) -> Key | None:
    correction = corrections.get((question.key, question.content_hash))
    if correction is None:
        return dict(question.key_data)
    if correction.kind != "key":
        return None
    return corrected_key(question.key_data, correction.key)
