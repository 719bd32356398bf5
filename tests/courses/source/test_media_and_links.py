"""Where links and pictures lead, and what may lie in media/."""

from __future__ import annotations

import pytest

from lms.courses.source import CourseFolder, MediaReference, scan
from tests.courses.source.folders import codes_in, course_file, module_text, place, right_course


@pytest.mark.parametrize(
    "text",
    [
        "[a](#tetap)",
        "[a](00-tetap.md#tetap)",
        "[a](https://example.org/a_(b)?c=d#e 'Judul')",
        "[a](mailto:a@example.org) <https://example.org>",
        "[a\nb](#tetap)",
        "![Peta](./media/peta.webp)",
        '![Peta](<media/peta.webp> "Judul")',
        "[![Peta](media/peta.webp)](#tetap)",
        "`[a](#hilang)` dan \\[a](#hilang)",
        "```\n![](hilang.png)\n```",
        "![Peta][p]\n\n[p]: media/peta.webp",
        "[ ] bukan tautan, [^] juga",
    ],
)
def test_targets_that_exist_are_fine(text: str) -> None:
    assert codes_in("lesson", text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb [c](#hilang)", [("E611", 2)]),
        ("[a](99-hilang.md#a)", [("E601", 1)]),
        ("[a](01-uji.md#tetap)", [("E611", 1)]),
        ("[a](#)", [("E612", 1)]),
        ("[a](bab/01.md#a)", [("E604", 1)]),
        ("[a](/etc/passwd)", [("E603", 1)]),
        ("[a](media/../../b.pdf)", [("E603", 1)]),
        ("[a](%2e%2e/b.pdf)", [("E603", 1)]),
        ("![a](media/HILANG.webp)", [("E601", 1)]),
        ("![ ](media/peta.webp)", [("E607", 1)]),
        ("![][p]\n\n[p]: media/peta.webp", [("E607", 1)]),
        ("[a][b]\n\n[b]: media/hilang.pdf", [("E601", 3)]),
        ("[a](JavaScript:alert)", [("E613", 1)]),
        ("[a](data:text/html;x)", [("E613", 1)]),
        ("![a](//example.org/a.png)", [("W610", 1)]),
        ("- butir\n  - [a](#hilang)", [("E611", 2)]),
        ("a[^x]\n\n[^x]: lihat [b](#hilang)", [("E611", 3)]),
    ],
)
def test_targets_that_lead_nowhere_are_reported(text: str, expected: list[tuple[str, int]]) -> None:
    assert codes_in("lesson", text) == expected


def test_targets_in_questions_and_in_the_introduction_are_checked() -> None:
    text = (
        "## A [a](#b) {#a}\n- (x) ![A](media/a.webp)\n  > [c](#d)\n- ( ) B\n\n> Pembahasan: [e]()"
    )
    assert codes_in("quiz", text) == [("E611", 1), ("E601", 2), ("E611", 3), ("E614", 6)]
    assert codes_in("introduction", "![](media/a.webp)") == [("E601", 1), ("E607", 1)]


def test_media_are_listed_where_they_are_used() -> None:
    files = right_course()
    files["media/kurva s.webp"] = b"12345"
    files["01-uji.md"] = module_text(
        "# A {#a}\n\n![Kurva](media/kurva%20s.webp)\n\n![-](<media/kurva s.webp>)\n"
    )
    outline = scan(CourseFolder(files)).outline
    assert outline is not None
    assert [m for m in outline.media if m.file == "01-uji.md"] == [
        MediaReference(
            "media/kurva s.webp", "media/kurva%20s.webp", "picture", "Kurva", "01-uji.md", 7, 5
        ),
        MediaReference(
            "media/kurva s.webp", "media/kurva s.webp", "picture", "", "01-uji.md", 9, 5
        ),
    ]
    assert {m.path: m.kind for m in outline.media if m.file == "course.md"} == {
        "media/peta.webp": "picture",
        "media/panduan.pdf": "document",
        "media/suara.mp3": "audio",
    }


def test_a_name_with_decomposed_letters_is_the_same_name() -> None:
    files = right_course() | {"media/cafe\u0301.webp": b"a"}
    files["01-uji.md"] = module_text("# A {#a}\n\n![Kafe](media/café.webp)\n")
    assert scan(CourseFolder(files)).findings == ()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("media/a.html", "E605"),
        ("media/a", "E605"),
        ("media/A.SVG", "E606"),
        ("/course.md", "E107"),
        ("media\\a.webp", "E107"),
        ("media//a.webp", "E107"),
        ("a\x00.md", "E107"),
        ("lampiran/a.pdf", "W109"),
        ("1.md", "W109"),
        ("bank/lain/soal.md", "W109"),
        ("bank/soal.txt", "W109"),
    ],
)
def test_files_that_do_not_belong_are_reported(path: str, code: str) -> None:
    findings = scan(CourseFolder(right_course() | {path: b"a"})).findings
    assert [(f.file, f.line, f.code) for f in findings] == [(path, 1, code)]


@pytest.mark.parametrize(
    "path", ["README", "readme.md", "LICENSE.txt", ".git/config", "media/.DS_Store", ".hidden.md"]
)
def test_files_that_every_folder_has_are_ignored(path: str) -> None:
    assert scan(CourseFolder(right_course() | {path: b"a"})).findings == ()


def test_a_refused_file_is_reported_once_even_when_it_is_used() -> None:
    files = right_course() | {"media/a.svg": b"<svg/>"}
    files["01-uji.md"] = module_text("# A {#a}\n\n![A](media/a.svg)\n")
    assert [f.code for f in scan(CourseFolder(files)).findings] == ["E606"]


def test_nothing_is_called_missing_or_unused_while_parts_are_withheld() -> None:
    files = right_course() | {"media/lain.webp": b"a"}
    files["course.md"] = course_file("complete: {lessons: 3, score: 70}").encode()
    files["01-uji.md"] = module_text("# A {#a}\n\n[b](#b)\n\n```\n\n# B {#b}\n")
    assert [f.code for f in scan(CourseFolder(files)).findings] == ["E305"]


def test_modules_are_ordered_by_number() -> None:
    files = right_course()
    for name in ("10-j.md", "2-b.md"):
        text = f"---\nid: {name[-4]}\ntitle: T\n---\n# T {{#t-{name[-4]}}}\n\nIsi.\n"
        files[name] = text.encode()
    outline = scan(CourseFolder(files)).outline
    assert outline is not None
    assert [m.file for m in outline.modules] == [
        "00-tetap.md",
        "01-uji.md",
        "2-b.md",
        "10-j.md",
    ]


def test_an_instruction_may_link_to_a_lesson() -> None:
    placed = place("quiz", "Lihat [bagian tetap](#tetap).\n\n## A {#a}\n- (x) A\n- ( ) B\n")
    assert scan(placed.folder).findings == ()
