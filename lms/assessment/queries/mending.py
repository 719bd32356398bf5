"""The questions of a course's quizzes and their corrections, for those who run the course.

What does not belong here: what a correction does to scores (`effects`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person, with_titles
from lms.assessment.models import Attempt, AttemptQuestion, Correction, Regrading, Sitting
from lms.assessment.queries.corrections import corrections_of
from lms.assessment.rules import Correction as CorrectionValue
from lms.assessment.rules import Version, corrected_key, in_force
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Activity, Course, Question, Revision

PAGE_SIZE = 50
MOST_CORRECTIONS = 100
"""Corrections in the list of a course: the last ones."""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in one state of its source. `id` is its row in the newest of the revisions; `correction`
    the kind of the one that counts; `current` whether learners still get it."""

    id: int
    stem: str
    quizzes: tuple[str, ...]
    attempts: int
    current: bool
    correction: str | None


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One page of a course's questions; `quizzes` are all there are, by key."""

    rows: list[QuestionLine]
    quizzes: Mapping[str, str]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction with what became of it; `question_id` is the question's row in the newest
    revision. `changed` attempts got another score by it, `changed_back` by its withdrawal."""

    id: int
    question_id: int
    stem: str
    kind: str
    reason: str
    applied_by: str
    applied_at: datetime
    withdrawal_reason: str
    withdrawn_by: str
    withdrawn_at: datetime | None
    settled_at: datetime | None
    changed: int
    changed_back: int


@dataclass(frozen=True, slots=True)
class QuestionToMend:
    """A question with its present key. `corrections` are all that there were, the newest first;
    `seen` is another number after any change of them; `busy` tells that scores of the course are
    being changed."""

    id: int
    version: Version
    kind: str
    prompt: Mapping[str, Any]
    key: Mapping[str, Any]
    present: CorrectionValue | None
    quizzes: tuple[str, ...]
    corrections: list[CorrectionLine]
    submitted: int
    open: int
    seen: int
    busy: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the regrading of a correction is: so many attempts of so many."""

    done: int
    total: int


def questions_of_course(course_id: int, *, activity_key: str, page: int) -> QuestionPage:
    """A page of the quiz questions that learners get now, and of older ones that were drawn; with
    `activity_key` those of one quiz. Past the end it is the last page."""
    drawn = _drawn(course_id)
    rows = db.session.execute(_questions(course_id)).all()
    quizzes = {row.activity_key: row.title for row in rows}
    kept: dict[Version, list[Any]] = {}
    for row in rows:
        is_met = row.current or row.id in drawn
        if is_met and activity_key in ("", row.activity_key):
            kept.setdefault((row.key, row.content_hash), []).append(row)
    total = len(kept)
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page), pages)
    shown = list(kept.items())[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    stems = _stems(found[0].id for _version, found in shown)
    present = in_force(corrections_of(course_id))
    lines = [_line(found, stems, drawn, present.get(version)) for version, found in shown]
    return QuestionPage(lines, quizzes, number, pages, total)


def question_to_mend(course_id: int, question_id: int) -> QuestionToMend:
    """A quiz question of a course that the caller has loaded for editing.

    Raises:
        NotFound: the course has none such.
    """
    question = db.session.scalar(
        select(Question)
        .join(Activity, Activity.id == Question.activity_id)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(Question.id == question_id, Revision.course_id == course_id, Activity.kind == "quiz")
    )
    if question is None:
        raise NotFound()
    version = question.key, question.content_hash
    known = [one for one in corrections_of(course_id) if one.version == version]
    present = in_force(known).get(version)
    key = dict(question.key_data)
    quizzes, submitted, still_open = _use(course_id, version)
    return QuestionToMend(
        id=question.id,
        version=version,
        kind=question.kind,
        prompt=question.prompt,
        key=corrected_key(key, present.key) if present and present.kind == "key" else key,
        present=present,
        quizzes=quizzes,
        corrections=corrections_listed(course_id, version),
        submitted=submitted,
        open=still_open,
        seen=sum(2 if one.withdrawn else 1 for one in known),
        busy=unsettled(course_id) is not None,
    )


def corrections_listed(course_id: int, version: Version | None = None) -> list[CorrectionLine]:
    """The last corrections of a course, or of one of its questions, the newest first."""
    by, withdrawn_by = aliased(Person), aliased(Person)
    newest = (
        select(Question.key, Question.content_hash, func.max(Question.id).label("question_id"))
        .join(Activity, Activity.id == Question.activity_id)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(Revision.course_id == course_id, Activity.kind == "quiz")
        .group_by(Question.key, Question.content_hash)
        .subquery()
    )
    same = and_(
        newest.c.key == Correction.question_key, newest.c.content_hash == Correction.content_hash
    )
    changed = (
        select(
            Regrading.correction_id,
            func.sum(case((Regrading.withdrawal, 0), else_=1)).label("changed"),
            func.sum(case((Regrading.withdrawal, 1), else_=0)).label("changed_back"),
        )
        .join(Correction, Correction.id == Regrading.correction_id)
        .where(Regrading.changed, Correction.course_id == course_id)
        .group_by(Regrading.correction_id)
        .subquery()
    )
    query = (
        select(
            Correction,
            newest.c.question_id,
            Question.prompt,
            by,
            withdrawn_by,
            changed.c.changed,
            changed.c.changed_back,
        )
        .join(newest, same)
        .join(Question, Question.id == newest.c.question_id)
        .join(by, by.id == Correction.applied_by_id)
        .outerjoin(withdrawn_by, withdrawn_by.id == Correction.withdrawn_by_id)
        .outerjoin(changed, changed.c.correction_id == Correction.id)
        .where(Correction.course_id == course_id)
        .order_by(Correction.id.desc())
        .limit(MOST_CORRECTIONS)
    )
    if version is not None:
        query = query.where(
            Correction.question_key == version[0], Correction.content_hash == version[1]
        )
    return [_correction(row) for row in db.session.execute(query)]


def unsettled(course_id: int) -> Correction | None:
    """The correction of a course that isn't brought to all attempts yet."""
    query = select(Correction).where(
        Correction.course_id == course_id, Correction.settled_at.is_(None)
    )
    return db.session.scalars(query).one_or_none()


def progress_of_regrading(course_id: int) -> Progress | None:
    """How far the regrading is that is going on in a course; None where there is none."""
    correction = unsettled(course_id)
    if correction is None:
        return None
    done = select(func.count()).where(
        Regrading.correction_id == correction.id,
        Regrading.withdrawal == (correction.withdrawn_at is not None),
    )
    version = correction.question_key, correction.content_hash
    counted = db.session.scalar(done) or 0
    return Progress(counted, max(counted, _use(course_id, version)[1]))


def _questions(course_id: int) -> Select[*tuple[Any, ...]]:
    """The rows of all quiz questions, those that learners get first, then the newest."""
    current = (Revision.number == func.coalesce(Course.revision_number, 0)).label("current")
    return (
        select(
            Question.id,
            Question.key,
            Question.content_hash,
            Activity.key.label("activity_key"),
            Activity.title,
            current,
        )
        .join(Activity, Activity.id == Question.activity_id)
        .join(Revision, Revision.id == Activity.revision_id)
        .join(Course, Course.id == Revision.course_id)
        .where(Revision.course_id == course_id, Activity.kind == "quiz")
        .order_by(current.desc(), Revision.number.desc(), Activity.position, Question.position)
    )


def _drawn(course_id: int) -> dict[int, int]:
    """How many of the course's submitted attempts have drawn each question row that was drawn."""
    rows = db.session.execute(
        select(AttemptQuestion.question_id, func.count(Attempt.submitted_at).label("attempts"))
        .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Sitting.course_id == course_id)
        .group_by(AttemptQuestion.question_id)
    )
    return {row.question_id: row.attempts for row in rows}


