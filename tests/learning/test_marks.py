"""Notes and bookmarks: one's own, written once, never overwritten unseen."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.core import db as database
from lms.core.db import db
from lms.learning.models import Bookmark, Note
from tests.cast import Cast
from tests.client import Client
from tests.factories.courses import publish_course
from tests.factories.learning import enrolled

LESSON = "/learn/kursus/materi-1"


@pytest.fixture
def ayu(app: Flask, client: Client, cast: Cast, course: str) -> Client:
    """Ayu's browser, signed in and enrolled in the course."""
    enrol(app, cast.ayu.id)
    return client.sign_in("ayu")


@pytest.fixture
def fajar(app: Flask, cast: Cast, course: str) -> Client:
    """Fajar's browser, likewise."""
    enrol(app, cast.fajar.id)
    app.test_client_class = Client
    client = app.test_client()
    assert isinstance(client, Client)
    return client.sign_in("fajar")


def enrol(app: Flask, person_id: int) -> None:
    with app.app_context():
        database.begin_unit(may_write=True)
        enrolled(person_id)


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.status
    return response.get_data(as_text=True)


def write(client: Client, content: str, anchor: str = "") -> TestResponse:
    return client.form_post(f"{LESSON}/notes", {"anchor": anchor, "content": content})


def count(app: Flask, table: type[Note] | type[Bookmark]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def anchors(client: Client) -> list[str]:
    """The places that the form offers, beside the whole lesson."""
    return re.findall(r'<option value="([^"]+)"', text(client, LESSON))


def test_a_note_at_a_paragraph_stands_below_the_lesson_and_leads_back(ayu: Client) -> None:
    place = anchors(ayu)[0]
    response = write(ayu, "Ingat ini.\nDan itu.", place)
    assert (response.status_code, response.location) == (303, f"{LESSON}#note-1")
    page = text(ayu, LESSON)
    assert "Ingat ini.\nDan itu." in page
    assert f'<a href="#{place}">Isi materi 1.' in page


def test_a_second_click_writes_one_note(app: Flask, ayu: Client) -> None:
    for _click in range(2):
        assert write(ayu, "Ingat ini.").status_code == 303
    assert count(app, Note) == 1


@pytest.mark.parametrize(
    ("content", "anchor", "said"),
    [
        ("  ", "", "Tulis dahulu isi catatannya."),
        ("a" * 5001, "", "Catatan paling panjang 5000 huruf."),
        ("Ingat ini.", "tidak-ada", "Pilihan ini tidak tersedia."),
    ],
)
def test_a_refused_note_comes_back_as_it_was_typed(
    ayu: Client, content: str, anchor: str, said: str
) -> None:
    response = write(ayu, content, anchor)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert said in page
    assert content.strip() in page


def test_a_note_is_text_and_never_markup(ayu: Client) -> None:
    write(ayu, "<script>alert(1)</script>")
    for url in (LESSON, "/bookmarks", "/notes/1"):
        page = text(ayu, url)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_a_note_is_changed(ayu: Client) -> None:
    write(ayu, "Lama.")
    response = ayu.form_post("/notes/1", {"content": "Baru.", "version": "1"})
    assert (response.status_code, response.location) == (303, LESSON)
    assert "Baru." in text(ayu, LESSON)


def test_the_second_of_two_changes_sees_both_texts_and_decides(ayu: Client) -> None:
    write(ayu, "Awal.")
    ayu.form_post("/notes/1", {"content": "Dari ponsel.", "version": "1"})
    response = ayu.form_post("/notes/1", {"content": "Dari komputer.", "version": "1"})
    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "Dari ponsel." in page
    assert "Dari komputer.</textarea>" in page.replace("\r\n", "")
    assert "Dari ponsel." in text(ayu, "/notes/1")
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version
    ayu.form_post("/notes/1", {"content": "Dari keduanya.", "version": version[1]})
    assert "Dari keduanya." in text(ayu, "/notes/1")


def test_a_second_click_on_save_is_no_conflict(ayu: Client) -> None:
    write(ayu, "Awal.")
    for _click in range(2):
        assert ayu.form_post("/notes/1", {"content": "Baru.", "version": "1"}).status_code == 303


def test_an_emptied_note_is_refused(ayu: Client) -> None:
    write(ayu, "Awal.")
    response = ayu.form_post("/notes/1", {"content": " ", "version": "1"})
    assert response.status_code == 422
    assert "Tulis dahulu isi catatannya." in response.get_data(as_text=True)


def test_deleting_twice_is_success(app: Flask, ayu: Client) -> None:
    write(ayu, "Awal.")
    assert ayu.form_post("/notes/1/delete").location == LESSON
    assert ayu.form_post("/notes/1/delete").location == "/bookmarks"
    assert count(app, Note) == 0


def test_nobody_sees_changes_or_deletes_the_notes_of_others(
    app: Flask, ayu: Client, fajar: Client
) -> None:
    write(ayu, "Rahasia Ayu.")
    ayu.form_post(f"{LESSON}/bookmark", {"anchor": ""})
    for url in (LESSON, "/bookmarks"):
        assert "Rahasia Ayu." not in text(fajar, url)
    assert fajar.get("/notes/1").status_code == 404
    assert fajar.form_post("/notes/1", {"content": "x", "version": "1"}).status_code == 404
    fajar.form_post("/notes/1/delete")
    fajar.form_post("/bookmarks/1/delete")
    assert (count(app, Note), count(app, Bookmark)) == (1, 1)


def test_a_bookmark_is_put_once_and_taken_away(app: Flask, ayu: Client) -> None:
    place = anchors(ayu)[1]
    for _click in range(2):
        response = ayu.form_post(f"{LESSON}/bookmark", {"anchor": place, "content": ""})
        assert response.location == f"{LESSON}#{place}"
    assert count(app, Bookmark) == 1
    assert f'href="{LESSON}#{place}"' in text(ayu, "/bookmarks")
    for _click in range(2):
        assert ayu.form_post("/bookmarks/1/delete").status_code == 303
    assert count(app, Bookmark) == 0


def test_taking_a_bookmark_away_in_the_lesson_stays_there(ayu: Client) -> None:
    ayu.form_post(f"{LESSON}/bookmark", {"anchor": ""})
    assert ayu.form_post("/bookmarks/1/delete", {"in_lesson": "1"}).location == LESSON


def test_a_bookmark_at_a_place_that_is_not_there_is_refused(app: Flask, ayu: Client) -> None:
    assert ayu.form_post(f"{LESSON}/bookmark", {"anchor": "tidak-ada"}).status_code == 422
    assert count(app, Bookmark) == 0


def test_marks_outlive_the_activity_they_were_made_at(app: Flask, ayu: Client) -> None:
    ayu.form_post("/learn/kursus/materi-2/notes", {"anchor": "", "content": "Dari materi dua."})
    with app.app_context():
        database.begin_unit(may_write=True)
        publish_course("kursus", lessons=1)
    page = text(ayu, "/bookmarks")
    assert "Kegiatan yang sudah tidak ada" in page
    assert "Dari materi dua." in page
    assert ayu.form_post("/notes/1/delete").location == "/bookmarks"


def test_an_empty_list_says_how_to_begin(ayu: Client) -> None:
    assert "Belum ada catatan" in text(ayu, "/bookmarks")
