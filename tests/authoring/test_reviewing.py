"""The review page, publishing from it, history and going back, as an author does them."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from lms.authoring.actions.files import add_files, save_source
from lms.authoring.actions.publishing import ask_to_publish, publish_draft
from lms.authoring.queries.drafts import draft_of, files_of, source_hash_of
from lms.authoring.queries.history import latest_request, revisions_of
from lms.core import db as database
from lms.core.db import begin_unit, db
from lms.courses.actions import set_approval
from lms.courses.models import Course
from tests.cast import Cast
from tests.client import Client
from tests.factories.authoring import drafted_course, published_with_draft
from tests.factories.courses import course_folder, png, publish_course

REVIEW = "/authoring/kursus/review"


@pytest.fixture
def course_id(app: Flask, cast: Cast) -> int:
    """A published course of Bima's, with a draft that says the same."""
    with app.app_context():
        begin_unit(may_write=True)
        return published_with_draft(cast.bima.id, lesson_text="Kalimat lama.")


def change(app: Flask, course_id: int, actor_id: int, **folder: object) -> None:
    """Save what `course_folder(**folder)` says into the draft."""
    with app.app_context():
        begin_unit(may_write=True)
        files = course_folder(**folder).files  # type: ignore[arg-type]
        add_files(course_id=course_id, files=files, actor_id=actor_id)
        database.commit()


def page(client: Client, url: str = REVIEW) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def reviewed(html: str) -> str:
    found = re.search(r'name="reviewed" value="([0-9a-f]{64})"', html)
    assert found, "no form to publish"
    return found.group(1)


def form(html: str, note: str = "Diperbarui.", **more: object) -> dict[str, object]:
    return {"reviewed": reviewed(html), "note": note, **more}


def test_a_draft_that_says_the_same_has_nothing_to_publish(client: Client, course_id: int) -> None:
    client.sign_in("bima")
    html = page(client)
    assert "sama dengan revisi 1" in html
    assert 'name="reviewed"' not in html


