"""Media in a folder: checked by content, encoded anew, and nothing hidden left in them."""

from __future__ import annotations

import io
import re
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from lms.core import files
from lms.core.db import db
from lms.courses.actions import BrokenFolder, publish_folder
from lms.courses.actions.media import MOST_PIXELS, media_files
from lms.courses.models import RevisionFile
from lms.courses.queries import describe
from lms.courses.queries.findings import PUBLISHING_MESSAGES
from lms.courses.source import CourseFolder
from tests.factories.courses import course_folder, png

SECRET = b"lintang-selatan-5.45"


def picture(format_name: str, size: tuple[int, int] = (8, 6), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (122, 31, 43)).save(out, format=format_name, **options)
    return out.getvalue()


def prepared(**named: bytes):
    return media_files(CourseFolder({f"media/{n}": data for n, data in named.items()}), {})


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6  # turned by a quarter: the camera was held upright
    return picture("JPEG", (8, 6), exif=exif)


def test_metadata_is_gone_and_the_orientation_is_kept():
    stored, findings = prepared(**{"foto.jpg": with_place()})

    (photo,) = stored
    assert not findings
    assert SECRET not in photo.data
    assert (photo.width, photo.height) == (6, 8)


def test_what_hides_behind_a_picture_is_gone():
    for ending, format_name in (("png", "PNG"), ("webp", "WEBP"), ("gif", "GIF"), ("jpg", "JPEG")):
        polyglot = picture(format_name) + b"<script>" + SECRET
        ((stored,), findings) = prepared(**{f"x.{ending}": polyglot})
        assert not findings
        assert SECRET not in stored.data
        assert Image.open(io.BytesIO(stored.data)).format == format_name


def test_a_drawing_without_loss_stays_without_loss():
    drawing = picture("WEBP", lossless=True)
    ((stored,), _) = prepared(**{"skema.webp": drawing})

    assert b"VP8L" in stored.data


def test_a_moving_picture_keeps_its_frames():
    frames = [Image.new("RGB", (4, 4), color) for color in ((255, 0, 0), (0, 255, 0))]
    out = io.BytesIO()
    frames[0].save(out, format="GIF", save_all=True, append_images=frames[1:])
    ((stored,), _) = prepared(**{"gerak.gif": out.getvalue()})

    assert Image.open(io.BytesIO(stored.data)).n_frames == 2


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("x.png", picture("JPEG"), "E801"),
        ("x.webp", b"<html><script>alert(1)</script>", "E801"),
        ("x.jpg", b"", "E801"),
        ("x.png", png(400, 400)[:120], "E803"),
        ("x.mp3", b"<html>", "E801"),
        ("x.mp4", b"ftyp", "E801"),
        ("x.pdf", b"\x89PNG", "E801"),
        ("x.webm", b"OggS", "E801"),
    ],
)
def test_a_file_that_is_not_what_its_ending_promises_is_refused(name, data, code):
    stored, (finding,) = prepared(**{name: data})

    assert not stored
    assert (finding.file, finding.code) == (f"media/{name}", code)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded():
    side = int(MOST_PIXELS**0.5) + 1
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    claims = png()[:12] + header + struct.pack(">I", zlib.crc32(header)) + png()[33:]
    stored, (finding,) = prepared(**{"besar.png": claims})

    assert (stored, finding.code) == ([], "E802")


def test_sound_film_and_pdf_are_kept_as_they_are():
    given = {
        "a.mp3": b"ID3\x04rest",
        "b.mp4": b"\0\0\0\x18ftypmp42",
        "c.pdf": b"%PDF-1.7 rest",
        "d.ogg": b"OggS rest",
    }
    stored, findings = prepared(**given)

    assert not findings
    assert [file.data for file in stored] == list(given.values())


def test_every_finding_about_media_has_words():
    _, (finding,) = prepared(**{"x.pdf": b""})

    message, params = describe(finding)
    assert message % params == (
        "Isi media/x.pdf bukan application/pdf. Simpan ulang dengan jenis yang sesuai akhirannya."
    )


def test_the_page_for_authors_names_every_finding_of_publishing():
    page = (Path(__file__).parents[2] / "docs" / "course-format.md").read_text("utf-8")

    assert re.findall(r"^- \*\*(E\d{3})\*\*", page, re.M) == list(PUBLISHING_MESSAGES)


@pytest.mark.usefixtures("context")
def test_a_folder_with_a_wrong_picture_is_refused():
    folder = course_folder(
        lesson_text="![Kurva](media/kurva.webp)", files={"media/kurva.webp": b"GIF89a"}
    )
    with pytest.raises(BrokenFolder) as refused:
        publish_folder(folder, actor_id=None)

    assert "E801" in {finding.code for finding in refused.value.findings}
    assert not db.session.scalars(select(RevisionFile)).all()


@pytest.mark.usefixtures("context")
def test_a_published_picture_is_shown_with_its_size_from_the_course_s_own_address():
    folder = course_folder(
        lessons=1,
        lesson_text="![Warna maroon](media/maroon.png)",
        files={"media/maroon.png": png(3, 2, note=SECRET.decode())},
    )
    publish_folder(folder, actor_id=None)

    row = db.session.scalars(
        select(RevisionFile).where(RevisionFile.path == "media/maroon.png")
    ).one()
    assert (row.media_type, row.width, row.height) == ("image/png", 3, 2)
    assert SECRET not in files.read(row.sha256)
