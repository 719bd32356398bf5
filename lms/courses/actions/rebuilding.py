"""Compiling published revisions again, with a newer compiler or with lighter sounds: their HTML changes,
nothing else.

What does not belong here: new revisions (publishing).
"""

from __future__ import annotations

from sqlalchemy import select

from lms.core import audit
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, NotFound
from lms.core.markup import COMPILER_VERSION
from lms.courses.actions.compiling import (
    CompiledCourse,
    TextRefusedError,
    compile_course,
    same_key,
)
from lms.courses.actions.preparing import as_stored
from lms.courses.actions.widths import Widths, widths_of
from lms.courses.models import Activity, Question, Revision
from lms.courses.queries import export, findings_of, light_sounds
from lms.courses.rules import LIGHT_STAMP, compiler_of
from lms.courses.source import CourseFolder


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
    if compiler_of(revision.compiler_version) == COMPILER_VERSION:
        return False
    _compile_again(revision, COMPILER_VERSION, "course.rebuild")
    return True


def play_light(revision_id: int) -> None:
    """Compile a revision again when it is known what became of its sounds, so that its pages play the
    light ones. Another stamp tells every process that keeps its pages.

    Raises:
        Conflict: its source no longer compiles, or compiles to other activities.
    """
    revision = db.session.get_one(Revision, revision_id)
    stamp = COMPILER_VERSION + LIGHT_STAMP
    if revision.compiler_version != stamp:
        _compile_again(revision, stamp, "course.lighten_audio")


def _compile_again(revision: Revision, stamp: str, verb: str) -> None:
    revision_id = revision.id
    compiled, widths = _compiled_again(revision)
    widths.save()

    begin_writing()
    fresh = db.session.get_one(Revision, revision_id, with_for_update=True)
    fresh.introduction_html = compiled.introduction_html
    fresh.compiler_version = stamp
    _replace_html(fresh, compiled)
    widths.keep()
    audit.record(
        verb,
        actor_id=None,
        subject=("course", fresh.course_id),
        details={"revision": fresh.number, "compiler": COMPILER_VERSION},
    )
    db.session.flush()


def _compiled_again(revision: Revision) -> tuple[CompiledCourse, Widths]:
    outline, _ = findings_of(CourseFolder(export(revision.id)))
    if outline is None:
        raise Conflict("Sumber revisi ini tidak dapat dibaca lagi.")
    stored = [as_stored(row) for row in revision.files]
    widths = widths_of(stored)
    try:
        light = light_sounds({one.sha256 for one in stored})
        return compile_course(outline, stored, widths.all, light), widths
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
        if "rubric" in row.settings:
            row.settings = row.settings | {"rubric": fresh[key].settings["rubric"]}
        _replace_questions(row.questions, fresh[key].questions)


def _replace_questions(rows: list[Question], fresh: list[Question]) -> None:
    by_key = {question.key: question for question in fresh}
    for row in rows:
        if row.key not in by_key:
            raise Conflict("Sumber revisi ini sekarang menghasilkan kegiatan lain.")
        row.prompt = by_key[row.key].prompt
        # Which options are right belongs to the content: grades rest on it.
        row.key_data = same_key(row.key_data, by_key[row.key].key_data)
