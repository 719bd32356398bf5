"""One course, and its files, for somebody who may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import CompoundSelect, or_, select, union
from sqlalchemy.orm import contains_eager, load_only

from lms.accounts.models import Person
from lms.core import files
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Course, LightAudio, PictureVersion, Revision, RevisionFile
from lms.courses.policy import listed_for, readable_by
from lms.courses.queries.compiled import CompiledRevision, compiled
from lms.courses.rules import (
    LIGHT_TYPE,
    MEDIA_FOLDER,
    VERSION_TYPE,
    light_path,
    media_type_of,
    version_path,
)


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
    """A media file of any revision of a course (an attempt may hold on to an older one), a version of one
    of its pictures, or one of its sounds made light.

    Raises:
        NotFound: there is none, the actor may not read the course, or the file isn't for readers:
            the sources hold the answer keys.
    """
    query = (
        select(RevisionFile.path, RevisionFile.sha256)
        .join(Revision, Revision.id == RevisionFile.revision_id)
        .join(Course, Course.id == Revision.course_id)
        .where(
            Course.key == key,
            readable_by(actor.id, today()),
            or_(RevisionFile.sha256 == sha256, RevisionFile.sha256.in_(_made_of(sha256))),
            RevisionFile.path.startswith(MEDIA_FOLDER, autoescape=True),
        )
        .distinct()
    )
    for path, stored_as in db.session.execute(query):
        served = path if stored_as == sha256 else _name_of_version(path)
        promised = media_type_of(served)
        if promised is not None and PurePosixPath(served).name == name:
            inline = promised.kind != "file"
            return ServedFile(files.path(sha256), promised.name, name, inline)
    raise NotFound()


def _made_of(sha256: str) -> CompoundSelect[Any]:
    """The hashes of the pictures and sounds of which the file of this hash is a version."""
    return union(
        select(PictureVersion.picture_sha256).where(PictureVersion.sha256 == sha256),
        select(LightAudio.audio_sha256).where(LightAudio.sha256 == sha256),
    )


def _name_of_version(path: str) -> str:
    promised = media_type_of(path)
    is_sound = promised is not None and promised.kind == "audio"
    return light_path(path) if is_sound else version_path(path)


def media_sizes(revision_id: int) -> dict[str, tuple[int, str]]:
    """Of every media file of a revision, of the versions of its pictures and of its sounds made light:
    hash of its bytes → (how many, media type)."""
    of_revision = (
        RevisionFile.revision_id == revision_id,
        RevisionFile.path.startswith(MEDIA_FOLDER, autoescape=True),
    )
    stored = select(RevisionFile.sha256, RevisionFile.size, RevisionFile.media_type)
    versions = select(PictureVersion.sha256, PictureVersion.size).join(
        RevisionFile, RevisionFile.sha256 == PictureVersion.picture_sha256
    )
    sizes = {
        row.sha256: (row.size, VERSION_TYPE)
        for row in db.session.execute(versions.where(*of_revision))
    }
    light = select(LightAudio.sha256, LightAudio.size).join(
        RevisionFile, RevisionFile.sha256 == LightAudio.audio_sha256
    )
    for sha256, size in db.session.execute(light.where(*of_revision)):
        if sha256 is not None:
            sizes[sha256] = (size, LIGHT_TYPE)
    for row in db.session.execute(stored.where(*of_revision)):
        sizes[row.sha256] = (row.size, row.media_type)
    return sizes
