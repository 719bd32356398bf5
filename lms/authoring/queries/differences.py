"""A published revision as one side of a comparison, and whom its changes touch.

What does not belong here: the draft's side, which is compiled (actions.comparing), comparing itself
(rules.changes).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from lms.authoring.rules.changes import (
    AskedQuestion,
    ComparedActivity,
    ComparedCourse,
    ComparedModule,
)
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.markup.pictures import without_choices
from lms.courses.models import Activity, Module, Question, Revision, RevisionFile
from lms.courses.rules import MEDIA_FOLDER
from lms.learning.models import ActivityProgress, Enrolment


def revision_id_of(course_id: int, number: int) -> int:
    """The id of a revision by its number.

    Raises:
        NotFound: there is none.
    """
    query = select(Revision.id).where(Revision.course_id == course_id, Revision.number == number)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def compared_revision(revision_id: int) -> ComparedCourse:
    """A revision, its media at the addresses at which those who review the course get them.

    Raises:
        NotFound: there is none.
    """
    row = db.session.get(Revision, revision_id, options=[joinedload(Revision.course)])
    if row is None:
        raise NotFound()
    published, reviewed = (
        f'"/{place}/{row.course.key}/media/' for place in ("courses", "authoring")
    )

    def reviewable(html: str) -> str:
        # A draft's pictures have no versions yet, which is no difference in what is said.
        return without_choices(html).replace(published, reviewed)

    modules = db.session.scalars(
        select(Module).where(Module.revision_id == revision_id).order_by(Module.position)
    ).all()
    keys = {module.id: module.key for module in modules}
    questions = _questions(revision_id)
    return ComparedCourse(
        head=head_of(row),
        introduction_html=reviewable(row.introduction_html),
        modules=tuple(ComparedModule(one.key, one.title, one.summary) for one in modules),
        activities=tuple(
            compared_activity(
                one, keys[one.module_id], questions[one.id], reviewable(one.body_html)
            )
            for one in _activities(revision_id)
        ),
        media=_media(revision_id),
    )


def head_of(revision: Revision) -> Mapping[str, Any]:
    """The fields of a revision's head, as they are compared."""
    return {
        "title": revision.title,
        "summary": revision.summary,
        "language": revision.language,
        "hours": revision.hours,
        "competency": revision.competency,
        "outcomes": tuple(f"{key}: {text}" for key, text in revision.outcomes),
        "requires": tuple(revision.requires),
        "complete_lessons": revision.complete_lessons,
        "complete_score": revision.complete_score,
        "license": revision.license,
    }


def compared_activity(
    row: Activity, module_key: str, questions: Collection[Question], body_html: str
) -> ComparedActivity:
    """An activity, stored or compiled just now."""
    return ComparedActivity(
        key=row.key,
        kind=row.kind,
        module_key=module_key,
        title=row.title,
        minutes=row.minutes,
        optional=row.optional,
        practice=row.practice,
        content_hash=row.content_hash,
        body_html=body_html,
        settings=row.settings,
        questions=tuple(_asked(question) for question in questions),
    )


def learners_done(course_id: int, keys: Collection[str]) -> dict[str, int]:
    """How many active learners have a result in each of the activities: whom a material change
    asks again."""
    progress = ActivityProgress
    rows = db.session.execute(
        select(progress.activity_key, func.count().label("learners"))
        .join(Enrolment, Enrolment.id == progress.enrolment_id)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.state == "active",
            progress.activity_key.in_(keys),
            or_(
                progress.done_at.is_not(None),
                progress.score.is_not(None),
                progress.waiting.is_(True),
            ),
        )
        .group_by(progress.activity_key)
    )
    return {row.activity_key: row.learners for row in rows}


def _activities(revision_id: int) -> list[Activity]:
    query = select(Activity).where(Activity.revision_id == revision_id)
    return list(db.session.scalars(query.order_by(Activity.position)))


def _questions(revision_id: int) -> Mapping[int, list[Question]]:
    query = (
        select(Question)
        .join(Activity, Activity.id == Question.activity_id)
        .where(Activity.revision_id == revision_id)
        .order_by(Question.position)
    )
    found: dict[int, list[Question]] = defaultdict(list)
    for row in db.session.scalars(query):
        found[row.activity_id].append(row)
    return found


def _asked(row: Question) -> AskedQuestion:
    return AskedQuestion(
        key=row.key,
        kind=row.kind,
        points=row.points,
        outcome=row.outcome,
        prompt=row.prompt,
        key_data=row.key_data,
        content_hash=row.content_hash,
    )


def _media(revision_id: int) -> Mapping[str, str]:
    rows = db.session.execute(
        select(RevisionFile.path, RevisionFile.sha256).where(
            RevisionFile.revision_id == revision_id,
            RevisionFile.path.startswith(MEDIA_FOLDER, autoescape=True),
        )
    )
    return {row.path: row.sha256 for row in rows}
