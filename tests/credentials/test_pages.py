"""The pages about certificates, each with what its reader does there."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pypdf
import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.accounts.actions import grant_role
from lms.accounts.models import Person
from lms.core import clock
from lms.core.db import begin_unit, db
from lms.core.throttle import Limit
from lms.credentials.actions import looking_up
from lms.credentials.models import Certificate, CertificateIssue, CertificateTemplateVersion
from lms.notifications.models import Notice
from lms.schedule import SWEEPS, sweep
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.accounts import writing
from tests.factories.certificates import certified, make_sheets
from tests.factories.courses import png, publish_course

REVOCATION = {"category": "mistake", "reason": "Nilai ujian tertukar."}


@pytest.fixture
def code(app: Flask, cast: Cast) -> str:
    """The code of Ayu's certificate."""
    with app.app_context():
        begin_unit(may_write=True)
        publish_course()
        return certified(cast.ayu.id, made=False).code


def made(app: Flask) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        make_sheets()


def test_its_owner_downloads_it_and_nobody_else_does(app: Flask, client: Client, code: str) -> None:
    client.sign_in("ayu")
    waiting = client.get(f"/credentials/{code}/certificate.pdf")
    assert (waiting.status_code, "sedang dibuat" in waiting.get_data(as_text=True)) == (202, True)
    made(app)
    page = client.get("/credentials").get_data(as_text=True)
    assert "Berlaku" in page
    assert "00001/ASN/XI/2026" in page
    with client.get(f"/credentials/{code}/certificate.pdf") as sheet:
        assert sheet.data.startswith(b"%PDF")
        assert f"Unduh PDF ({round(len(sheet.data) / 1000)} KB)" in page
        assert "sertifikat-00001-ASN-XI-2026.pdf" in sheet.headers["Content-Disposition"]
    assert f"/credentials/{code}/certificate.pdf" in client.get("/learn/kursus").get_data(
        as_text=True
    )
    client.form_post("/sign-out")
    client.sign_in("fajar")
    assert client.get(f"/credentials/{code}/certificate.pdf").status_code == 404


def test_a_stranger_verifies_it_in_any_spelling_and_is_told_nothing_more(
    client: Client, code: str
) -> None:
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]} "
    there = client.get("/verify", query_string={"code": typed})
    assert there.headers["Location"] == f"/verify/{code}"
    page = client.get(f"/verify/{code}").get_data(as_text=True)
    for said in ("Asli dan berlaku", "Ayu Lestari, S.T.", "00001/ASN/XI/2026", "noindex"):
        assert said in page
    assert "1995" not in page
    unknown = client.get("/verify/000000000000")
    assert unknown.status_code == 404
    assert "Tidak ada sertifikat dengan kode ini." in unknown.get_data(as_text=True)
    assert client.get("/verify/apa-ini").status_code == 404
    assert client.get("/verify", query_string={"code": ""}).status_code == 422


def test_guessing_codes_ends_in_a_closed_door_and_checking_real_ones_does_not(
    client: Client, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_up, "WRONG_CODES", Limit(3, timedelta(minutes=10)))
    assert {client.get(f"/verify/{code}").status_code for _ in range(5)} == {200}
    answers = [client.get("/verify/000000000001").status_code for _ in range(4)]
    assert answers == [404, 404, 404, 429]


def test_revoking_is_seen_by_everybody_and_can_be_taken_back(
    app: Flask, client: Client, code: str
) -> None:
    client.sign_in("dewi")
    assert "Ayu Lestari" in client.get("/credentials/certificates?q=ayu").get_data(as_text=True)
    there = f"/credentials/certificates/{code}"
    refused = client.form_post(f"{there}/revoke", {**REVOCATION, "reason": " "})
    assert refused.status_code == 422
    for _ in range(2):
        assert client.form_post(f"{there}/revoke", REVOCATION).status_code == 302
    page = client.get(f"/verify/{code}").get_data(as_text=True)
    assert "dicabut dan tidak berlaku" in page
    assert "Diterbitkan karena kekeliruan" in page
    assert "tertukar" not in page
    assert "tertukar" in client.get(there).get_data(as_text=True)
    for _ in range(2):
        client.form_post(f"{there}/reinstate", {"reason": "Ternyata benar."})
    assert "Asli dan berlaku" in client.get(f"/verify/{code}").get_data(as_text=True)
    history = client.get(there).get_data(as_text=True)
    assert "tertukar" in history
    assert "Ternyata benar." in history
    with app.app_context():
        kinds = list(db.session.scalars(select(Notice.kind).where(Notice.kind.like("certif%"))))
    assert kinds == ["certificate-revoked", "certificate-reinstated"]


def test_whoever_organises_elsewhere_finds_nothing(
    app: Flask, cast: Cast, client: Client, code: str
) -> None:
    with writing(app):
        grant_role(
            person_id=cast.fajar.id,
            role="organiser",
            unit_id=cast.units["dinkes"],
            actor_id=None,
        )
    client.sign_in("fajar")
    assert "Ayu" not in client.get("/credentials/certificates").get_data(as_text=True)
    for address in ("", "/sheets/1"):
        assert client.get(f"/credentials/certificates/{code}{address}").status_code == 404
    assert (
        client.form_post(f"/credentials/certificates/{code}/revoke", REVOCATION).status_code == 404
    )


