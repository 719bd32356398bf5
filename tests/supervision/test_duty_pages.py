"""The pages of duties: giving one after a look at whom it comes to, its people, one's own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms import schedule
from lms.core import jobs
from lms.core.audit import AccessLogEntry
from lms.core.db import begin_unit, commit, db
from lms.supervision.actions.duties.giving import ByName, give_duty
from lms.supervision.models import Duty, DutyRule
from lms.supervision.rules.duties import Terms
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.courses import publish_course
from tests.statements import statements

DUE_ON = MOMENT.date() + timedelta(days=60)
FORM = {
    "key": "satu",
    "course": "kurs",
    "reason": "Proyek jalan dimulai Januari.",
    "due_on": DUE_ON.isoformat(),
    "target": "rule",
    "unit": "jalan",
    "rule_name": "Bidang jalan",
    "step": "check",
}


@pytest.fixture
def course(app: Flask, cast: Cast) -> None:
    """Two published courses, the second for another agency than Ayu's."""
    with app.app_context():
        begin_unit(may_write=True)
        publish_course("kursus", title="Kursus contoh", quiz=False)
        units = [cast.units["dinkes"]]
        publish_course(
            "tertutup", title="Khusus undangan", quiz=False, audience="units", unit_ids=units
        )
        commit()


def given(app: Flask, cast: Cast, *people: str, course_key: str = "kursus") -> int:
    """Dewi has given people a duty by name."""
    with app.app_context():
        begin_unit(may_write=True)
        duty_id = give_duty(
            actor_id=cast.dewi.id,
            key=f"{course_key}-{people}",
            course_key=course_key,
            terms=Terms("Proyek jalan <dimulai> Januari.", due_on=DUE_ON),
            to=ByName(tuple(getattr(cast, name).id for name in people)),
        )
        commit()
        db.session.remove()
    return duty_id


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


@pytest.mark.usefixtures("course")
def test_a_duty_is_looked_at_before_it_is_given(app: Flask, client: Client, cast: Cast) -> None:
    client.sign_in("dewi")
    assert "Belum ada kewajiban belajar" in text(client, "/supervision/duties")
    assert "Beri kewajiban" in text(client, "/supervision/duties/new")
    looked = client.form_post("/supervision/duties/new", FORM)
    assert looked.status_code == 200
    page = looked.get_data(as_text=True)
    assert "<strong>2 pegawai</strong>" in page
    assert "Ayu Lestari, S.T." in page
    assert 'value="Bidang jalan"' in page
    with app.app_context():
        assert db.session.scalar(select(Duty.id)) is None
        assert db.session.scalars(select(AccessLogEntry.page)).all() == ["supervision.duty_preview"]
    for _ in range(2):
        answer = client.form_post("/supervision/duties/new", {**FORM, "step": "give"})
        assert answer.status_code == 302
        assert answer.location == "/supervision/duties/1"
    assert "Belum ada pegawai" in text(client, "/supervision/duties/1")
    with app.app_context():
        while jobs.run_due(schedule.JOBS):
            pass
        rule_id = db.session.scalars(select(DutyRule.id)).one()
    listed = text(client, "/supervision/duties?state=in-force&course=kursus")
    assert "Kursus contoh" in listed
    assert "Bidang jalan" in listed
    assert "Tidak ada yang cocok" in text(client, "/supervision/duties?state=ended")
    people = text(client, "/supervision/duties/1?standing=due&q=ayu")
    assert "Ayu Lestari" in people
    assert "Citra" not in people
    assert "Tidak ada yang cocok" in text(client, "/supervision/duties/1?standing=done")
    saved = text(client, f"/supervision/duties/new?rule={rule_id}")
    assert re.search(rf'<option selected value="{rule_id}">Bidang jalan', saved)
    again = {**FORM, "key": "dua", "target": "saved", "rule": str(rule_id), "step": "give"}
    assert client.form_post("/supervision/duties/new", again).status_code == 302
    assert "Dipakai 2 kewajiban" in text(client, "/supervision/duties/rules")


