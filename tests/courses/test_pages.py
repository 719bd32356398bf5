"""The catalogue and a course's page as people see them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from lms.courses.models import Course
from lms.learning.queries import Prerequisite
from lms.web import slots
from tests.factories.courses import CANARY, catalogue_of, publish_course


@pytest.fixture
def published(app):
    """Publish courses in the application's own context."""

    def publish(*keys, **folder):
        with app.app_context():
            for key in keys:
                publish_course(key, **folder)

    return publish


@pytest.fixture
def filled(monkeypatch):
    """Fill slots for one test."""
    return lambda **providers: monkeypatch.setattr(
        slots, "_providers", {name.replace("__", "."): how for name, how in providers.items()}
    )


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status
    return response.get_data(as_text=True)


def test_visitors_are_asked_to_sign_in(client, published):
    published("satu")
    for address in ("/courses", "/courses/satu"):
        assert client.get(address).status_code in (302, 401)


def test_the_catalogue_shows_a_card_with_a_link(client, published):
    published("satu", title="Anggaran <daerah>", hours="2.5")
    html = page(client.sign_in("ayu"), "/courses")

    assert 'href="/courses/satu"' in html
    assert "Anggaran &lt;daerah&gt;" in html
    assert "2,5 JP" in html


def test_an_empty_catalogue_explains_itself(client):
    assert "Belum ada kursus untuk Anda" in page(client.sign_in("ayu"), "/courses")


def test_a_search_without_result_offers_the_whole_list(client, published):
    published("satu")
    html = page(client.sign_in("ayu"), "/courses?q=terowongan")

    assert "Tidak ada kursus yang cocok" in html
    assert 'value="terowongan"' in html


def test_filters_stay_in_the_address_and_in_the_form(client, app):
    with app.app_context():
        catalogue_of(25)
    html = page(client.sign_in("ayu"), "/courses?hours=short&sort=title")

    assert re.search(r'href="/courses\?hours=short&amp;sort=title&amp;page=2"', html)
    assert '<option value="short" selected>' in html
    assert "Halaman 1 dari 2" in html


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-3",
        "page=abc",
        "page=99999999999999999999",
        "hours=x&sort=y&status=z",
        "q=" + "a" * 5000,
    ],
)
def test_nonsense_in_the_address_is_no_error(client, published, query):
    published("satu")
    page(client.sign_in("ayu"), f"/courses?{query}")


def test_one_s_standing_is_shown_and_can_be_filtered_by(client, published, filled):
    published("satu", "dua")
    filled(
        course__status=lambda person_id, course_ids: dict.fromkeys(course_ids, "completed"),
        catalogue__status_filter=lambda person_id, status: select(Course.id).where(
            Course.key == ("satu" if status == "completed" else "dua")
        ),
    )
    client.sign_in("ayu")

    assert page(client, "/courses").count("Tuntas</span>") == 2
    html = page(client, "/courses?status=completed")
    assert "/courses/satu" in html
    assert "/courses/dua" not in html


def test_a_course_page_says_what_one_learns_and_what_is_in_it(client, published):
    published("satu", practice=True)
    html = page(client.sign_in("ayu"), "/courses/satu")

    for words in (
        "Kursus ini menjelaskan satu hal",
        "Menjelaskan inti kursus",
        "2 JP",
        "Modul pertama",
        "Materi 2",
        "Kuis akhir",
        "2 soal",
        "nilai rata-rata paling sedikit 70",
        "23 November 2026",
    ):
        assert words in html, words


def test_no_answer_key_is_on_any_page(client, published):
    published("satu", practice=True)
    client.sign_in("ayu")

    for address in ("/courses", "/courses/satu", f"/courses?q={CANARY}x"):
        assert CANARY + "." not in page(client, address)


def test_what_must_come_first_is_linked_and_its_completion_told(client, published, filled):
    published("dasar", "etika")
    published("rahasia", audience="positions", positions=["Gubernur"])
    published("lanjut", requires=["dasar", "etika", "rahasia"])
    filled(
        course__prerequisites=lambda person_id, course_keys: [
            Prerequisite(key, key, completed=key == "dasar") for key in course_keys
        ]
    )
    html = page(client.sign_in("ayu"), "/courses/lanjut")

    required = html[html.index('id="required"') : html.index('id="modules"')]
    assert re.findall(r'href="/courses/(\w+)"', required) == ["dasar", "etika"]
    assert "Kursus rahasia" in required
    assert re.findall(r"<b>([^<]+)</b>", required) == ["Tuntas", "Belum tuntas", "Belum tuntas"]


def test_the_way_in_is_left_to_whoever_fills_the_slot(client, published, filled):
    published("satu")
    filled(course__enrol=lambda course: f"<p>Ikuti {course.course_key}</p>")

    assert "<p>Ikuti satu</p>" in page(client.sign_in("ayu"), "/courses/satu")


def test_a_course_for_others_is_not_found(client, published, cast):
    published("jalan", audience="units", unit_ids=[cast.units["dpu"]])

    assert client.sign_in("fajar").get("/courses/jalan").status_code == 404
    assert "/courses/jalan" not in page(client, "/courses")


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_a_draft_and_an_archived_course_are_not_found(client, published, state):
    published("satu", state=state)

    assert client.sign_in("ayu").get("/courses/satu").status_code == 404


def test_a_course_with_a_hostile_text_shows_it_as_text(client, published):
    published("satu", introduction="<script>alert(1)</script>")
    html = page(client.sign_in("ayu"), "/courses/satu")

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_an_unchanged_page_is_not_sent_again(client, published):
    published("satu")
    client.sign_in("ayu")
    tag = client.get("/courses/satu").headers["ETag"]

    again = client.get("/courses/satu", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_lesson_is_not_part_of_the_course_page(client, published):
    published("satu", lesson_text="Isi yang hanya untuk peserta.")

    assert "hanya untuk peserta" not in page(client.sign_in("ayu"), "/courses/satu")
