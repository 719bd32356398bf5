"""The catalogue: found by its words, narrowed by filters, page by page, at the same cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from lms.core import db as database
from lms.core.db import begin_writing, db
from lms.courses.models import Course
from lms.courses.queries import Filters, catalogue
from tests.factories.courses import CANARY, catalogue_of, index_courses, publish_course

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def keys(cast):
    """The keys that the catalogue gives Ayu for some filters, in order."""

    def ask(**filters):
        index_courses()
        return [course.key for course in catalogue(cast.ayu, Filters(**filters)).courses]

    return ask


def statements(call) -> int:
    count = 0

    def one_more(*_):
        nonlocal count
        count += 1

    event.listen(db.engine, "before_cursor_execute", one_more)
    try:
        call()
    finally:
        event.remove(db.engine, "before_cursor_execute", one_more)
    return count


def test_an_empty_catalogue_is_one_empty_page(cast):
    page = catalogue(cast.ayu, Filters())

    assert (page.courses, page.total, page.page, page.pages) == ((), 0, 1, 1)


def test_words_are_found_by_their_stem(keys):
    publish_course("teori", lesson_text="Pembelajaran orang dewasa.")
    publish_course("lain", lesson_text="Pengelolaan jembatan.")

    assert keys(text="belajar") == ["teori"]
    assert keys(text="PEMBELAJARAN") == ["teori"]
    assert keys(text="mengelola") == ["lain"]
    assert keys(text="belajar jembatan") == []


def test_the_last_word_is_found_by_its_beginning(keys):
    publish_course("teori", lesson_text="Tentang puskesmas.")

    assert keys(text="pusk") == ["teori"]


def test_title_summary_introduction_outcomes_and_lessons_are_found_but_not_questions(keys):
    publish_course(
        "satu",
        title="Anggaran daerah",
        summary="Tentang belanja.",
        introduction="Untuk bendahara.",
        lesson_text="Membahas pagu.",
    )

    for word in ("anggaran", "belanja", "bendahara", "pagu", "menjelaskan", "langkah"):
        assert keys(text=word) == ["satu"], word
    assert keys(text=CANARY) == []
    assert keys(text="pilihan") == []


def test_a_word_in_the_title_weighs_more_than_one_in_the_text(keys):
    publish_course("a-isi", title="Aneka hal", lesson_text="Satu kali anggaran.")
    publish_course("z-judul", title="Anggaran")

    assert keys(text="anggaran") == ["z-judul", "a-isi"]
    assert keys(text="anggaran", sort="title") == ["a-isi", "z-judul"]


@pytest.mark.parametrize("text", ["'", '"', "* OR 1", "NEAR(", "-", "%", "a:b", "\0", "&|!()"])
def test_no_text_breaks_the_search(keys, text):
    publish_course("satu")
    keys(text=text)


def test_a_search_without_any_word_shows_everything(keys):
    publish_course("satu")

    assert keys(text=" ?! ") == ["satu"]


def test_a_new_revision_is_found_by_its_own_words_only(keys):
    publish_course("satu", lesson_text="Tentang jembatan.")
    publish_course("satu", lesson_text="Tentang terowongan.")

    assert keys(text="terowongan") == ["satu"]
    assert keys(text="jembatan") == []


def test_courses_are_narrowed_by_hours(keys):
    for number, hours in (("a", "2"), ("b", "2.5"), ("c", "6"), ("d", "6.5")):
        publish_course(number, hours=hours)

    assert keys(hours="short") == ["a"]
    assert keys(hours="medium") == ["b", "c"]
    assert keys(hours="long") == ["d"]


def test_courses_are_narrowed_by_competency_of_those_there_are(cast, keys):
    publish_course("a", competency="teknis")
    publish_course("b", competency="manajerial")
    publish_course("c", competency="sosial", state="archived")
    publish_course("d", competency="khusus", audience="invited", person_ids=[cast.fajar.id])

    assert keys(competency="manajerial") == ["b"]
    assert catalogue(cast.ayu, Filters()).competencies == ("manajerial", "teknis")


def test_courses_are_narrowed_by_what_a_higher_slice_selects(keys):
    publish_course("a")
    publish_course("b")

    assert keys(only=select(Course.id).where(Course.key == "b")) == ["b"]


def test_the_newest_course_comes_first_when_asked_for(keys, moment):
    publish_course("a")
    publish_course("b")
    begin_writing()
    db.session.scalars(select(Course).where(Course.key == "a")).one().created_at = (
        moment + timedelta(days=1)
    )
    database.commit()

    assert keys(sort="newest") == ["a", "b"]


def test_drafts_and_archived_courses_are_not_offered(keys):
    publish_course("a", state="draft")
    publish_course("b", state="archived")

    assert keys() == []


def test_pages_hold_every_course_once(cast):
    catalogue_of(45)
    pages = [catalogue(cast.ayu, Filters(page=number)) for number in (1, 2, 3)]

    assert [len(page.courses) for page in pages] == [20, 20, 5]
    assert len({course.key for page in pages for course in page.courses}) == 45
    assert {(page.total, page.pages) for page in pages} == {(45, 3)}


def test_a_page_beyond_the_end_is_the_last_one(cast):
    catalogue_of(25)
    page = catalogue(cast.ayu, Filters(page=9))

    assert (page.page, len(page.courses), page.total) == (2, 5, 25)


def test_a_thousand_courses_cost_as_many_statements_as_a_few(cast):
    publish_course("a", lesson_text="Tentang jembatan.")
    catalogue_of(25)
    asked = (Filters(), Filters(text="jembatan"), Filters(page=2, hours="short"))
    few = [statements(lambda f=f: catalogue(cast.ayu, f)) for f in asked]
    catalogue_of(1000, prefix="banyak")
    many = [statements(lambda f=f: catalogue(cast.ayu, f)) for f in asked]

    assert few == many == [2, 2, 2]
