"""Compiling published revisions again, with a newer compiler: their HTML changes, nothing else.

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
from lms.courses.models import Activity, Question, Revision
from lms.courses.queries import export, findings_of
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


def _compiled_again(revision: Revision) -> CompiledCourse:
    outline, _ = findings_of(CourseFolder(export(revision.id)))
    if outline is None:
        raise Conflict("Sumber revisi ini tidak dapat dibaca lagi.")
    try:
        return compile_course(outline, [as_stored(row) for row in revision.files])
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
