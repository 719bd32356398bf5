"""Headings as most are written take a short way, which says the same as the long one."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from lms.courses.source import braces
from lms.courses.source.finding import Report
from lms.courses.source.lines import Line

PIECES = [
    "Kapan",
    " ",
    "  ",
    "kritis",
    "?",
    "{",
    "}",
    "#",
    "#a",
    "{#a-b",
    "=",
    "minutes=10",
    "pass=70",
    "a=",
    ".quiz",
]
PIECES += ["`", "$", "\\", '"', "[[x]]", "\t", "é", "-"]


@given(st.lists(st.sampled_from(PIECES), max_size=9), st.booleans())
@example(["Kapan", " ", "{#a-b", " ", "minutes=10"], True)
@example(["Kapan", " ", "{#a-b", " ", "pass=70", " ", "pass=70"], True)
def test_the_short_way_says_what_the_long_one_does(pieces: list[str], closed: bool) -> None:
    text = "# " + "".join(pieces) + "}" * closed
    line = Line(3, text, "heading", 1)
    usual = braces._usual(line)
    report = Report()
    long_way = braces._read_any(line, report.of("01-uji.md"))
    assert usual is None or (usual == long_way and report.findings() == ())


def test_a_heading_as_most_are_written_takes_it() -> None:
    line = Line(3, "## Siapa menunjuk PPTK? {#s1 points=2 outcome=peran}", "heading", 2)
    assert braces._usual(line) == braces.Heading(
        3, 2, "Siapa menunjuk PPTK?", id="s1", values={"points": "2", "outcome": "peran"}
    )
