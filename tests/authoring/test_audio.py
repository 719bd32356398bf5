"""Light audio as an author chooses it: on the page from which the course is published."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from lms.authoring.actions.files import add_files
from lms.authoring.queries.drafts import draft_of, folder_of
from lms.core import db as database
from lms.core import jobs
from lms.core.audit import AuditEntry
from lms.core.db import begin_unit, db
from lms.courses.actions import lighten_audio
from lms.courses.models import LightAudio
from tests.cast import Cast
from tests.client import Client
from tests.factories.authoring import published_with_draft
from tests.factories.sounds import sound

REVIEW = "/authoring/kursus/review"
CHOICE = "/authoring/kursus/audio"
TEXT = "\n\n![Satu](media/satu.mp3)\n\n![Rusak](media/rusak.mp3)"
FILES = {"media/satu.mp3": sound(), "media/rusak.mp3": b"ID3" + bytes(50_000)}


@pytest.fixture
def course_id(app: Flask, cast: Cast) -> int:
    """A published course of Bima's with two sounds, one of them damaged, and a draft of it."""
    with app.app_context():
        begin_unit(may_write=True)
        return published_with_draft(cast.bima.id, lesson_text=TEXT, files=FILES)


def page(client: Client) -> str:
    response = client.get(REVIEW)
    assert response.status_code == 200
    return " ".join(response.get_data(as_text=True).split()).replace("\N{NO-BREAK SPACE}", " ")


def published(client: Client) -> str:
    found = re.search(r'name="reviewed" value="([0-9a-f]{64})"', page(client))
    assert found
    answer = client.form_post(
        "/authoring/kursus/publish",
        {"reviewed": found[1], "note": "Audio ringan."},
        follow_redirects=True,
    )
    return answer.get_data(as_text=True)


def source(app: Flask, course_id: int) -> bytes:
    with app.app_context():
        draft = draft_of(course_id)
        assert draft is not None
        return folder_of(draft.id).files["course.md"]


def work(app: Flask) -> None:
    with app.app_context():
        while jobs.run_due({"lighten-audio": lighten_audio}):
            pass


def test_an_author_chooses_publishes_and_reads_what_became_of_each_sound(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    client.sign_in("bima")
    assert "Ringankan audio" in page(client)
    handed_in = round(sum(map(len, FILES.values())) / 1000)
    assert f"Audio kursus ini {handed_in} KB." in page(client)

    assert client.form_post(CHOICE, {"audio": "light"}).status_code == 303
    assert b"\naudio: light\n" in source(app, course_id)
    assert page(client).count("diringankan setelah terbit") == 2
    assert "Revisi 2 terbit." in published(client)
    work(app)

    html = page(client)
    with app.app_context():
        light = db.session.scalars(select(LightAudio).where(LightAudio.problem.is_(None))).one()
        size = round(light.size / 1000)
    assert f"menjadi {size} KB" in html
    assert "tidak dapat dibaca, dipakai apa adanya" in html
    assert "sama dengan revisi 2" in html


def test_going_back_to_the_original_is_a_revision_as_well(
    app: Flask, client: Client, course_id: int
) -> None:
    client.sign_in("bima")
    client.form_post(CHOICE, {"audio": "light"})
    published(client)
    work(app)
    client.form_post(CHOICE, {"audio": "original"})
    assert b"\naudio: original\n" in source(app, course_id)
    assert "Revisi 3 terbit." in published(client)
    assert "<source" not in client.get("/learn/kursus/materi-1").get_data(as_text=True)


def test_light_sounds_are_no_change_of_a_lesson(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    client.sign_in("bima")
    client.form_post(CHOICE, {"audio": "light"})
    published(client)
    work(app)
    with app.app_context():
        begin_unit(may_write=True)
        draft = draft_of(course_id)
        assert draft is not None
        text = folder_of(draft.id).files["01-modul.md"].replace(b"Isi materi 1.", b"Isi baru.")
        add_files(course_id=course_id, files={"01-modul.md": text}, actor_id=cast.bima.id)
        database.commit()
    html = page(client)
    assert "Yang berubah bagi peserta" in html
    assert "diff-new" in html
    assert not re.search(r'class="diff-(?:new|gone)"[^>]*>\s*<figure', html)
    with app.app_context():
        sha256 = db.session.scalars(
            select(LightAudio.sha256).where(LightAudio.problem.is_(None))
        ).one()
    with client.get(f"/authoring/kursus/media/{sha256}/satu.ogg") as response:
        assert (response.status_code, response.mimetype) == (200, "audio/ogg")
    assert client.get(f"/authoring/kursus/media/{sha256}/satu.mp3").status_code == 404


def test_the_choice_is_in_the_trail(app: Flask, client: Client, course_id: int) -> None:
    client.sign_in("bima")
    client.form_post(CHOICE, {"audio": "light"})
    published(client)
    work(app)
    with app.app_context():
        actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"draft.audio", "course.lighten_audio"} <= actions


def test_another_choice_is_refused(client: Client, course_id: int) -> None:
    client.sign_in("bima")
    answer = client.form_post(CHOICE, {"audio": "none\nid: lain"})
    assert answer.status_code == 422
    assert "Pilih “Ringankan audio” atau “Pakai audio asli”." in answer.get_data(as_text=True)
    assert client.form_post(CHOICE, {}).status_code == 422


def test_a_course_without_sounds_is_asked_nothing(app: Flask, client: Client, cast: Cast) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        published_with_draft(cast.bima.id)
    client.sign_in("bima")
    assert "audio-heading" not in page(client)
