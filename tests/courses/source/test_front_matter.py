"""Front matter stays what was typed; the schema gives it types."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lms.courses.source import CourseFolder, CourseHead, scan
from tests.courses.source.folders import codes_in, course_file, place, right_course


def head_of(front: str) -> CourseHead:
    outline = scan(place("course", front).folder).outline
    assert outline is not None
    return outline.course


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Modul 1: Siklus", "Modul 1: Siklus"),
        ("010", "010"),
        ("No", "No"),
        ("12:30", "12:30"),
        ('"Dikutip"', "Dikutip"),
        ("'Dikutip'", "Dikutip"),
        ('""dua""', '"dua"'),
        ("[bukan daftar]", "[bukan daftar]"),
        ("# bukan komentar", "# bukan komentar"),
        ("{a: b}", "{a: b}"),
    ],
)
def test_text_stays_what_was_typed(typed: str, title: str) -> None:
    assert head_of(f"title: {typed}").title == title


def test_a_whole_head_is_read() -> None:
    head = head_of(
        "format: 1\nid: proyek\ntitle: Proyek\nsummary: Ringkas\nlanguage: id\nhours: 7,5\n"
        "competency: teknis\noutcomes:\n  - peran: Memetakan: PA\n  - 'deviasi: Menghitung'\n"
        "requires: [a-1, b]\ncomplete:\n  lessons: 1\n  score: 0\nlicense: CC-BY-4.0"
    )
    assert (head.id, head.hours, head.competency) == ("proyek", Decimal("7.5"), "teknis")
    assert head.outcomes == (("peran", "Memetakan: PA"), ("deviasi", "Menghitung"))
    assert (head.requires, head.requires_line) == (("a-1", "b"), 12)
    assert head.complete == (1, 0)
    assert head.license == "CC-BY-4.0"


def test_what_is_left_out_has_defaults() -> None:
    head = head_of("")
    assert (head.language, head.hours, head.complete) == ("id", None, ("all", 0))
    assert (head.summary, head.requires, head.license) == ("", (), "")


@pytest.mark.parametrize(
    ("front", "code", "line"),
    [
        ("hours: 0", "E207", 1),
        ("hours: -1", "E207", 1),
        ("language: Indonesia", "E207", 1),
        ("requires: pelayanan-publik", "E207", 1),
        ("requires:\n  - pelayanan-publik\n  - Salah", "E207", 3),
        ("outcomes:\n  - tanpa kunci", "E207", 2),
        ("complete: {lessons: semua}", "E207", 1),
        ("complete: {score: 101}", "E207", 1),
        ("complete: {nilai: 70}", "E207", 1),
        ("summary: >\n  baris lain", "E203", 2),
        ("summary:\n  - butir", "E207", 1),
        ("\tsummary: x", "E203", 1),
    ],
)
def test_a_wrong_value_is_reported_on_its_line(front: str, code: str, line: int) -> None:
    assert codes_in("course", front) == [(code, line)]


@pytest.mark.parametrize(
    ("typed", "meant"), [("judul", "title"), ("sumary", "summary"), ("prasyarat", "requires")]
)
def test_an_unknown_key_names_the_nearest(typed: str, meant: str) -> None:
    (finding,) = scan(place("course", f"{typed}: x").folder).findings
    assert (finding.code, finding.params["nearest"]) == ("E205", meant)


@pytest.mark.parametrize(
    "course", [b"", b"---\n", b"Tanpa kepala", b"\xff\xfe---", b"---\nformat: 1\nid: X\n---\n"]
)
def test_without_a_usable_head_there_is_no_outline(course: bytes) -> None:
    result = scan(CourseFolder(right_course() | {"course.md": course}))
    assert result.outline is None
    assert result.has_errors


def test_the_introduction_is_what_follows() -> None:
    text = "---\nformat: 1\nid: a\ntitle: A\n---\n\nSatu.\n\n### Dua\n\n"
    outline = scan(CourseFolder(right_course() | {"course.md": text.encode()})).outline
    assert outline is not None
    assert outline.introduction == "Satu.\n\n### Dua"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_any_line_ending_and_a_byte_order_mark_are_read(end: str, mark: bytes) -> None:
    text = course_file("").replace("\n", end).encode()
    assert scan(CourseFolder(right_course() | {"course.md": mark + text})).findings == ()


def test_windows_1252_is_named_and_still_read() -> None:
    files = right_course() | {"course.md": course_file("summary: “Biaya”").encode("cp1252")}
    result = scan(CourseFolder(files))
    assert [(f.code, f.line, f.params["encoding"]) for f in result.findings] == [
        ("E103", 2, "Windows-1252")
    ]
    assert result.outline is not None
    assert result.outline.course.summary == "“Biaya”"


@pytest.mark.parametrize(
    ("data", "encoding", "line"),
    [("---".encode("utf-16"), "UTF-16", 1), (b"a\r\nb\0", "NUL", 2), (b"a\rb\n\x81", "?", 3)],
)
def test_what_is_no_text_is_named(data: bytes, encoding: str, line: int) -> None:
    findings = scan(CourseFolder(right_course() | {"01-uji.md": data})).findings
    assert [(f.code, f.line, f.params["encoding"]) for f in findings] == [("E104", line, encoding)]
