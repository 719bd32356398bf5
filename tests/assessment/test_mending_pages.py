"""The pages on which a key is mended, and what learners then read."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.assessment.models import Correction
from lms.authoring.queries.blocks import corrected_block
from lms.core.audit import AccessLogEntry
from lms.core.db import begin_writing, db
from lms.courses.models import Course, Question
from lms.learning.actions import enrol
from tests.cast import Cast
from tests.client import Client
from tests.factories import kinds
from tests.factories.assessment import RIGHT, start, take, take_up, unit_of_work
from tests.factories.courses import CANARY, course_id_of
from tests.factories.mending import REASON, mend, mended, question_id_of, regrade_all

AGAINST = {1: {"choice": 0}, 2: RIGHT[2]}
FORM = {"kind": "key", "answer-1": "0", "reason": REASON, "seen": "0"}


def owned(app: Flask, cast: Cast) -> None:
    with unit_of_work(app):
        begin_writing()
        for course in db.session.scalars(select(Course)):
            course.owner_id = cast.bima.id


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's attempt at a quiz of Bima's; Fajar has one too, with the opposite answer."""
    take_up(app, cast.ayu.id)
    owned(app, cast)
    with unit_of_work(app):
        enrol(person_id=cast.fajar.id, course_key="kursus")
    take(app, cast.fajar.id, RIGHT)
    return take(app, cast.ayu.id, AGAINST)


def address_of(app: Flask, question_key: str = "s1", course_key: str = "kursus") -> str:
    with app.app_context():
        question_id = question_id_of(question_key, course_key)
    return f"/courses/{course_key}/questions/{question_id}/correction"


def corrections(app: Flask) -> list[Correction]:
    with app.app_context():
        return list(db.session.scalars(select(Correction)))


def words(page: str) -> str:
    text = re.sub(r"<[^>]+>", " ", page)
    return " ".join(unescape(text).split())


class TestThoseWhoRunTheCourse:
    def test_find_the_question_by_the_menu_and_by_its_report(
        self, app: Flask, client: Client, cast: Cast, uuid: str
    ) -> None:
        client.sign_in("ayu")
        client.form_post(f"/attempts/{uuid}/questions/1/report", {"content": "Kuncinya keliru."})
        client.form_post("/sign-out", {})
        client.sign_in("bima")
        address = address_of(app)
        report = client.get("/courses/kursus/reports").text
        found = re.search(r'href="(/courses/kursus/reports/\d+)"', report)
        assert found is not None
        assert f'href="{address}"' in client.get(found[1]).text
        assert 'href="/courses/kursus/questions"' in report
        listed = client.get("/courses/kursus/questions").text
        assert f'href="{address}"' in listed
        assert '<td data-label="Percobaan" class="number">2</td>' in listed

    def test_see_who_gains_and_loses_before_anything_is_written(
        self, app: Flask, client: Client, cast: Cast, uuid: str
    ) -> None:
        client.sign_in("bima")
        address = address_of(app)
        page = client.get(address).text
        assert "Jawaban benar" in page
        assert CANARY not in page
        shown = client.form_post(f"{address}/preview", FORM)
        assert shown.status_code == 200
        text = words(shown.text)
        assert "2 dari 2 percobaan berubah" in text
        assert "Fajar" in text
        assert "Menjadi tidak lulus" in text
        assert text.index("Menjadi tidak lulus") < text.index("Ayu Lestari, S.T.")
        assert corrections(app) == []
        assert "- (x) Pilihan A soal 1" in unescape(shown.text)

    def test_apply_it_once_and_read_what_became_of_it(
        self, app: Flask, client: Client, cast: Cast, uuid: str
    ) -> None:
        client.sign_in("bima")
        address = address_of(app)
        for _click in range(2):
            response = client.form_post(address, FORM)
            assert (response.status_code, response.location) == (303, address)
        assert len(corrections(app)) == 1
        page = client.get(address).text
        assert "Nilai sedang dihitung ulang." in page
        assert "0 dari 2 percobaan" in page
        regrade_all(app)
        for place in (address, "/courses/kursus/questions"):
            page = client.get(place).text
            assert "Nilai sedang dihitung ulang." not in page
            assert REASON in page
            assert "Bima" in page
            assert '<td data-label="Nilai berubah" class="number">2</td>' in page

    def test_withdraw_it_by_the_same_form(
        self, app: Flask, client: Client, cast: Cast, uuid: str
    ) -> None:
        mended(app, cast.bima.id)
        client.sign_in("bima")
        address = address_of(app)
        form = {"kind": "withdraw", "reason": "Ternyata sudah benar.", "seen": "1"}
        assert "2 dari 2 percobaan berubah" in words(
            client.form_post(f"{address}/preview", form).text
        )
        client.form_post(address, form)
        regrade_all(app)
        assert "Dicabut: Ternyata sudah benar." in client.get(address).text
        client.form_post(f"{address}/resume", {})

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"answer-1": "1"}, "Ini kunci yang sekarang."),
            ({"answer-1": "7"}, "Jawaban ini tidak dikenali."),
            ({"reason": ""}, "Kolom ini harus diisi."),
            ({"reason": "x" * 501}, "Alasan paling panjang 500 huruf."),
            ({"kind": ""}, "Kolom ini harus diisi."),
            ({"kind": "withdraw"}, "Pilih apa yang dilakukan."),
        ],
    )
    def test_are_told_what_cannot_be(
        self, app: Flask, client: Client, cast: Cast, uuid: str, fields: Any, error: str
    ) -> None:
        client.sign_in("bima")
        for address in (address_of(app), f"{address_of(app)}/preview"):
            response = client.form_post(address, FORM | fields)
            assert response.status_code == 422
            assert error in words(response.text)
        assert corrections(app) == []

    def test_are_told_when_somebody_else_was_quicker(
        self, app: Flask, client: Client, cast: Cast, uuid: str
    ) -> None:
        mended(app, cast.dewi.id, what="drop")
        client.sign_in("bima")
        assert client.form_post(address_of(app), FORM).status_code == 409

    def test_are_logged_for_they_see_names_and_scores(
        self, app: Flask, client: Client, cast: Cast, uuid: str
    ) -> None:
        client.sign_in("bima")
        client.form_post(f"{address_of(app)}/preview", FORM)
        with app.app_context():
            pages = db.session.scalars(select(AccessLogEntry.page)).all()
        assert "assessment.correction" in pages


