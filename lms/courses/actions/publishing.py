"""Publishing a course's folder: all of it, or nothing.

Scanning, decoding pictures, rendering and storing files come first, without a lock; then one write
transaction puts the revision in. A folder that is refused leaves the database as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.core import audit, files
from lms.core.clock import now
from lms.core.db import begin_writing, db, savepoint, violated
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import publish
from lms.core.markup import COMPILER_VERSION
from lms.core.words import N_
from lms.courses.actions.compiling import CompiledCourse, TextRefusedError, compile_course
from lms.courses.actions.media import StoredFile, media_files, text_file
from lms.courses.actions.steering import index
from lms.courses.events import RevisionPublished
from lms.courses.models import Activity, Course, Question, Revision, RevisionFile
from lms.courses.queries import export, findings_of
from lms.courses.rules import MEDIA_FOLDER, hash_of_files
from lms.courses.source import CourseFolder, Finding, Outline


@dataclass(frozen=True)
class PublishResult:
    """What publishing did. `changed` is False when learners see this very source already."""

    course_key: str
    revision_number: int
    changed: bool


class BrokenFolder(Invalid):
    """A folder that can't be published; `findings` say why, warnings included."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("folder", N_("Kursus belum dapat diterbitkan. Perbaiki dahulu temuannya."))
        self.findings = tuple(findings)


def publish_folder(folder: CourseFolder, *, actor_id: int | None, note: str = "") -> PublishResult:
    """Make the folder the course's current revision; a course that is new is created and published.

    Raises:
        BrokenFolder: there are errors in the sources, the media or the prerequisites, or a text
            that can't be rendered.
    """
    outline, findings = _scanned(folder)
    stored = _stored_files(folder, outline, findings)
    source_hash = hash_of_files({file.path: file.sha256 for file in stored})
    current = _current_number(outline.course.id, source_hash)
    if current is not None:
        return PublishResult(outline.course.id, current, changed=False)
    compiled = _compiled(outline, stored, findings)
    _save(stored)

    begin_writing()
    course = _locked_course(outline.course.id, actor_id)
    current = _current_number(outline.course.id, source_hash)
    if current is not None:  # somebody else has published the same meanwhile
        return PublishResult(course.key, current, changed=False)
    revision = _revision(course, outline, compiled)
    revision.source_hash, revision.author_id, revision.note = source_hash, actor_id, note
    _add(revision, compiled, stored)
    course.revision_number = revision.number
    if course.state == "draft":
        course.state = "published"
    index(revision)
    audit.record(
        "course.publish",
        actor_id=actor_id,
        subject=("course", course.id),
        details={"revision": revision.number, "note": note},
    )
    db.session.flush()
    publish(RevisionPublished(course.id, revision.id))
    return PublishResult(course.key, revision.number, changed=True)


def rebuild(revision_id: int) -> bool:
    """Compile a revision again from its stored source, with the compiler in hand. Its content,
    keys and hashes stay; only the HTML changes. False where it is up to date.

    Raises:
        NotFound: there is no such revision.
        Conflict: its source no longer compiles, or compiles to other activities.
    """
    revision = db.session.get(Revision, revision_id)
    if revision is None:
        raise NotFound()
    if revision.compiler_version == COMPILER_VERSION:
        return False
    compiled = _compiled_again(revision)

    begin_writing()
    fresh = db.session.get_one(Revision, revision_id, with_for_update=True)
    fresh.introduction_html = compiled.introduction_html
    fresh.compiler_version = COMPILER_VERSION
    _replace_html(fresh, compiled)
    audit.record(
        "course.rebuild",
        actor_id=None,
        subject=("course", fresh.course_id),
        details={"revision": fresh.number, "compiler": COMPILER_VERSION},
    )
    db.session.flush()
    return True


def _scanned(folder: CourseFolder) -> tuple[Outline, tuple[Finding, ...]]:
    outline, findings = findings_of(folder)
    if outline is None or any(finding.severity == "error" for finding in findings):
        raise BrokenFolder(findings)
    return outline, findings


def _stored_files(
    folder: CourseFolder, outline: Outline, findings: Sequence[Finding]
) -> list[StoredFile]:
    media, problems = media_files(folder, _known_files(outline.course.id))
    if problems:
        raise BrokenFolder([*findings, *problems])
    sources = ["course.md", *(module.file for module in outline.modules)]
    return [text_file(path, folder.files[path]) for path in sources] + media


def _known_files(course_key: str) -> dict[str, StoredFile]:
    query = (
        select(RevisionFile)
        .join(Revision, Revision.id == RevisionFile.revision_id)
        .join(Course, Course.id == Revision.course_id)
        .where(
            Course.key == course_key,
            RevisionFile.path.startswith(MEDIA_FOLDER, autoescape=True),
        )
    )
    known: dict[str, StoredFile] = {}
    for row in db.session.scalars(query):
        known[row.sha256] = known[row.original_sha256] = _stored(row)
    return known


