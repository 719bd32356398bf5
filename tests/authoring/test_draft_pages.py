"""The pages around a draft: the list, a new course, its files, names, what outsiders get."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask import Flask

from lms.authoring.models import PublishRequest
from lms.authoring.queries.drafts import draft_of, folder_of, paths_of
from lms.core import clock
from lms.core.db import begin_unit, begin_writing, commit, db
from lms.courses.queries import course_for_editing
from tests.cast import Cast
from tests.client import Client
from tests.factories.authoring import begun_course, drafted_course
from tests.factories.courses import course_id_of, png, publish_course

NEW = {
    "title": "Pelayanan Prima di Loket",
    "summary": "Melayani dengan ramah.",
    "competency": "teknis",
    "hours": "1,5",
    "language": "id",
    "template": "example",
}


@pytest.fixture
def bima(client: Client) -> Client:
    return client.sign_in("bima")


def _begun(app: Flask, person_id: int, **options: str) -> int:
    with app.app_context():
        begin_unit(may_write=True)
        return begun_course(person_id, **options)


def _drafted(app: Flask, person_id: int, **options: object) -> int:
    with app.app_context():
        begin_unit(may_write=True)
        return drafted_course(person_id, **options)  # type: ignore[arg-type]


def _published(app: Flask) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        publish_course()


def _paths(app: Flask, course_id: int) -> list[str]:
    with app.app_context():
        draft = draft_of(course_id)
        return paths_of(draft.id) if draft else []


def _text(app: Flask, course_id: int, path: str) -> str:
    with app.app_context():
        draft = draft_of(course_id)
        assert draft is not None
        return folder_of(draft.id).files[path].decode()


def test_an_empty_list_offers_the_first_step(bima: Client) -> None:
    page = bima.get("/authoring").get_data(as_text=True)
    assert "Belum ada kursus yang Anda tulis" in page
    assert 'href="/authoring/new"' in page


def test_the_list_shows_what_one_writes(app: Flask, bima: Client, cast: Cast) -> None:
    _begun(app, cast.bima.id)
    _begun(app, cast.eko.id, key="milik-eko")
    page = bima.get("/authoring").get_data(as_text=True)
    assert 'href="/authoring/kursus-baru"' in page
    assert "Pemilik" in page
    assert "Belum terbit" in page
    assert "milik-eko" not in page


def test_a_course_is_begun_from_a_form(app: Flask, bima: Client) -> None:
    response = bima.form_post("/authoring/new", NEW)
    assert response.status_code == 303
    assert response.location == "/authoring/pelayanan-prima-di-loket"
    page = bima.get(response.location).get_data(as_text=True)
    assert "Tidak ada temuan" in page
    assert "01-mulai-dari-kasus.md" in page


def test_the_hours_and_title_stand_in_the_source(app: Flask, bima: Client, cast: Cast) -> None:
    bima.form_post("/authoring/new", NEW)
    with app.app_context():
        course_id = course_for_editing(cast.bima, "pelayanan-prima-di-loket").id
    text = _text(app, course_id, "course.md")
    assert "title: Pelayanan Prima di Loket\n" in text
    assert "hours: 1.5\n" in text


def test_the_same_title_makes_no_second_course_unasked(bima: Client) -> None:
    bima.form_post("/authoring/new", NEW)
    response = bima.form_post("/authoring/new", NEW)
    assert response.status_code == 422
    assert 'value="pelayanan-prima-di-loket-2"' in response.get_data(as_text=True)


def test_a_taken_id_is_said_at_its_field(bima: Client) -> None:
    bima.form_post("/authoring/new", NEW | {"key": "prima"})
    response = bima.form_post("/authoring/new", NEW | {"key": "prima"})
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert "Id prima sudah dipakai kursus lain. Pilih id lain." in page
    assert 'value="Pelayanan Prima di Loket"' in page


@pytest.mark.parametrize("key", ["new", "Huruf Besar", "a--b", "-a", "../x"])
def test_an_impossible_id_is_refused(bima: Client, key: str) -> None:
    assert bima.form_post("/authoring/new", NEW | {"key": key}).status_code == 422


def test_findings_lead_to_their_lines(app: Flask, bima: Client, cast: Cast) -> None:
    _drafted(app, cast.bima.id, lesson_text="[x](#tidak-ada)")
    page = bima.get("/authoring/kursus").get_data(as_text=True)
    assert 'href="/authoring/kursus/files/01-modul.md?line=9#L9"' in page
    assert "Kegiatan #tidak-ada tidak ada." in page
    assert "2 galat" in page


def test_a_published_course_is_edited_after_one_asks_for_it(
    app: Flask, client: Client, cast: Cast
) -> None:
    _published(app)
    eko = client.sign_in("eko")
    page = eko.get("/authoring/kursus").get_data(as_text=True)
    assert "Mulai menyunting" in page
    assert "01-modul.md" in page
    assert eko.form_post("/authoring/kursus/draft").status_code == 303
    assert "Mulai menyunting" not in eko.get("/authoring/kursus").get_data(as_text=True)


def test_a_module_and_a_bank_are_begun(app: Flask, bima: Client, cast: Cast) -> None:
    course_id = _drafted(app, cast.bima.id)
    made = (("module", "02-hak-warga.md"), ("bank", "bank/hak-warga.md"))
    for kind, path in (made[0], made[0], made[1]):
        response = bima.form_post(
            "/authoring/kursus/new-file", {"title": "Hak warga", "kind": kind}
        )
        assert response.location == f"/authoring/kursus/files/{path}"
        assert path in _paths(app, course_id)
    page = bima.get("/authoring/kursus").get_data(as_text=True)
    assert "1 peringatan" in page
    assert "galat</span>" not in page
    assert "tidak pernah ditanyakan" in page


def test_a_module_needs_a_title(app: Flask, bima: Client, cast: Cast) -> None:
    _drafted(app, cast.bima.id)
    assert bima.form_post("/authoring/kursus/new-file", {"title": " "}).status_code == 422


def test_a_file_is_renamed(app: Flask, bima: Client, cast: Cast) -> None:
    course_id = _drafted(app, cast.bima.id)
    page = bima.get("/authoring/kursus/rename?path=01-modul.md")
    assert 'value="01-modul.md"' in page.get_data(as_text=True)
    data = {"path": "01-modul.md", "new_path": "05-akhir.md"}
    for _ in range(2):
        assert bima.form_post("/authoring/kursus/rename", data).status_code == 303
    assert _paths(app, course_id) == ["course.md", "05-akhir.md"]
    wrong = {"path": "05-akhir.md", "new_path": "akhir.txt"}
    response = bima.form_post("/authoring/kursus/rename", wrong)
    assert response.status_code == 422
    assert "tidak sesuai jenis berkasnya" in response.get_data(as_text=True)


def test_a_file_that_is_not_there_has_no_page_to_rename_it(
    app: Flask, bima: Client, cast: Cast
) -> None:
    assert bima.get("/authoring/kursus/rename?path=01-modul.md").status_code == 404
    _drafted(app, cast.bima.id)
    for path in ("02-tidak-ada.md", "", "../course.md"):
        assert bima.get(f"/authoring/kursus/rename?path={path}").status_code == 404


def test_a_file_is_deleted(app: Flask, bima: Client, cast: Cast) -> None:
    course_id = _drafted(app, cast.bima.id, files={"media/a.png": png()})
    bima.form_post("/authoring/kursus/delete", {"path": "media/a.png"})
    bima.form_post("/authoring/kursus/delete", {"path": "course.md"})
    assert _paths(app, course_id) == ["course.md", "01-modul.md"]


def test_the_draft_is_downloaded_as_it_is(app: Flask, bima: Client, cast: Cast) -> None:
    course_id = _drafted(app, cast.bima.id, files={"media/a.png": png()})
    with bima.get("/authoring/kursus/draft.zip") as response:
        archive = zipfile.ZipFile(io.BytesIO(response.get_data()))
    names = [name.removeprefix("kursus/") for name in archive.namelist()]
    assert sorted(names) == sorted(_paths(app, course_id))
    assert archive.read("kursus/01-modul.md").decode() == _text(app, course_id, "01-modul.md")


@pytest.mark.parametrize("user", ["ayu", "citra", "dewi"])
def test_others_get_nowhere(app: Flask, client: Client, cast: Cast, user: str) -> None:
    _drafted(app, cast.bima.id)
    visitor = client.sign_in(user)
    assert visitor.get("/authoring").status_code == 403
    assert visitor.get("/authoring/kursus").status_code in (403, 404)


def test_another_instructor_finds_nothing(app: Flask, client: Client, cast: Cast) -> None:
    _drafted(app, cast.eko.id)
    bima = client.sign_in("bima")
    for page in ("", "/draft.zip", "/rename?path=course.md"):
        assert bima.get(f"/authoring/kursus{page}").status_code == 404, page
    for page in ("/draft", "/new-file", "/rename", "/delete", "/uploads"):
        assert bima.form_post(f"/authoring/kursus{page}").status_code == 404, page


def test_nothing_is_written_by_looking(app: Flask, client: Client, cast: Cast) -> None:
    _published(app)
    client.sign_in("eko").get("/authoring/kursus")
    with app.app_context():
        assert draft_of(course_id_of("kursus")) is None


def test_requests_wait_in_the_list(app: Flask, client: Client, cast: Cast) -> None:
    course_id = _drafted(app, cast.bima.id)
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        db.session.add(
            PublishRequest(
                course_id=course_id,
                source_hash="0" * 64,
                note="Soal dua diperbaiki.",
                material=[],
                requested_by_id=cast.bima.id,
                requested_at=clock.now(),
            )
        )
        commit()
    page = client.sign_in("eko").get("/authoring").get_data(as_text=True)
    assert "Menunggu persetujuan Anda" in page
    assert "Soal dua diperbaiki." in page
    client.form_post("/sign-out")
    page = client.sign_in("bima").get("/authoring").get_data(as_text=True)
    assert "Menunggu persetujuan Anda" not in page
