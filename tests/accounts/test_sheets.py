"""Reading sheets: encodings, separators, heads, cells; whatever bytes come, an answer and no crash."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.source import columns, csv_text, table
from lms.accounts.source.cells import LostDigitsError, date_of, number_of, text_of
from lms.accounts.source.findings import UnreadableSheet
from lms.accounts.source.rows import Reader, split_titles
from lms.core.exports import csv_lines

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20
)


def read(content: bytes) -> tuple[table.Head, list[table.Line]]:
    head, lines = table.read(csv_text.lines(content))
    return head, list(lines)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for sheet in (content, b"NIP;Nama;TMT\n" + content):
        try:
            head, lines = read(sheet)
        except UnreadableSheet:
            continue
        reader = Reader(head.header, columns.propose(head.header))
        for row, cells in lines:
            reader.read(row, cells)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=10))
def test_what_we_export_is_read_as_it_was(rows: list[tuple[str, str]]) -> None:
    content = "".join(csv_lines(["NIP", "Nama"], rows)).encode()
    _head, lines = read(content)
    # A row of the export's that only holds formulas comes back with the mark that disarms them.
    assert [[str(cell).removeprefix("'") for cell in cells] for _row, cells in lines] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_every_encoding_and_separator_is_known(encoding: str, delimiter: str) -> None:
    lines = [["NIP", "Nama", "Jabatan"], ["1", "Zoë", "Analis"], ["2", "René", "Analis"]]
    content = "\r\n".join(delimiter.join(cells) for cells in lines).encode(encoding)
    head, rows = read(content)
    assert head.header == ("NIP", "Nama", "Jabatan")
    assert [cells[1] for _row, cells in rows] == ["Zoë", "René"]


def test_a_head_of_two_rows_is_one() -> None:
    head, rows = read(b"NIP;Nama;Jabatan;;Unit Kerja\n;;Nama;TMT;\n1;2;3;4;5\n12345;A;B;C;D\n")
    assert columns.propose(head.header) == {
        "employee_number": 0,
        "full_name": 1,
        "position": 2,
        "effective_date": 3,
        "unit_name": 4,
    }
    assert [row for row, _cells in rows] == [4]


@pytest.mark.parametrize("heading", ["NIK", "No. KTP", "Agama", "NPWP", "Gaji Pokok", "No BPJS"])
def test_sensitive_columns_are_known_by_their_heading(heading: str) -> None:
    assert columns.is_sensitive(heading)


@pytest.mark.parametrize(
    "cell", ["'19950412 202001 2 001", "1995.0412.2020012001", 199504122020012001]
)
def test_a_number_is_read_with_and_without_spaces(cell: str | int) -> None:
    if isinstance(cell, int):
        # This one no double can hold, so no spreadsheet has rounded it.
        assert int(float(cell)) != cell
    assert number_of(cell) == "199504122020012001"


@pytest.mark.parametrize(
    "cell", ["1,99504E+17", "1.99504E+17", 1.99504122020012e17, 199504122020012000]
)
def test_a_rounded_number_is_refused(cell: str | float) -> None:
    with pytest.raises(LostDigitsError):
        number_of(cell)


@pytest.mark.parametrize(
    "cell",
    ["01-11-2026", "1/11/2026", "2026-11-01", "1 November 2026", "01 Nop 2026", 46327, "20261101"],
)
def test_a_day_is_read_in_every_spelling(cell: str | int) -> None:
    assert date_of(cell) == date(2026, 11, 1)


@pytest.mark.parametrize("cell", ["31-02-2026", "01-11-26", "besok", "", None, 12, float("nan")])
def test_what_is_no_day_is_none(cell: str | float | None) -> None:
    assert date_of(cell) is None


def test_titles_are_taken_out_of_names() -> None:
    whole = text_of("  Dr. H.  Ahmad Suryana, M.Si ")
    assert split_titles(whole) == ("Dr. H.", "Ahmad Suryana", "M.Si")
