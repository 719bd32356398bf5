"""Questions of other systems, uploaded: a bank with free ids and paths, and a list of what was lost."""

from __future__ import annotations

import base64
import io

import pytest
from flask import Flask

from lms.authoring.actions.uploads import Upload
from lms.authoring.actions.uploads.converting import MOST_QUESTION_BYTES, bank_of
from lms.authoring.actions.uploads.taken import Taken
from lms.core.errors import Invalid
from lms.courses.source import CourseFolder, scan
from tests.authoring.test_uploads import JSON, bima, contents, course_id, send, state_of
from tests.client import Client
from tests.factories.courses import png

__all__ = ["bima", "course_id"]

GIFT = b"""::s1::Siapa menunjuk PPTK? {=PA/KPA ~Penyedia}

Benar? {T}
"""
AIKEN = b"Siapa menunjuk PPTK?\nA. PA/KPA\nB. Penyedia\nANSWER: A\n"


def moodle(*pictures: bytes) -> bytes:
    """A question for each picture, all of which have the same name."""
    asked = "".join(
        f"""<question type="shortanswer"><name><text>Gambar {number}</text></name>
<questiontext format="html"><text>Apa ini? &lt;img src="@@PLUGINFILE@@/a.png" alt="x"&gt;</text>
<file name="a.png" encoding="base64">{base64.b64encode(data).decode()}</file></questiontext>
<answer fraction="100"><text>Jembatan</text></answer></question>"""
        for number, data in enumerate(pictures)
    )
    return f"<quiz>{asked}</quiz>".encode()


@pytest.mark.parametrize(("name", "data"), [("Soal PPTK.gift", GIFT), ("Soal PPTK.txt", AIKEN)])
def test_questions_become_a_bank(
    app: Flask, bima: Client, course_id: int, name: str, data: bytes
) -> None:
    page = send(bima, {name: data}).get_data(as_text=True)
    assert "bank/soal-pptk.md" in page
    after = contents(app, course_id)
    assert b"id: soal-pptk\n" in after["bank/soal-pptk.md"]
    assert b"Siapa menunjuk PPTK?" in after["bank/soal-pptk.md"]
    outline = scan(CourseFolder(after)).outline
    assert outline is not None
    assert outline.banks[0].questions[0].kind == "one"


def test_ids_of_the_course_are_left_alone(app: Flask, bima: Client, course_id: int) -> None:
    send(bima, {"soal.gift": GIFT, "soal.aiken": AIKEN})
    after = contents(app, course_id)
    assert {"bank/soal.md", "bank/soal-2.md"} <= after.keys()
    codes = {finding.code for finding in scan(CourseFolder(after)).findings}
    assert codes == {"W609", "W704"}  # the fixture's picture and the new banks are not used yet


def test_pictures_of_one_name_all_come_along(app: Flask, bima: Client, course_id: int) -> None:
    first, second = png(3, 1), png(1, 3)
    send(bima, {"soal.xml": moodle(first, second, first)})
    after = contents(app, course_id)
    assert {"media/a-2.png", "media/a-3.png"} <= after.keys()
    text = after["bank/soal.md"].decode()
    assert [text.count(f"(media/{name}.png)") for name in ("a", "a-2", "a-3")] == [0, 2, 1]


def test_what_is_lost_is_listed_with_its_line(bima: Client, course_id: int) -> None:
    data = b"Siapa? {=PA/KPA ~%50%Penyedia}\n\n// catatan\n$CATEGORY: umum\n\nBenar? {T}\n"
    answer = send(bima, {"soal.gift": data}, headers=JSON).json
    assert answer is not None
    (document,) = answer["documents"]
    assert document["path"] == "bank/soal.md"
    assert any(lost.startswith("Baris 1: ") for lost in document["lost"])


def test_the_same_questions_are_taken_once(app: Flask, bima: Client, course_id: int) -> None:
    send(bima, {"soal.gift": GIFT})
    before = state_of(app, course_id)
    assert "sudah pernah diunggah" in send(bima, {"soal.gift": GIFT}).get_data(as_text=True)
    assert state_of(app, course_id) == before


def test_a_text_without_questions_is_not_taken(app: Flask, bima: Client, course_id: int) -> None:
    before = state_of(app, course_id)
    page = send(bima, {"catatan.txt": b"Rapat hari Senin.\n"}).get_data(as_text=True)
    assert "tidak ada soal" in page
    assert state_of(app, course_id) == before


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("soal.xml", b"<html/>"),
        ("soal.xml", b"<!DOCTYPE q [<!ENTITY a 'b'>]><quiz>&a;</quiz>"),
        ("soal.gift", b"Caf\xe9? {T}"),
    ],
)
def test_what_cannot_be_read_changes_nothing(
    app: Flask, bima: Client, course_id: int, name: str, data: bytes
) -> None:
    before = state_of(app, course_id)
    assert send(bima, {"02-baru.md": b"# X {#x}\n", name: data}).status_code == 422
    assert state_of(app, course_id) == before


def test_a_file_too_large_to_be_read_whole_is_refused() -> None:
    upload = Upload("soal.xml", io.BytesIO(b"<quiz>" + b" " * MOST_QUESTION_BYTES + b"</quiz>"))
    with pytest.raises(Invalid, match="terlalu besar"):
        bank_of(upload, Taken())
