"""One course, and its files, for somebody who may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, load_only

from lms.accounts.models import Person
from lms.core import files
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Course, Revision, RevisionFile
from lms.courses.policy import listed_for, readable_by
from lms.courses.queries.compiled import CompiledRevision, compiled
from lms.courses.rules import MEDIA_FOLDER, media_type_of


@dataclass(frozen=True, slots=True)
class CoursePage:
    """A course as its own page shows it."""

    state: str
    published_at: datetime
    revision: CompiledRevision


@dataclass(frozen=True, slots=True)
class Reference:
    """Another course as a link names it; `key` is no address where the reader may not open it."""

    key: str
    title: str
    readable: bool


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A media file as it is sent. `inline` says that a page may show it in place."""

    location: Path
    media_type: str
    name: str
    inline: bool


def course_for_reading(actor: Person, key: str) -> Course:
    """The course with its current revision (its head without introduction), in one statement.

    Raises:
        NotFound: there is none, or the actor may not read it.
    """
    query = (
        select(Course)
        .join(Course.revision)
        .where(Course.key == key, readable_by(actor.id, today()))
        .options(contains_eager(Course.revision).options(load_only(*_HEAD)))
        .execution_options(populate_existing=True)
    )
    course = db.session.scalars(query).one_or_none()
    if course is None:
        raise NotFound()
    return course


def course_page(actor: Person, key: str) -> CoursePage:
    """The course's current revision, for somebody who may read it.

    Raises:
        NotFound: there is no such course, or the actor may not read it.
    """
    course = course_for_reading(actor, key)
    # The query above joins the revision, so there is one.
    assert course.revision is not None
    head = course.revision
    revision = compiled(head.id, head.compiler_version)
    return CoursePage(course.state, head.published_at, revision)


_HEAD = (
    Revision.course_id,
    Revision.number,
    Revision.title,
    Revision.compiler_version,
    Revision.published_at,
)


def courses_by_key(actor: Person, keys: Iterable[str]) -> list[Reference]:
    """The courses of these keys, in that order, with whether the actor finds them in the catalogue.

    One that the actor can't find is named by its title all the same: it is asked for.
    """
    wanted = list(keys)
    query = (
        select(Course.key, Revision.title, listed_for(actor.id, today()))
        .join(Course.revision)
        .where(Course.key.in_(wanted))
    )
    rows = db.session.execute(query).all() if wanted else []
    found = {key: Reference(key, title, bool(readable)) for key, title, readable in rows}
    return [found.get(key, Reference(key, key, readable=False)) for key in wanted]


def title_of(course_id: int) -> tuple[str, str]:
    """Key and current title of a course.

    Raises:
        NotFound: there is no such course, or it was never published.
    """
    row = db.session.execute(
        select(Course.key, Revision.title).join(Course.revision).where(Course.id == course_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row.key, row.title


def current_revision_id(key: str) -> int:
    """The revision of a course that learners see now.

    Raises:
        NotFound: there is no such course, or it was never published.
    """
    found = db.session.scalar(
        select(Revision.id).select_from(Course).join(Course.revision).where(Course.key == key)
    )
    if found is None:
        raise NotFound()
    return found


def file_for_reading(actor: Person, key: str, sha256: str, name: str) -> ServedFile:
    """A media file of any revision of a course (an attempt may hold on to an older one).

    Raises:
        NotFound: there is none, the actor may not read the course, or the file isn't for readers:
            the sources hold the answer keys.
    """
    query = (
        select(RevisionFile.path)
        .join(Revision, Revision.id == RevisionFile.revision_id)
        .join(Course, Course.id == Revision.course_id)
        .where(
            Course.key == key,
            readable_by(actor.id, today()),
            RevisionFile.sha256 == sha256,
            RevisionFile.path.startswith(MEDIA_FOLDER, autoescape=True),
        )
        .distinct()
    )
    for path in db.session.scalars(query):
        promised = media_type_of(path)
        if promised is not None and PurePosixPath(path).name == name:
            inline = promised.kind != "file"
            return ServedFile(files.path(sha256), promised.name, name, inline)
    raise NotFound()
