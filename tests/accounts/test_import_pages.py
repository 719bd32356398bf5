"""Importing people on pages: sent, named, checked, applied, taken back; to nobody else is it there."""

from __future__ import annotations

import io

from flask import Flask

from lms import schedule
from lms.core import jobs
from tests.accounts.test_people_imports import BUDI, HEAD
from tests.client import Client

BROKEN = f"{HEAD}\n{BUDI}\n1,98E+17;Dora;18;;Bidang Cipta Karya;;PNS;;"


def sent(client: Client, content: str) -> str:
    """The address of the import that a sheet became."""
    data = {"file": (io.BytesIO(content.encode()), "pegawai.csv")}
    done = client.form_post("/people/imports", data, content_type="multipart/form-data")
    assert done.status_code == 303, done.text
    return str(done.location)


def work(app: Flask) -> None:
    with app.app_context():
        jobs.run_due(schedule.JOBS)


def checked(app: Flask, client: Client, address: str) -> None:
    columns = {"column-employee_number": "0", "column-full_name": "1", "column-unit_name": "3"}
    form = {**columns, "effective_from": "2026-11-23"}
    assert client.form_post(f"{address}/check", form).status_code == 303
    work(app)


def test_a_sheet_is_checked_applied_and_taken_back(app: Flask, client: Client) -> None:
    client.sign_in("eko")
    address = sent(client, BROKEN)
    assert "Kolom yang tidak diambil: NIK" in client.get(address).text
    checked(app, client, address)
    page = client.get(address).text
    assert "Pegawai baru: 1" in page
    assert "dirusak oleh Excel" in page
    assert "dirusak oleh Excel" in client.get(f"{address}/findings.csv").text
    for _click in range(2):
        assert client.form_post(f"{address}/apply").status_code == 303
    assert "Perbarui" in client.get(address).text
    work(app)
    assert "Budi Santoso" in client.get("/people").text
    client.form_post(f"{address}/undo")
    work(app)
    assert "Budi Santoso" not in client.get("/people").text
    assert "Sudah dibatalkan" in client.get(address).text


def test_what_waits_stands_on_the_page_of_everything_about_people(
    app: Flask, client: Client
) -> None:
    client.sign_in("eko")
    assert "menunggu keputusan" not in client.get("/administration").text
    address = sent(client, BROKEN)
    assert "1 menunggu keputusan" in client.get("/administration").text
    checked(app, client, address)
    page = client.get("/administration").text
    assert "1 menunggu keputusan" in page
    assert 'href="/administration" aria-current="page"' in client.get("/units/new").text
    assert page.count('class="card course-card"') == 10
    below = client.get("/audit").text
    assert '<nav class="breadcrumbs"' in below
    client.sign_in("citra")
    assert "/administration" not in client.get("/notifications/without-mail").text
    assert "/notifications/without-mail" in client.get("/supervision").text


def test_the_page_shows_how_rows_are_read_filters_findings_and_tells_how_far_it_is(
    app: Flask, client: Client
) -> None:
    client.sign_in("eko")
    address = sent(client, BROKEN)
    page = client.get(address).text
    assert "<strong>Budi Santoso</strong>" in page
    assert "198001012005011009" not in page
    assert "Tidak dapat dibaca" in page
    other = {"column-employee_number": "0", "column-full_name": "3", "preview": "1"}
    assert "<strong>Bidang Cipta Karya</strong>" in client.form_post(f"{address}/check", other).text
    form = {"column-employee_number": "0", "column-full_name": "1", "effective_from": "2026-11-23"}
    client.form_post(f"{address}/check", form)
    assert client.get(f"{address}/progress").json["running"] is True
    work(app)
    said = client.get(f"{address}/progress").json
    assert (said["running"], said["words"]) == (False, "0 dari 1")
    page = client.get(f"{address}?severity=warning").text
    assert "Kesalahan (1)" in page
    assert '<td data-label="Temuan">Nomor ini dirusak' not in page
    page = client.get(f"{address}?code=number-rounded").text
    assert '<td data-label="Temuan">Nomor ini dirusak' in page


def test_a_needed_column_is_asked_for(client: Client) -> None:
    client.sign_in("eko")
    address = sent(client, BROKEN)
    form = {"column-employee_number": "0", "effective_from": "2026-11-23"}
    refused = client.form_post(f"{address}/check", form)
    assert refused.status_code == 422
    assert "Nama lengkap" in refused.text


def test_nothing_or_no_table_is_refused_beside_the_field(client: Client) -> None:
    client.sign_in("eko")
    assert client.form_post("/people/imports").status_code == 422
    data = {"file": (io.BytesIO(b"\xd0\xcf\x11\xe0"), "lama.xls")}
    refused = client.form_post("/people/imports", data, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "bukan tabel" in refused.text


def test_an_import_is_its_beginners_alone(app: Flask, client: Client) -> None:
    client.sign_in("eko")
    address = sent(client, BROKEN)
    client.sign_in("citra")
    assert client.get(address).status_code == 403
    assert client.form_post(f"{address}/apply").status_code == 403
