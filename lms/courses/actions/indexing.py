"""What the search finds a course by: the worker reads it out of the revision that learners see.

Publishing a large course holds the writer's lock long enough without it.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from sqlalchemy import select

from lms.core import jobs, search
from lms.core.db import begin_writing, db
from lms.courses.models import Activity, Course, Revision
from lms.courses.rules import findable_texts


def index_later(course_id: int) -> None:
    """Let the worker index what learners see of a course by then."""
    jobs.enqueue("index-course", {"course_id": course_id}, key=f"index-course:{course_id}")


def index_course(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Make a course findable by the revision that learners see; the handler of `index-course`.

    The entry is written in the transaction that ends the job: whoever shows another revision after it
    asks anew.
    """
    while not _indexed(params["course_id"]):
        yield


def _indexed(course_id: int) -> bool:
    """Index a course; False when it shows another revision by the time that its words are known."""
    revision = db.session.get_one(Course, course_id).revision
    assert revision is not None  # Learners saw one when this was asked for, and see one since.
    number, words = revision.number, _words_of(revision)
    begin_writing()
    course = db.session.get_one(Course, course_id, with_for_update=True)
    if course.revision_number != number:
        return False
    search.put("course", course_id, words)
    return True


def _words_of(revision: Revision) -> search.Stems:
    lessons = db.session.execute(
        select(Activity.title, Activity.body_html)
        .where(Activity.revision_id == revision.id, Activity.kind == "lesson")
        .order_by(Activity.position)
    )
    body = findable_texts(
        revision.summary,
        revision.introduction_html,
        [text for _, text in revision.outcomes],
        [(title, html) for title, html in lessons],
    )
    return search.Stems.of(title=revision.title, body=body)
