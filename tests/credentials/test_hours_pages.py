"""The pages about hours: one's own year, a unit's, the export, corrections, rules, the transcript."""

from __future__ import annotations

import io
from datetime import date

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select

from lms.accounts.actions import merge_unit
from lms.core import ledger
from lms.core.clock import today
from lms.core.db import db
from lms.credentials.actions.claims import verify_claim
from lms.credentials.models.claims import LearningClaim
from lms.credentials.models.hours import HOURS, HoursEntry, HoursRule
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import writing
from tests.factories.certificates import newest_certificate
from tests.factories.claims import claimed, coaching, text
from tests.factories.courses import png, publish_course
from tests.factories.hours import attended, corrected
from tests.factories.learning import completed
from tests.statements import statements


def test_a_year_says_how_each_entry_was_counted(app: Flask, client: Client, cast: Cast) -> None:
    client.sign_in("ayu")
    assert "Belum ada jam belajar di tahun 2026" in client.get("/credentials/hours").text
    with writing(app):
        attended(cast.ayu.id, 1, quantity=300)
        attended(cast.ayu.id, 2, form="seminar", quantity=200, scope="international")
        attended(cast.ayu.id, 3, form="seminar", day=date(2025, 3, 1))
    page = client.get("/credentials/hours?year=ngawur").text
    assert "3 sesi × 2 JP, dibatasi 4 JP sebulan" in page
    assert "2 hari × 6 JP" in page
    assert "16 JP dari 20 JP" in page
    assert "Kurang 4 JP dari target 20 JP." in page
    assert "4 JP dari 20 JP" in client.get("/credentials/hours?year=2025").text
    with statements(app) as seen:
        home = client.get("/").text
    assert "16 JP dari 20 JP" in home
    assert sum("hours_" in one for one in seen) == 1
    assert client.form_post("/language", {"language": "en"}).status_code == 302
    assert "3 sessions × 2 JP, limited to 4 JP a month" in client.get("/credentials/hours").text


def test_a_transcript_is_a_pdf_with_the_entries_and_sums(
    app: Flask, client: Client, cast: Cast
) -> None:
    with writing(app):
        for number in range(1, 61):
            attended(cast.ayu.id, number, form="workshop")
        attended(cast.ayu.id, 99, form="seminar", day=date(2025, 3, 1))
    client.sign_in("ayu")
    document = PdfReader(io.BytesIO(client.get("/credentials/hours/transcript.pdf?year=all").data))
    said = "\n".join(page.extract_text() for page in document.pages)
    assert len(document.pages) > 2
    for words in ("Ayu Lestari, S.T.", "199504122020012001", "Kegiatan 60", "Kegiatan 99"):
        assert words in said
    assert "Semua tahun: 304 JP" in said
    client.form_post("/sign-out")
    client.sign_in("citra")
    answer = client.get(f"/credentials/hours/people/{cast.ayu.id}/transcript.pdf")
    (page,) = PdfReader(io.BytesIO(answer.data)).pages[:1]
    assert "Ayu Lestari" in page.extract_text()
    assert "199504122020012001" not in page.extract_text()


def test_a_unit_shows_its_people_and_leaves_as_siasn_names_it(
    app: Flask, client: Client, cast: Cast
) -> None:
    claim_id = claimed(app, cast.ayu.id, "satu", text())
    client.sign_in("citra")
    unit = f"/credentials/hours/units/{cast.units['dpu-jalan']}"
    assert client.form_post(
        f"/credentials/verification/{claim_id}/verify", {"seen": "1", "quantity": "2"}
    ).location.endswith("/credentials/verification")
    page = client.get(unit).text
    assert "Diperoleh di unit ini dan di bawahnya pada 2026: 8 JP" in page
    assert "Kurang 12 JP dari target 20 JP." in page
    assert "Ayu Lestari" in client.get(f"{unit}?q=lestari").text
    assert "Tidak ada yang cocok" in client.get(f"{unit}?q=zainal").text
    assert "Ayu Lestari" in client.get("/credentials/hours/units").text
    lines = client.get(f"{unit}/export.csv").get_data(as_text=True).splitlines()
    assert lines == [
        "\ufeffnama;namaKursus;jenisDiklatId;institusiPenyelenggara;noSertipikat;jumlahJam;"
        "tahunKursus;tanggalKursus;tanggalSelesaiKursus",
        "Ayu Lestari, S.T.;Seminar pengadaan (data contoh);seminar;LKPP;S-12/2026;8;2026;"
        "18-11-2026;19-11-2026",
    ]
    assert client.get(f"{unit}/export.xlsx").data[:2] == b"PK"
    for other in ("dpu", "dinkes"):
        assert client.get(f"/credentials/hours/units/{cast.units[other]}").status_code == 404
    client.form_post("/sign-out")
    client.sign_in("dewi")
    of_all = client.get(f"/credentials/hours/units/{cast.units['prov']}/export.csv")
    assert "nama;nip;namaKursus" in of_all.text
    assert "199504122020012001" in of_all.text