def test_a_corrected_name_gives_a_new_sheet_and_the_old_one_is_kept(
    app: Flask, client: Client, code: str
) -> None:
    with writing(app):
        db.session.execute(
            update(Person).where(Person.user_name == "ayu").values(title_suffix="S.T., M.T.")
        )
    client.sign_in("dewi")
    listed = client.get("/credentials/certificates?state=name-differs").get_data(as_text=True)
    assert "Nama berbeda" in listed
    for _ in range(2):
        client.form_post(f"/credentials/certificates/{code}/reissue")
    made(app)
    assert "M.T." in client.get(f"/verify/{code}").get_data(as_text=True)
    names = []
    for ordinal in (1, 2):
        with client.get(f"/credentials/certificates/{code}/sheets/{ordinal}") as sheet:
            text = pypdf.PdfReader(io.BytesIO(sheet.data)).pages[0].extract_text()
            names.append("M.T." in text)
    assert names == [False, True]
    assert client.get(f"/credentials/certificates/{code}/sheets/3").status_code == 404
    with app.app_context():
        assert list(db.session.scalars(select(CertificateIssue.reason))) == ["completed", "name"]


def test_what_expires_is_told_once_and_says_so_afterwards(
    app: Flask, client: Client, code: str
) -> None:
    with writing(app):
        db.session.execute(update(Certificate).values(valid_until=clock.today()))
    task = next(one for one in SWEEPS if one.act.__name__ == "tell_expiry")
    with app.app_context():
        assert [sweep(task), sweep(task)] == [1, 0]
    client.sign_in("ayu")
    assert "Segera berakhir" in client.get("/credentials").get_data(as_text=True)
    with clock.frozen(MOMENT.replace(day=25)):
        assert "masa berlakunya sudah lewat" in client.get(f"/verify/{code}").get_data(as_text=True)


def test_a_template_is_changed_by_versions_and_its_preview_is_the_sheet(
    app: Flask, cast: Cast, client: Client, code: str
) -> None:
    client.sign_in("eko")
    page = client.get("/credentials/templates").get_data(as_text=True)
    there = re.search(r'href="(/credentials/templates/[0-9]+)"', page)
    assert there is not None
    fields = {
        "name": "Sertifikat kursus",
        "institution": "BPSDM Provinsi Contoh",
        "heading": "Sertifikat",
        "body": "lulus {course} sebesar {hours} JP",
        "signer_name": "Dra. Contoh Penanda Tangan",
        "signer_post": "Kepala",
        "agency": "BPSDM",
        "number_pattern": "{agency}/{year}/{seq:04}",
        "palette": "navy",
        "version": "1",
        "template_id": there[1].rpartition("/")[2],
    }
    preview = client.form_post(
        "/credentials/templates/preview", {**fields, "logo": (io.BytesIO(png(40, 30)), "l.png")}
    )
    text = pypdf.PdfReader(io.BytesIO(preview.data)).pages[0].extract_text()
    assert "lulus Judul Kursus Contoh sebesar 8 JP" in " ".join(text.split())
    assert "BPSDM/2026/0001" in text
    refused = client.form_post("/credentials/templates/preview", {**fields, "body": "{nip}"})
    assert refused.status_code == 422
    for wrong in (
        {"number_pattern": "{seq}"},
        {"body": "{nip}"},
        {"logo": (io.BytesIO(b"<svg>"), "l.png")},
    ):
        answer = client.form_post(there[1], {**fields, **wrong})
        assert answer.status_code == 422
        assert "Dra. Contoh" in answer.get_data(as_text=True)
    for _ in range(2):
        assert client.form_post(there[1], fields).status_code == 303
    stale = client.form_post(there[1], {**fields, "heading": "Piagam"})
    assert "diubah orang lain" in stale.get_data(as_text=True)
    with app.app_context():
        assert list(db.session.scalars(select(CertificateTemplateVersion.ordinal))) == [1, 2]
        begin_unit(may_write=True)
        assert certified(cast.fajar.id, made=False).number == "BPSDM/2026/0001"


def test_a_course_without_certificates_gives_none(app: Flask, client: Client, code: str) -> None:
    client.sign_in("eko")
    there = "/courses/kursus/certificate"
    assert "Templat" in client.get(there).get_data(as_text=True)
    assert client.form_post(there, {"renew_window_days": "9999", "template": ""}).status_code == 422
    assert client.form_post(there, {"renew_window_days": "30", "template": "x"}).status_code == 422
    assert client.form_post(there, {"renew_window_days": "30", "template": ""}).status_code == 302
    client.form_post("/sign-out")
    client.sign_in("dewi")
    assert "Semuanya sudah bersertifikat" in client.get("/credentials/batches").get_data(
        as_text=True
    )
