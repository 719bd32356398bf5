"""The low-data mode: whose pages hold pictures back, and what stands in their place."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.core.db import begin_unit
from tests.cast import Cast
from tests.client import Client
from tests.factories.courses import photograph, publish_course
from tests.factories.learning import committed, enrolled

LESSON = "/learn/kursus/materi-1"
SHOWN = (
    '![Kebun & "teh"](media/foto.jpg)\n\n'
    "[buka ![Kebun](media/foto.jpg)](#materi-2)\n\n![-](media/foto.jpg)"
)
SAVING = {"Save-Data": "on"}


@pytest.fixture
def ayu(app: Flask, client: Client, cast: Cast) -> Client:
    """Ayu's browser, in a course whose first lesson shows a photograph three times."""
    with app.app_context():
        begin_unit(may_write=True)
        publish_course(lesson_text=SHOWN, files={"media/foto.jpg": photograph()})
        enrolled(cast.ayu.id)
        committed()
    return client.sign_in("ayu")


def pictures_loaded(page: str) -> int:
    """How many pictures a browser would load of a page: what is in a template is not."""
    held = page.count("<template><img")
    return page.count("<img") - held


def test_without_it_pages_show_their_pictures(ayu: Client) -> None:
    page = ayu.get(LESSON).text
    assert pictures_loaded(page) == 3
    assert "held-picture" not in page


def test_a_box_says_what_the_picture_is_and_weighs_and_links_to_it(ayu: Client) -> None:
    page = ayu.get(LESSON, headers=SAVING).text
    assert pictures_loaded(page) == 0
    assert page.count('class="held-picture"') == 3
    assert "Kebun &amp; &#34;teh&#34;</span>" in page
    assert "Tampilkan gambar" in page
    assert "Gambar hiasan" in page
    assert "KB)" in page
    assert '/foto.webp"' in page
    assert ">buka Kebun</a><span" in page


def test_what_the_link_leads_to_is_what_the_box_says(ayu: Client) -> None:
    page = ayu.get(LESSON, headers=SAVING).text
    address = page.partition('class="button secondary" href="')[2].partition('"')[0]
    with ayu.get(address) as picture:
        assert picture.mimetype == "image/webp"
        assert f"({round(len(picture.data) / 1000)} KB)" in page


@pytest.mark.parametrize(
    ("choice", "header", "held"),
    [("on", {}, True), ("off", SAVING, False), ("auto", SAVING, True), ("auto", {}, False)],
)
def test_the_choice_of_the_account_goes_before_the_browser_s(
    app: Flask, ayu: Client, choice: str, header: dict[str, str], held: bool
) -> None:
    assert ayu.form_post("/low-data", {"choice": choice}).headers["Location"] == "/low-data"
    other: Client = app.test_client().sign_in("ayu")  # type: ignore[attr-defined]
    for browser in (ayu, other):
        assert (pictures_loaded(browser.get(LESSON, headers=header).text) == 0) is held


def test_a_visitor_s_device_keeps_the_choice_and_takes_it_into_the_account_s_silence(
    app: Flask, ayu: Client
) -> None:
    visitor: Client = app.test_client()  # type: ignore[assignment]
    assert "dimuat bersama halaman" in visitor.get("/low-data").text
    visitor.form_post("/low-data", {"choice": "on"})
    assert "ditahan sampai diketuk" in visitor.get("/low-data").text
    visitor.sign_in("ayu")
    assert pictures_loaded(visitor.get(LESSON).text) == 0
    assert pictures_loaded(ayu.get(LESSON).text) == 3


def test_a_page_is_unchanged_only_in_the_mode_in_which_it_was_sent(ayu: Client) -> None:
    tag = ayu.get(LESSON).headers["ETag"]
    assert ayu.get(LESSON, headers={"If-None-Match": tag}).status_code == 304
    saving = ayu.get(LESSON, headers={"If-None-Match": tag, **SAVING})
    assert saving.status_code == 200
    assert "Save-Data" in saving.headers["Vary"]
    again = {"If-None-Match": saving.headers["ETag"], **SAVING}
    assert ayu.get(LESSON, headers=again).status_code == 304


@pytest.mark.parametrize("choice", ["", "yes"])
def test_anything_else_is_no_choice(ayu: Client, choice: str) -> None:
    answer = ayu.form_post("/low-data", {"choice": choice})
    assert answer.status_code == 422
    assert "low-data" not in answer.headers.get("Set-Cookie", "")


def test_questions_hold_their_pictures_back_too(app: Flask, cast: Cast, client: Client) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        text = (
            "---\nid: modul-1\ntitle: Modul pertama\nsummary: Isi.\n---\n# Materi {#materi-1}\n\nIsi.\n\n"
            "# Latihan {#latihan .practice}\n\n## Apa ini? {#s1}\n\n![Kebun](media/foto.jpg)\n\n"
            "- (x) ![Daun](media/foto.jpg)\n- ( ) Batu\n"
        )
        files = {"media/foto.jpg": photograph(), "01-modul.md": text.encode()}
        publish_course(complete_score=0, files=files)
        enrolled(cast.ayu.id)
        committed()
    client.sign_in("ayu")
    attempt = client.form_post("/learn/kursus/latihan/attempts").headers["Location"]
    page = client.get(attempt, headers=SAVING).text
    assert pictures_loaded(page) == 0
    assert page.count('class="held-picture"') == 2
    assert pictures_loaded(client.get(attempt).text) == 2