@pytest.mark.usefixtures("course")
def test_what_was_typed_wrong_is_told_beside_the_field(client: Client, app: Flask) -> None:
    client.sign_in("citra")
    wrong = (
        ({"course": "tidak ada"}, "Tidak ada kursus terbit dengan nama itu."),
        ({"course": "undangan"}, "Tidak ada kursus terbit dengan nama itu."),
        ({"reason": ""}, "Kolom ini harus diisi."),
        ({"reason": " "}, "Tulis alasannya"),
        ({"reason": "x" * 501}, "Paling banyak 500 huruf."),
        ({"due_on": "2026-11-22"}, "Jatuh tempo tidak boleh sudah lewat."),
        ({"due_on": "31-31-2026"}, "Tanggal tidak dikenali."),
        ({"due_on": ""}, "salah satu"),
        ({"due_days": "30"}, "salah satu"),
        ({"due_on": "", "due_days": "-1"}, "Isi antara 1 dan"),
        ({"due_on": "", "due_days": "x"}, "Isi dengan bilangan bulat"),
        ({"unit": ""}, "Tulis unit kerjanya."),
        ({"unit": "dinkes"}, "Tidak ada unit Anda"),
        ({"pay_grades": "III/z"}, "Golongan III/z tidak dikenal."),
        ({"target": "people", "people": ""}, "satu di setiap baris"),
        ({"target": "people", "people": "ayu\nfajar\nentah"}, "unit Anda: fajar, entah."),
        ({"target": "saved", "rule": "7"}, "Pilihan ini tidak tersedia."),
        ({"target": "semua"}, "Pilihan ini tidak tersedia."),
        ({"rule_name": "x" * 101}, "Paling banyak 100 huruf."),
    )
    for change, words in wrong:
        for step in ("check", "give"):
            answer = client.form_post("/supervision/duties/new", {**FORM, **change, "step": step})
            page = answer.get_data(as_text=True)
            assert answer.status_code == 422, change
            assert words in page, change
            assert "Ada isian yang perlu diperbaiki" in page
    with app.app_context():
        assert db.session.scalar(select(Duty.id)) is None


@pytest.mark.usefixtures("course")
def test_ayu_sees_what_is_due_and_why_and_may_open_the_course(
    app: Flask, client: Client, cast: Cast
) -> None:
    client.sign_in("ayu")
    assert client.get("/courses/tertutup").status_code == 404
    assert "Tidak ada kewajiban belajar" in text(client, "/supervision/my-duties")
    with statements(app) as without:
        assert "Yang harus diselesaikan" not in text(client, "/")
    with app.app_context():
        begin_unit(may_write=True)
        for number in range(7):
            give_duty(
                actor_id=cast.eko.id,
                key=str(number),
                course_key="tertutup",
                terms=Terms("Proyek <jalan> Januari.", due_days=10 + number),
                to=ByName((cast.ayu.id,)),
            )
        commit()
        db.session.remove()
    with statements(app) as many:
        home = text(client, "/")
    assert len(many) == len(without)
    for words in (
        "Yang harus diselesaikan",
        "Khusus undangan",
        "Jatuh tempo 3 Desember 2026: 10 hari lagi",
        "Alasan: Proyek &lt;jalan&gt; Januari.",
        "diberikan oleh Eko Saputra, S.Kom.",
    ):
        assert words in home, words
    assert home.count("Alasan:") == 5
    assert "Kursus ini kewajiban Anda." in text(client, "/courses/tertutup")
    assert client.form_post("/courses/tertutup/enrol", {}).status_code == 303
    assert "Kursus ini kewajiban Anda." in text(client, "/learn/tertutup")
    assert "Lanjutkan: Khusus undangan" in text(client, "/")
    assert "10 hari lagi" in text(client, "/supervision/my-duties")


