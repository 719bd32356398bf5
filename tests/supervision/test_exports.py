"""Tables as files: all forms have the same cells, exactly what is shown, and nothing that runs."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from html import unescape

import pytest
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from lms.accounts.models import Person
from lms.core.audit import AccessLogEntry
from lms.core.db import begin_unit, commit, db
from lms.learning.actions import enrol, mark_done
from lms.supervision.actions import figures
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import new_person, writing
from tests.factories.courses import publish_course
from tests.factories.hours import attended

FORMS = ("csv", "xlsx", "pdf")


@pytest.fixture
def world(app: Flask, cast: Cast) -> None:
    """Ayu has begun a course whose title would run as a formula, and has learnt elsewhere."""
    with app.app_context():
        begin_unit(may_write=True)
        publish_course("proyek", title="=Kursus proyek", quiz=False)
        enrol(person_id=cast.ayu.id, course_key="proyek")
        mark_done(person_id=cast.ayu.id, course_key="proyek", activity_key="materi-1")
        attended(cast.ayu.id, cast.dewi.id)
        figures.rebuild()
        commit()


def rows_of(form: str, content: bytes) -> list[list[str]]:
    """The cells of a CSV or a workbook, with its heads, as they are read on paper."""
    if form == "csv":
        text = content.decode().removeprefix("\ufeff")
        return [list(row) for row in csv.reader(io.StringIO(text), delimiter=";")]
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[_as_in_csv(value) for value in row] for row in sheet.iter_rows(values_only=True)]


MONTHS = {1: "Januari", 11: "November", 12: "Desember"}


def _as_in_csv(value: object) -> str:
    if isinstance(value, datetime):
        day = f"{value.day} {MONTHS[value.month]} {value.year}"
        return f"{day}, {value:%H.%M} WIB" if value.hour or value.minute else day
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith("=") else text


def words_of(content: bytes) -> str:
    """The text of a PDF, without what only breaks lines."""
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split()
    )


def links_of(client: Client, page: str) -> dict[str, str]:
    """From a page by its button to the choice: where each form is."""
    found = re.search(r'href="(/supervision/exports/new\?[^"]*)"', client.get(page).text)
    assert found is not None, page
    choice = client.get(unescape(found[1])).text
    links = re.findall(r'href="(/supervision/exports/file\?form=([a-z]+)[^"]*)"', choice)
    return {form: unescape(address) for address, form in links}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("citra", "/supervision"),
        ("citra", "/supervision?sort=-progress&status=active"),
        ("citra", "/supervision/units/{unit}"),
        ("dewi", "/supervision/units/{unit}?course=proyek&on=2026-11-22"),
        ("citra", "/supervision/units/{unit}/people?measure=members"),
        ("dewi", "/supervision/units/{unit}/people?measure=hours&on=2026-11-30"),
    ],
)
def test_all_forms_have_the_same_cells(client: Client, cast: Cast, who: str, page: str) -> None:
    reader = client.sign_in(who)
    links = links_of(reader, page.format(unit=cast.units["dpu-jalan"]))
    assert set(links) == set(FORMS)
    made = {form: reader.get(links[form]) for form in FORMS}
    for form, response in made.items():
        assert response.status_code == 200
        assert f'.{form}"' in response.headers["Content-Disposition"]
        assert response.headers["Content-Disposition"].startswith("attachment;")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    cells = rows_of("csv", made["csv"].data)
    assert rows_of("xlsx", made["xlsx"].data) == cells
    paper = words_of(made["pdf"].data).replace(" ", "")
    for row in cells:
        for cell in row:
            assert cell.removeprefix("'").replace(" ", "") in paper, cell


@pytest.mark.usefixtures("world")
def test_people_behind_a_figure_stand_with_a_course_where_it_is_of_one(
    client: Client, cast: Cast
) -> None:
    reader = client.sign_in("citra")
    heads = {}
    for measure in ("members", "learning"):
        page = f"/supervision/units/{cast.units['dpu-jalan']}/people?measure={measure}"
        heads[measure] = rows_of("csv", reader.get(links_of(reader, page)["csv"]).data)[0]
    assert "Nama kursus" not in heads["members"]
    assert "Nama kursus" in heads["learning"]


@pytest.mark.usefixtures("world")
def test_a_formula_stays_a_text(client: Client, cast: Cast) -> None:
    """A title that begins like a formula is harmless in CSV and a text in a workbook."""
    links = links_of(client.sign_in("citra"), "/supervision")
    assert "'=Kursus proyek" in client.get(links["csv"]).data.decode()
    sheet = load_workbook(io.BytesIO(client.get(links["xlsx"]).data)).active
    assert sheet is not None
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=Kursus proyek"]
    assert cell.data_type in {"s", "inlineStr"}


@pytest.mark.usefixtures("world")
def test_a_workbook_can_be_reckoned_with(client: Client, cast: Cast) -> None:
    """Numbers are numbers and moments are moments, in the reader's zone."""
    links = links_of(client.sign_in("citra"), "/supervision")
    sheet = load_workbook(io.BytesIO(client.get(links["xlsx"]).data)).active
    assert sheet is not None
    (row,) = list(sheet.iter_rows(min_row=2))
    assert row[6].value == datetime(2026, 11, 23, 10, 42)  # noqa: DTZ001 - cells have no zone
    assert "WIB" in row[6].number_format
    links = links_of(client, f"/supervision/units/{cast.units['dpu-jalan']}")
    sheet = load_workbook(io.BytesIO(client.get(links["xlsx"]).data)).active
    assert sheet is not None
    assert [cell.value for cell in next(sheet.iter_rows(min_row=2))][1] == 2