def test_what_was_earned_in_a_unit_that_was_merged_counts_above_it_still(
    app: Flask, client: Client, cast: Cast
) -> None:
    units = cast.units
    with writing(app):
        attended(cast.ayu.id, 1)
        ledger.fold(HOURS)
        attended(cast.ayu.id, 2)
    with writing(app):
        merge_unit(
            unit_id=units["dpu-jalan"], into_id=units["dpu-cipta"], day=today(), actor_id=None
        )
    client.sign_in("eko")
    for code, earned in (("dpu", 4), ("dpu-cipta", 4), ("dinkes", 0)):
        page = client.get(f"/credentials/hours/units/{units[code]}").text
        assert f"Diperoleh di unit ini dan di bawahnya pada 2026: {earned} JP" in page


def test_what_was_corrected_leaves_with_all_that_its_first_entry_had(
    app: Flask, client: Client, cast: Cast
) -> None:
    claim_id = claimed(app, cast.ayu.id, "satu", text())
    with writing(app):
        verify_claim(claim_id=claim_id, quantity=200, reason="", seen=1, actor_id=cast.citra.id)
        attended(cast.ayu.id, claim_id, form="workshop")
        publish_course()
        completed(cast.ayu.id)
        number = newest_certificate().number
        corrected("claim", quantities=[100, 150, 50], actor_id=cast.citra.id)
        corrected("completion", quantities=[100], actor_id=cast.citra.id)
    client.sign_in("citra")
    unit = f"/credentials/hours/units/{cast.units['dpu-jalan']}"
    who = "Ayu Lestari, S.T."
    lines = client.get(f"{unit}/export.csv").get_data(as_text=True).splitlines()
    assert lines[1:] == [
        f"{who};Seminar pengadaan (data contoh);seminar;LKPP;S-12/2026;2;2026;"
        "18-11-2026;19-11-2026",
        f"{who};Kegiatan {claim_id};workshop;;;5;2026;20-11-2026;20-11-2026",
        f"{who};Kursus kursus;e_learning;Ruang Belajar ASN;{number};1;2026;23-11-2026;23-11-2026",
    ]


def test_a_correction_needs_a_reason_and_shows_on_the_page(
    app: Flask, client: Client, cast: Cast
) -> None:
    with writing(app):
        entry_id = attended(cast.ayu.id, 1, quantity=200).id
    client.sign_in("citra")
    address = f"/credentials/hours/people/{cast.ayu.id}/entries/{entry_id}"
    assert "2 sesi × 2 JP" in client.get(address).text
    wrong = client.form_post(address, {"seen": "400", "quantity": "satu", "reason": "Keliru."})
    assert wrong.status_code == 422
    assert 'value="satu"' in wrong.text
    assert "Isi dengan angka" in wrong.text
    assert client.form_post(address, {"seen": "400", "quantity": "1"}).status_code == 422
    right = {"seen": "400", "quantity": "1", "reason": "Satu sesi."}
    for _twice in range(2):
        assert client.form_post(address, right).status_code == 302
    other = client.form_post(address, right | {"quantity": "1,5"})
    assert other.status_code == 422
    assert "sudah dikoreksi" in other.text
    page = client.get(f"/credentials/hours/people/{cast.ayu.id}").text
    assert "Entri balik" in page
    assert "Alasan: Satu sesi." in page
    assert "2 JP dari 20 JP" in page
    assert "sudah dikoreksi" in client.get(address).text
    assert client.get(f"/credentials/hours/people/{cast.fajar.id}").status_code == 404
    own = f"/credentials/hours/people/{cast.citra.id}/entries/{entry_id}"
    assert client.get(own).status_code == 404


def test_a_rule_is_looked_at_before_it_is_set(app: Flask, client: Client, cast: Cast) -> None:
    with writing(app):
        attended(cast.ayu.id, 1)
    client.sign_in("eko")
    assert "2 JP per sesi, dibatasi 4 JP sebulan" in client.get("/credentials/rules").text
    address = "/credentials/rules/coaching/domestic"
    form = {
        "hours": "1,5",
        "per": "session",
        "cap": "3",
        "cap_period": "month",
        "unit": "",
        "valid_from": "2026-11-01",
        "source": "Keputusan Kepala BPSDM 7/2026",
        "note": "",
    }
    seen = client.form_post(address, {**form, "preview": "1"})
    assert "1 dari 1 entri tahun 2026 akan dihitung berbeda" in seen.text
    assert "1,5 JP" in seen.text
    for lacking in ({"source": ""}, {"cap": ""}, {"hours": "0"}, {"valid_from": "2018-01-01"}):
        refused = client.form_post(address, form | lacking)
        assert refused.status_code == 422
        assert "perlu diperbaiki" in refused.text
    of_unit = client.form_post(address, {**form, "unit": "tidak ada"})
    assert of_unit.status_code == 422
    assert client.form_post(address, {**form, "unit": "dpu", "hours": "1"}).status_code == 302
    assert client.form_post(address, form).status_code == 302
    page = client.get("/credentials/rules").text
    assert "1,5 JP per sesi, dibatasi 3 JP sebulan" in page
    assert "Keputusan Kepala BPSDM 7/2026" in page
    target = "/credentials/rules/targets/contract_civil_servant"
    aim = {"target": "", "cap": "", "valid_from": "2027-01-01", "source": "PP contoh"}
    assert client.form_post(target, aim).status_code == 422
    assert client.form_post(target, {**aim, "target": "16"}).status_code == 302
    with app.app_context():
        rules = select(func.count()).where(HoursRule.form == "coaching")
        assert db.session.scalar(rules) == 3
        assert db.session.scalar(select(HoursEntry.counted)) == 200
    assert client.get("/credentials/rules/menari/domestic").status_code == 404
    assert client.get("/credentials/rules/targets/menari").status_code == 404


