"""Files for an assignment: only what is asked for, only its owner's, and the text beside it is kept."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lms.assessment.actions import add_file, remove_file
from lms.assessment.models import AnswerEvent, Attempt, HandedFile
from lms.assessment.rules import ending_of, file_name, is_what_it_says
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.courses.source.attributes import FILE_TYPES
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import hand_in, start, unit_of_work
from tests.factories.courses import png
from tests.factories.kinds import COURSE, take_up

PDF = b"%PDF-1.7\n% rencana"


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's open assignment, which takes two files (pdf, txt) of up to 1 MB."""
    take_up(app, cast.ayu.id)
    return start(app, cast.ayu.id, COURSE, "tugas")


def add(app: Flask, person_id: int, uuid: str, name: str, content: bytes) -> None:
    with unit_of_work(app):
        add_file(attempt_uuid=uuid, person_id=person_id, name=name, content=content)


def kept(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        query = select(HandedFile.name, HandedFile.media_type).where(
            HandedFile.removed_at.is_(None)
        )
        return [tuple(row) for row in db.session.execute(query.order_by(HandedFile.id))]


def upload(client: Client, uuid: str, file: tuple[bytes, str] | None, **fields: Any) -> Any:
    data = {"shown-1": "{}", **fields}
    if file is not None:
        data["file"] = (io.BytesIO(file[0]), file[1])
    return client.form_post(f"/attempts/{uuid}/files", data)


def test_a_file_is_kept_once_and_offered_again(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    client.sign_in("ayu")
    for _ in range(2):
        response = upload(client, uuid, (PDF, "Rencana kerja.PDF"), upload="1")
        assert (response.status_code, response.location) == (303, f"/attempts/{uuid}#berkas")
    assert kept(app) == [("Rencana kerja.PDF", "application/pdf")]
    assert "Rencana kerja.PDF" in client.get(f"/attempts/{uuid}").get_data(as_text=True)
    download = client.get(f"/attempts/{uuid}/files/1")
    assert download.data == PDF
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in download.headers["Content-Security-Policy"]
    download.close()


def test_no_file_button_loses_what_was_typed(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    client.sign_in("ayu")
    upload(client, uuid, (b"MZ", "virus.exe"), **{"answer-1-0": "Banjir.", "upload": "1"})
    shown = client.get(f"/attempts/{uuid}").get_data(as_text=True)
    assert "Jenis berkas virus.exe tidak diterima" in shown
    assert "Banjir." in shown
    with app.app_context():
        assert db.session.scalars(select(AnswerEvent.payload)).all() == [{"text": "Banjir."}]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ"),
        ("gambar.png", png()),  # not asked for
        ("rencana.pdf", b"<html>bukan</html>"),
        ("rencana.pdf", b""),
        ("catatan.txt", b"biner\0"),
        ("catatan.txt", b"x" * (1024 * 1024 + 1)),
        ("pdf", PDF),
    ],
)
def test_what_is_not_asked_for_is_refused(
    app: Flask, cast: Cast, uuid: str, name: str, content: bytes
) -> None:
    with unit_of_work(app), pytest.raises(Invalid):
        add_file(attempt_uuid=uuid, person_id=cast.ayu.id, name=name, content=content)
    assert kept(app) == []


def test_no_more_files_than_asked_for_until_one_is_taken_away(
    app: Flask, cast: Cast, uuid: str
) -> None:
    ayu = cast.ayu.id
    add(app, ayu, uuid, "a.txt", b"a")
    add(app, ayu, uuid, "b.txt", b"b")
    with pytest.raises(Invalid):
        add(app, ayu, uuid, "c.txt", b"c")
    for _ in range(2):
        with unit_of_work(app):
            remove_file(attempt_uuid=uuid, person_id=ayu, file_id=1)
    add(app, ayu, uuid, "c.txt", b"c")
    add(app, ayu, uuid, "c.txt", b"c")
    assert [name for name, _ in kept(app)] == ["b.txt", "c.txt"]


def test_files_alone_may_be_handed_in_and_stay_as_they_are(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    ayu = cast.ayu.id
    add(app, ayu, uuid, "a.txt", b"a")
    client.sign_in("ayu")
    assert "a.txt" in client.get(f"/attempts/{uuid}/submit").get_data(as_text=True)
    hand_in(app, ayu, uuid)
    assert f"/attempts/{uuid}/files/1" in client.get(f"/attempts/{uuid}").get_data(as_text=True)
    with pytest.raises(Conflict):
        add(app, ayu, uuid, "b.txt", b"b")
    with unit_of_work(app), pytest.raises(Conflict):
        remove_file(attempt_uuid=uuid, person_id=ayu, file_id=1)
    with app.app_context():
        assert db.session.scalars(select(Attempt.score)).one() is None


@pytest.mark.parametrize("name", ["bima", "citra", "eko"])
def test_nobody_else_gets_a_file(
    app: Flask, client: Client, cast: Cast, uuid: str, name: str
) -> None:
    add(app, cast.ayu.id, uuid, "a.txt", b"a")
    client.sign_in(name)
    assert client.get(f"/attempts/{uuid}/files/1").status_code == 404
    assert upload(client, uuid, (PDF, "b.pdf"), upload="1").status_code == 404
    assert upload(client, uuid, None, remove="1").status_code == 404
    assert kept(app) == [("a.txt", "text/plain")]


def test_a_file_of_another_attempt_is_not_found(app: Flask, cast: Cast, uuid: str) -> None:
    add(app, cast.ayu.id, uuid, "a.txt", b"a")
    other = start(app, cast.ayu.id, COURSE, "uraian")
    with unit_of_work(app), pytest.raises(NotFound):
        remove_file(attempt_uuid=other, person_id=cast.ayu.id, file_id=1)
    with pytest.raises(Invalid):
        add(app, cast.ayu.id, other, "a.txt", b"a")


def test_pressing_upload_without_a_file_says_so(client: Client, cast: Cast, uuid: str) -> None:
    client.sign_in("ayu")
    assert upload(client, uuid, None, upload="1").status_code == 303
    assert "Pilih berkas dahulu." in client.get(f"/attempts/{uuid}").get_data(as_text=True)


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_can_be_shown(name: str) -> None:
    shown = file_name(name)
    assert 0 < len(shown) <= 120
    assert shown.isprintable() or " " in shown
    assert "/" not in shown
    assert "\\" not in shown


@pytest.mark.parametrize("ending", FILE_TYPES)
def test_every_type_that_authors_may_ask_for_is_known(ending: str) -> None:
    assert not is_what_it_says(f"a.{ending}", b"")
    assert is_what_it_says(f"a.{ending}", sample(ending))
    assert ending_of(f"A.{ending.upper()}") == ending


def sample(ending: str) -> bytes:
    folders = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/slides.xml"}
    documents = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
    if ending in folders or ending in documents or ending == "zip":
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            if ending in documents:
                kind = f"application/vnd.oasis.opendocument.{documents[ending]}"
                archive.writestr("mimetype", kind)
            archive.writestr(folders.get(ending, "isi.txt"), "isi")
        return made.getvalue()
    return {
        "pdf": PDF,
        "jpg": b"\xff\xd8\xff\xe0",
        "jpeg": b"\xff\xd8\xff\xe1",
        "png": png(),
        "webp": b"RIFF\x10\0\0\0WEBPVP8 ",
        "mp3": b"ID3\x04",
        "m4a": b"\0\0\0\x1cftypM4A ",
        "mp4": b"\0\0\0\x1cftypisom",
        "webm": b"\x1a\x45\xdf\xa3",
    }.get(ending, b"teks")
