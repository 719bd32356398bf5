"""The gradebook as a file: what the page shows, for spreadsheets, with formulas made harmless."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.accounts.models import EmployeeNumber, Person
from lms.core.db import begin_writing, db
from lms.core.exports import xlsx_pieces
from lms.courses.models import Course
from lms.learning.actions import enrol
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import RIGHT, WRONG, take, take_up, unit_of_work
from tests.factories.overriding import override

BOOK = "/courses/kursus/gradebook"
HOSTILE = "=HYPERLINK(1)"
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(autouse=True)
def running(app: Flask, cast: Cast) -> None:
    """Bima's course: Ayu, whose name is a formula, has a half of the points, Fajar nothing."""
    take_up(app, cast.ayu.id, quiz_attributes="pass=70 attempts=3")
    with unit_of_work(app):
        enrol(person_id=cast.fajar.id, course_key="kursus")
        begin_writing()
        db.session.scalars(select(Course)).one().owner_id = cast.bima.id
        ayu = update(Person).where(Person.id == cast.ayu.id)
        db.session.execute(ayu.values(full_name=HOSTILE, title_prefix="", title_suffix=""))
    take(app, cast.ayu.id, {1: RIGHT[1], 2: WRONG[2]})
    override(app, cast.bima.id, cast.ayu.id, "33,25")


def sheet(content: bytes) -> list[list[str | float | None]]:
    """The cells of a workbook's only sheet; fails where one is a formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [name] = [one for one in archive.namelist() if one.startswith("xl/worksheets/sheet")]
        root = ElementTree.fromstring(archive.read(name))
    assert root.find(f".//{NS}f") is None
    assert root.find(f".//{NS}hyperlink") is None
    return [[_value(one) for one in row] for row in root.iter(f"{NS}row")]


def _value(cell: ElementTree.Element) -> str | float | None:
    if cell.get("t") == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{NS}t"))
    value = cell.findtext(f"{NS}v")
    return None if value is None else float(value)


def test_the_csv_is_what_a_local_spreadsheet_opens(client: Client) -> None:
    response = client.sign_in("bima").get(f"{BOOK}.csv")
    assert response.mimetype == "text/csv"
    assert "buku-nilai-kursus-2026-11-23.csv" in response.headers["Content-Disposition"]
    lines = response.get_data().decode("utf-8-sig").splitlines()
    assert lines[0] == "Peserta;Unit kerja;Rata-rata kursus;Kuis akhir;Kuis akhir: keadaan"
    assert lines[1].startswith(f"'{HOSTILE};")
    assert lines[1].endswith(";33,25;33,25;Belum lulus (ditetapkan pengajar)")
    assert lines[2].endswith(";;;Belum dikerjakan")
    assert len(lines) == 3


def test_the_workbook_holds_the_same_with_numbers_as_numbers(client: Client) -> None:
    response = client.sign_in("bima").get(f"{BOOK}.xlsx")
    assert "buku-nilai-kursus-2026-11-23.xlsx" in response.headers["Content-Disposition"]
    head, ayu, fajar = sheet(response.get_data())
    assert head[3:] == ["Kuis akhir", "Kuis akhir: keadaan"]
    assert ayu[0] == HOSTILE
    assert ayu[2:] == [33.25, 33.25, "Belum lulus (ditetapkan pengajar)"]
    assert "Fajar" in str(fajar[0])
    assert fajar[-1] == "Belum dikerjakan"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_filters_hold_for_the_file_too(client: Client, ending: str) -> None:
    response = client.sign_in("bima").get(f"{BOOK}.{ending}?q=Fajar&state=none")
    content = response.get_data()
    count = len(sheet(content)) if ending == "xlsx" else len(content.decode().splitlines())
    assert count == 2


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_employee_number_is_in_it(app: Flask, client: Client, ending: str) -> None:
    content = client.sign_in("bima").get(f"{BOOK}.{ending}").get_data()
    text = str(sheet(content)) if ending == "xlsx" else content.decode()
    with app.app_context():
        numbers = list(db.session.scalars(select(EmployeeNumber.number)))
    assert numbers
    assert not any(number in text for number in numbers)


@pytest.mark.parametrize("text", ["=1+1", "{=1}", "+1", "-1", "@x", "https://contoh.go.id", "\t=1"])
def test_a_text_in_a_workbook_stays_a_text(text: str) -> None:
    content = b"".join(xlsx_pieces([text], [[text, None, 1.5]]))
    head, row = sheet(content)
    assert str(head[0]).strip() == str(row[0]).strip() == text.strip()
    assert row[-1] == 1.5
