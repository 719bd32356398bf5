"""The signs of the course format, and what the scanner promises of any bytes.

The texts made to hurt it are in `hostile`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hypothesis import strategies as st

from lms.courses.source import CourseFolder, Finding, describe, scan

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
SIGNS = [*HEADINGS, *BLOCKS, *ANSWERS, *CLASSES, *SPANS, *NOTES, *STRANGE]
"""What means something somewhere in the format, and what nobody should type."""
TEXTS = st.lists(st.sampled_from(SIGNS), max_size=60).map("".join)


def assert_scans(files: Mapping[str, bytes]) -> None:
    """A course is scanned, and its findings can be said."""
    assert_sayable(scan(CourseFolder(files)).findings, files)


def assert_sayable(findings: Iterable[Finding], files: Mapping[str, bytes]) -> None:
    """Every finding has a message that its parameters fill, and a line of its file."""
    lines = {name: data.count(b"\n") + data.count(b"\r") + 1 for name, data in files.items()}
    for finding in findings:
        template, params = describe(finding)
        assert template % params
        assert 1 <= finding.line <= lines.get(finding.file, 1), finding
