"""What the menu inserts is right as it is: the checker has nothing to say about any of it."""

from __future__ import annotations

import pytest

from lms.authoring.rules.snippets import BY_KEY, SNIPPETS, Snippet, appended, id_prefix
from lms.authoring.rules.texts import saved, shown
from lms.courses.source import CourseFolder, scan
from tests.factories.courses import course_folder

HEAD = "---\nid: modul-2\ntitle: Modul kedua\n---\n"
BEGUN = {
    "Kegiatan": "",
    "Soal": "# Kuis {#kuis-2 .quiz}\n\n## Siapa? {#awal}\n- (x) PPK\n- ( ) PPTK\n",
    "Teks": "# Materi {#materi-9}\n\nIsi.\n",
}
IN_SURVEY = "# Survei {#survei-2 .survey}\n\n## Jelas? {#awal}\n(1..2) Tidak | Ya\n"


def begun(snippet: Snippet) -> str:
    return HEAD + (IN_SURVEY if snippet.key == "scale" else BEGUN[snippet.group])


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.key)
def test_a_piece_is_right_also_when_inserted_twice(snippet: Snippet) -> None:
    text = begun(snippet)
    for _ in range(2):
        text = appended(text, snippet, "02-dua.md")
    folder = CourseFolder(course_folder().files | {"02-dua.md": text.encode()})
    assert scan(folder).findings == ()


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.key)
def test_what_is_selected_is_a_part_of_the_piece(snippet: Snippet) -> None:
    assert snippet.chosen in snippet.text
    assert BY_KEY[snippet.key] is snippet


def test_new_ids_are_free_and_tell_the_file() -> None:
    assert "{#m2-1}" in appended("", BY_KEY["essay"], "02-hak.md") or (
        "{#m2-1 " in appended("", BY_KEY["essay"], "02-hak.md")
    )
    assert "{#m2-2 " in appended("## Ada {#m2-1}", BY_KEY["essay"], "02-hak.md")
    assert id_prefix("bank/Kontrak & Denda.md") == "kontrak-denda-"
    assert id_prefix("course.md") == "course-"


@pytest.mark.parametrize(
    "data",
    [b"", b"a\r\nb\r\n", b"a\nb", b"\xef\xbb\xbfa\r\n", "é\n".encode()],
)
def test_what_is_shown_and_saved_unchanged_stays(data: bytes) -> None:
    assert saved(shown(data).text, data) == data


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("“a”".encode("cp1252"), "“a”", "Windows-1252"),
        ("a\r\n".encode("utf-16"), "a\n", "UTF-16"),
        (b"\x81\xe9", "\x81é", "Latin-1"),
        (b"a\0b", "a\ufffdb", None),
    ],
)
def test_other_encodings_are_named(data: bytes, text: str, encoding: str | None) -> None:
    assert (shown(data).text, shown(data).encoding) == (text, encoding)
