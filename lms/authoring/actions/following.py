"""A draft without changes of its own follows what a program publishes: the worker lets it, so that
whoever answers a quiz meanwhile doesn't wait for it.

What does not belong here: a draft that is published itself (publishing).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from sqlalchemy import select

from lms.authoring.actions.drafts import published_files, replace_files
from lms.authoring.actions.storing import existing_draft, locked_course
from lms.authoring.models import Draft
from lms.authoring.queries.drafts import source_hash_of
from lms.core import jobs
from lms.core.db import begin_writing, db
from lms.courses.models import Course, Revision


def holds_own(draft: Draft, source_hash: str) -> bool:
    """Whether a draft differs from the revision that it was taken from, and from this source."""
    held = source_hash_of(draft.id)
    return held != source_hash and held != db.session.scalar(
        select(Revision.source_hash).where(
            Revision.course_id == draft.course_id, Revision.number == draft.base_number
        )
    )


def follow_later(course_id: int, actor_id: int) -> None:
    """Let the worker bring a course's draft to what learners see by then."""
    jobs.enqueue(
        "follow-published",
        {"course_id": course_id, "actor_id": actor_id},
        key=f"follow-published:{course_id}",
    )


def follow_published(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Make a draft that holds nothing of its own what learners see, so that writing goes on from
    there in the browser too; the handler of `follow-published`."""
    while not _followed(params["course_id"], params["actor_id"]):
        yield


def _followed(course_id: int, actor_id: int) -> bool:
    """Bring the draft there; False when somebody wrote or published meanwhile."""
    course, draft = db.session.get_one(Course, course_id), existing_draft(course_id)
    shown = course.revision
    assert shown is not None  # It was published when this was asked for.
    if draft.base_number == shown.number or holds_own(draft, shown.source_hash):
        return True
    number, held, files = shown.number, source_hash_of(draft.id), published_files(course)
    begin_writing()
    course = locked_course(course_id)
    if course.revision_number != number or source_hash_of(draft.id) != held:
        return False
    replace_files(course, draft, files, actor_id).base_number = number
    db.session.flush()
    return True