@pytest.mark.usefixtures("world")
def test_a_file_holds_every_row_and_the_page_only_some(
    app: Flask, client: Client, cast: Cast
) -> None:
    many(app, cast, 60)
    links = links_of(client.sign_in("citra"), "/supervision")
    cells = rows_of("csv", client.get(links["csv"]).data)
    assert len(cells) == 62
    assert [row[0] for row in cells[1:]] == sorted(row[0] for row in cells[1:])
    backwards = links_of(client, "/supervision?sort=-name&page=2")
    assert rows_of("csv", client.get(backwards["csv"]).data)[1:] == cells[:0:-1]


@pytest.mark.usefixtures("world")
def test_what_no_single_course_has_is_left_out_of_its_figures(client: Client, cast: Cast) -> None:
    unit = f"/supervision/units/{cast.units['dpu-jalan']}"
    client.sign_in("dewi")
    every = rows_of("csv", client.get(links_of(client, unit)["csv"]).data)[0]
    course = rows_of("csv", client.get(links_of(client, f"{unit}?course=proyek")["csv"]).data)[0]
    assert set(every) - set(course) == {
        "Pegawai",
        "Punya kewajiban",
        "Pegawai terlambat",
        "Punya target JP",
        "Mencapai target JP",
        "JP tahun ini",
        "JP per orang",
    }


@pytest.mark.usefixtures("world")
def test_the_paper_says_what_it_shows_and_who_made_it(client: Client, cast: Cast) -> None:
    links = links_of(client.sign_in("citra"), "/supervision?q=Ayu&status=active")
    paper = words_of(client.get(links["pdf"]).data)
    for words in (
        "DINAS PEKERJAAN UMUM",
        "BIDANG JALAN DAN JEMBATAN",
        "Pemantauan belajar",
        "Nama pegawai Ayu",
        "Status Sedang belajar",
        "Dibuat 23 November 2026, 10.42 WIB oleh",
        "Halaman 1 dari 1",
    ):
        assert words in paper, words


@pytest.mark.usefixtures("world")
def test_every_page_of_a_paper_has_the_heads_of_its_columns(
    app: Flask, client: Client, cast: Cast
) -> None:
    many(app, cast, 80)
    links = links_of(client.sign_in("citra"), "/supervision")
    pages = PdfReader(io.BytesIO(client.get(links["pdf"]).data)).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert len(texts) > 2
    for number, text in enumerate(texts, start=1):
        assert "Unit kerja Nama kursus Status" in text
        assert f"Halaman {number} dari {len(texts)}" in text


@pytest.mark.usefixtures("world")
def test_an_english_reader_gets_english_files(app: Flask, client: Client, cast: Cast) -> None:
    with writing(app):
        db.session.get_one(Person, cast.citra.id).locale = "en"
    links = links_of(client.sign_in("citra"), f"/supervision/units/{cast.units['dpu-jalan']}")
    paper = words_of(client.get(links["pdf"]).data)
    assert "23 November 2026" in paper
    assert "Page 1 of 1" in paper
    assert "Unit" in rows_of("csv", client.get(links["csv"]).data)[0][0]


@pytest.mark.usefixtures("world")
def test_what_leaves_is_logged(app: Flask, client: Client, cast: Cast) -> None:
    unit_id = cast.units["dpu-jalan"]
    client.sign_in("citra")
    client.get(links_of(client, "/supervision")["xlsx"])
    client.get(links_of(client, f"/supervision/units/{unit_id}")["csv"])
    with app.app_context():
        query = select(AccessLogEntry.subject_kind, AccessLogEntry.subject_id)
        query = query.where(AccessLogEntry.page == "supervision.export")
        seen = db.session.execute(query.order_by(AccessLogEntry.id)).all()
    assert [tuple(row) for row in seen] == [("overview", "xlsx"), ("unit", str(unit_id))]


@pytest.mark.usefixtures("world")
def test_what_is_not_ones_own_to_see_does_not_leave(client: Client, cast: Cast) -> None:
    """Citra supervises a unit, Dewi organises everywhere and supervises nobody, Ayu does neither."""
    own, other = cast.units["dpu-jalan"], cast.units["dinkes"]
    file = "/supervision/exports/file?form=csv&of="
    expected = {
        "citra": {"people": 200, f"figures&unit={own}": 200, f"figures&unit={other}": 404},
        "dewi": {"people": 403, f"figures&unit={own}": 200, f"figures&unit={other}": 200},
        "ayu": {"people": 403, f"figures&unit={own}": 403, f"figures&unit={other}": 403},
    }
    for who, statuses in expected.items():
        client.sign_in(who)
        for what, status in statuses.items():
            assert client.get(file + what).status_code == status, (who, what)
        client.form_post("/sign-out")


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "of=people&form=doc",
        "of=secret&form=csv",
        "of=figures&form=csv",
        "of=figures&unit=x&form=csv",
        "of=figures&unit=99999999999999999999&form=csv",
        "of=figures&unit=²&form=csv",
        "of=behind&unit=1&measure=secret&form=csv",
    ],
)
def test_what_makes_no_sense_is_no_file(client: Client, query: str) -> None:
    assert client.sign_in("citra").get(f"/supervision/exports/file?{query}").status_code == 404


def many(app: Flask, cast: Cast, count: int) -> None:
    """So many more people in Citra's unit, with long names."""
    for number in range(count):
        new_person(app, f"pegawai{number:03}", unit_id=cast.units["dpu-jalan"])
