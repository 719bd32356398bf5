"""Publishing a folder: all of it or nothing, the same source once, nothing hidden gets out."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from lms.core import db as database
from lms.core import files, search
from lms.core.audit import AuditEntry
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.actions import BrokenFolder, publish_folder, rebuild, set_state
from lms.courses.events import RevisionPublished
from lms.courses.models import Activity, Course, Question, Revision, RevisionFile
from lms.courses.queries import compiled, current_revision_id, export, questions_of, title_of
from lms.courses.source import CourseFolder
from tests.factories.courses import CANARY, RIGHT_ONE, RIGHT_SEVERAL, course_folder, png

pytestmark = pytest.mark.usefixtures("context")


def rows(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def codes(error: BrokenFolder) -> set[str]:
    return {finding.code for finding in error.findings if finding.severity == "error"}


def publish(folder: CourseFolder):
    result = publish_folder(folder, actor_id=None)
    database.commit()
    return result


def test_a_new_course_is_created_and_published():
    result = publish(course_folder())

    course = db.session.scalars(select(Course)).one()
    assert (result.course_key, result.revision_number, result.changed) == ("kursus", 1, True)
    assert (course.state, course.revision_number) == ("published", 1)
    assert course.revision is not None
    assert course.revision.title == "Kursus kursus"


def test_activities_keep_their_keys_and_stand_in_the_order_of_the_source():
    publish(course_folder(practice=True))

    revision = compiled(current_revision_id("kursus"))
    assert [one.key for one in revision.activities] == ["materi-1", "materi-2", "latihan", "kuis"]
    assert [one.position for one in revision.activities] == [1, 2, 3, 4]
    assert revision.by_key["latihan"].practice
    assert not revision.by_key["kuis"].practice


def test_the_headings_of_a_lesson_become_its_contents_with_their_anchors():
    publish(course_folder())

    lesson = compiled(current_revision_id("kursus")).by_key["materi-1"]
    ((anchor, words),) = lesson.contents
    assert words == "Langkah 1"
    assert f'<h2 id="{anchor}">' in lesson.body_html


def test_the_rules_of_a_quiz_are_kept_with_their_types():
    attributes = "pass=80 attempts=3 time=15m shuffle=options penalty=0.25 counts=last"
    publish(course_folder(quiz_attributes=attributes))

    quiz = compiled(current_revision_id("kursus")).by_key["kuis"]
    assert dict(quiz.settings) == {
        "purpose": "quiz",
        "pass_mark": 80,
        "attempts": 3,
        "time_seconds": 900,
        "shuffle": "options",
        "review": "after-submit",
        "penalty": "0.25",
        "counts": "last",
        "offline": False,
        "draw": None,
    }
    assert (quiz.minutes, quiz.question_count) == (15, 2)


def test_a_question_keeps_what_is_shown_apart_from_what_is_right():
    publish(course_folder())

    quiz = compiled(current_revision_id("kursus")).by_key["kuis"]
    one, several = questions_of(quiz.id)
    assert (one.kind, one.key_data["right"]) == ("one", [RIGHT_ONE])
    assert (several.kind, several.key_data["right"]) == ("several", list(RIGHT_SEVERAL))
    assert one.prompt["stem"] == "<p>Pertanyaan 1?</p>"
    assert one.prompt["options"][0] == "Pilihan A soal 1"
    assert CANARY not in str(one.prompt)
    assert CANARY in one.key_data["explanation"]
    assert all(CANARY in feedback for feedback in one.key_data["feedback"])


def test_no_answer_key_is_in_what_readers_are_given():
    publish(course_folder(practice=True))

    assert CANARY not in repr(compiled(current_revision_id("kursus")))
    assert CANARY not in str(db.session.scalars(select(search.SearchEntry.body_stems)).all())


def test_the_same_source_is_published_once():
    publish(course_folder())
    before = rows(AuditEntry)

    again = publish(course_folder())

    assert (again.changed, again.revision_number) == (False, 1)
    assert rows(Revision) == 1
    assert rows(AuditEntry) == before


def test_another_source_becomes_the_next_revision_and_the_old_one_stays():
    publish(course_folder())
    first = current_revision_id("kursus")
    result = publish(course_folder(lessons=3))

    assert (result.changed, result.revision_number) == (True, 2)
    assert len(compiled(first).activities) == 3
    assert len(compiled(current_revision_id("kursus")).activities) == 4


def test_publishing_a_draft_again_shows_it_to_learners():
    publish(course_folder())
    course = db.session.scalars(select(Course)).one()
    set_state(course_id=course.id, state="draft", actor_id=None)

    assert publish(course_folder()).changed
    assert db.session.scalars(select(Course.state)).one() == "published"


def test_an_archived_course_stays_archived_when_it_is_published_again():
    publish(course_folder())
    course = db.session.scalars(select(Course)).one()
    set_state(course_id=course.id, state="archived", actor_id=None)

    publish(course_folder(lessons=3))
    assert db.session.scalars(select(Course.state)).one() == "archived"


def test_publishing_is_audited_and_announced(monkeypatch):
    announced = []
    monkeypatch.setattr("lms.courses.actions.publishing.publish", announced.append)
    publish_folder(course_folder(), actor_id=None, note="Terbit perdana")

    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.details) == (
        "course.publish",
        {"revision": 1},
    )
    course = db.session.scalars(select(Course)).one()
    assert announced == [RevisionPublished(course.id, current_revision_id("kursus"))]


def test_an_exported_folder_is_the_folder_and_changes_nothing():
    folder = course_folder(
        lesson_text="![Warna maroon](media/maroon.png)", files={"media/maroon.png": png(note="x")}
    )
    publish(folder)
    exported = export(current_revision_id("kursus"))

    assert exported.keys() == folder.files.keys()
    assert exported["01-modul.md"] == folder.files["01-modul.md"]
    assert not publish(CourseFolder(exported)).changed
    assert not publish(folder).changed


def test_bytes_of_the_source_are_kept_as_they_came():
    folder = course_folder()
    windows = b"\xef\xbb\xbf" + folder.files["course.md"].replace(b"\n", b"\r\n")
    publish(CourseFolder({**folder.files, "course.md": windows}))

    assert export(current_revision_id("kursus"))["course.md"] == windows


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (course_folder(files={"01-modul.md": b"# Tanpa kepala {#a}\n\n```\nkode"}), "E305"),
        (course_folder(lesson_text="![Hilang](media/hilang.webp)"), "E601"),
        (course_folder(lesson_text="[Klik](javascript:alert)"), "E613"),
        (course_folder(requires=["tidak-ada"]), "E214"),
        (course_folder(requires=["kursus"]), "E215"),
        (course_folder(lesson_text="[" * 50_000), "E319"),
        (course_folder(lesson_text="\n\n" + "> " * 16_000), "E317"),
        (CourseFolder({"01-modul.md": b"\x00\xff"}), "E101"),
        (CourseFolder({}), "E101"),
    ],
)
def test_a_broken_folder_is_refused_and_changes_nothing(broken, code):
    publish(course_folder("utuh"))
    before = {table: rows(table) for table in (Course, Revision, Activity, Question, AuditEntry)}

    with pytest.raises(BrokenFolder) as refused:
        publish_folder(broken, actor_id=None)

    assert code in codes(refused.value)
    assert {table: rows(table) for table in before} == before


def test_a_text_that_is_too_heavy_is_named_with_its_file_and_activity():
    heavy = course_folder(lessons=1, lesson_text="\n\n".join(["*_a*_" * 12_000] * 5))

    with pytest.raises(BrokenFolder) as refused:
        publish_folder(heavy, actor_id=None)

    (finding,) = (one for one in refused.value.findings if one.code == "E804")
    assert (finding.file, finding.params["subject"]) == ("01-modul.md", "materi-1")
    assert rows(Course) == 0


def test_nothing_that_can_run_is_published():
    hostile = (
        "<script>alert(1)</script> <img src=x onerror=alert(1)> "
        "<svg onload=alert(1)> <a href='jav&#x61;script:alert(1)'>x</a> <style>*{}</style>"
    )
    publish(course_folder(lesson_text=hostile, introduction=hostile, title="Judul <script>"))

    revision = compiled(current_revision_id("kursus"))
    html = revision.introduction_html + "".join(one.body_html for one in revision.activities)
    assert not re.search(r"<(script|style|svg|img|iframe)|<[^>]+\son\w+=|<a\b", html)


def test_links_between_lessons_lead_to_their_pages():
    publish(course_folder(lesson_text="Lihat [dua](#materi-2) dan [ini](01-modul.md#materi-1)."))

    html = compiled(current_revision_id("kursus")).by_key["materi-1"].body_html
    assert 'href="/learn/kursus/materi-2"' in html
    assert 'href="/learn/kursus/materi-1"' in html


def test_two_who_publish_the_same_at_once_make_one_revision(app):
    def publish_in_a_thread(_: int) -> bool:
        with app.app_context():
            return publish(course_folder()).changed

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(publish_in_a_thread, range(4)))

    assert sorted(outcomes) == [False, False, False, True]
    assert (rows(Course), rows(Revision)) == (1, 1)


def test_a_required_course_that_exists_is_accepted():
    publish(course_folder("dasar"))

    publish(course_folder("lanjut", requires=["dasar"]))
    assert compiled(current_revision_id("lanjut")).requires == ("dasar",)


def test_a_rebuilt_revision_has_new_html_and_the_same_content(monkeypatch):
    publish(course_folder())
    revision_id = current_revision_id("kursus")
    before = compiled(revision_id)
    right = [question.key_data["right"] for question in questions_of(before.by_key["kuis"].id)]
    lesson = db.session.get_one(Activity, before.by_key["materi-1"].id)
    database.begin_writing()
    lesson = db.session.get_one(Activity, lesson.id)
    lesson.body_html = "<p>Buatan penyusun lama</p>"
    db.session.get_one(Revision, revision_id).compiler_version = "lama"
    database.commit()
    assert "Buatan" in compiled(revision_id).by_key["materi-1"].body_html

    assert rebuild(revision_id)
    database.commit()

    after = compiled(revision_id)
    assert after == before
    assert [q.key_data["right"] for q in questions_of(after.by_key["kuis"].id)] == right
    assert not rebuild(revision_id)


def test_what_is_undone_is_not_remembered():
    publish_folder(course_folder(lessons=1), actor_id=None)
    assert len(compiled(current_revision_id("kursus")).activities) == 2
    database.rollback()

    publish(course_folder(lessons=5))
    assert len(compiled(current_revision_id("kursus")).activities) == 6


def test_what_does_not_exist_is_not_found():
    for call in (export, compiled, rebuild, title_of):
        with pytest.raises(NotFound):
            call(999)
    with pytest.raises(NotFound):
        current_revision_id("tidak-ada")


def test_every_stored_file_is_in_the_store():
    publish(course_folder(files={"media/maroon.png": png()}))

    stored = db.session.scalars(select(RevisionFile)).all()
    assert {row.path for row in stored} == {"course.md", "01-modul.md", "media/maroon.png"}
    assert all(len(files.read(row.sha256)) == row.size for row in stored)