def test_what_changed_is_marked_in_the_text(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    change(app, course_id, cast.bima.id, lesson_text="Kalimat baru.", title="Judul lain")
    client.sign_in("bima")
    html = page(client)
    assert '<del class="diff-gone"> lama.</del><ins class="diff-new"> baru.</ins>' in html
    assert "Judul lain" in html
    assert "minta peserta mengulang" in html


def test_questions_that_changed_are_shown_with_their_keys(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    text = course_folder(lesson_text="Kalimat lama.").files["01-modul.md"].decode()
    text = text.replace("- ( ) Pilihan A soal 1", "- (x) Pilihan A soal 1")
    text = text.replace("- (x) Pilihan B soal 1", "- ( ) Pilihan B soal 1")
    text = re.sub(r"## Pertanyaan 2.*", "", text, flags=re.DOTALL)
    change(app, course_id, cast.bima.id, files={"01-modul.md": text.encode()})
    client.sign_in("bima")
    html = page(client)
    assert "<code>s1</code>" in html
    assert re.search(r"Pilihan A soal 1<ins[^>]*> <strong[^>]*>\(benar\)</strong></ins>", html)
    assert re.search(r"Dihapus</span>\s*Soal\s*<code>s2</code>", html)


def test_publishing_makes_the_next_revision_and_keeps_the_draft(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    change(app, course_id, cast.bima.id, lesson_text="Kalimat baru.")
    client.sign_in("bima")
    sent = form(page(client), note="Kalimat diperjelas.", material="materi-1")
    answer = client.form_post("/authoring/kursus/publish", sent, follow_redirects=True)
    assert "Revisi 2 terbit." in answer.get_data(as_text=True)
    with app.app_context():
        newest = revisions_of(course_id)[0]
        assert (newest.number, newest.note) == (2, "Kalimat diperjelas.")
        assert newest.author == cast.bima.full_name
        draft = draft_of(course_id)
        assert draft is not None
        assert draft.base_number == 2


def test_a_draft_that_changed_after_its_review_is_reviewed_again(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    change(app, course_id, cast.bima.id, lesson_text="Kalimat baru.")
    client.sign_in("bima")
    sent = form(page(client), note="Catatan saya.")
    change(app, course_id, cast.bima.id, lesson_text="Kalimat lain lagi.")
    answer = client.form_post("/authoring/kursus/publish", sent)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Tinjau dahulu" in html
    assert "lain lagi." in html
    assert "Catatan saya." in html
    assert reviewed(html) != sent["reviewed"]
    with app.app_context():
        assert len(revisions_of(course_id)) == 1


def test_a_note_is_asked_for(app: Flask, client: Client, cast: Cast, course_id: int) -> None:
    change(app, course_id, cast.bima.id, lesson_text="Kalimat baru.")
    client.sign_in("bima")
    sent = form(page(client), note=" ", material="materi-1")
    answer = client.form_post("/authoring/kursus/publish", sent)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Kolom ini harus diisi." in html
    assert re.search(r'aria-current="page">\s*Tinjau dan terbitkan', html)
    assert re.search(r'value="materi-1" form="publish" checked', html)


def test_errors_block_publishing_and_lead_to_their_lines(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    change(app, course_id, cast.bima.id, lesson_text="![](media/hilang.webp)")
    client.sign_in("bima")
    html = page(client)
    assert "/authoring/kursus/files/01-modul.md?line=" in html
    assert 'name="reviewed"' not in html
    with app.app_context():
        draft = draft_of(course_id)
        assert draft is not None
        sent = {"reviewed": source_hash_of(draft.id), "note": "Tetap."}
    answer = client.form_post("/authoring/kursus/publish", sent)
    assert answer.status_code == 422
    assert "E601" in answer.get_data(as_text=True)


def test_a_first_revision_shows_what_it_holds(app: Flask, client: Client, cast: Cast) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        drafted_course(cast.bima.id, "perdana", practice=True)
    client.sign_in("bima")
    html = page(client, "/authoring/perdana/review")
    assert "Isi terbitan pertama" in html
    assert "/authoring/perdana/preview/materi-1" in html
    assert "Terbitan pertama." in html
    answer = client.form_post("/authoring/perdana/publish", form(html), follow_redirects=True)
    assert "Revisi 1 terbit." in answer.get_data(as_text=True)
    assert client.get("/courses/perdana").status_code == 200


def test_missing_ids_are_shown_and_written(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    text = course_folder(lesson_text="Kalimat lama.").files["01-modul.md"].decode()
    text += "\n# Penutup\n\nTerima kasih.\n"
    change(app, course_id, cast.bima.id, files={"01-modul.md": text.encode()})
    client.sign_in("bima")
    html = page(client)
    assert "# Penutup {#penutup}" in html
    client.form_post("/authoring/kursus/ids")
    with app.app_context():
        draft = draft_of(course_id)
        assert draft is not None
        (line,) = [line for line in files_of(draft.id) if line.path == "01-modul.md"]
        assert line.version == 3
    html = page(client)
    assert "Id yang belum ditulis" not in html


def test_publishing_writes_missing_ids_into_the_draft(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    text = course_folder(lesson_text="Kalimat lama.").files["01-modul.md"].decode()
    text += "\n# Penutup\n\nTerima kasih.\n"
    change(app, course_id, cast.bima.id, files={"01-modul.md": text.encode()})
    client.sign_in("bima")
    client.form_post("/authoring/kursus/publish", form(page(client)))
    html = page(client)
    assert "sama dengan revisi 2" in html
    with client.get("/authoring/kursus/revisions/2/course.zip") as zipped:
        data = zipped.data
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert b"# Penutup {#penutup}" in archive.read("kursus/01-modul.md")


def test_the_history_shows_each_revision_with_what_it_changed(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    change(app, course_id, cast.bima.id, lesson_text="Kalimat baru.", files={"media/a.png": png()})
    client.sign_in("bima")
    client.form_post("/authoring/kursus/publish", form(page(client), note="Diperbarui Bima."))
    html = page(client, "/authoring/kursus/revisions")
    assert "Diperbarui Bima." in html
    assert html.index("Revisi 2") < html.index("Revisi 1")
    html = page(client, "/authoring/kursus/revisions/2")
    assert '<del class="diff-gone"> lama.</del>' in html
    assert "media/a.png" in html
    assert "Isi terbitan pertama" in page(client, "/authoring/kursus/revisions/1")
    assert client.get("/authoring/kursus/revisions/9").status_code == 404


def test_going_back_and_forward_is_one_step(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    change(app, course_id, cast.bima.id, lesson_text="Kalimat baru.")
    client.sign_in("bima")
    client.form_post("/authoring/kursus/publish", form(page(client)))
    assert "Kemajuan dan nilai mereka tetap" in page(client, "/authoring/kursus/revisions/1")
    client.form_post("/authoring/kursus/revisions/1/show")
    with app.app_context():
        assert db.session.get_one(Course, course_id).revision_number == 1
    assert "Draf ini bermula dari revisi 2" in page(client)
    client.form_post("/authoring/kursus/revisions/2/show")
    with app.app_context():
        assert db.session.get_one(Course, course_id).revision_number == 2


def test_a_revision_is_taken_into_the_draft_after_saying_what_is_lost(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    change(app, course_id, cast.bima.id, lesson_text="Belum terbit.")
    client.sign_in("bima")
    html = page(client, "/authoring/kursus/revisions/1")
    assert "Suntingan yang belum terbit di 1 berkas akan hilang." in html
    client.form_post("/authoring/kursus/revisions/1/draft")
    assert "sama dengan revisi 1" in page(client)


def test_a_course_may_want_another_ones_approval(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        set_approval(course_id=course_id, needed=True, actor_id=cast.bima.id)
        database.commit()
    change(app, course_id, cast.bima.id, lesson_text="Kalimat baru.")
    client.sign_in("bima")
    html = page(client)
    assert "Minta persetujuan" in html
    client.form_post("/authoring/kursus/publish", form(html, note="Mohon dilihat."))
    assert "Permintaan Anda menunggu persetujuan" in page(client)
    with app.app_context():
        assert len(revisions_of(course_id)) == 1
        request = latest_request(course_id)
        assert request is not None
    url = f"/authoring/kursus/requests/{request.id}"
    assert client.form_post(f"{url}/approve").status_code == 409

    client.form_post("/sign-out")
    client.sign_in("eko")
    assert "Mohon dilihat." in page(client)
    answer = client.form_post(f"{url}/approve", {"comment": "Bagus."}, follow_redirects=True)
    assert "Disetujui. Revisi 2 terbit." in answer.get_data(as_text=True)
    with app.app_context():
        newest = revisions_of(course_id)[0]
        assert (newest.author, newest.note) == (cast.bima.full_name, "Mohon dilihat.")


def test_a_request_is_sent_back_with_a_reason(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    change(app, course_id, cast.bima.id, lesson_text="Kalimat baru.")
    with app.app_context():
        begin_unit(may_write=True)
        set_approval(course_id=course_id, needed=True, actor_id=cast.bima.id)
        draft = draft_of(course_id)
        assert draft is not None
        made = ask_to_publish(
            course_id=course_id,
            reviewed=source_hash_of(draft.id),
            note="Mohon.",
            material=(),
            actor_id=cast.bima.id,
        )
        url = f"/authoring/kursus/requests/{made.id}/decline"
        database.commit()
    client.sign_in("eko")
    assert client.form_post(url, {"comment": ""}).status_code == 422
    client.form_post(url, {"comment": "Sumbernya belum disebut."})
    client.form_post("/sign-out")
    client.sign_in("bima")
    html = page(client)
    assert "Sumbernya belum disebut." in html
    assert 'name="reviewed"' in html


def test_outsiders_see_none_of_it(client: Client, course_id: int) -> None:
    for name in ("ayu", "dewi"):
        client.sign_in(name)
        for path in ("review", "revisions", "revisions/1", "people", "settings"):
            assert client.get(f"/authoring/kursus/{path}").status_code in {403, 404}
        client.form_post("/sign-out")


def test_a_course_without_a_draft_has_nothing_to_review(app: Flask, client: Client) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        publish_course("polos")
    client.sign_in("eko")
    assert "belum mempunyai draf" in page(client, "/authoring/polos/review")


def test_a_changed_text_of_somebody_else_is_never_published_unseen(
    app: Flask, cast: Cast, course_id: int
) -> None:
    """Between reading and the lock: what is checked last is the hash, under the lock."""
    change(app, course_id, cast.bima.id, lesson_text="Kalimat baru.")
    with app.app_context():
        begin_unit(may_write=True)
        draft = draft_of(course_id)
        assert draft is not None
        seen = source_hash_of(draft.id)
        row = save_source(
            course_id=course_id,
            path="01-modul.md",
            content=course_folder(lesson_text="Lain.").files["01-modul.md"],
            version=2,
            actor_id=cast.eko.id,
        )
        assert row.version == 3
        with pytest.raises(Exception, match="Draf berubah"):
            publish_draft(
                course_id=course_id, reviewed=seen, note="x", material=(), actor_id=cast.bima.id
            )
        database.rollback()
        assert db.session.scalars(select(Course.revision_number)).one() == 1
