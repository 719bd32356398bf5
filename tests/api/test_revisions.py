"""`POST /api/v1/courses/<id>/revisions`: a zip from git becomes a revision; findings come as JSON or
SARIF; nobody without a token of somebody who writes the course gets anything in."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms.accounts.actions import create_token, revoke_token
from lms.accounts.models import ApiToken
from lms.authoring.actions import following
from lms.authoring.actions.drafts import open_draft, published_files
from lms.authoring.actions.files import save_source
from lms.authoring.actions.following import follow_published
from lms.authoring.actions.sending import send_revision
from lms.authoring.models import PublishRequest
from lms.authoring.queries.drafts import draft_of, folder_of
from lms.core import jobs
from lms.core.db import db, rollback
from lms.core.errors import Conflict
from lms.courses.actions import set_approval
from lms.courses.actions.media import StoredFile
from lms.courses.models import Activity, Course, Revision
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import writing
from tests.factories.courses import course_folder, png

URL = "/api/v1/courses/kursus/revisions"


def zipped(files: Mapping[str, bytes], top: str = "kursus/") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(top + path, data)
    return buffer.getvalue()


@pytest.fixture
def token(app: Flask, cast: Cast) -> str:
    """A token of Bima's."""
    return token_of(app, cast.bima.id)


def token_of(app: Flask, person_id: int) -> str:
    with writing(app):
        return create_token(person_id=person_id, name="git", days=30)[1]


def send(
    client: Client, token: str, body: bytes | None = None, query: str = "", **headers: str
) -> TestResponse:
    return client.post(
        URL + query,
        data=zipped(course_folder().files) if body is None else body,
        content_type="application/zip",
        headers={"Authorization": f"Bearer {token}"} | headers,
    )


def revisions(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Revision).count()


def test_a_zip_makes_a_course_and_the_same_zip_changes_nothing(
    client: Client, app: Flask, cast: Cast, token: str
) -> None:
    first = send(client, token)
    assert first.status_code == 201
    assert first.json == {
        "course": "kursus",
        "state": "published",
        "revision": 1,
        "draft_kept": False,
        "findings": [],
    }
    again = send(client, token)
    assert (again.status_code, again.json and again.json["state"]) == (200, "unchanged")
    assert revisions(app) == 1
    with app.app_context():
        course = db.session.query(Course).one()
        assert (course.owner_id, course.working_title) == (cast.bima.id, "Kursus kursus")


@pytest.fixture
def course_id(client: Client, app: Flask, cast: Cast, token: str) -> int:
    """The course, sent once, its draft opened."""
    send(client, token)
    with writing(app):
        course = db.session.query(Course).one()
        open_draft(course_id=course.id, actor_id=cast.bima.id)
        return course.id


def module_in_draft(app: Flask, course_id: int) -> bytes:
    """What the draft has once the worker has been there."""
    with app.app_context():
        jobs.run_due({"follow-published": follow_published})
        draft = draft_of(course_id)
        assert draft is not None
        return folder_of(draft.id).files["01-modul.md"]


def write(app: Flask, cast: Cast, course_id: int, version: int = 1) -> bytes:
    """Bima adds a line in the browser."""
    with writing(app):
        draft = draft_of(course_id)
        assert draft is not None
        mine = folder_of(draft.id).files["01-modul.md"] + b"\nTulisan saya.\n"
        save_source(
            course_id=course_id,
            path="01-modul.md",
            content=mine,
            version=version,
            actor_id=cast.bima.id,
        )
    return mine


def test_the_draft_in_the_browser_follows_unless_it_holds_more(
    client: Client, app: Flask, cast: Cast, token: str, course_id: int
) -> None:
    newer = course_folder(lesson_text="Lebih baru.").files
    assert send(client, token, zipped(newer)).status_code == 201
    assert module_in_draft(app, course_id) == newer["01-modul.md"]
    with app.app_context():
        draft = draft_of(course_id)
        assert draft is not None
        assert draft.base_number == 2

    mine = write(app, cast, course_id, version=2)
    kept = send(client, token, zipped(course_folder(lesson_text="Dari git.").files))
    assert kept.json is not None
    assert (kept.status_code, kept.json["draft_kept"]) == (201, True)
    assert module_in_draft(app, course_id) == mine


def test_what_is_written_before_the_worker_comes_stays(
    client: Client, app: Flask, cast: Cast, token: str, course_id: int
) -> None:
    send(client, token, zipped(course_folder(lesson_text="Lebih baru.").files))
    mine = write(app, cast, course_id)
    assert module_in_draft(app, course_id) == mine


