"""What a learner can keep of a course: only theirs, only what is open, whole to the byte, and never what
is secret or somebody's."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import Headers

from lms.accounts.models import EmployeeNumber
from lms.core import jobs
from lms.core.db import begin_unit, db
from lms.courses.actions import lighten_audio
from lms.learning.actions.dates import set_dates
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories import kinds
from tests.factories.courses import (
    CANARY,
    course_id_of,
    photograph,
    publish_course,
)
from tests.factories.learning import committed, read
from tests.factories.sounds import sound
from tests.sync.conftest import MEDIA, PLAYED

PACKAGE = "/api/v1/offline/courses/kursus"


def package(client: Client, address: str = PACKAGE) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.json is not None
    return response.json


def fetched(client: Client, pack: dict[str, Any]) -> dict[str, tuple[Headers, bytes]]:
    """Headers and body of every file."""
    found = {}
    for file in pack["files"]:
        with client.get(file["address"]) as response:
            assert response.status_code == 200
            found[file["address"]] = response.headers, response.get_data()
    return found


def number_of(app: Flask, person_id: int) -> str:
    with app.app_context():
        query = select(EmployeeNumber.number).where(EmployeeNumber.person_id == person_id)
        return db.session.scalars(query).one()


def test_every_file_is_to_the_byte_what_the_package_promises(ayu: Client) -> None:
    pack = package(ayu)
    assert {file["kind"] for file in pack["files"]} == {"page", "picture", "audio"}
    answers = fetched(ayu, pack)
    for file in pack["files"]:
        _headers, content = answers[file["address"]]
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert len(content) == file["bytes"]


def test_a_light_sound_is_kept_in_the_place_of_what_was_handed_in(app: Flask, ayu: Client) -> None:
    heavy = MEDIA | {"media/suara.mp3": sound()}
    with app.app_context():
        begin_unit(may_write=True)
        publish_course(practice=True, lesson_text=PLAYED, audio="light", files=heavy)
        before = package(ayu)
        while jobs.run_due({"lighten-audio": lighten_audio}):
            pass
    pack = package(ayu)
    sounds = [file for file in pack["files"] if file["kind"] == "audio"]
    assert {file["address"].rpartition("/")[2] for file in sounds} == {"suara.ogg"}
    assert all(file["bytes"] < len(sound()) / 2 for file in sounds)
    assert pack["version"] != before["version"]
    answers = fetched(ayu, pack)
    for file in pack["files"]:
        _headers, content = answers[file["address"]]
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert b"suara.mp3" not in content


def test_only_what_is_marked_may_be_kept_and_nothing_that_is_kept_sets_a_cookie(
    ayu: Client,
) -> None:
    for address, (headers, _content) in fetched(ayu, package(ayu)).items():
        assert headers.get("X-Offline") in {"page", "media"}, address
        assert "Set-Cookie" not in headers
    for address in ("/", "/learn/kursus", "/learn/kursus/materi-1", "/account", PACKAGE):
        assert "X-Offline" not in ayu.get(address).headers


def test_no_key_no_name_no_token_and_no_progress_is_in_any_kept_page(
    app: Flask, ayu: Client, cast: Cast
) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        read(cast.ayu.id, "materi-1")
        kinds.take_up(app, cast.ayu.id)
        committed()
    token, number = ayu.csrf(), number_of(app, cast.ayu.id)
    packs = [package(ayu), package(ayu, f"/api/v1/offline/courses/{kinds.COURSE}")]
    pages = [
        content.decode()
        for pack in packs
        for address, (_headers, content) in fetched(ayu, pack).items()
        if "/media/" not in address
    ]
    pages += [ayu.get(address).text for address in ("/offline", "/offline/saved")]
    assert len(pages) > 12
    for page in pages:
        assert "Ruang Belajar ASN" in page
        for secret in (CANARY, token, number, "Ayu Lestari", "csrf", "Pertanyaan 1?", "selesai)"):
            assert secret not in page


def test_a_message_that_waits_is_not_used_up(ayu: Client) -> None:
    ayu.form_post("/learn/kursus/materi-1/done")
    fetched(ayu, package(ayu))
    assert "selesai." in ayu.get("/learn/kursus/materi-2").text


def test_what_has_not_opened_is_left_out(app: Flask, ayu: Client) -> None:
    whole = package(ayu)
    with app.app_context():
        begin_unit(may_write=True)
        set_dates(
            course_id=course_id_of("kursus"),
            activity_key="materi-2",
            opens_at=MOMENT + timedelta(days=1),
            closes_at=None,
            actor_id=1,
        )
        committed()
    pack = package(ayu)
    closed = "/offline/courses/kursus/materi-2"
    left_out = {file["address"] for file in whole["files"]} - {
        file["address"] for file in pack["files"]
    }
    assert left_out == {closed}
    assert pack["version"] != whole["version"]
    assert ayu.get(closed).status_code == 404


def test_a_new_revision_changes_only_the_pages_that_changed(app: Flask, ayu: Client) -> None:
    before = {file["address"]: file["sha256"] for file in package(ayu)["files"]}
    with app.app_context():
        publish_course(practice=True, lessons=3, lesson_text=PLAYED, files=MEDIA)
        committed()
    pack = package(ayu)
    after = {file["address"]: file["sha256"] for file in pack["files"]}
    assert pack["revision"] == 2
    changed = {address for address in after if before.get(address) != after[address]}
    course = "/offline/courses/kursus"
    assert changed == {course, *(f"{course}/{key}" for key in ("materi-2", "materi-3", "latihan"))}


@pytest.mark.parametrize("address", [PACKAGE, "/offline/courses/kursus/materi-1"])
def test_who_is_not_enrolled_gets_nothing(app: Flask, ayu: Client, address: str) -> None:
    fajar = app.test_client().sign_in("fajar")  # type: ignore[attr-defined]
    assert fajar.get(address).status_code == 404
    visitor = app.test_client()
    assert visitor.get(address).status_code in {302, 401}


def test_two_learners_keep_the_same_bytes_under_keys_of_their_own(
    app: Flask, ayu: Client, cast: Cast
) -> None:
    fajar = app.test_client().sign_in("fajar")  # type: ignore[attr-defined]
    fajar.form_post("/courses/kursus/enrol")
    mine, others = package(ayu), package(fajar)
    assert mine["version"] == others["version"]
    assert mine["owner"] != others["owner"]


def test_the_pages_are_in_the_readers_language(ayu: Client) -> None:
    indonesian = package(ayu)["version"]
    ayu.form_post("/language", {"language": "en"})
    pack = package(ayu)
    assert pack["version"] != indonesian
    assert "You are reading the copy" in ayu.get("/offline/courses/kursus/materi-1").text


def test_a_package_takes_one_version_of_each_picture(app: Flask, ayu: Client) -> None:
    with app.app_context():
        publish_course(
            practice=True,
            lesson_text="![Foto](media/foto.jpg)",
            files={"media/foto.jpg": photograph()},
        )
        committed()
    pack = package(ayu)
    pictures = [file for file in pack["files"] if file["kind"] == "picture"]
    assert {file["address"].rpartition("/")[2] for file in pictures} == {"foto.webp"}
    assert all(file["bytes"] < len(photograph()) / 2 for file in pictures)
    page = fetched(ayu, pack)["/offline/courses/kursus/materi-1"][1].decode()
    assert f'src="{pictures[0]["address"]}"' in page
    assert "srcset" not in page
