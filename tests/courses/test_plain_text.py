"""The words of compiled HTML."""

from __future__ import annotations

from html.parser import HTMLParser

import nh3
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.rules import plain_text, plain_title

PIECES = (
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<br>",
    '<a href="/a?b=1&c=2" title="x > y">',
    '<img src="/a.png" alt="tanda > dan \'kutip\'">',
    "</a>",
    "&amp;",
    "&lt;b&gt;",
    "&#62;",
    "kata",
    " ",
    "\n",
    ">",
    '"',
    "'",
    "ß é",
)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def _read(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    reader.close()
    return " ".join(" ".join(reader.pieces).split())


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_they_are_what_a_parser_reads(markup: str) -> None:
    clean = nh3.clean(markup)
    assert plain_text(clean) == _read(clean)


def test_a_formula_is_found_by_its_latex() -> None:
    html = '<p>Rumus <math alttext="a&lt;b"><mi>a</mi><mo>&lt;</mo><mi>b</mi></math> itu</p>'
    assert plain_text(html) == "Rumus a<b itu"


def test_a_tag_parts_words_in_a_text_and_not_in_a_title() -> None:
    assert plain_text("<td>satu</td><td>dua</td>") == "satu dua"
    assert plain_title("per<em>ubah</em>an") == "perubahan"
