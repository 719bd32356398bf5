"""Export, check, publish: a course that comes out is the course that went in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from lms.core import db as database
from lms.courses.actions import publish_folder
from lms.courses.queries import compiled, current_revision_id, export
from lms.courses.source import CourseFolder, Outline, scan, with_ids
from tests.courses.strategies import course_folders


def _outline(folder: CourseFolder) -> Outline:
    outline = scan(folder).outline
    assert outline is not None
    return outline


@settings(max_examples=300)
@given(course_folders())
def test_a_right_course_has_nothing_to_mend_but_missing_ids(folder: CourseFolder) -> None:
    found = scan(folder).findings
    assert {finding.code for finding in found} <= {"W411"}, [
        (finding.file, finding.line, finding.code, dict(finding.params)) for finding in found
    ]


# Every course is compiled and stored: some tenths of a second each.
@pytest.mark.usefixtures("context")
@settings(max_examples=40)
@given(course_folders())
def test_what_is_exported_is_what_was_published(folder: CourseFolder) -> None:
    folder = CourseFolder(with_ids(folder.files, _outline(folder)))
    publish_folder(folder, actor_id=None)
    database.commit()
    database.begin_unit(may_write=True)

    revision_id = current_revision_id("kursus")
    exported = CourseFolder(export(revision_id))
    assert exported.files.keys() == folder.files.keys()
    texts = {path for path in folder.files if path.endswith(".md")}
    assert {path: exported.files[path] for path in texts} == {
        path: folder.files[path] for path in texts
    }
    assert scan(exported).findings == ()
    outline = _outline(exported)
    assert outline.proposals == ()
    assert [one.key for one in compiled(revision_id).activities] == [
        one.key for module in outline.modules for one in module.activities
    ]
    again = publish_folder(exported, actor_id=None)
    assert not again.changed
    database.rollback()