@pytest.mark.usefixtures("course")
def test_dewi_moves_waives_and_ends(app: Flask, client: Client, cast: Cast) -> None:
    given(app, cast, "ayu")
    person = f"/supervision/duties/1/people/{cast.ayu.id}"
    client.sign_in("dewi")
    assert "Ubah jatuh tempo" in text(client, person)
    for action, fields in (
        ("move", {"due_on": "2026-11-22", "move_reason": "Cuti."}),
        ("move", {"due_on": "2027-02-01", "move_reason": ""}),
        ("waive", {"reason": ""}),
        ("waive", {"reason": "x" * 501}),
    ):
        answer = client.form_post(f"{person}/{action}", fields)
        assert answer.status_code == 422, (action, fields)
        assert "Ada isian yang perlu diperbaiki" in answer.get_data(as_text=True)
    moved = {"due_on": "2027-02-01", "move_reason": "Cuti besar."}
    assert client.form_post(f"{person}/move", moved).status_code == 302
    assert "Diubah khusus: Cuti besar." in text(client, person)
    waived = {"reason": "Sudah bersertifikat."}
    assert client.form_post(f"{person}/waive", waived).status_code == 302
    assert "Berlakukan lagi" in text(client, person)
    client.sign_in("ayu")
    assert "Dibebaskan: Sudah bersertifikat." in text(client, "/supervision/my-duties")
    assert "Anda dibebaskan" in text(client, "/courses/kursus")
    for kind in ("Jatuh tempo kewajiban Anda menjadi", "Anda dibebaskan dari kewajiban"):
        assert kind in text(client, "/notices")
    client.sign_in("dewi")
    assert client.form_post(f"{person}/unwaive", {}).status_code == 302
    page = "/supervision/duties/1"
    assert client.form_post(f"{page}/end", {}).status_code == 302
    assert "Kewajiban ini diakhiri pada 23 November 2026" in text(client, page)
    assert client.form_post(f"{person}/waive", waived).status_code == 422
    client.sign_in("ayu")
    assert "Yang harus diselesaikan" not in text(client, "/")
    assert "Tidak berlaku lagi" in text(client, "/supervision/my-duties")


@pytest.mark.usefixtures("course")
def test_dewi_excuses_those_whom_she_ticks(app: Flask, client: Client, cast: Cast) -> None:
    given(app, cast, "ayu", "citra", "fajar")
    client.sign_in("dewi")
    page = "/supervision/duties/1?standing=due"
    assert text(client, page).count('name="people"') == 3
    address = "/supervision/duties/1/waive?standing=due"
    ticked = {"people": [str(cast.ayu.id), str(cast.citra.id)], "reason": ""}
    refused = client.form_post(address, ticked)
    assert refused.status_code == 422
    assert refused.get_data(as_text=True).count("checked") == 2
    nobody = client.form_post(address, {"reason": "Cuti."})
    assert nobody.status_code == 422
    assert "Pilih 1 sampai" in nobody.get_data(as_text=True)
    unknown = client.form_post(address, {"people": "999999", "reason": "Cuti."})
    assert unknown.status_code == 404
    done = client.form_post(address, {**ticked, "reason": "Sudah bersertifikat."})
    assert done.headers["location"] == page
    assert text(client, page).count('name="people"') == 1
    assert text(client, "/supervision/duties/1").count("Dibebaskan") >= 2


@pytest.mark.usefixtures("course")
def test_on_ones_own_row_there_is_nothing_to_press(app: Flask, client: Client, cast: Cast) -> None:
    given(app, cast, "ayu", "dewi")
    client.sign_in("dewi")
    duty = text(client, "/supervision/duties/1")
    assert re.findall(r'name="people" value="(\d+)"', duty) == [str(cast.ayu.id)]
    own, other = (f"/supervision/duties/1/people/{one.id}" for one in (cast.dewi, cast.ayu))
    assert "Ubah jatuh tempo" in text(client, other)
    page = text(client, own)
    assert "Ini kewajiban Anda sendiri" in page
    assert f'action="{own}/' not in page
    waived = {"reason": "Sibuk."}
    assert client.form_post(f"{own}/waive", waived).status_code == 404
    given(app, cast, "dewi")
    alone = text(client, "/supervision/duties/2")
    assert "Dewi" in alone
    assert "Bebaskan yang dipilih" not in alone


@pytest.mark.usefixtures("course")
def test_others_do_not_know_that_there_is_a_duty(app: Flask, client: Client, cast: Cast) -> None:
    given(app, cast, "ayu")
    for name, status in (("ayu", 403), ("bima", 403), ("gita", 404), ("citra", 404)):
        client.sign_in(name)
        assert client.get("/supervision/duties/1").status_code == status
        address = f"/supervision/duties/1/people/{cast.ayu.id}"
        assert client.get(address).status_code == status
    with app.app_context():
        assert db.session.scalars(select(AccessLogEntry.page)).all() == []
