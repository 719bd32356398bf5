"""Sounds made light: for the courses that ask for it, never heavier, and never in anybody's way."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import av
import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import children, files, jobs
from lms.core.db import begin_unit, begin_writing, db
from lms.courses.actions import lighten_audio, lightening, publish_folder, rebuild
from lms.courses.actions.lightening import child
from lms.courses.models import LightAudio, Revision
from lms.courses.queries import compiled, current_revision_id, export, media_sizes
from tests.client import Client
from tests.factories.courses import course_folder, publish_course
from tests.factories.sounds import film, seconds_of, sound

PLAYED = "\n\n![Wawancara](media/suara.mp3)"


def published(data: bytes, *, name: str = "suara.mp3", asks: str = "light") -> str:
    """The HTML of a lesson that plays this sound, once the worker has done what it was asked."""
    publish_course(
        lessons=1,
        lesson_text=f"\n\n![Wawancara](media/{name})",
        audio=asks,
        files={f"media/{name}": data},
    )
    work()
    return shown()


def work() -> None:
    while jobs.run_due({"lighten-audio": lighten_audio}):
        pass
    begin_unit(may_write=True)


def shown() -> str:
    return compiled(current_revision_id("kursus")).by_key["materi-1"].body_html


def row() -> LightAudio:
    return db.session.scalars(select(LightAudio)).one()


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    ("data", "name"),
    [(sound(), "a.mp3"), (sound(kind="m4a"), "a.m4a"), (sound(kind="ogg", bits=96_000), "a.ogg")],
    ids=["mp3", "m4a", "ogg"],
)
def test_a_sound_becomes_opus_in_one_channel_of_24_kbit_a_second(data: bytes, name: str) -> None:
    published(data, name=name)

    light = row()
    assert light.sha256 is not None
    version = files.read(light.sha256)
    assert len(version) == light.size
    with av.open(io.BytesIO(version)) as file:
        assert file.format.name == "ogg"
        assert "opus" in file.streams.audio[0].codec_context.name
        assert file.streams.audio[0].codec_context.layout.name == "mono"
        assert b"Ratna" not in version
    seconds = seconds_of(version)
    assert seconds == pytest.approx(8, abs=0.1)
    # What Ogg itself takes included: 45 minutes, an hour of learning, are about 8 MB.
    assert len(version) * 8 / seconds < 26_000


@pytest.mark.usefixtures("context")
def test_a_lesson_plays_the_light_one_with_its_size_and_what_was_handed_in_after_it() -> None:
    html = published(sound())

    light = f"/courses/kursus/media/{row().sha256}/suara.ogg"
    (heavy,) = re.findall(r'src="(/courses/kursus/media/[0-9a-f]{64}/suara\.mp3)"', html)
    assert f'<source src="{light}" type="audio/ogg; codecs=opus">' in html
    assert html.index(light) < html.index(heavy)
    assert f"Audio, {round(row().size / 1000)} KB" in html
    assert f'href="{light}"' in html
    assert 'preload="none"' in html
    assert html.count("<audio") == 1


@pytest.mark.usefixtures("context")
def test_a_course_that_does_not_ask_keeps_its_sounds() -> None:
    html = published(sound(), asks="original")

    assert db.session.scalars(select(LightAudio)).all() == []
    assert "<source" not in html
    assert f"Audio, {round(len(sound()) / 1000)} KB" in html


@pytest.mark.usefixtures("context")
def test_what_was_handed_in_plays_until_the_worker_is_done() -> None:
    publish_course(lessons=1, lesson_text=PLAYED, audio="light", files={"media/suara.mp3": sound()})
    assert "<source" not in shown()
    work()
    assert "<source" in shown()


@pytest.mark.usefixtures("context")
def test_every_sound_of_a_course_is_made_light_and_its_pages_change_once() -> None:
    texts = "\n\n![Satu](media/satu.mp3)\n\n![Dua](media/dua.m4a)"
    both = {"media/satu.mp3": sound(), "media/dua.m4a": sound(kind="m4a")}
    publish_course(lessons=1, lesson_text=texts, audio="light", files=both)
    work()

    assert shown().count("<source") == 4
    revision = db.session.get_one(Revision, current_revision_id("kursus"))
    assert revision.compiler_version.endswith("+light")
    assert not rebuild(revision.id)


@pytest.mark.usefixtures("context")
def test_a_later_publication_uses_what_is_there_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    published(sound())

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a child was started")

    monkeypatch.setattr(children, "answer_in", never)
    publish_course(lessons=2, lesson_text=PLAYED, audio="light", files={"media/suara.mp3": sound()})
    assert "<source" in compiled(current_revision_id("kursus")).by_key["materi-2"].body_html
    work()


@pytest.mark.usefixtures("context")
def test_a_rebuilt_revision_goes_on_playing_the_light_one() -> None:
    published(sound())
    begin_writing()
    revision = db.session.get_one(Revision, current_revision_id("kursus"))
    revision.compiler_version = "3"
    assert rebuild(revision.id)
    assert "<source" in shown()


@pytest.mark.usefixtures("context")
def test_the_export_of_the_source_holds_what_was_handed_in() -> None:
    published(sound())
    folder = export(current_revision_id("kursus"))
    assert folder["media/suara.mp3"] == sound()
    assert not [path for path in folder if path.endswith(".ogg")]


@pytest.mark.usefixtures("context")
def test_sizes_are_known_of_light_sounds_too() -> None:
    published(sound())
    light = row()
    sizes = media_sizes(current_revision_id("kursus"))
    assert sizes[str(light.sha256)] == (light.size, "audio/ogg")


@pytest.mark.usefixtures("context")
def test_a_sound_that_is_light_already_stays() -> None:
    assert "<source" not in published(sound(kind="ogg", bits=16_000), name="suara.ogg")
    assert (row().sha256, row().problem) == (None, "heavy")


@pytest.mark.usefixtures("context")
def test_only_the_sound_of_a_film_is_taken() -> None:
    published(film(), name="suara.m4a")
    version = files.read(str(row().sha256))
    assert len(version) < len(film()) / 2
    with av.open(io.BytesIO(version)) as file:
        assert [one.type for one in file.streams] == ["audio"]


@pytest.mark.usefixtures("context")
def test_of_a_truncated_sound_what_there_is_becomes_light() -> None:
    published(sound()[: len(sound()) // 2])
    assert seconds_of(files.read(str(row().sha256))) == pytest.approx(4, abs=0.2)


PLAYLIST = b"ID3\n#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n" * 20


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"ID3" + bytes(40_000), "suara.mp3"),
        (b"\xff\xfb" + os.urandom(100_000), "suara.mp3"),
        (PLAYLIST, "suara.mp3"),
        (sound(kind="m4a")[:5000], "suara.m4a"),
        (b"OggS" + sound(), "suara.ogg"),
    ],
    ids=["empty", "noise", "playlist", "without its index", "another format"],
)
def test_what_cannot_be_decoded_plays_as_it_was_handed_in(data: bytes, name: str) -> None:
    assert "<source" not in published(data, name=name)
    assert (row().sha256, row().problem) == (None, "unreadable")


@pytest.mark.usefixtures("context")
def test_hours_of_sound_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lightening, "MOST_SECONDS", 5)
    assert "<source" not in published(sound())
    assert row().problem == "long"


@pytest.mark.usefixtures("context")
def test_a_length_that_a_header_claims_is_not_believed() -> None:
    data = sound(kind="m4a")
    at = data.index(b"mvhd") + 4
    scale, length = at + 12, at + 16
    claimed = data[:length] + (2**32 - 1).to_bytes(4, "big") + data[length + 4 :]
    assert data[scale:length] != bytes(4)
    published(claimed, name="suara.m4a")
    assert seconds_of(files.read(str(row().sha256))) == pytest.approx(8, abs=0.1)


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    "limit",
    [("MEMORY_BYTES", 100 * 1024**2), ("CPU_SECONDS", 0), ("WALL_SECONDS", 0)],
    ids=["memory", "work", "time"],
)
def test_a_sound_that_takes_too_much_stays_and_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, limit: tuple[str, int]
) -> None:
    monkeypatch.setattr(lightening, *limit)
    assert "<source" not in published(sound())
    assert row().problem == "unreadable"


@pytest.mark.usefixtures("context")
def test_the_lease_is_renewed_while_a_sound_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lightening, "LOOKED_AFTER_SECONDS", 0.01)
    publish_course(lesson_text=PLAYED, audio="light", files={"media/suara.mp3": sound()})
    steps = list(lighten_audio({"revision_id": current_revision_id("kursus")}))
    assert len(steps) > 2
    assert row().problem is None


@pytest.mark.usefixtures("context")
def test_what_is_not_the_fault_of_a_sound_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise children.NoAnswer(killed=False)

    monkeypatch.setattr(children, "answer_in", broken)
    assert "<source" not in published(sound())
    assert db.session.scalars(select(LightAudio)).all() == []
    waiting = db.session.scalars(select(jobs.Job).where(jobs.Job.kind == "lighten-audio")).one()
    assert (waiting.state, waiting.attempts) == ("waiting", 1)


def test_a_light_sound_is_served_to_the_readers_of_the_course_alone(
    app: Flask, client: Client, cast: object
) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        publish_folder(course_folder("lain"), actor_id=None)
        published(sound())
        sha256 = row().sha256
        db.session.rollback()
    address = f"/courses/kursus/media/{sha256}/suara.ogg"

    assert client.get(address).status_code in (302, 401)
    client.sign_in("ayu")
    with client.get(address, headers={"Range": "bytes=0-3"}) as response:
        assert (response.status_code, response.mimetype) == (206, "audio/ogg")
        assert response.data == b"OggS"
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    for wrong in (address.replace(".ogg", ".mp3"), address.replace("kursus", "lain")):
        assert client.get(wrong).status_code == 404, wrong


def test_only_the_child_knows_the_library_that_decodes() -> None:
    root = Path(child.__file__).parents[3]
    pattern = re.compile(r"^\s*(?:import|from) av\b", re.MULTILINE)
    knowing = [file for file in root.rglob("*.py") if pattern.search(file.read_text())]
    assert knowing == [Path(child.__file__)]
