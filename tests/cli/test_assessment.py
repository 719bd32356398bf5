"""`flask assessment items`: a plain table from anywhere, analysed or refused line by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.cli.assessment import read_table
from tests.cli.conftest import Command

SCALE = "nama;a;b;c;d\nA;1;1;1;1\nB;1;1;1;0\nC;1;1;0;0\nD;1;0;0;0\nE;0;0;0;0\n"
"""A perfect scale: KR-20 is 0.8 by hand."""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "tabel.csv"
    path.write_text(SCALE)
    return path


def test_a_table_is_analysed(flask: Command, table: Path) -> None:
    result = flask("assessment", "items", str(table))
    assert result.exit_code == 0
    assert "5 orang, 4 soal" in result.stdout
    assert "KR-20: 0,800" in result.stdout
    assert "Kurang dari 10 orang" in result.stdout
    assert result.stderr == ""


def test_figures_come_as_json(flask: Command, table: Path) -> None:
    result = flask("assessment", "items", str(table), "--json")
    found = json.loads(result.stdout)
    assert found["kr20"] == found["alpha"] == pytest.approx(0.8)
    assert found["cautions"] == ["too-few-people"]
    assert [one["facility"] for one in found["items"]] == [0.8, 0.6, 0.4, 0.2]
    assert [one["item"] for one in found["items"]] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    "content",
    [
        SCALE.encode(),
        b"\xef\xbb\xbf" + SCALE.encode(),
        SCALE.replace(";", ",").encode(),
        SCALE.replace(";", "\t").replace("\n", "\r\n").encode(),
        SCALE.replace("\n", "\r").encode(),
        SCALE.replace("nama;", ";").encode(),
        "\n".join(line.partition(";")[2] for line in SCALE.splitlines()).encode(),
        SCALE.replace("1", ' "1" ').replace(' "', '"').encode(),
        SCALE.replace("\n", "\n\n;;;;\n").encode(),
    ],
)
def test_every_plain_way_of_writing_it_is_read(content: bytes) -> None:
    table, problems = read_table(content)
    assert problems == []
    assert table is not None
    assert (table.items, len(table.rows)) == (("a", "b", "c", "d"), 5)
    assert [int(one) for one in table.earned] == [4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 1, "Berkas ini kosong."),
        (b"a;b\n", 1, "Di bawah baris judul"),
        (b"nama\nAyu\n", 1, "tidak menyebut satu soal pun"),
        (b"1;0\n0;1\n", 1, "Baris pertama harus berisi nama soal"),
        (b"a;;c\n0;1;1\n", 1, "Ada soal tanpa nama"),
        (b"a;b;a\n0;1;1\n", 1, "Nama soal a ada dua kali."),
        (b"a;b\n0;1\n1;2\n", 3, "Soal b: \u201c2\u201d bukan 0 atau 1."),
        (b"a;b\n0;1\n\n1;\n", 4, "Soal b: \u201c\u201d bukan 0 atau 1."),
        (b"a;b\n0;1\n1\n", 3, "1 jawaban, seharusnya 2."),
        (b"a;b\n0;1\n\xff;1\n", 3, "Bukan teks UTF-8."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    flask: Command, tmp_path: Path, content: bytes, line: int, message: str
) -> None:
    path = tmp_path / "salah.csv"
    path.write_bytes(content)
    result = flask("assessment", "items", str(path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{path}:{line}: ")
    assert message in result.stderr


def test_every_wrong_line_is_told_up_to_a_bound(flask: Command, tmp_path: Path) -> None:
    path = tmp_path / "salah.csv"
    path.write_text("a;b\n" + "x;1\n" * 200)
    assert len(flask("assessment", "items", str(path)).stderr.splitlines()) == 50


def test_a_file_that_is_not_there_is_wrong_use(flask: Command, tmp_path: Path) -> None:
    assert flask("assessment", "items", str(tmp_path / "tidak-ada.csv")).exit_code == 2


@pytest.mark.usefixtures("context")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300) | st.text(",;01a\n\r\t\"'", max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    table, problems = read_table(content)
    assert (table is None) == bool(problems)


def test_a_cell_longer_than_the_reader_takes_is_refused() -> None:
    assert read_table(b"a;b\n" + b"1" * 200_000 + b";1\n")[0] is None
