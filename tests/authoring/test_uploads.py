"""Uploads: zips, single files, documents; what is replaced, kept beside, refused as a whole."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lms.authoring.queries.drafts import draft_of, files_of, folder_of, source_hash_of
from lms.core import files as store
from lms.core.db import begin_unit
from lms.courses.queries import course_for_editing
from tests.authoring.documents import document, guide
from tests.cast import Cast
from tests.client import Client
from tests.factories.authoring import drafted_course
from tests.factories.courses import course_folder, png

JSON = {"Accept": "application/json"}
PLACE = "/authoring/kursus/uploads"


def packed(files: Mapping[str, bytes], top: str = "") -> bytes:
    """A zip of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{top}{name}", data)
    return out.getvalue()


@pytest.fixture
def course_id(app: Flask, cast: Cast) -> int:
    """A draft of Bima's with a picture."""
    with app.app_context():
        begin_unit(may_write=True)
        return drafted_course(cast.bima.id, files={"media/a.png": png(2, 2)})


@pytest.fixture
def bima(client: Client, course_id: int) -> Client:
    return client.sign_in("bima")


def send(
    client: Client, files: Mapping[str, bytes], mode: str | None = "add", **options: Any
) -> TestResponse:
    """Upload files as the form does."""
    data: dict[str, Any] = {"files": [(io.BytesIO(data), name) for name, data in files.items()]}
    if mode:
        data["mode"] = mode
    return client.form_post(PLACE, data, content_type="multipart/form-data", **options)


def contents(app: Flask, course_id: int) -> dict[str, bytes]:
    """The draft's files."""
    with app.app_context():
        draft = draft_of(course_id)
        assert draft is not None
        return dict(folder_of(draft.id).files)


def state_of(app: Flask, course_id: int) -> tuple[str, list[str]]:
    """The draft's hash and what the store holds."""
    with app.app_context():
        draft = draft_of(course_id)
        assert draft is not None
        return source_hash_of(draft.id), list(store.names())


def test_a_zip_replaces_the_draft(app: Flask, bima: Client, course_id: int) -> None:
    other = dict(course_folder(lessons=1).files)
    response = send(bima, {"kursus.zip": packed(other, "kursus-main/")}, "replace")
    assert response.status_code == 303
    assert contents(app, course_id) == other


def test_a_zip_adds_to_the_draft(app: Flask, bima: Client, course_id: int) -> None:
    before = contents(app, course_id)
    zipped = packed({"02-lain.md": b"# X {#x}\n\nIsi.\n", "bank/b.md": b"x"})
    assert send(bima, {"bagian.zip": zipped}).status_code == 303
    after = contents(app, course_id)
    assert after.keys() == before.keys() | {"02-lain.md", "bank/b.md"}


def test_a_zip_of_pictures_adds_media(app: Flask, bima: Client, course_id: int) -> None:
    send(bima, {"foto.zip": packed({"Foto Kantor.PNG": png(3, 1), "b.png": png(1, 3)}, "foto/")})
    send(bima, {"media.zip": packed({"c.png": png(4, 1)}, "media/")})
    assert {"media/foto-kantor.png", "media/b.png", "media/c.png"} <= contents(
        app, course_id
    ).keys()


def test_litter_is_left_out_without_a_word(app: Flask, bima: Client, course_id: int) -> None:
    other = dict(course_folder(lessons=1).files)
    litter = {"__MACOSX/kursus/._course.md": b"x", "kursus/.DS_Store": b"x"}
    more = {"kursus/README.md": b"x", "kursus/.git/HEAD": b"x"}
    zipped = packed({f"kursus/{name}": data for name, data in other.items()} | litter | more)
    assert send(bima, {"kursus.zip": zipped}, "replace").status_code == 303
    assert contents(app, course_id) == other


def test_what_is_not_taken_is_listed(app: Flask, bima: Client, course_id: int) -> None:
    response = send(bima, {"a.exe": b"MZ", "b.svg": b"<svg/>", "c.doc": b"x", "b.png": png(9, 9)})
    assert response.status_code == 200
    page = response.get_data(as_text=True)
    assert "a.exe: jenis atau nama berkas ini tidak dikenal" in page
    assert "b.svg: gambar jenis ini tidak diterima" in page
    assert "c.doc: simpan sebagai .docx" in page
    assert "media/b.png" in contents(app, course_id)


def test_single_texts_find_their_places(app: Flask, bima: Client, course_id: int) -> None:
    for _ in range(2):
        send(bima, {"Hak Warga.md": b"# A {#a}\n", "01-modul.md": b"# B {#b}\n"})
    after = contents(app, course_id)
    assert after["02-hak-warga.md"] == b"# A {#a}\n"
    assert after["01-modul.md"] == b"# B {#b}\n"
    assert len(after) == 4


def test_a_pasted_picture_replaces_nothing(app: Flask, bima: Client, course_id: int) -> None:
    first = send(bima, {"a.png": png(5, 5)}, None, headers=JSON)
    again = send(bima, {"a.png": png(5, 5)}, None, headers=JSON)
    assert first.json is not None
    assert again.json is not None
    assert first.json["files"] == again.json["files"] == [{"path": "media/a-2.png"}]
    assert contents(app, course_id).keys() >= {"media/a.png", "media/a-2.png"}


