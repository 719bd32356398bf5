"""Letterheads: whose stands on whose papers, who may change it, and what is refused."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from lms.accounts.actions import move_unit, rename_unit
from lms.core import files
from lms.core.clock import today
from lms.core.db import begin_unit, commit, db
from lms.supervision.actions import figures
from lms.supervision.models import Letterhead
from lms.supervision.queries.letterheads import Head, head_of
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import new_person, writing
from tests.factories.courses import png

TYPED = {"top_line": "Pemerintah Provinsi Lampung", "address": "Jalan  Raya 1", "version": "0"}


def address(unit_id: int, part: str = "") -> str:
    """The page of a unit's letterhead."""
    return f"/supervision/units/{unit_id}/letterhead{part}"


def head(app: Flask, unit_id: int) -> Head:
    """What stands on a unit's papers today."""
    with app.app_context():
        begin_unit(may_write=False)
        return head_of(unit_id, today())


def words_of(content: bytes) -> str:
    """The text of a PDF's first page."""
    return " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


def test_units_below_have_the_nearest_letterhead_under_their_own_names(
    app: Flask, client: Client, cast: Cast
) -> None:
    client.sign_in("eko")
    agency, unit = cast.units["dpu"], cast.units["dpu-jalan"]
    assert head(app, unit).from_unit_id is None
    assert client.form_post(address(cast.units["prov"]), {**TYPED, "contact": "0721"}).status_code
    assert client.form_post(address(agency), TYPED).location == address(agency)
    found = head(app, unit)
    assert (found.agency, found.unit) == ("Dinas Pekerjaan Umum", "Bidang Jalan dan Jembatan")
    assert (found.from_unit_id, found.address, found.contact) == (agency, "Jalan Raya 1", "")
    other = head(app, cast.units["dinkes"])
    assert (other.agency, other.unit, other.contact) == ("Dinas Kesehatan", "", "0721")
    client.form_post(address(agency, "/remove"))
    assert head(app, unit).from_unit_id == cast.units["prov"]


def test_without_a_top_line_the_government_stands_above(app: Flask, cast: Cast) -> None:
    assert head(app, cast.units["dpu-jalan"]).top_line == "Pemerintah Provinsi Contoh"
    assert head(app, cast.units["prov"]).top_line == ""


def test_names_follow_the_tree(app: Flask, cast: Cast) -> None:
    """A unit that was renamed or moved has its new name and agency from that day on."""
    unit = cast.units["dpu-jalan"]
    with writing(app):
        rename_unit(
            unit_id=unit, name="Bidang Jalan", kind="unit", day=today(), actor_id=cast.eko.id
        )
        move_unit(unit_id=unit, parent_id=cast.units["dinkes"], day=today(), actor_id=cast.eko.id)
    assert (head(app, unit).agency, head(app, unit).unit) == ("Dinas Kesehatan", "Bidang Jalan")
    with app.app_context():
        begin_unit(may_write=False)
        assert head_of(unit, today() - timedelta(days=1)).agency == "Dinas Pekerjaan Umum"


def test_an_agencys_administrator_changes_their_own_alone(
    app: Flask, client: Client, cast: Cast
) -> None:
    new_person(
        app,
        "irma",
        unit_id=cast.units["dinkes"],
        role="agency_admin",
        role_unit_id=cast.units["dinkes"],
        password="gunung-batu-1",
    )
    client.sign_in("irma", "gunung-batu-1")
    own, other = cast.units["dinkes"], cast.units["dpu"]
    assert f'href="{address(own)}"' in client.get(f"/units/{own}").text
    assert client.form_post(address(own), TYPED).status_code == 302
    for part in ("", "/remove", "/preview"):
        assert client.form_post(address(other, part), TYPED).status_code == 404
    assert client.get(address(other, "/logo")).status_code == 404


def test_the_logo_is_encoded_anew_and_kept_until_it_is_not_wanted(
    app: Flask, client: Client, cast: Cast
) -> None:
    unit = cast.units["dpu"]
    client.sign_in("eko")
    picture = (io.BytesIO(png(40, 30, note="rahasia")), "logo.png")
    assert client.form_post(address(unit), {**TYPED, "logo": picture}).status_code == 302
    with client.get(address(unit, "/logo")) as response:
        assert response.mimetype == "image/png"
        assert b"rahasia" not in response.get_data()
    kept = {**TYPED, "contact": "0721", "keep_logo": "y", "version": "1"}
    assert client.form_post(address(unit), kept).status_code == 302
    with client.get(address(unit, "/logo")) as response:
        assert response.status_code == 200
    assert client.form_post(address(unit), {**TYPED, "version": "2"}).status_code == 302
    assert client.get(address(unit, "/logo")).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"contact": "x" * 121}, "Paling banyak 120 huruf"),
        ({"address": "a\nb\nc\nd"}, "Paling banyak 3 baris."),
        ({"address": "x" * 121}, "Paling banyak 120 huruf tiap baris."),
        ({"logo": (io.BytesIO(b"GIF89a"), "logo.gif")}, "Pilih gambar PNG, JPEG, atau WebP."),
        ({"version": "7"}, "baru saja diubah orang lain"),
    ],
)
def test_what_will_not_do_is_refused_beside_its_field(
    app: Flask, client: Client, cast: Cast, typed: dict[str, object], said: str
) -> None:
    client.sign_in("eko")
    response = client.form_post(address(cast.units["dpu"]), {**TYPED, **typed})
    assert response.status_code == 422
    assert said in response.text
    assert "Pemerintah Provinsi Lampung" in response.text
    with app.app_context():
        assert db.session.scalars(select(Letterhead)).all() == []


def test_the_preview_is_what_would_be_printed_and_changes_nothing(
    app: Flask, client: Client, cast: Cast
) -> None:
    client.sign_in("eko")
    response = client.form_post(address(cast.units["dpu-jalan"], "/preview"), TYPED)
    assert response.mimetype == "application/pdf"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    words = words_of(response.data)
    assert "PEMERINTAH PROVINSI LAMPUNG DINAS PEKERJAAN UMUM BIDANG JALAN DAN JEMBATAN" in words
    assert "Jalan Raya 1" in words
    with app.app_context():
        assert db.session.scalars(select(Letterhead)).all() == []


def test_papers_bear_the_letterhead_with_its_logo(app: Flask, client: Client, cast: Cast) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        figures.rebuild()
        commit()
    client.sign_in("eko")
    picture = (io.BytesIO(png(40, 30)), "logo.png")
    client.form_post(address(cast.units["dpu"]), {**TYPED, "logo": picture})
    query = f"of=figures&unit={cast.units['dpu-jalan']}&form=pdf"
    paper = client.get(f"/supervision/exports/file?{query}").data
    assert "PEMERINTAH PROVINSI LAMPUNG DINAS PEKERJAAN UMUM" in words_of(paper)
    assert len(PdfReader(io.BytesIO(paper)).pages[0].images) == 1
    with app.app_context():
        assert len(list(files.names())) >= 1
