"""The editor's pages and requests: a text shown, saved, checked; media of a draft."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.authoring.queries.drafts import draft_of, folder_of
from lms.core.db import begin_unit
from tests.cast import Cast
from tests.client import Client
from tests.factories.authoring import drafted_course
from tests.factories.courses import course_folder, png, publish_course

PATH = "/authoring/kursus/files/01-modul.md"
MODULE = course_folder().files["01-modul.md"].decode()


@pytest.fixture
def course(app: Flask, cast: Cast) -> int:
    """A course of Bima's that was never published, with a picture."""
    with app.app_context():
        return drafted_course(
            cast.bima.id, files={"media/a.png": png(4, 3)}, lesson_text="![Merah](media/a.png)"
        )


@pytest.fixture
def bima(course: int, client: Client) -> Client:
    return client.sign_in("bima")


def content(app: Flask, course: int, path: str = "01-modul.md") -> bytes:
    """What the draft holds."""
    with app.app_context():
        begin_unit(may_write=False)
        draft = draft_of(course)
        assert draft is not None
        return folder_of(draft.id).files[path]


def send(client: Client, url: str, **fields: object) -> tuple[int, dict[str, object]]:
    """Send JSON as the page's script does."""
    response = client.post(url, json=fields, headers={"X-CSRF-Token": client.csrf()})
    return response.status_code, response.get_json()


def test_the_page_works_without_scripts(bima: Client) -> None:
    page = bima.get(PATH).get_data(as_text=True)
    assert "<h1>01-modul.md</h1>" in page
    assert "# Materi 1 {#materi-1 minutes=5}" in page
    assert "Tersimpan 10.42 WIB" in page
    assert "Tidak ada temuan di berkas ini." in page
    assert bima.get("/authoring/kursus/files/99-tidak-ada.md").status_code == 404


def test_findings_are_listed_with_the_text_of_their_line(bima: Client) -> None:
    broken = MODULE.replace("- (x) Pilihan B soal 1", "- ( ) Pilihan B soal 1")
    bima.form_post(PATH, {"text": broken, "version": "1"})
    page = bima.get(PATH).get_data(as_text=True)
    line = broken[: broken.index("## Pertanyaan 1?")].count("\n") + 1
    assert f'data-line="{line}"' in page
    assert "E503" in page
    assert "<code>## Pertanyaan 1? {#s1 outcome=inti}</code>" in page
    head = bima.get("/authoring/kursus/files/course.md").get_data(as_text=True)
    assert "01-modul.md</a>: 1 galat" in head


def test_a_form_saves(app: Flask, course: int, bima: Client) -> None:
    response = bima.form_post(PATH, {"text": "---\r\nid: x\r\n", "version": "1"})
    assert (response.status_code, response.location) == (303, PATH)
    assert content(app, course) == b"---\nid: x\n"


def test_what_somebody_else_saved_meanwhile_leads_to_both_texts(
    app: Flask, course: int, bima: Client
) -> None:
    bima.form_post(PATH, {"text": "pertama", "version": "1"})
    response = bima.form_post(PATH, {"text": "tulisan saya", "version": "1"})
    assert response.status_code == 409
    page = response.get_data(as_text=True)
    assert "pertama" in page
    assert "tulisan saya" in page
    assert content(app, course) == b"pertama"


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "2"])
def test_a_version_that_nobody_read_overwrites_nothing(
    app: Flask, course: int, bima: Client, version: str
) -> None:
    assert bima.form_post(PATH, {"text": "saya", "version": version}).status_code == 409
    assert content(app, course) != b"saya"


def test_a_refused_text_is_shown_again(app: Flask, course: int, bima: Client) -> None:
    path = "/authoring/kursus/files/media/a.png"
    response = bima.form_post(path, {"text": "bukan gambar", "version": "1"})
    assert response.status_code == 422
    assert "bukan gambar" in response.get_data(as_text=True)


def test_a_piece_is_put_at_the_end_and_nothing_is_saved(
    app: Flask, course: int, bima: Client
) -> None:
    response = bima.form_post(PATH, {"text": "Isi.", "version": "1", "insert": "note"})
    assert response.status_code == 200
    assert "Isi.\n\n&gt; [!NOTE]" in response.get_data(as_text=True)
    assert content(app, course).startswith(b"---\nid: modul-1")