def test_a_claim_goes_from_the_choice_of_a_form_to_a_decision(
    app: Flask, client: Client, cast: Cast
) -> None:
    client.sign_in("ayu")
    assert "Belum ada pengajuan" in client.get("/credentials/claims").text
    assert "/credentials/claims/new/seminar" in client.get("/credentials/claims/new").text
    address = "/credentials/claims/new/seminar"
    assert client.get("/credentials/claims/new/other_outside").status_code == 404
    form = {
        "key": "a" * 32,
        "title": "Seminar <pengadaan>",
        "institution": "LKPP",
        "certificate_number": "S-1",
        "scope": "international",
        "started_on": "2026-11-18",
        "ended_on": "2026-11-19",
        "quantity": "2",
    }
    refused = client.form_post(address, {**form, "submit": "1"})
    assert refused.status_code == 422
    assert "Pilih berkas sertifikat" in refused.text
    assert "Seminar &lt;pengadaan&gt;" in refused.text
    assert client.form_post(address, form | {"quantity": "x"}).status_code == 422
    draft = client.form_post(address, form)
    assert draft.status_code == 302
    page = client.get(draft.location)
    assert "Draf" in page.text
    edit = f"{draft.location}/edit"
    assert 'value="LKPP"' in client.get(edit).text
    with_file = {**form, "seen": "1", "submit": "1", "file": (io.BytesIO(png()), "foto.png")}
    assert client.form_post(edit, with_file).status_code == 302
    page = client.get(draft.location)
    assert "Menunggu verifikasi" in page.text
    picture = page.text.split('<img src="')[1].split('"')[0]
    with client.get(picture) as evidence:
        assert evidence.mimetype == "image/png"
        assert "attachment" not in evidence.headers["Content-Disposition"]
        assert evidence.headers["Content-Security-Policy"].startswith("sandbox")
    assert client.get(edit).location.endswith(draft.location)
    claim_id = draft.location.rsplit("/", 1)[1]
    client.form_post("/sign-out")
    client.sign_in("citra")
    assert "Seminar &lt;pengadaan&gt;" in client.get("/credentials/verification").text
    deciding = f"/credentials/verification/{claim_id}"
    assert "6 JP per hari" in client.get(deciding).text
    changed = {"seen": "2", "quantity": "1"}
    assert client.form_post(f"{deciding}/verify", changed).status_code == 422
    assert client.form_post(f"{deciding}/verify", {**changed, "seen": "1"}).status_code == 409
    assert client.form_post(f"{deciding}/refuse", {"refuse-seen": "2"}).status_code == 422
    reasoned = {**changed, "reason": "Hadir sehari."}
    assert client.form_post(f"{deciding}/verify", reasoned).status_code == 303
    assert "sudah diputuskan" in client.get(deciding).text
    assert "Tidak ada yang menunggu" in client.get("/credentials/verification").text
    with client.get(picture) as evidence:
        assert evidence.status_code == 200
    client.form_post("/sign-out")
    client.sign_in("fajar")
    assert client.get(picture).status_code == 404
    client.form_post("/sign-out")
    client.sign_in("ayu")
    assert "Hadir sehari." in client.get(f"/credentials/claims/{claim_id}").text
    assert "6 JP dari 20 JP" in client.get("/credentials/hours").text


def test_a_pdf_is_saved_and_a_refusal_can_be_answered(
    app: Flask, client: Client, cast: Cast
) -> None:
    of_ayu = claimed(app, cast.ayu.id, "satu", text())
    claimed(app, cast.fajar.id, "dua", text())
    claimed(app, cast.ayu.id, "tiga", coaching(), pdf=None)
    client.sign_in("citra")
    page = client.get(f"/credentials/verification/{of_ayu}").text
    assert "juga diajukan pegawai lain" in page
    file = page.split('<a class="button secondary" href="')[1].split('"')[0]
    with client.get(file) as evidence:
        assert "attachment" in evidence.headers["Content-Disposition"]
    refusal = {"refuse-seen": "1", "refuse-reason": "Bukan nama Anda."}
    refused = client.form_post(f"/credentials/verification/{of_ayu}/refuse", refusal)
    assert refused.status_code == 303
    client.form_post("/sign-out")
    client.sign_in("ayu")
    page = client.get(f"/credentials/claims/{of_ayu}").text
    assert "Belum diterima: Bukan nama Anda." in page
    assert client.form_post(f"/credentials/claims/{of_ayu}/withdraw").status_code == 302
    with app.app_context():
        assert db.session.get_one(LearningClaim, of_ayu).state == "withdrawn"
