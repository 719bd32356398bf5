"""Pictures in the widths that screens ask for: lighter, never larger, shown by every page that has them."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from PIL import Image, ImageDraw
from sqlalchemy import select

from lms.core import children, files
from lms.core.db import begin_writing, db
from lms.courses.actions import publish_folder, rebuild, widths
from lms.courses.actions.widths import WIDTHS
from lms.courses.models import Activity, PictureVersion, Revision
from lms.courses.queries import compiled, current_revision_id, media_sizes
from tests.client import Client
from tests.factories.courses import PLACE, course_folder, photograph, publish_course


def drawing(width: int = 720) -> bytes:
    """Sharp lines and flat colours, which cost next to nothing without loss."""
    picture = Image.new("RGB", (width, 500), "white")
    pen = ImageDraw.Draw(picture)
    for number in range(3000):
        pen.point((number * 7 % width, number * 13 % 500), "black")
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def moving() -> bytes:
    frames = [Image.effect_noise((400, 300), 60).convert("P") for _ in range(2)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def published(**named: bytes) -> str:
    """The HTML of a lesson that shows these pictures."""
    text = "\n\n".join(f"![Gambar {name}](media/{name})" for name in named)
    publish_course(lessons=1, lesson_text=text, files={f"media/{n}": d for n, d in named.items()})
    return compiled(current_revision_id("kursus")).by_key["materi-1"].body_html


def rows() -> list[PictureVersion]:
    return list(db.session.scalars(select(PictureVersion).order_by(PictureVersion.width)))


@pytest.mark.usefixtures("context")
def test_a_photograph_gets_lighter_versions_and_the_page_offers_them() -> None:
    html = published(**{"foto.jpg": photograph()})

    versions = rows()
    assert [one.width for one in versions] == list(WIDTHS)
    weights = [one.size for one in versions]
    assert weights == sorted(weights)
    assert weights[-1] < len(photograph()) / 2
    for one in versions:
        assert f"{one.sha256}/foto.webp {one.width}w" in html
        with Image.open(io.BytesIO(files.read(one.sha256))) as picture:
            assert picture.format == "WEBP"
            assert picture.size == (one.width, one.height)
            assert not picture.getexif()
        assert PLACE.encode() not in files.read(one.sha256)
    assert 'width="1600"' in html
    assert 'height="1200"' in html


@pytest.mark.usefixtures("context")
def test_no_version_is_wider_than_the_picture() -> None:
    published(**{"foto.jpg": photograph(500, 375)})

    assert [one.width for one in rows()] == [360, 500]


@pytest.mark.usefixtures("context")
def test_a_version_that_would_weigh_more_is_not_kept() -> None:
    html = published(**{"gambar.png": drawing()})

    offered = rows()
    assert all(one.size <= len(drawing()) for one in offered)
    assert [one.size for one in offered] == sorted(one.size for one in offered)
    assert html.count("<img") == 1


@pytest.mark.usefixtures("context")
def test_a_moving_picture_stays_as_it_is() -> None:
    html = published(**{"gerak.gif": moving()})

    (one,) = rows()
    assert one.sha256 == one.picture_sha256
    assert "srcset" not in html


@pytest.mark.usefixtures("context")
def test_a_light_picture_is_left_alone() -> None:
    published(**{"kecil.jpg": _light()})

    assert rows() == []


def _light() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), (122, 31, 43)).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.usefixtures("context")
def test_publishing_again_makes_no_version_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    published(**{"foto.jpg": photograph()})
    before = [(one.id, one.sha256) for one in rows()]

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a child was started")

    monkeypatch.setattr(children, "answer_in", never)
    publish_course(
        lessons=2, lesson_text="![Foto](media/foto.jpg)", files={"media/foto.jpg": photograph()}
    )
    assert [(one.id, one.sha256) for one in rows()] == before
    html = compiled(current_revision_id("kursus")).by_key["materi-2"].body_html
    assert before[0][1] in html


@pytest.mark.usefixtures("context")
def test_a_course_is_published_even_when_no_version_can_be_made(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(widths, "MEMORY_BYTES", 1024**2)
    html = published(**{"foto.jpg": photograph()})

    assert "srcset" not in html
    assert "<img" in html
    assert "no versions were made of 1 pictures" in caplog.text


@pytest.mark.usefixtures("context")
def test_an_older_revision_goes_on_showing_and_gets_versions_when_it_is_rebuilt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(widths, "LIGHT_BYTES", 10**9)
    assert "srcset" not in published(**{"foto.jpg": photograph()})
    monkeypatch.undo()
    begin_writing()
    revision = db.session.scalars(select(Revision)).one()
    revision.compiler_version = "3"

    assert rebuild(revision.id)
    html = db.session.scalars(select(Activity.body_html).where(Activity.key == "materi-1")).one()
    assert "srcset" in html
    assert len(rows()) == len(WIDTHS)


@pytest.mark.usefixtures("context")
def test_sizes_are_known_of_versions_too() -> None:
    published(**{"foto.jpg": photograph()})

    sizes = media_sizes(current_revision_id("kursus"))
    assert {one.sha256: (one.size, "image/webp") for one in rows()}.items() <= sizes.items()


def test_a_version_is_served_to_the_readers_of_the_course_alone(
    app: Flask, client: Client, cast: object
) -> None:
    with app.app_context():
        publish_folder(course_folder("lain"), actor_id=None)
        published(**{"foto saya.jpg": photograph()})
        sha256 = rows()[0].sha256
        db.session.rollback()
    address = f"/courses/kursus/media/{sha256}/foto%20saya.webp"

    assert client.get(address).status_code in (302, 401)
    client.sign_in("ayu")
    with client.get(address) as response:
        assert (response.status_code, response.mimetype) == (200, "image/webp")
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    for wrong in (address.replace(".webp", ".jpg"), address.replace("kursus", "lain")):
        assert client.get(wrong).status_code == 404, wrong
