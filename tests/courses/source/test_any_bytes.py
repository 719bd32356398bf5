"""Whatever the bytes: findings, never a traceback, and never more than linear time."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.courses.source import CourseFolder, describe, scan
from tests.courses.source.folders import module_text, right_course

HEADINGS = ["# ", "## ", "### ", "#", "{#a ", ".quiz}", "{#kuis .quiz}", "{", "}", "="]
BLOCKS = ["\n", "\n\n", "---", "===", "```", "~~~", "    ", "  ", "\t", "- ", "> ", "|"]
ANSWERS = [
    "- (x) A",
    "- ( ) B",
    "- [x] C",
    "> Pembahasan: D",
    "= 1",
    "____",
    "1. ",
    " => ",
    "(1..4) A | … | B",
    "- A => B",
    "= 12 ± 0,5 km",
    "= a*b {case}",
    "[[a|b {case}]]",
    "- => ",
    "\n\n____\n",
    "| K | 1 |\n|---|---|\n| a | b |",
    "$x => [[a]]$",
]
CLASSES = [
    ".survey",
    ".assignment",
    ".pretest",
    ".posttest",
    ".practice",
    ".rubric",
    "from=b",
    "draw=1",
]
SPANS = ["<!--", "-->", "[", "]", "(", ")", "![", "](media/peta.webp)", "`", "``", "[[a]]", "\\"]
NOTES = ["[^a]", "[^a]: E", "[a]: #b", "key: value", "id: x", "kata ", '"']
STRANGE = ["é", "\u202e", "\x00", "\x02", "\r", "\ufeff"]
CLASSES += ['scale="(1..2) A | B"', "rubric=a", "files=1", "types=pdf"]
PIECES = st.sampled_from([*HEADINGS, *BLOCKS, *ANSWERS, *CLASSES, *SPANS, *NOTES, *STRANGE])
TEXTS = st.lists(PIECES, max_size=60).map("".join)
QUICKLY = settings(deadline=None, max_examples=60)


def assert_scans(files: dict[str, bytes]) -> None:
    result = scan(CourseFolder(files))
    for finding in result.findings:
        template, params = describe(finding)
        assert template % params
        assert finding.line >= 1
        if finding.file in files:
            data = files[finding.file]
            assert finding.line <= data.count(b"\n") + data.count(b"\r") + 1


@QUICKLY
@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_bytes_are_scanned(course: bytes, module: bytes) -> None:
    assert_scans({"course.md": course, "01-uji.md": module})


@QUICKLY
@given(TEXTS)
def test_any_mixture_of_signs_is_scanned_as_a_module(text: str) -> None:
    files = right_course()
    files["01-uji.md"] = module_text(text)
    assert_scans(files)
    files["course.md"] = b"---\n" + text.encode()
    assert_scans(files)


@QUICKLY
@given(TEXTS)
def test_any_mixture_of_signs_is_scanned_as_a_quiz(text: str) -> None:
    files = right_course()
    for kind in ("quiz", "survey", "assignment"):
        files["01-uji.md"] = module_text(f"# K {{#k .{kind}}}\n## S {{#s}}\n" + text)
        assert_scans(files)
    files["bank/a.md"] = b"---\nid: a\ntitle: A\n---\n" + text.encode()
    assert_scans(files)


@QUICKLY
@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_file_names_are_scanned(names: list[str]) -> None:
    result = scan(CourseFolder(dict.fromkeys(names, b"---\n")))
    assert all(describe(finding)[0] for finding in result.findings)


QUIZ = "# K {#k .quiz}\n## S {#s}\n"
HOSTILE = {
    "brackets": "[" * 1_000_000,
    "pictures": "![" * 500_000,
    "open links": "[a](" * 250_000,
    "many open links": ("[a](" * 400 + "\n\n") * 600,
    "nested brackets": ("[" * 499 + "]" * 499 + "\n\n") * 900,
    "footnotes": "".join(f"[^{i}]: lihat[^{i + 1}]\n" for i in range(19_000)),
    "footnotes used by questions": "# K {#k .quiz}\n"
    + "".join(f"## S[^{i}]\n- (x) a[^1]\n- ( ) b\n\n[^{i}]: c[^{i + 1}]\n\n" for i in range(3_100)),
    "comments": "a<!---->" * 120_000,
    "open comments": "<!--" * 250_000,
    "backticks": "".join("`" * (i % 700 + 1) + " " for i in range(2_800)),
    "false headings": "#a\n" * 19_000,
    "headings": "# a {#b zz=1 .cc}\n" * 19_000,
    "sections": "# a\n" * 19_000,
    "braces": "# " + "{# " * 300_000,
    "many braces": ("# " + "{#a=" * 300 + "\n") * 800,
    "quotes": "> " * 500_000,
    "quoted fences": "> ```\n> ```\n" * 9_500,
    "markers": "- " * 500_000,
    "blank lines": "\n" * 19_000,
    "spaces": " " * 1_000_000,
    "spaced": ("a" + " " * 1_000 + "\n") * 1_000,
    "options": "# K {#k .quiz}\n## S {#s}\n" + "- (x) a\n" * 19_000,
    "questions": "# K {#k .quiz}\n" + "## S\n- (x) a\n- ( ) b\n" * 6_300,
    "missing links": "[a](#b) " * 60 + ("[a](#tidak-ada)\n\n") * 9_500,
    "table": "|a" * 500_000,
    "escapes": "\\" * 1_000_000,
    "words": "a" * 1_000_000,
    "underscores": "_" * 1_000_000,
    "gaps": QUIZ + "[[" * 500_000,
    "closed gaps": QUIZ + ("[[a|b]]" * 200 + "\n\n") * 700,
    "gaps in a heading": "# K {#k .quiz}\n## " + "[[a]]" * 3_000 + "\n",
    "alternatives": QUIZ + "[[" + "a|" * 30_000 + "]]",
    "typed": QUIZ + "= a\n" * 19_000,
    "typed, long": QUIZ + "= " + "a*" * 500_000,
    "typed, short": QUIZ + "= " * 500_000,
    "numbers": QUIZ + "".join(f"= {i} ± 1\n" for i in range(19_000)),
    "long number": QUIZ + "= " + "1" * 1_000_000,
    "grouped number": QUIZ + "= 1" + " 000" * 250_000,
    "tolerances": QUIZ + "= 1" + " ± 1" * 200_000,
    "unit": QUIZ + "= 1 " + "a b " * 250_000,
    "pairs": QUIZ + "".join(f"- a{i} => b\n" for i in range(19_000)),
    "arrows": QUIZ + "- a" + " => b" * 180_000,
    "many arrows": QUIZ + ("- a" + " => b" * 300 + "\n") * 600,
    "extra rights": QUIZ + "- => \n" * 19_000,
    "items before a pair": QUIZ + "- a\n" * 19_000 + "- b => c\n",
    "ordering": QUIZ + "1.\n" * 19_000,
    "long ordering": QUIZ + "".join(f"1. a{i}\n" for i in range(19_000)),
    "interrupted orderings": QUIZ + "1. a\nb\n" * 9_500,
    "essays": QUIZ + "____\n\n" * 9_500,
    "scales": QUIZ + "(1..9999)" * 100_000,
    "many scales": "# K {#k .survey}\n" + "## S\n(0..10) " + "a|" * 11 + "\n",
    "scale": "# K {#k .survey}\n## S {#s}\n(1..9) " + "a|" * 400_000,
    "scale attribute": '# K {#k .survey scale="(1..9) ' + "a|" * 7_000 + '"}\n## S {#s}\n',
    "from": "# K {#k .quiz from=" + "a," * 7_000 + "}\n",
    "same from": "# K {#k .quiz from=tetap}\n" * 9_000,
    "money": "$" * 1_000_000,
    "formulas": "$a$ " * 250_000,
    "open formulas": " $a" * 330_000,
    "callouts": "> [!A]\n\n" * 9_500,
    "assignment": "# K {#k .assignment}\n" + "____\n\n" * 9_500,
    "survey items": "# K {#k .survey}\n" + "## S\n" * 19_000,
    "tests": "# K {#k .pretest}\n## S\n= 1\n" * 6_000,
    "quotation marks": '[a](b "' * 140_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_megabyte_is_scanned_in_time(name: str) -> None:
    text = "# Materi {#materi}\n\n" + HOSTILE[name]
    files = right_course()
    files["01-uji.md"] = module_text(text)[: 1024 * 1024]
    began = time.process_time()
    result = scan(CourseFolder(files))
    assert time.process_time() - began < 2
    assert len(result.findings) < 2_000


BANKS = {
    "rubric": "## R {#r .rubric}\n| K | 1 |\n|---|---|\n" + "| a | b |\n" * 18_000,
    "rubrics": "## R {.rubric}\n| K | 1 |\n|---|---|\n| a | b |\n" * 4_000,
    "wide rubric": "## R {#r .rubric}\n" + "|1" * 190 + "|\n" + ("|-" * 190 + "|\n") * 2_000,
    "questions": "## S\n= a\n" * 9_500,
    "headings": "# A\n" * 19_000,
}


@pytest.mark.parametrize("name", BANKS)
def test_a_hostile_bank_is_scanned_in_time(name: str) -> None:
    files = right_course()
    bank = b"---\nid: b\ntitle: B\n---\n" + BANKS[name].encode()
    files["bank/b.md"] = bank[: 1024 * 1024]
    files["01-uji.md"] = module_text("# K {#k .quiz from=b}\n\n" * 500)
    began = time.process_time()
    scan(CourseFolder(files))
    assert time.process_time() - began < 2


def test_a_hostile_file_is_scanned_in_memory_that_fits_its_size() -> None:
    files = right_course()
    size = 256 * 1024
    files["01-uji.md"] = module_text(HOSTILE["footnotes used by questions"])[:size]
    tracemalloc.start()
    try:
        scan(CourseFolder(files))
        assert tracemalloc.get_traced_memory()[1] < 200 * size
    finally:
        tracemalloc.stop()
