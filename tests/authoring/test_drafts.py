"""Drafts: begun, opened, saved, replaced; what is the same, what conflicts, what is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.authoring.actions.drafts import begin_course, open_draft, replace_with
from lms.authoring.actions.files import Changed, add_files, delete_file, rename_file, save_source
from lms.authoring.actions.storing import UnusableFiles
from lms.authoring.models import DraftFile
from lms.authoring.queries.drafts import (
    checked,
    draft_of,
    files_of,
    folder_of,
    paths_of,
    source_hash_of,
)
from lms.core import db as database
from lms.core.audit import AuditEntry
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.courses.models import Course
from lms.courses.source import CourseFolder
from tests.cast import Cast
from tests.factories.authoring import begun_course, drafted_course, opened_draft
from tests.factories.courses import course_folder, course_id_of, png, publish_course

pytestmark = pytest.mark.usefixtures("context")


def _draft_id(course_id: int) -> int:
    draft = draft_of(course_id)
    assert draft is not None
    return draft.id


def _audited(action: str) -> list[dict[str, object]]:
    query = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)
    return [entry.details for entry in db.session.scalars(query)]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", ["example", "empty"])
def test_a_new_course_has_nothing_to_mend(cast: Cast, name: str, language: str) -> None:
    course_id = begun_course(cast.bima.id, template=name, language=language)
    result = checked(_draft_id(course_id))
    assert result.findings == ()
    assert result.outline is not None
    assert result.outline.course.id == "kursus-baru"


def test_a_new_course_is_its_makers_and_nobody_sees_it(cast: Cast) -> None:
    course = db.session.get_one(Course, begun_course(cast.bima.id))
    assert (course.owner_id, course.state) == (cast.bima.id, "draft")
    assert (course.working_title, course.revision_number) == ("Kursus baru", None)
    assert _audited("course.begin") == [{"key": "kursus-baru", "template": "example"}]


def test_an_id_is_given_once(cast: Cast) -> None:
    begun_course(cast.bima.id)
    database.begin_unit(may_write=True)
    with pytest.raises(Invalid) as refused:
        begin_course(actor_id=cast.eko.id, key="kursus-baru", title="Lain")
    assert refused.value.field == "key"


def test_an_impossible_id_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid, match="huruf kecil"):
        begin_course(actor_id=cast.bima.id, key="Kursus Baru", title="Baru")


def test_what_is_published_is_opened_as_it_is(cast: Cast) -> None:
    publish_course(files={"media/a.png": png(3, 3)}, lesson_text="![Merah](media/a.png)")
    course_id = course_id_of("kursus")
    draft_id = opened_draft(course_id, cast.bima.id)
    draft = draft_of(course_id)
    assert draft is not None
    assert draft.base_number == 1
    published = course_folder(lesson_text="![Merah](media/a.png)").files
    assert folder_of(draft_id).files["01-modul.md"] == published["01-modul.md"]
    assert folder_of(draft_id).files["media/a.png"].startswith(b"\x89PNG")
    assert checked(draft_id).findings == ()
    database.begin_unit(may_write=True)
    assert open_draft(course_id=course_id, actor_id=cast.eko.id).id == draft_id


def test_a_saved_text_gets_the_next_version(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id)
    row = save_source(
        course_id=course_id, path="01-modul.md", content=b"baru", version=1, actor_id=cast.bima.id
    )
    assert (row.version, row.content) == (2, b"baru")
    assert _audited("draft.save") == [{"path": "01-modul.md", "version": 2}]


def test_the_second_to_save_gets_both_texts(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id)
    save_source(
        course_id=course_id, path="01-modul.md", content=b"Bima", version=1, actor_id=cast.bima.id
    )
    database.commit()
    with pytest.raises(Changed) as refused:
        save_source(
            course_id=course_id, path="01-modul.md", content=b"Eko", version=1, actor_id=cast.eko.id
        )
    assert (refused.value.theirs, refused.value.version) == (b"Bima", 2)
    assert refused.value.changed_by_id == cast.bima.id
    row = save_source(
        course_id=course_id,
        path="01-modul.md",
        content=b"Bima dan Eko",
        version=refused.value.version,
        actor_id=cast.eko.id,
    )
    assert row.version == 3


def test_saving_the_same_text_twice_is_saving_it_once(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id)
    for _ in range(2):
        row = save_source(
            course_id=course_id, path="01-modul.md", content=b"x", version=1, actor_id=cast.bima.id
        )
    assert row.version == 2
    assert len(_audited("draft.save")) == 1


def test_a_text_deleted_meanwhile_comes_back_with_another_version(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id)
    delete_file(course_id=course_id, path="01-modul.md", actor_id=cast.eko.id)
    row = save_source(
        course_id=course_id, path="01-modul.md", content=b"x", version=1, actor_id=cast.bima.id
    )
    assert row.version == 2


@pytest.mark.parametrize(
    "path", ["media/x.md", "../course.md", "modul.md", "01-a/b.md", "", "a\0.md"]
)
def test_only_texts_of_the_format_are_saved(cast: Cast, path: str) -> None:
    course_id = drafted_course(cast.bima.id)
    with pytest.raises(Invalid):
        save_source(course_id=course_id, path=path, content=b"x", version=None, actor_id=1)


def test_a_new_title_is_the_working_title(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id)
    content = course_folder(title="Judul baru").files["course.md"]
    save_source(
        course_id=course_id, path="course.md", content=content, version=1, actor_id=cast.bima.id
    )
    assert db.session.get_one(Course, course_id).working_title == "Judul baru"


def test_another_id_in_the_draft_is_a_finding(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id)
    draft_id = _draft_id(course_id)
    content = course_folder("lain").files["course.md"]
    assert [f.code for f in checked(draft_id, instead={"course.md": content}).findings] == ["E805"]
    assert checked(draft_id).findings == ()


def test_media_come_in_encoded_anew_and_are_known_again(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id)
    picture = png(3, 3, note="tempat")
    for _ in range(2):
        add_files(course_id=course_id, files={"media/a.png": picture}, actor_id=cast.bima.id)
        database.commit()
        database.begin_unit(may_write=True)
    (line,) = [line for line in files_of(_draft_id(course_id)) if line.kind == "media"]
    assert (line.version, line.width, line.media_type) == (1, 3, "image/png")
    assert b"tempat" not in folder_of(_draft_id(course_id)).files["media/a.png"]
    assert _audited("draft.add") == [{"paths": ["media/a.png"]}]


def test_one_broken_picture_keeps_all_files_out(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id)
    before = source_hash_of(_draft_id(course_id))
    database.begin_unit(may_write=True)
    with pytest.raises(UnusableFiles) as refused:
        add_files(
            course_id=course_id,
            files={"02-baru.md": b"x", "media/a.png": b"<html>"},
            actor_id=cast.bima.id,
        )
    assert [finding.code for finding in refused.value.findings] == ["E801"]
    assert source_hash_of(_draft_id(course_id)) == before


def test_what_no_draft_holds_is_named(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id)
    added, left_out = add_files(
        course_id=course_id, files={"a.exe": b"MZ", "02-b.md": b"x"}, actor_id=cast.bima.id
    )
    assert (added, left_out) == (["02-b.md"], ["a.exe"])


def test_names_that_differ_by_capitals_are_refused(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id)
    with pytest.raises(Invalid, match="huruf besar"):
        add_files(course_id=course_id, files={"01-Modul.md": b"x"}, actor_id=cast.bima.id)


def test_a_folder_replaces_the_draft(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id, files={"media/a.png": png()})
    other = course_folder(lessons=1).files
    left_out = replace_with(
        course_id=course_id, folder=CourseFolder({**other, "x.txt": b"x"}), actor_id=cast.bima.id
    )
    assert left_out == ("x.txt",)
    lines = {line.path: line.version for line in files_of(_draft_id(course_id))}
    assert lines == {"course.md": 1, "01-modul.md": 2}
    assert _audited("draft.replace") == [
        {"changed": ["01-modul.md"], "removed": ["media/a.png"]}
    ] or (_audited("draft.replace") == [{"changed": 1, "removed": ["media/a.png"]}])


def test_another_courses_folder_is_refused(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id)
    with pytest.raises(Invalid, match="bukan"):
        replace_with(course_id=course_id, folder=course_folder("lain"), actor_id=cast.bima.id)


def test_a_file_gets_another_name_of_its_kind(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id)
    rename_file(
        course_id=course_id, path="01-modul.md", new_path="02-lain.md", actor_id=cast.bima.id
    )
    assert paths_of(_draft_id(course_id)) == ["course.md", "02-lain.md"]
    for new_path in ("bank/x.md", "x.md", "course.md", "../02-x.md"):
        with pytest.raises(Invalid):
            rename_file(
                course_id=course_id, path="02-lain.md", new_path=new_path, actor_id=cast.bima.id
            )


def test_a_taken_name_is_refused(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id, files={"02-b.md": b"x"})
    with pytest.raises(Invalid, match="sudah ada"):
        rename_file(
            course_id=course_id, path="02-b.md", new_path="01-modul.md", actor_id=cast.bima.id
        )
    assert paths_of(_draft_id(course_id)) == ["course.md", "01-modul.md", "02-b.md"]


def test_the_head_stays(cast: Cast) -> None:
    course_id = drafted_course(cast.bima.id)
    with pytest.raises(Conflict):
        delete_file(course_id=course_id, path="course.md", actor_id=cast.bima.id)


def test_without_a_draft_nothing_is_saved(cast: Cast) -> None:
    publish_course()
    database.begin_unit(may_write=True)
    with pytest.raises(NotFound):
        save_source(
            course_id=course_id_of("kursus"),
            path="course.md",
            content=b"x",
            version=1,
            actor_id=cast.bima.id,
        )
    assert db.session.scalar(select(DraftFile)) is None