def _stored(row: RevisionFile) -> StoredFile:
    return StoredFile(
        row.path,
        row.sha256,
        row.original_sha256,
        row.size,
        row.media_type,
        row.width,
        row.height,
    )


def _current_number(course_key: str, source_hash: str) -> int | None:
    """The number of the current revision if it has this source and learners can see it."""
    return db.session.scalar(
        select(Revision.number)
        .select_from(Course)
        .join(Course.revision)
        .where(
            Course.key == course_key,
            Course.state != "draft",
            Revision.source_hash == source_hash,
        )
    )


def _compiled(
    outline: Outline, stored: Sequence[StoredFile], findings: Sequence[Finding]
) -> CompiledCourse:
    try:
        return compile_course(outline, stored)
    except TextRefusedError as refused:
        raise BrokenFolder([*findings, refused.finding]) from refused


def _save(stored: Sequence[StoredFile]) -> None:
    for file in stored:
        if file.data is not None:
            files.save(file.data)


def _locked_course(key: str, owner_id: int | None) -> Course:
    query = select(Course).where(Course.key == key).with_for_update()
    course = db.session.scalars(query).one_or_none()
    if course is not None:
        return course
    try:
        with savepoint():
            db.session.add(Course(key=key, owner_id=owner_id, created_at=now(), state="draft"))
            db.session.flush()
    except IntegrityError as error:
        if violated(error) != "uq_course_key":
            raise
    return db.session.scalars(query).one()


def _revision(course: Course, outline: Outline, compiled: CompiledCourse) -> Revision:
    head = outline.course
    last = db.session.scalar(
        select(func.max(Revision.number)).where(Revision.course_id == course.id)
    )
    lessons = head.complete.lessons
    return Revision(
        course_id=course.id,
        number=(last or 0) + 1,
        title=head.title,
        summary=head.summary,
        language=head.language,
        hours=head.hours or Decimal(0),
        competency=head.competency,
        outcomes=[[outcome.key, outcome.text] for outcome in head.outcomes],
        requires=list(head.requires),
        complete_lessons=None if lessons == "all" else lessons,
        complete_score=head.complete.score,
        license=head.license,
        introduction_html=compiled.introduction_html,
        compiler_version=COMPILER_VERSION,
        published_at=now(),
    )


def _add(revision: Revision, compiled: CompiledCourse, stored: Sequence[StoredFile]) -> None:
    db.session.add(revision)
    db.session.flush()
    for module in compiled.modules:
        module.revision_id = revision.id
        for activity in module.activities:
            activity.revision_id = revision.id
    db.session.add_all(compiled.modules)
    db.session.add_all(
        RevisionFile(
            revision_id=revision.id,
            path=file.path,
            sha256=file.sha256,
            original_sha256=file.original_sha256,
            size=file.size,
            media_type=file.media_type,
            width=file.width,
            height=file.height,
        )
        for file in stored
    )
    db.session.flush()


def _compiled_again(revision: Revision) -> CompiledCourse:
    outline, _ = findings_of(CourseFolder(export(revision.id)))
    if outline is None:
        raise Conflict("Sumber revisi ini tidak dapat dibaca lagi.")
    try:
        return compile_course(outline, [_stored(row) for row in revision.files])
    except TextRefusedError as refused:
        raise Conflict("Sumber revisi ini tidak dapat disusun lagi.") from refused


def _replace_html(revision: Revision, compiled: CompiledCourse) -> None:
    fresh = {row.key: row for module in compiled.modules for row in module.activities}
    query = select(Activity).where(Activity.revision_id == revision.id)
    rows = {row.key: row for row in db.session.scalars(query)}
    if rows.keys() != fresh.keys():
        raise Conflict("Sumber revisi ini sekarang menghasilkan kegiatan lain.")
    for key, row in rows.items():
        row.title, row.title_html = fresh[key].title, fresh[key].title_html
        row.body_html = fresh[key].body_html
        _replace_questions(row.questions, fresh[key].questions)


def _replace_questions(rows: list[Question], fresh: list[Question]) -> None:
    by_key = {question.key: question for question in fresh}
    for row in rows:
        if row.key not in by_key:
            raise Conflict("Sumber revisi ini sekarang menghasilkan kegiatan lain.")
        row.prompt = by_key[row.key].prompt
        # Which options are right belongs to the content: grades rest on it.
        row.key_data = by_key[row.key].key_data | {"right": row.key_data["right"]}