def test_a_document_becomes_a_module(app: Flask, bima: Client, course_id: int) -> None:
    response = send(bima, {"Panduan Loket.docx": document(guide())})
    assert response.status_code == 200
    assert "02-panduan-loket.md" in response.get_data(as_text=True)
    after = contents(app, course_id)
    assert b"# Menyambut warga {#menyambut-warga}" in after["02-panduan-loket.md"]
    assert "media/panduan-loket-1.png" in after


def test_the_same_document_is_taken_once(app: Flask, bima: Client, course_id: int) -> None:
    data = document(guide())
    send(bima, {"Panduan.docx": data})
    before = state_of(app, course_id)
    response = send(bima, {"Panduan.docx": data})
    assert "sudah pernah diunggah" in response.get_data(as_text=True)
    assert state_of(app, course_id) == before


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.zip": packed({"../a.md": b"x"})}, "menunjuk ke luar folder"),
        ({"a.zip": b"bukan zip"}, "bukan arsip zip"),
        ({"a.zip": packed({"02-a.md": b"x", "media/x.png": b"<html>"})}, "bukan image/png"),
        ({"02-b.md": b"x", "media.png": b"<html>"}, "bukan image/png"),
        ({"02-b.md": b"x", "a.docx": b"x"}, "bukan dokumen Word"),
        ({"a.zip": packed({"course.md": course_folder("lain").files["course.md"]})}, "ber-id lain"),
        ({"a.zip": packed({"02-x.md": b"x" * 3_000_000})}, "mengembang tidak wajar"),
        ({}, "Pilih berkas"),
    ],
)
def test_a_broken_upload_changes_nothing(
    app: Flask, bima: Client, course_id: int, files: dict[str, bytes], words: str
) -> None:
    before = state_of(app, course_id)
    response = send(bima, files)
    assert response.status_code == 422
    assert re.search(words, response.get_data(as_text=True))
    said = send(bima, files, headers=JSON)
    assert said.status_code == 422
    assert said.json is not None
    assert re.search(words, " ".join([said.json["message"], *said.json["findings"]]))
    assert state_of(app, course_id) == before


def test_replacing_needs_a_whole_course(app: Flask, bima: Client, course_id: int) -> None:
    before = state_of(app, course_id)
    assert send(bima, {"02-a.md": b"x"}, "replace").status_code == 422
    assert state_of(app, course_id) == before


def test_an_upload_may_be_larger_than_other_requests(
    app: Flask, bima: Client, course_id: int
) -> None:
    film = b"\0\0\0\x18ftypmp42" + bytes(3_000_000)
    parts = {
        "mode": "add",
        "csrf_token": bima.csrf(),
        "files": FileStorage(io.BytesIO(film), "film.mp4"),
    }
    boundary, body = encode_multipart(parts)
    kind = f"multipart/form-data; boundary={boundary}"
    with bima.post(PLACE, data=body, content_type=kind) as response:
        assert response.status_code == 303
    assert contents(app, course_id)["media/film.mp4"] == film
    too_large = {"path": "x" * 3_000_000}
    assert bima.form_post("/authoring/kursus/delete", too_large).status_code == 413


def test_files_are_whose_upload_it_was(
    app: Flask, bima: Client, course_id: int, cast: Cast
) -> None:
    send(bima, {"b.png": png(9, 9)})
    with app.app_context():
        draft = draft_of(course_id)
        assert draft is not None
        names = {line.path: line.changed_by for line in files_of(draft.id)}
    assert names["media/b.png"] == cast.bima.full_name


def _begin(client: Client, files: Mapping[str, bytes], **fields: str) -> TestResponse:
    data: dict[str, Any] = {"files": [(io.BytesIO(data), name) for name, data in files.items()]}
    data |= {f"upload-{name}": value for name, value in fields.items()}
    return client.form_post("/authoring/new/upload", data, content_type="multipart/form-data")


def test_a_zip_becomes_a_course(app: Flask, bima: Client, cast: Cast) -> None:
    folder = course_folder("dari-zip").files
    response = _begin(bima, {"x.zip": packed(folder, "dari-zip/")})
    assert response.location == "/authoring/dari-zip"
    with app.app_context():
        made = course_for_editing(cast.bima, "dari-zip").id
    assert contents(app, made) == dict(folder)


def test_a_document_becomes_a_course(app: Flask, bima: Client, cast: Cast) -> None:
    response = _begin(bima, {"Panduan Loket.docx": document(guide())}, title="Loket ramah")
    assert response.status_code == 200
    with app.app_context():
        made = course_for_editing(cast.bima, "loket-ramah")
    assert made.title == "Loket ramah"
    assert contents(app, made.id).keys() == {
        "course.md",
        "01-panduan-loket.md",
        "media/panduan-loket-1.png",
    }


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"x.zip": packed(course_folder("kursus").files)}, "sudah dipakai kursus lain"),
        ({"a.png": png()}, "Tidak ada naskah"),
        ({"x.zip": packed({"course.md": b"---\ntitle: x\n---\n"})}, "belum terbaca"),
        ({}, "Pilih berkas"),
    ],
)
def test_a_course_that_cannot_begin_leaves_nothing(
    bima: Client, files: dict[str, bytes], words: str
) -> None:
    response = _begin(bima, files)
    assert response.status_code == 422
    assert words in response.get_data(as_text=True)
    assert bima.get("/authoring").get_data(as_text=True).count('href="/authoring/') == 2


def test_reviewers_upload_nothing(app: Flask, client: Client, course_id: int) -> None:
    ayu = client.sign_in("ayu")
    assert send(ayu, {"a.png": png()}).status_code == 403