def test_what_is_written_while_the_worker_is_there_stays(
    client: Client,
    app: Flask,
    cast: Cast,
    token: str,
    course_id: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send(client, token, zipped(course_folder(lesson_text="Lebih baru.").files))
    written: list[bytes] = []

    def meanwhile(course: Course) -> list[StoredFile]:
        files = published_files(course)
        if not written:
            rollback()
            written.append(write(app, cast, course_id))
        return files

    monkeypatch.setattr(following, "published_files", meanwhile)
    assert [module_in_draft(app, course_id)] == written


def test_what_would_wait_for_approval_replaces_no_changes_of_the_draft(
    client: Client, app: Flask, cast: Cast, token: str, course_id: int
) -> None:
    with writing(app):
        set_approval(course_id=course_id, needed=True, actor_id=cast.bima.id)
    for words in ("Pertama.", "Kedua."):
        asked = send(client, token, zipped(course_folder(lesson_text=words).files))
        assert asked.status_code == 202
    mine = write(app, cast, course_id, version=3)
    refused = send(client, token, zipped(course_folder(lesson_text="Ketiga.").files))
    assert refused.status_code == 409
    assert module_in_draft(app, course_id) == mine


def test_a_course_that_somebody_began_meanwhile_is_left_alone(
    client: Client, app: Flask, cast: Cast, token: str, course_id: int
) -> None:
    # Eko was told that there is none yet, a moment before Bima's came.
    with writing(app), pytest.raises(Conflict):
        send_revision(
            course_key="kursus",
            course_id=None,
            folder=course_folder(lesson_text="Punya Eko."),
            note="",
            material=(),
            actor_id=cast.eko.id,
        )
    assert revisions(app) == 1


def test_a_dry_run_says_what_it_finds_and_changes_nothing(
    client: Client, app: Flask, token: str
) -> None:
    files = course_folder(files={"media/gambar.png": png()}).files
    checked = send(client, token, zipped(files), "?dry_run=1")
    assert checked.status_code == 200
    assert checked.json is not None
    assert checked.json["state"] == "checked"
    assert [one["code"] for one in checked.json["findings"]] == ["W609"]
    assert revisions(app) == 0
    assert send(client, token, query="?dry_run=ya").status_code == 422


def test_a_broken_course_is_refused_with_every_finding_in_both_formats(
    client: Client, app: Flask, token: str
) -> None:
    broken = zipped(dict(course_folder().files) | {"01-modul.md": b"tanpa kepala"})
    plain = send(client, token, broken)
    assert plain.status_code == 422
    assert plain.json is not None
    found = plain.json["findings"]
    assert ("01-modul.md", 1, "E201", "error") in {
        (one["file"], one["line"], one["code"], one["severity"]) for one in found
    }
    sarif = send(client, token, broken, Accept="application/sarif+json")
    assert (sarif.status_code, sarif.mimetype) == (422, "application/sarif+json")
    [run] = json.loads(sarif.get_data())["runs"]
    assert [result["ruleId"] for result in run["results"]] == [one["code"] for one in found]
    assert revisions(app) == 0


def test_a_hostile_archive_and_another_course_s_folder_are_refused(
    client: Client, app: Flask, token: str
) -> None:
    for body in (
        b"bukan zip",
        b"",
        zipped({"../luar.md": b"x"}),
        zipped(course_folder("kursus-lain").files),
    ):
        refused = send(client, token, body)
        assert refused.status_code == 422
        assert refused.json is not None
        assert refused.json["message"]
    assert revisions(app) == 0


def test_a_course_that_needs_approval_waits_for_it(
    client: Client, app: Flask, cast: Cast, token: str
) -> None:
    send(client, token)
    with writing(app):
        course_id = db.session.query(Course.id).scalar()
        set_approval(course_id=course_id, needed=True, actor_id=cast.bima.id)
    newer = zipped(course_folder(title="Judul baru", lesson_text="Lebih baru.").files)
    waiting = send(client, token, newer, "?note=Dari%20git")
    assert (waiting.status_code, waiting.json and waiting.json["state"]) == (202, "waiting")
    assert revisions(app) == 1
    with app.app_context():
        request = db.session.query(PublishRequest).one()
        assert (request.note, request.requested_by_id) == ("Dari git", cast.bima.id)
        assert db.session.query(Course.working_title).scalar() == "Judul baru"


def test_note_and_material_changes_are_taken_from_the_address(
    client: Client, app: Flask, token: str
) -> None:
    send(client, token)
    newer = zipped(course_folder(lesson_text="Lebih baru.").files)
    send(client, token, newer, "?note=Koreksi&material=materi-1,tidak-ada")
    with app.app_context():
        assert db.session.query(Revision).filter_by(number=2).one().note == "Koreksi"
        asked = db.session.query(Activity.key).filter(Activity.asked_since == 2).all()
        assert [row.key for row in asked] == ["materi-1"]


def test_nobody_else_gets_in(client: Client, app: Flask, cast: Cast, token: str) -> None:
    assert send(client, "ruang_salah").status_code == 401
    assert client.post(URL, data=b"").status_code == 401
    # A browser's session doesn't count: another site could send it along.
    client.sign_in("bima")
    assert client.form_post(URL, {}).status_code == 401
    # A learner may begin no course, and doesn't hear whether there is one.
    for _ in range(2):
        assert send(client, token_of(app, cast.ayu.id)).status_code == 404
        assert send(client, token).status_code in (200, 201)
    with writing(app):
        row = db.session.query(ApiToken).filter_by(person_id=cast.bima.id).one()
        revoke_token(person_id=cast.bima.id, token_id=row.id)
    assert send(client, token).status_code == 401


def test_a_token_is_no_key_to_the_pages(client: Client, app: Flask, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    for answer in (
        client.get("/account", headers=headers),
        client.post("/account/tokens", headers=headers, data={"name": "lain", "days": "30"}),
    ):
        assert answer.location is None or answer.location.startswith("/sign-in")
        assert answer.status_code in (302, 400, 401)
    with app.app_context():
        assert db.session.query(ApiToken).count() == 1


def test_wrong_tokens_are_counted(client: Client) -> None:
    answers = [send(client, f"ruang_{n}", b"").status_code for n in range(22)]
    assert answers[0] == 401
    assert answers[-1] == 429


def _as_described(rule: str) -> str:
    return re.sub(r"<(?:int:)?(\w+)>", r"{\1}", rule.replace("<key>", "<course>"))


def test_the_description_names_every_route(client: Client, app: Flask) -> None:
    described = client.get("/api/v1/openapi.json").json
    assert described is not None
    written = {
        (method.upper(), path) for path, item in described["paths"].items() for method in item
    }
    routes = {
        (method, _as_described(rule.rule.removeprefix("/api/v1")))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert written == routes
