"""Media files of a course: only for its readers, inert, kept by the browser."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.core.db import db
from lms.courses.models import RevisionFile
from lms.courses.queries import compiled, current_revision_id
from tests.factories.courses import png, publish_course

FILES = {
    "media/kurva s.png": png(3, 2),
    "media/suara.mp3": b"ID3" + bytes(range(200)),
    "media/panduan.pdf": b"%PDF-1.7 isi",
}
TEXT = "![Kurva](<media/kurva s.png>)\n\n![Suara](media/suara.mp3)\n\n[Panduan](media/panduan.pdf)"


@pytest.fixture
def addresses(app, cast):
    """The address of each file of a course for Ayu's agency, and of its sources, by path."""
    with app.app_context():
        publish_course(
            audience="units",
            unit_ids=[cast.units["dpu"]],
            lessons=1,
            lesson_text=TEXT,
            files=FILES,
        )
        rows = db.session.execute(select(RevisionFile.path, RevisionFile.sha256)).all()
        db.session.rollback()
    return {
        path: f"/courses/kursus/media/{sha256}/{path.rpartition('/')[2].replace(' ', '%20')}"
        for path, sha256 in rows
    }


def test_a_picture_is_inert_and_kept_for_good(client, addresses):
    with client.sign_in("ayu").get(addresses["media/kurva s.png"]) as response:
        headers = response.headers
        assert response.status_code == 200
        assert response.data.startswith(b"\x89PNG")
    assert headers["Content-Type"] == "image/png"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert headers["Content-Disposition"].startswith("inline")


def test_a_pdf_is_only_downloaded(client, addresses):
    with client.sign_in("ayu").get(addresses["media/panduan.pdf"]) as response:
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Disposition"].startswith("attachment")


def test_a_browser_that_has_it_gets_nothing_again(client, addresses):
    address = addresses["media/kurva s.png"]
    with client.sign_in("ayu").get(address) as first:
        tag = first.headers["ETag"]
    with client.get(address, headers={"If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_a_player_may_ask_for_a_part(client, addresses):
    client.sign_in("ayu")
    with client.get(addresses["media/suara.mp3"], headers={"Range": "bytes=3-7"}) as part:
        assert (part.status_code, part.data) == (206, bytes(range(5)))
        assert part.headers["Content-Range"] == "bytes 3-7/203"


def test_the_lesson_shows_what_is_served(app, client, addresses):
    with app.app_context():
        html = compiled(current_revision_id("kursus")).by_key["materi-1"].body_html
    for path in FILES:
        assert f'"{addresses[path]}"' in html, path
    assert 'width="3"' in html
    assert 'height="2"' in html
    assert 'preload="none"' in html


def test_people_outside_the_audience_and_visitors_get_no_file(client, addresses):
    address = addresses["media/kurva s.png"]

    assert client.get(address).status_code in (302, 401)
    assert client.sign_in("fajar").get(address).status_code == 404


@pytest.mark.parametrize("path", ["course.md", "01-modul.md"])
def test_sources_with_their_answer_keys_are_never_served(client, addresses, path):
    assert client.sign_in("ayu").get(addresses[path]).status_code == 404


def test_a_file_is_found_only_under_its_course_its_hash_and_its_name(app, client, addresses):
    with app.app_context():
        publish_course("lain")
    client.sign_in("ayu")
    address = addresses["media/suara.mp3"]
    for wrong in (
        address.replace("kursus", "lain"),
        address.replace("suara.mp3", "suara.html"),
        address.replace("/media/", "/media/0"),
        "/courses/kursus/media/..%2f..%2fsecret-key/suara.mp3",
        f"/courses/kursus/media/{'0' * 64}/suara.mp3",
    ):
        assert client.get(wrong).status_code == 404, wrong


def test_files_of_an_older_revision_stay_for_attempts_that_show_them(app, client, addresses):
    with app.app_context():
        publish_course(lessons=1)

    with client.sign_in("ayu").get(addresses["media/suara.mp3"]) as response:
        assert response.status_code == 200