def test_the_script_saves_and_learns_the_new_version(app: Flask, course: int, bima: Client) -> None:
    assert send(bima, PATH, text="baru", version=1) == (
        200,
        {"version": 2, "saved_at": "10.42 WIB"},
    )
    assert content(app, course) == b"baru"
    assert send(bima, PATH, text="baru", version=1)[0] == 200, "the same text is saved already"
    status, answer = send(bima, PATH, text="lain", version=1)
    assert status == 409
    assert "orang lain" in str(answer["message"])


@pytest.mark.parametrize(
    "fields", [{}, {"text": 1, "version": 1}, {"text": None}, {"text": ["a"], "version": 1}]
)
def test_what_is_no_text_is_refused(bima: Client, fields: dict[str, object]) -> None:
    assert send(bima, PATH, **fields)[0] == 422


def test_the_check_reads_the_text_in_hand_and_writes_nothing(
    app: Flask, course: int, bima: Client
) -> None:
    broken = MODULE.replace("{#s1 outcome=inti}", "{#materi-1}")
    status, answer = send(bima, "/authoring/kursus/check", path="01-modul.md", text=broken)
    assert status == 200
    (finding,) = answer["findings"]
    assert finding["code"] == "E410"
    assert finding["severity"] == "error"
    assert broken.split("\n")[finding["line"] - 1] == finding["text"]
    assert "sudah dipakai" in finding["message"]
    assert [one["path"] for one in answer["others"]] == ["media/a.png"]
    assert content(app, course) != broken.encode()


def test_the_check_compares_with_the_other_files(bima: Client) -> None:
    status, answer = send(bima, "/authoring/kursus/check", path="02-baru.md", text=MODULE)
    assert status == 200
    assert {one["code"] for one in answer["findings"]} >= {"E211", "E410"}
    assert send(bima, "/authoring/kursus/check", path="x.exe", text="")[0] == 404


@pytest.mark.parametrize("saved", [b"\xef\xbb\xbfsatu\r\ndua\r\n", b"satu\ndua\n"])
def test_line_endings_and_the_byte_order_mark_stay(
    app: Flask, cast: Cast, client: Client, saved: bytes
) -> None:
    with app.app_context():
        course = drafted_course(cast.bima.id, files={"02-akhir.md": saved})
    client.sign_in("bima")
    send(client, "/authoring/kursus/files/02-akhir.md", text="satu\ntiga\n", version=1)
    assert content(app, course, "02-akhir.md") == saved.replace(b"dua", b"tiga")


def test_an_old_encoding_is_shown_and_mended_by_saving(
    app: Flask, cast: Cast, client: Client
) -> None:
    with app.app_context():
        course = drafted_course(cast.bima.id, files={"02-lama.md": "“tua”".encode("cp1252")})
    client.sign_in("bima")
    path = "/authoring/kursus/files/02-lama.md"
    page = client.get(path).get_data(as_text=True)
    assert "“tua”" in page
    assert "Windows-1252" in page
    assert "E103" in page
    client.form_post(path, {"text": "“tua”", "version": "1"})
    assert content(app, course, "02-lama.md") == "“tua”".encode()


def test_media_are_shown_with_what_uses_them(bima: Client) -> None:
    page = bima.get("/authoring/kursus/files/media/a.png").get_data(as_text=True)
    assert "4 × 3 piksel" in page
    assert "01-modul.md, baris" in page
    url = page.split('<img src="')[1].split('"')[0]
    with bima.get(url) as response:
        assert response.data.startswith(b"\x89PNG")
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert bima.get(url.replace("a.png", "b.png")).status_code == 404


@pytest.mark.parametrize("user_name", ["ayu", "citra"])
def test_who_writes_no_courses_gets_nowhere(course: int, client: Client, user_name: str) -> None:
    client.sign_in(user_name)
    assert client.get(PATH).status_code == 403
    assert send(client, "/authoring/kursus/check", path="course.md", text="x")[0] == 403


def test_a_published_course_is_opened_first(cast: Cast, app: Flask, client: Client) -> None:
    with app.app_context():
        publish_course("terbit")
    client.sign_in("eko")
    response = client.get("/authoring/terbit/files/course.md")
    assert (response.status_code, response.location) == (303, "/authoring/terbit")