@pytest.mark.parametrize("name", ["ayu", "citra", "dewi", "fajar"])
def test_nobody_else_sees_keys_or_mends_them(
    app: Flask, client: Client, cast: Cast, uuid: str, name: str
) -> None:
    client.sign_in(name)
    address = address_of(app)
    for place in ("/courses/kursus/questions", address):
        assert client.get(place).status_code == 404
    for place in (address, f"{address}/preview", f"{address}/resume"):
        assert client.form_post(place, FORM).status_code == 404
    assert corrections(app) == []


def test_the_progress_of_a_regrading_is_told_without_looking_at_anybody(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    client.sign_in("bima")
    address = "/courses/kursus/questions/regrading"
    assert client.get(address).get_json() == {"running": False}
    mend(app, cast.bima.id)
    so_far = {"running": True, "done": 0, "total": 2, "words": "0 dari 2 percobaan"}
    assert client.get(address).get_json() == so_far
    with app.app_context():
        assert db.session.scalars(select(AccessLogEntry.page)).all() == []


@pytest.mark.parametrize("question_key", ["v1", "tugas"])
def test_only_questions_of_quizzes_are_there(
    app: Flask, client: Client, cast: Cast, question_key: str
) -> None:
    kinds.take_up(app, cast.ayu.id)
    owned(app, cast)
    client.sign_in("bima")
    assert client.get(address_of(app, question_key, kinds.COURSE)).status_code == 404


class TestTheLearner:
    def test_reads_that_the_key_was_corrected_and_why(
        self, app: Flask, client: Client, cast: Cast, uuid: str
    ) -> None:
        mended(app, cast.bima.id)
        client.sign_in("ayu")
        page = words(client.get(f"/attempts/{uuid}").text)
        assert "Kunci soal ini diperbaiki" in page
        assert f"Alasan: {REASON}" in page
        assert "Pilihan Anda, benar" in page
        assert "Umpan balik A" not in page[: page.index("Soal 2")]
        notice = words(client.get("/notices").text)
        assert "Percobaan 1: dari 50 menjadi 100. Anda sekarang lulus." in notice
        assert REASON in notice

    @pytest.mark.parametrize(
        ("what", "verdict", "note"),
        [
            ("drop", "Tidak dinilai", "Soal ini tidak dihitung lagi"),
            ("full", "Nilai penuh untuk semua", "semua yang mendapat soal ini diberi nilai penuh"),
        ],
    )
    def test_reads_no_key_where_none_is_left(
        self, app: Flask, client: Client, cast: Cast, uuid: str, what: str, verdict: str, note: str
    ) -> None:
        mended(app, cast.bima.id, what=what)
        client.sign_in("ayu")
        page = words(client.get(f"/attempts/{uuid}").text)
        first = page[: page.index("Soal 2")]
        assert verdict in first
        assert note in first
        assert "Jawaban benar" not in first

    def test_reads_it_also_where_no_key_is_shown(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        take_up(app, cast.ayu.id, quiz_attributes="pass=70 review=never")
        uuid = take(app, cast.ayu.id, AGAINST)
        mended(app, cast.bima.id)
        client.sign_in("ayu")
        page = client.get(f"/attempts/{uuid}").text
        assert REASON in page
        assert CANARY not in page
        assert "Pilihan A" not in page

    def test_reads_nothing_of_it_on_an_open_paper(
        self, app: Flask, client: Client, cast: Cast, uuid: str
    ) -> None:
        mended(app, cast.bima.id)
        again = start(app, cast.ayu.id)
        client.sign_in("ayu")
        assert REASON not in client.get(f"/attempts/{again}").text


class TestEveryKind:
    """The form of each kind shows the key as it is, and the block of its source as it should be."""

    @pytest.fixture
    def course(self, app: Flask, client: Client, cast: Cast) -> str:
        kinds.take_up(app, cast.ayu.id)
        owned(app, cast)
        client.sign_in("bima")
        return kinds.COURSE

    def key_of(self, app: Flask, question_key: str, course: str) -> Any:
        with app.app_context():
            return db.session.get_one(Question, question_id_of(question_key, course))

    @pytest.mark.parametrize(
        ("question_key", "fields", "block"),
        [
            ("s1", {"answer-1": "1"}, "- ( ) PA/KPA\n  > Tepat.\n- (x) Penyedia"),
            ("s2", {"answer-1": "2"}, "- [ ] Jadwal\n- [ ] Anggaran\n- [x] Warna gedung"),
            ("s3", {"answer-1-0": "13 ± 1\n15 %"}, "= 13 % ± 1\n= 15 %"),
            ("s4", {"answer-1-0": "ASN {case}\n2024"}, "= ASN {case}\n= 2024"),
            (
                "s7",
                {"answer-1-0": "1/1000", "answer-1-1": "hari|tiap hari"},
                "Lengkapi: denda adalah [[1/1000]] per [[hari|tiap hari]].",
            ),
        ],
    )
    def test_a_new_key_is_typed_and_offered_for_the_source(
        self, app: Flask, client: Client, course: str, question_key: str, fields: Any, block: str
    ) -> None:
        address = address_of(app, question_key, course)
        assert client.get(address).status_code == 200
        form = {"kind": "key", "reason": REASON, "seen": "0", **fields}
        shown = client.form_post(f"{address}/preview", form)
        assert shown.status_code == 200
        assert block in unescape(shown.text)
        assert client.form_post(address, form).status_code == 303
        assert client.get(address).status_code == 200

    def test_partners_and_places_are_chosen(self, app: Flask, client: Client, course: str) -> None:
        for question_key, turned, line in (
            ("s5", [1, 0], "- PPK => mengendalikan kegiatan"),
            ("s6", [1, 0, 2], None),
        ):
            right = self.key_of(app, question_key, course).key_data["right"]
            values = [right[place] for place in turned]
            fields = {f"answer-1-{part}": str(value) for part, value in enumerate(values)}
            address = address_of(app, question_key, course)
            form = {"kind": "key", "reason": REASON, "seen": "0", **fields}
            shown = client.form_post(f"{address}/preview", form)
            assert shown.status_code == 200
            assert line is None or line in unescape(shown.text)
            again = client.form_post(f"{address}/preview", form | {"answer-1-0": ""})
            assert again.status_code == 422
            assert "Lengkapi semua bagian kunci." in again.text

    def test_an_ordering_is_offered_in_its_new_order(self, app: Flask, course: str) -> None:
        question = self.key_of(app, "s6", course)
        last_first = [2 - place for place in question.key_data["right"]]
        with app.app_context():
            block = corrected_block(course_id_of(course), "s6", question.content_hash, last_first)
        assert block == "1. Pelaksanaan\n2. Perencanaan\n3. Usulan"

    def test_an_essay_has_no_key_to_mend(self, app: Flask, client: Client, course: str) -> None:
        address = address_of(app, "u2", course)
        assert "tidak punya kunci" in client.get(address).text
        response = client.form_post(f"{address}/preview", FORM)
        assert response.status_code == 422

    def test_what_the_source_no_longer_says_is_not_offered(self, app: Flask, course: str) -> None:
        with app.app_context():
            course_id = course_id_of(course)
            known = self.key_of(app, "s1", course).content_hash
            assert corrected_block(course_id, "s1", known, [0, 1]) is None
            assert corrected_block(course_id, "s1", "another", [1]) is None
            assert corrected_block(course_id, "nowhere", known, [1]) is None
            assert corrected_block(999, "s1", known, [1]) is None


def test_the_list_is_filtered_by_quiz_and_paged(app: Flask, client: Client, cast: Cast) -> None:
    kinds.take_up(app, cast.ayu.id)
    owned(app, cast)
    client.sign_in("bima")
    everything = client.get(f"/courses/{kinds.COURSE}/questions").text
    assert "12 soal" in everything
    assert "Tes awal, Tes akhir" in everything
    assert "2 soal" in client.get(f"/courses/{kinds.COURSE}/questions?quiz=uraian").text
    assert "Tidak ada soal" in client.get(f"/courses/{kinds.COURSE}/questions?quiz=x").text
    assert client.get(f"/courses/{kinds.COURSE}/questions?page=99").status_code == 200


def test_analysis_of_items_uses_the_corrected_key(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    mended(app, cast.bima.id)
    client.sign_in("bima")
    rows = client.get("/courses/kursus/items/kuis/items.csv").text.splitlines()
    assert "Pilihan A soal 1 (kunci): 1" in rows[1]
    mend(app, cast.bima.id, what="drop")
    rows = client.get("/courses/kursus/items/kuis/items.csv").text
    assert "Pertanyaan 1" not in rows
