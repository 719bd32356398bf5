"""What people have to mark in an attempt: its answered essays, or the assignment that it is.

What does not belong here: who marks it (`works`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ScalarSelect, select

from lms.assessment.models import Attempt
from lms.assessment.queries.corrections import corrections_in_force
from lms.assessment.queries.grading import answer_events, questions_with_keys
from lms.assessment.rules import KINDS, MarkedItem, Terms, rubric_of, winning
from lms.core.db import db
from lms.courses.models import Activity, Revision


@dataclass(frozen=True)
class WorkItem:
    """A question that people mark, with what was answered; texts are safe HTML but for `answer`."""

    position: int
    most: Decimal
    stem: str
    rubric: Mapping[str, Any] | None
    answer: str

    @property
    def as_marked(self) -> MarkedItem:
        """The question as the rules take it."""
        return MarkedItem(self.position, self.most, rubric_of(self.rubric))

    @property
    def by_cells(self) -> bool:
        """Whether cells of a rubric are chosen, instead of typing points."""
        return bool(self.as_marked.rubric)


def items_of(attempt: Attempt) -> tuple[WorkItem, ...]:
    """What people have to mark in a submitted attempt. What a correction has dropped, or given to
    everybody, needs no marks."""
    terms = Terms(**attempt.rules)
    if terms.activity == "survey" or terms.practice:
        return ()
    answers = winning(answer_events(attempt.id))
    texts = {place: str(event.payload.get("text", "")) for place, event in answers.items()}
    if terms.activity == "assignment":
        return (_assignment(attempt, texts.get(1, "")),)
    ruled = corrections_in_force(_course_of(attempt))
    return tuple(
        WorkItem(
            position=drawn.position,
            most=drawn.points,
            stem=question.prompt["stem"],
            rubric=question.prompt.get("rubric"),
            answer=texts[drawn.position],
        )
        for drawn, question in questions_with_keys(attempt.id)
        if KINDS[question.kind].graded == "people"
        and texts.get(drawn.position)
        and (question.key, question.content_hash) not in ruled
    )


def _course_of(attempt: Attempt) -> ScalarSelect[int]:
    query = select(Revision.course_id).join(Activity, Activity.revision_id == Revision.id)
    return query.where(Activity.id == attempt.activity_id).scalar_subquery()


def _assignment(attempt: Attempt, text: str) -> WorkItem:
    activity = db.session.get_one(Activity, attempt.activity_id)
    return WorkItem(
        position=1,
        most=Decimal(activity.settings["points"]),
        stem=activity.body_html,
        rubric=activity.settings.get("rubric"),
        answer=text,
    )
