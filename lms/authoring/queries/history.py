"""The revisions of a course, and the requests to publish its draft.

What does not belong here: what changed between two revisions (differences).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.authoring.models import Draft, DraftFile, PublishRequest
from lms.core import files
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Activity, Course, Question, Revision, RevisionFile
from lms.courses.policy import reviewed_by


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision in the history of its course. `author` is empty where a command published it."""

    id: int
    number: int
    title: str
    note: str
    author: str
    published_at: datetime
    language: str
    activities: int
    questions: int


@dataclass(frozen=True, slots=True)
class Request:
    """A request to publish, waiting or decided."""

    id: int
    course_id: int
    course_key: str
    course_title: str
    source_hash: str
    note: str
    material: tuple[str, ...]
    state: str
    asked_by_id: int
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    comment: str


def revisions_of(course_id: int) -> list[RevisionLine]:
    """All revisions of a course, the newest first."""
    query = _lines().where(Revision.course_id == course_id)
    rows = db.session.execute(query.order_by(Revision.number.desc()))
    return [RevisionLine(*row) for row in rows]


def revision_of(course_id: int, number: int) -> RevisionLine:
    """One revision of a course.

    Raises:
        NotFound: there is none of this number.
    """
    row = db.session.execute(
        _lines().where(Revision.course_id == course_id, Revision.number == number)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return RevisionLine(*row)


def number_before(course_id: int, number: int) -> int | None:
    """The number of the revision published before this one; None for the first."""
    return db.session.scalar(
        select(func.max(Revision.number)).where(
            Revision.course_id == course_id, Revision.number < number
        )
    )


def source_hash_published(course_id: int) -> str | None:
    """The hash over the files of the revision that learners see; None where they see none."""
    return db.session.scalar(
        select(Revision.source_hash)
        .join(Course, Course.id == Revision.course_id)
        .where(Course.id == course_id, Revision.number == Course.revision_number)
    )


def unpublished_paths(course_id: int) -> list[str]:
    """The files in which the draft differs from what learners see: new, changed or gone."""
    published = db.session.execute(
        select(RevisionFile.path, RevisionFile.sha256)
        .join(Revision, Revision.id == RevisionFile.revision_id)
        .join(Course, Course.id == Revision.course_id)
        .where(Course.id == course_id, Revision.number == Course.revision_number)
    )
    drafted = db.session.execute(
        select(DraftFile.path, DraftFile.sha256)
        .join(Draft, Draft.id == DraftFile.draft_id)
        .where(Draft.course_id == course_id)
    )
    differing = {(row.path, row.sha256) for row in published} ^ {
        (row.path, row.sha256) for row in drafted
    }
    return sorted({path for path, _ in differing})


def files_of_revision(revision_id: int) -> Mapping[str, bytes]:
    """The folder of a revision; each file is read from the store when it is asked for."""
    rows = db.session.execute(
        select(RevisionFile.path, RevisionFile.sha256)
        .where(RevisionFile.revision_id == revision_id)
        .order_by(RevisionFile.path)
    )
    return _StoredFiles({row.path: row.sha256 for row in rows})


def waiting_requests(actor: Person) -> list[Request]:
    """The requests that wait for the actor's decision, the oldest first: others' ones, of courses
    whose drafts the actor reviews. Nobody decides on what they asked for themselves."""
    query = _requests(reviewed_by(actor), PublishRequest.state == "waiting")
    others = query.where(PublishRequest.requested_by_id != actor.id)
    return [_request(row) for row in db.session.execute(others.order_by(PublishRequest.id))]


def latest_request(course_id: int) -> Request | None:
    """The request made last for a course, whatever became of it."""
    query = _requests(PublishRequest.course_id == course_id)
    row = db.session.execute(query.order_by(PublishRequest.id.desc()).limit(1)).one_or_none()
    return _request(row) if row else None


class _StoredFiles(Mapping[str, bytes]):
    """Read one by one: 200 MB never lie in memory at once."""

    def __init__(self, stored: Mapping[str, str]) -> None:
        self._stored = stored

    def __getitem__(self, path: str) -> bytes:
        return files.read(self._stored[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)


def _lines() -> Select[*tuple[Any, ...]]:
    activities = select(func.count()).where(Activity.revision_id == Revision.id)
    questions = (
        select(func.count(func.distinct(Question.key)))
        .join(Activity, Activity.id == Question.activity_id)
        .where(Activity.revision_id == Revision.id)
    )
    return select(
        Revision.id,
        Revision.number,
        Revision.title,
        Revision.note,
        func.coalesce(Person.full_name, ""),
        Revision.published_at,
        Revision.language,
        activities.correlate(Revision).scalar_subquery(),
        questions.correlate(Revision).scalar_subquery(),
    ).outerjoin(Person, Person.id == Revision.author_id)


def _requests(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    decider = aliased(Person)
    return (
        select(
            PublishRequest,
            Course.key,
            Course.working_title,
            Person.full_name.label("asked_by"),
            func.coalesce(decider.full_name, "").label("decided_by"),
        )
        .join(Course, Course.id == PublishRequest.course_id)
        .join(Person, Person.id == PublishRequest.requested_by_id)
        .outerjoin(decider, decider.id == PublishRequest.decided_by_id)
        .where(*conditions)
    )


def _request(row: Row[Any]) -> Request:
    request: PublishRequest = row.PublishRequest
    return Request(
        id=request.id,
        course_id=request.course_id,
        course_key=row.key,
        course_title=row.working_title or row.key,
        source_hash=request.source_hash,
        note=request.note,
        material=tuple(request.material),
        state=request.state,
        asked_by_id=request.requested_by_id,
        asked_by=row.asked_by,
        asked_at=request.requested_at,
        decided_by=row.decided_by,
        decided_at=request.decided_at,
        comment=request.comment,
    )
