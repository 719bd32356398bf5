"""The pages of marking, as markers, learners and everybody else meet them."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.assessment.models import FeedbackFile, HandedFile, Mark
from lms.core.audit import AccessLogEntry
from lms.core.db import db
from lms.learning.actions import enrol
from tests.cast import Cast
from tests.client import Client
from tests.factories import kinds
from tests.factories.assessment import unit_of_work
from tests.factories.kinds import COURSE
from tests.factories.marking import (
    BAD,
    ESSAY,
    GOOD,
    PDF,
    change,
    claim,
    essay,
    finish,
    give_back,
    run,
    scheme,
    task,
)
from tests.factories.mending import regrade_all

QUEUE = f"/courses/{COURSE}/marking"
LIST = f"{QUEUE}/tugas"


@pytest.fixture(autouse=True)
def running(app: Flask, cast: Cast) -> None:
    """Bima's course, in which Ayu and Fajar learn."""
    run(app, cast, "ayu", "fajar")


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's assignment, a text and a file."""
    return task(app, cast.ayu.id, file=True)


@pytest.fixture
def bima(client: Client) -> Client:
    """The browser of the course's author."""
    return client.sign_in("bima")


def text(browser: Client, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200, response.status
    page = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", page)


def file_id(app: Flask, model: Any = HandedFile) -> int:
    with app.app_context():
        return db.session.scalars(select(model.id)).one()


class TestQueue:
    def test_it_tells_how_far_each_activity_is(
        self, app: Flask, cast: Cast, bima: Client, uuid: str
    ) -> None:
        essay(app, cast.ayu.id)
        task(app, cast.fajar.id)
        finish(app, uuid, cast.bima.id)
        page = text(bima, QUEUE)
        assert "1 dari 2" in page
        assert "Kuis uraian" in page
        assert "Kuis dengan uraian" in page
        assert "2 menunggu" in page

    def test_it_takes_to_the_next_work_and_says_when_none_is_left(
        self, app: Flask, cast: Cast, bima: Client, uuid: str
    ) -> None:
        response = bima.form_post(f"{LIST}/next")
        assert response.location == f"{LIST}/{uuid}"
        assert "Banjir." in text(bima, response.location)
        response = bima.form_post(f"{LIST}/{uuid}", {**GOOD, "finish": "1", "seen": "0"})
        assert response.location == LIST
        assert "Tidak ada lagi yang menunggu" in text(bima, LIST)
        assert "Ayu Lestari" in text(bima, f"{LIST}?state=done")

    def test_a_quiz_whose_essay_is_gone_still_has_those_that_wait(
        self, app: Flask, cast: Cast, bima: Client
    ) -> None:
        uuid = essay(app, cast.ayu.id)
        asked = "\n## Ceritakan satu risiko. {#u2 points=3 rubric=risiko}\n\n____\n"
        run(app, cast, module=kinds.MODULE.replace(asked, ""))
        assert "Kuis uraian" in text(bima, QUEUE)
        finish(app, uuid, cast.bima.id, {"cell-2-0": "1"}, ESSAY)
        assert "Selesai dinilai" in text(bima, f"{QUEUE}/uraian?state=done")

    def test_every_look_is_logged(self, app: Flask, bima: Client, uuid: str) -> None:
        for address in (QUEUE, LIST, f"{LIST}/{uuid}"):
            bima.get(address)
        with app.app_context():
            pages = list(db.session.scalars(select(AccessLogEntry.page)))
        assert pages == ["assessment.marking", "assessment.works", "assessment.work"]

    def test_others_find_nothing(self, client: Client, uuid: str) -> None:
        client.sign_in("ayu")
        for address in (QUEUE, LIST, f"{LIST}/{uuid}", f"{LIST}/scheme"):
            assert client.get(address).status_code == 404

    def test_ones_own_work_is_refused_in_words(self, app: Flask, cast: Cast, bima: Client) -> None:
        with unit_of_work(app):
            enrol(person_id=cast.bima.id, course_key=COURSE)
        own = task(app, cast.bima.id)
        response = bima.get(f"{LIST}/{own}")
        assert response.status_code == 403
        assert "dinilai oleh orang lain" in response.get_data(as_text=True)
        assert "Belum ada yang dikumpulkan" in text(bima, LIST)

    def test_an_activity_that_nobody_marks_has_no_list(self, bima: Client) -> None:
        assert bima.get(f"{QUEUE}/kuis").status_code == 404


class TestSheet:
    def test_what_is_missing_is_said_at_its_place_and_what_was_typed_is_kept(
        self, app: Flask, bima: Client, uuid: str
    ) -> None:
        bima.form_post(f"{LIST}/{uuid}/claim")
        response = bima.form_post(
            f"{LIST}/{uuid}", {"comment-1": "Bagus sekali.", "finish": "1", "seen": "0"}
        )
        page = response.get_data(as_text=True)
        assert response.status_code == 422
        assert "Pilih satu kolom untuk setiap kriteria." in page
        assert "Bagus sekali." in page
        # Leaving it asks first, as after typing.
        assert "data-unsaved" in page
        assert "data-unsaved" not in text(bima, f"{LIST}/{uuid}")
        with app.app_context():
            assert db.session.scalars(select(Mark)).all() == []

    def test_what_was_typed_is_kept_where_another_one_has_taken_over(
        self, app: Flask, cast: Cast, bima: Client, uuid: str
    ) -> None:
        claim(app, uuid, cast.eko.id)
        response = bima.form_post(f"{LIST}/{uuid}", {"overall": "Bagus.", "save": "1"})
        page = response.get_data(as_text=True)
        assert response.status_code == 409
        assert "Eko Saputra, S.Kom. sedang menilai karya ini" in page
        assert "Bagus." in page

    def test_a_draft_comes_back(self, bima: Client, uuid: str) -> None:
        bima.form_post(f"{LIST}/{uuid}", {**GOOD, "overall": "Bagus.", "save": "1", "seen": "0"})
        page = bima.get(f"{LIST}/{uuid}").get_data(as_text=True)
        assert "Bagus." in page
        assert page.count(" checked") == 1
        assert 'name="seen" value="1"' in page


class TestHiddenNames:
    def test_neither_name_nor_file_name_is_shown_until_it_is_released(
        self, app: Flask, cast: Cast, bima: Client, uuid: str
    ) -> None:
        scheme(app, cast.bima.id, anonymous=True)
        for address in (LIST, f"{LIST}/{uuid}"):
            page = text(bima, address)
            assert "Ayu" not in page
            assert re.search(r"Peserta \d{5}", page)
        download = bima.get(f"{LIST}/{uuid}/files/{file_id(app)}")
        assert "berkas-1.pdf" in download.headers["Content-Disposition"]
        download.close()
        finish(app, uuid, cast.bima.id)
        assert "Ayu Lestari" in text(bima, f"{LIST}/{uuid}")

    def test_the_gradebook_leads_from_no_name_to_a_work(
        self, app: Flask, cast: Cast, bima: Client, uuid: str
    ) -> None:
        address = f"/courses/{COURSE}/gradebook/{cast.ayu.id}/tugas"
        assert uuid in bima.get(address).get_data(as_text=True)
        scheme(app, cast.bima.id, anonymous=True)
        page = bima.get(f"{address}?attempt=1").get_data(as_text=True)
        assert uuid not in page
        assert "sedang dinilai tanpa nama" in page
        assert "Percobaan 1" not in page
        finish(app, uuid, cast.bima.id)
        assert uuid in bima.get(address).get_data(as_text=True)

    def test_the_number_stays(self, app: Flask, cast: Cast, bima: Client, uuid: str) -> None:
        scheme(app, cast.bima.id, anonymous=True)
        numbers = {re.search(r"Peserta (\d{5})", text(bima, f"{LIST}/{uuid}"))[1] for _ in "12"}  # type: ignore[index]
        assert len(numbers) == 1


class TestFiles:
    def give(self, browser: Client, uuid: str, handed: int, content: bytes, name: str) -> Any:
        data = {"upload": str(handed), f"feedback-{handed}": (io.BytesIO(content), name)}
        return browser.form_post(f"{LIST}/{uuid}/files", {"overall": "Lihat.", "seen": "0", **data})

    def test_a_file_is_given_back_with_what_was_typed_and_the_learner_gets_it_when_released(
        self, app: Flask, cast: Cast, client: Client, uuid: str
    ) -> None:
        client.sign_in("bima")
        handed = file_id(app)
        response = self.give(client, uuid, handed, PDF, "Catatan.pdf")
        assert response.status_code == 303
        page = text(client, f"{LIST}/{uuid}")
        assert "Catatan.pdf" in page
        assert "Lihat." in page
        given = file_id(app, FeedbackFile)
        address = f"/attempts/{uuid}/feedback/{given}"
        learner = client.application.test_client()
        assert isinstance(learner, Client)
        learner.sign_in("ayu")
        assert learner.get(address).status_code == 404
        finish(app, uuid, cast.bima.id, GOOD, seen=1)
        download = learner.get(address)
        assert download.data == PDF
        assert "sandbox" in download.headers["Content-Security-Policy"]
        download.close()
        other = client.application.test_client()
        assert isinstance(other, Client)
        assert other.sign_in("fajar").get(address).status_code == 404

    def test_what_it_is_not_is_refused_beside_its_field(
        self, app: Flask, bima: Client, uuid: str
    ) -> None:
        response = self.give(bima, uuid, file_id(app), b"MZ", "Catatan.pdf")
        assert response.status_code == 422
        page = response.get_data(as_text=True)
        assert "tidak sesuai dengan akhirannya" in page
        assert "Lihat." in page

    def test_it_may_be_taken_away_again(self, app: Flask, bima: Client, uuid: str) -> None:
        self.give(bima, uuid, file_id(app), PDF, "Catatan.pdf")
        given = str(file_id(app, FeedbackFile))
        for _click in range(2):
            fields = {"remove": given, "overall": "Lihat.", "seen": "1"}
            assert bima.form_post(f"{LIST}/{uuid}/files", fields).status_code == 303
        assert "Catatan.pdf" not in text(bima, f"{LIST}/{uuid}")


class TestLearner:
    def test_the_result_tells_cells_comments_and_lateness(
        self, app: Flask, cast: Cast, client: Client
    ) -> None:
        scheme(app, cast.bima.id, late_percent=10)
        uuid = task(app, cast.ayu.id, file=True)
        values = {
            **GOOD,
            "comment-1": "Sebabnya tepat.",
            "overall": "Kerja bagus.",
            f"file-{file_id(app)}": "Tabelnya rapi.",
        }
        finish(app, uuid, cast.bima.id, values)
        client.sign_in("ayu")
        page = text(client, f"/attempts/{uuid}")
        for words in ("Lulus", "100", "Sebab: jelas", "Sebabnya tepat.", "Kerja bagus."):
            assert words in page
        assert "Tabelnya rapi." in page
        assert "Bima" not in page
        panel = text(client, f"/learn/{COURSE}/tugas")
        assert "Tugas Anda sudah dinilai: 100" in panel
        assert "Dikurangi 10% dari poin tertinggi" in panel

    def test_nothing_is_told_before_it_is_announced(
        self, app: Flask, cast: Cast, client: Client, uuid: str
    ) -> None:
        scheme(app, cast.bima.id, release="together")
        finish(app, uuid, cast.bima.id, {**GOOD, "overall": "Kerja bagus."})
        client.sign_in("ayu")
        assert "Kerja bagus." not in text(client, f"/attempts/{uuid}")
        assert "Menunggu penilaian" in text(client, f"/attempts/{uuid}")
        bima = client.application.test_client()
        assert isinstance(bima, Client)
        bima.sign_in("bima").form_post(f"{LIST}/announce")
        regrade_all(app)
        assert "Kerja bagus." in text(client, f"/attempts/{uuid}")

    def test_a_work_that_was_given_back_says_what_is_to_be_done(
        self, app: Flask, cast: Cast, client: Client, uuid: str
    ) -> None:
        give_back(app, uuid, cast.bima.id)
        client.sign_in("ayu")
        for address in (f"/attempts/{uuid}", f"/learn/{COURSE}/tugas"):
            page = text(client, address)
            assert "Tambahkan tanggal." in page
            assert "30 November 2026" in page
        assert "Perbaiki tugas" in text(client, f"/learn/{COURSE}/tugas")
        assert "dikembalikan untuk diperbaiki" in text(client, f"/learn/{COURSE}/-/scores")

    def test_a_change_is_told_with_its_reason(
        self, app: Flask, cast: Cast, client: Client, uuid: str
    ) -> None:
        finish(app, uuid, cast.bima.id)
        change(app, uuid, cast.eko.id, BAD, seen=1)
        client.sign_in("ayu")
        page = text(client, f"/attempts/{uuid}")
        assert "dari 1 poin menjadi 0 poin." in page
        assert "Salah baca." in page

    def test_an_essay_shows_its_points_in_the_review(
        self, app: Flask, cast: Cast, client: Client
    ) -> None:
        uuid = essay(app, cast.ayu.id)
        finish(app, uuid, cast.bima.id, {"cell-2-0": "1", "comment-2": "Tepat sekali."}, ESSAY)
        client.sign_in("ayu")
        page = text(client, f"/attempts/{uuid}")
        assert "Soal 2: 3 dari 3" in page
        assert "Tepat sekali." in page


class TestChanging:
    def test_the_form_holds_what_stands_and_asks_for_a_reason(
        self, app: Flask, cast: Cast, bima: Client, uuid: str
    ) -> None:
        finish(app, uuid, cast.bima.id, {**GOOD, "overall": "Kerja bagus."})
        address = f"{LIST}/{uuid}/change"
        assert "Kerja bagus." in text(bima, address)
        response = bima.form_post(address, {**BAD, "overall": "Keliru.", "seen": "1"})
        assert response.status_code == 422
        assert "Keliru." in response.get_data(as_text=True)
        fields = {**BAD, "overall": "Keliru.", "seen": "1", "reason": "Salah baca."}
        assert bima.form_post(address, fields).status_code == 303
        assert "Alasan: Salah baca." in text(bima, f"{LIST}/{uuid}")

    def test_what_is_not_marked_has_no_such_form(self, bima: Client, uuid: str) -> None:
        assert bima.get(f"{LIST}/{uuid}/change").status_code == 404


class TestScheme:
    FORM = {"tolerance": "5", "late_percent": "10", "late_most": "50", "release": "together"}

    def test_it_is_kept(self, bima: Client, uuid: str) -> None:
        response = bima.form_post(f"{LIST}/scheme", {**self.FORM, "double": "y"})
        assert response.location == LIST
        assert "selisih di atas 5 poin nilai" in text(bima, LIST)

    def test_lateness_is_not_asked_for_of_a_quiz(self, bima: Client) -> None:
        address = f"{QUEUE}/uraian/scheme"
        assert "Pengurangan" not in text(bima, address)
        response = bima.form_post(address, {"tolerance": "5", "release": "at-once", "double": "y"})
        assert response.status_code == 303

    def test_a_percentage_that_is_none_is_refused(self, bima: Client) -> None:
        response = bima.form_post(f"{LIST}/scheme", {**self.FORM, "late_most": "101"})
        assert response.status_code == 422
        assert "Isi bilangan bulat dari 0 sampai 100." in response.get_data(as_text=True)


def test_the_gradebook_leads_to_the_marks(app: Flask, cast: Cast, bima: Client, uuid: str) -> None:
    finish(app, uuid, cast.bima.id, {**GOOD, "overall": "Kerja bagus."})
    address = f"/courses/{COURSE}/gradebook/{cast.ayu.id}/tugas"
    assert "Kerja bagus." in text(bima, address)
    assert f"{LIST}/{uuid}" in bima.get(address).get_data(as_text=True)


def test_a_work_is_given_back_by_its_form(app: Flask, bima: Client, uuid: str) -> None:
    address = f"{LIST}/{uuid}/return"
    fields = {"overall": "Belum.", "seen": "0", "return-reason": "Tambahkan tanggal."}
    refused = bima.form_post(address, fields)
    assert refused.status_code == 422
    assert "Kolom ini harus diisi." in refused.get_data(as_text=True)
    assert "Belum." in refused.get_data(as_text=True)
    assert bima.form_post(address, {**fields, "until": "2026-11-30T08:00"}).status_code == 303