def _line(
    rows: list[Any],
    stems: Mapping[int, str],
    drawn: Mapping[int, int],
    present: CorrectionValue | None,
) -> QuestionLine:
    return QuestionLine(
        id=rows[0].id,
        stem=stems[rows[0].id],
        quizzes=tuple(dict.fromkeys(row.title for row in rows)),
        attempts=sum(drawn.get(row.id, 0) for row in rows),
        current=any(row.current for row in rows),
        correction=present.kind if present else None,
    )


def _stems(question_ids: Iterable[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Question.id, Question.prompt).where(Question.id.in_(list(question_ids)))
    )
    return {row.id: row.prompt["stem"] for row in rows}


def _use(course_id: int, version: Version) -> tuple[tuple[str, ...], int, int]:
    """In which quizzes a question stands, how many submitted and how many open attempts drew it."""
    rows = db.session.execute(
        select(Activity.title, Question.id)
        .join(Question, Question.activity_id == Activity.id)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(
            Revision.course_id == course_id,
            Activity.kind == "quiz",
            Question.key == version[0],
            Question.content_hash == version[1],
        )
        .order_by(Revision.number.desc(), Activity.position)
    ).all()
    counts = db.session.execute(
        select(func.count(Attempt.submitted_at).label("submitted"), func.count().label("all"))
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .where(
            Sitting.course_id == course_id,
            AttemptQuestion.question_id.in_([row.id for row in rows]),
        )
    ).one()
    titles = tuple(dict.fromkeys(row.title for row in rows))
    return titles, counts.submitted, counts.all - counts.submitted


def _correction(row: Any) -> CorrectionLine:
    correction, question_id, prompt, by, withdrawn_by, changed, changed_back = row
    return CorrectionLine(
        id=correction.id,
        question_id=question_id,
        stem=prompt["stem"],
        kind=correction.kind,
        reason=correction.reason,
        applied_by=_name(by),
        applied_at=correction.applied_at,
        withdrawal_reason=correction.withdrawal_reason,
        withdrawn_by=_name(withdrawn_by) if withdrawn_by else "",
        withdrawn_at=correction.withdrawn_at,
        settled_at=correction.settled_at,
        changed=changed or 0,
        changed_back=changed_back or 0,
    )


def _name(person: Person) -> str:
    return with_titles(person.title_prefix, person.full_name, person.title_suffix)
