"""Fences, headings, comments: what structures a module, and what only looks as if it did."""

from __future__ import annotations

import pytest

from lms.courses.source import ActivitySource, CourseFolder, scan
from tests.courses.source.folders import codes_in, module_text, right_course


def activities_of(body: str) -> tuple[ActivitySource, ...]:
    files = right_course()
    files["01-uji.md"] = module_text(body)
    outline = scan(CourseFolder(files)).outline
    assert outline is not None
    return outline.modules[1].activities


def test_a_heading_inside_a_fence_is_code() -> None:
    (lesson,) = activities_of("# A {#a}\n\n```\n# B {#b .quiz}\n- (x) C\n```\n")
    assert lesson.body == "```\n# B {#b .quiz}\n- (x) C\n```"


@pytest.mark.parametrize(
    "fence",
    [
        "```\n~~~\n``\n````",
        "~~~~ text\n~~~\n```\n~~~~",
        "- butir\n\n  ```py\n  x\n  ```",
        "> ```\n> x\n> ```",
        "1. ```\n   x\n   ```",
    ],
)
def test_a_fence_is_closed_by_its_own_kind_at_least_as_long(fence: str) -> None:
    assert codes_in("lesson", fence + "\n\n### Lanjut") == []


@pytest.mark.parametrize(
    "fence",
    [
        "````\nx\n```",
        "```\nx\n~~~",
        "```\nx\n``` y",
        "- butir\n\n  ```\nx\n  ```",
        "> ```\nx\n> ```",
        "```\nx\n    ```",
        "    ```\n# Kuis {#k .quiz}\n    ```",
    ],
)
def test_a_fence_that_readers_close_differently_counts_as_open(fence: str) -> None:
    codes = [code for code, _ in codes_in("lesson", fence)]
    assert [code for code in codes if code != "W308"] == ["E305"]


def test_after_an_open_fence_everything_is_withheld() -> None:
    (lesson,) = activities_of("# A {#a}\n\nIsi.\n\n```\nx\n\n# B {#b}\n\nRahasia.\n")
    assert lesson.body == "Isi."


def test_a_line_of_backticks_with_text_is_a_code_span() -> None:
    assert codes_in("lesson", "```x``` dan ```y```") == []


def test_comments_are_dropped_across_lines() -> None:
    (lesson,) = activities_of("# A {#a}\n\nSatu <!-- x\n# B {#b}\ny --> dua.\n")
    assert lesson.body == "Satu \n\n dua."


@pytest.mark.parametrize("text", ["`<!-- x -->`", "```\n<!-- x -->\n```", "`` ` <!-- ` ``"])
def test_a_comment_in_code_is_code(text: str) -> None:
    assert codes_in("lesson", text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [("Judul\n===", 2), ("Judul\n-", 2), ("- butir\n---", 2), ("Satu\ndua\n  ----", 3)],
)
def test_underlines_are_refused(text: str, line: int) -> None:
    assert codes_in("lesson", text) == [("E303", line)]


@pytest.mark.parametrize(
    "text", ["Teks\n\n---\n\nTeks", "### A\n---", "a | b\n--- | ---\n1 | 2", "- a\n-", "***"]
)
def test_rules_tables_and_empty_items_are_no_underlines(text: str) -> None:
    assert codes_in("lesson", text) == []


@pytest.mark.parametrize("text", ["\\#ASN", "Tagar #ASN", "- #ASN", "####### tujuh"])
def test_a_number_sign_elsewhere_is_text(text: str) -> None:
    assert codes_in("lesson", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "- butir\n\n    lanjutan",
        "1. butir\n\n    lanjutan\n\n        lagi",
        "Istilah\n:   arti\n\n    lanjutan",
        "Isi.[^a]\n\n[^a]: Satu\n\n    dua",
        "Teks\n    lanjutan malas",
    ],
)
def test_indented_text_that_belongs_to_something_is_no_code(text: str) -> None:
    assert codes_in("lesson", text) == []


def test_the_level_of_headings_is_counted_anew_in_every_activity() -> None:
    body = "### B\n\n#### C\n\n### D\n\n# E {#e}\n\n### F\n\n##### G"
    assert codes_in("lesson", body) == [("W309", 11)]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# Judul # {#a}", "Judul #"),
        ("# Judul {#a} ##", "Judul"),
        ("#\tJudul  {#a}", "Judul"),
        ("# Himpunan {x} {#a}", "Himpunan {x}"),
        ("# Kode `{#b}` {#a}", "Kode `{#b}`"),
    ],
)
def test_a_title_is_what_stands_between_the_signs(heading: str, title: str) -> None:
    (lesson,) = activities_of(heading + "\n\nIsi.\n")
    assert (lesson.title, lesson.key) == (title, "a")


def test_all_findings_come_at_once_sorted_by_line() -> None:
    body = "#satu\n\nIsi <!-- x -->\n\n[kosong]()\n\n![](media/hilang.webp)"
    found = codes_in("lesson", body)
    assert found == [("E302", 1), ("W307", 3), ("E614", 5), ("E601", 7), ("E607", 7)]


def test_findings_beyond_a_hundred_of_a_code_are_counted() -> None:
    files = right_course()
    files["01-uji.md"] = module_text("# A {#a}\n\n" + "#salah\n" * 130)
    result = scan(CourseFolder(files))
    assert (len(result.findings), result.left_out) == (100, 30)


def test_a_lesson_without_minutes_is_estimated() -> None:
    words = "kata " * 181
    (lesson,) = activities_of(f"# A {{#a}}\n\n{words}\n\n![Peta](media/peta.webp) – —\n")
    assert lesson.minutes == 3


def test_notes_and_references_of_a_module_are_given_to_who_uses_them() -> None:
    files = right_course()
    files["01-uji.md"] = module_text(
        "# A {#a}\n\nIsi.[^satu] Lihat [peta][p].\n\n"
        "# K {#k .quiz}\n\n## S[^dua] {#s}\n- (x) A\n- ( ) B\n\n"
        "[^satu]: Satu, lihat [^tiga].\n\n    Lanjutan.\n[^dua]: Dua.\n[^tiga]: Tiga.\n"
        "[p]: media/peta.webp\n"
    )
    result = scan(CourseFolder(files))
    assert result.findings == ()
    assert result.outline is not None
    module = result.outline.modules[1]
    assert module.footnotes_and_links.split("\n\n") == [
        "[^satu]: Satu, lihat [^tiga].",
        "    Lanjutan.",
        "[^tiga]: Tiga.",
        "[p]: media/peta.webp",
    ]
    assert module.activities[1].questions[0].references == ("[^dua]: Dua.",)
