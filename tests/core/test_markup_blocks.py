"""Blocks come out as previewers show them: compared with markdown-it-py, which follows CommonMark.

Compared is the structure (which blocks, nested how, with which text), not the inline markup.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lms.core.markup.compiler import compile_text
from lms.core.markup.mathematics import FORMULA
from lms.core.markup.values import Options, Source

CONTENT = Path(__file__).resolve().parents[2] / "content"

SAMPLES = {
    "list directly under a paragraph": "Yang dibutuhkan:\n- laptop\n- jaringan\n\nSelesai.",
    "nesting by two spaces": "- a\n  - b\n    - c\n  - d\n- e",
    "nesting by four spaces": "- a\n    - b\n        - c\n- d",
    "numbers with a parenthesis": "1) satu\n2) dua\n   - rinci\n3) tiga",
    "numbers that start later": "7. tujuh\n8. delapan",
    "bullets under a number by three spaces": "1. satu\n   - a\n   - b\n2. dua",
    "bullets under a number by two spaces": "1. satu\n  - a\n  - b\n2. dua",
    "a year doesn't begin a list": "Peraturan ini terbit tahun\n2014. Isinya panjang.",
    "a loose list": "- a\n\n- b\n\n- c",
    "a loose item within a tight one": "- a\n  - b\n\n  - c\n- d",
    "paragraphs in an item": "- a\n\n  lanjutan a\n\n- b",
    "a lazy line": "- a\nlanjutan\n- b",
    "another bullet, another list": "- a\n- b\n* c\n+ d",
    "a quotation in a list": "- a\n  > kutipan\n  > lagi\n- b",
    "a list in a quotation": "> kata:\n> - a\n>   - b\n> - c\nmalas",
    "two quotations": "> a\n\n> b",
    "a quotation under a paragraph": "kata\n> a\n> b\n\nkata",
    "a quotation within a quotation": "> a\n> > b\n> c\n\n> d",
    "code with blank lines": "kata\n```python\nx = 1\n\n\n- y\n> z\n```\nkata",
    "code with tildes": "~~~\n```\n~~~\nkata",
    "a longer fence around a shorter one": "````\n```\nx\n```\n````",
    "code in a list": "- a\n\n  ```\n  x\n\n    y\n  ```\n- b\n1. c\n   ~~~\n   z\n   ~~~",
    "code in a quotation": "> ```\n> x\n>\n> y\n> ```\n> kata",
    "a fence that no quotation contains": "> ```\n> x\nkata",
    "a fence that isn't closed": "kata\n```\nx\n\ny",
    "headings without blank lines": "kata\n### Judul ###\nkata\n#### Lagi\n- a",
    "not a heading": "#Tanpa spasi\n\n####### tujuh",
    "a rule": "kata\n\n---\nkata\n***\nkata\n* * *\n- a\n___",
    "a table": "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\nkata",
    "a table without outer bars": "a | b\n--|--\n1 | 2\n3 | 4",
    "a table under a paragraph": "kata\n| a | b |\n|---|---|\n| 1 | 2 |\n### Judul",
    "a table in a list": "- kata\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n- b",
    "escaped bars in a table": "| a \\| c | b |\n|---|---|\n| 1 | 2 |",
    "bars that make no table": "a | b\nc | d",
    "indented code": "kata\n\n    x\n\n    y\n\nkata",
    "code after a list": "- a\n\n<!-- -->\n\n    x",
    "a paragraph that goes on deeper": "kata\n      lanjut\n  lagi",
    "an empty item": "- a\n-\n- c",
    "an item that begins with code": "-     x\n- b",
    "raw HTML is text": "<div>\n- a\n</div>\n\n<b>x</b>",
    "a rule is no item": "- a\n- - -\n- b",
    "items in items on one line": "- - a\n  - b\n- 1. c",
    "an item of three paragraphs": "1. a\n\n   b\n\n   c\n2. d",
    "Windows line ends": "- a\r\n- b\r\n\r\nkata",
    "tabs": "-\ta\n\t- b\n-\tc",
}


_BLOCKS = "p ul ol li blockquote pre h table thead tbody tr th td hr"
_WORD = re.compile(r"[^\W_]+")

LINES = ["a", "b c", "- a", "* b", "1. a", "2) b", "  - a", "   - b", "  kata", "", "", "", "> q"]
LINES += ["> - q", "> > r", "```", "### H", "#x", "---x", "***", "- > a", "  > b", "1. - a"]
LINES += ["   ```", "  ```", "- ```", "      deep", "\ta", "12. x", "- - a", ">", "> ```", "    x"]


class _Outline(HTMLParser):
    """The blocks of a piece of HTML, nested, with their text."""

    BLOCKS = frozenset(_BLOCKS.split(" "))

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = "h" if tag[0] == "h" and tag[1:].isdigit() else tag
        if name not in self.BLOCKS:
            return
        start = dict(attrs).get("start")
        self.lines.append("  " * self.depth + name + (f" {start}" if start else ""))
        self.depth += name != "hr"

    def handle_endtag(self, tag: str) -> None:
        name = "h" if tag[0] == "h" and tag[1:].isdigit() else tag
        self.depth -= name in self.BLOCKS and name != "hr"

    def handle_data(self, data: str) -> None:
        self.lines += ["  " * self.depth + repr(word) for word in _WORD.findall(data)]


def outline(html: str) -> list[str]:
    parser = _Outline()
    parser.feed(html)
    parser.close()
    return parser.lines


def ours(text: str) -> list[str]:
    return outline(compile_text(Source(text, shift=0), Options()))


def theirs(text: str) -> list[str]:
    html: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return outline(html.replace("<th></th>", "<td></td>"))  # an empty corner is no heading for us


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_has_the_structure_that_previewers_show(name: str) -> None:
    assert ours(SAMPLES[name]) == theirs(SAMPLES[name])


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=9))
def test_any_mixture_of_blocks_has_the_structure_that_previewers_show(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert ours(text) == theirs(text)


def test_every_text_of_ours_has_the_structure_that_previewers_show() -> None:
    for path in sorted(CONTENT.rglob("*.md")):
        text = comparable(path.read_text(encoding="utf-8"))
        for part in re.split(r"(?m)^(?=# )", text):
            assert ours(part) == theirs(part), path.name


def comparable(text: str) -> str:
    """A file of a course without what only our format knows."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = FORMULA.sub("rumus", text)
    text = re.sub(r"!\[[^]]*\]\([^)]*\)|\[\^[^]]*\](?!:)", "", text)
    text = re.sub(r"(?m)^> \[!(?:NOTE|TIP|WARNING)\]$", ">", text)
    text = re.sub(r"(?m)^\[\^[^]]*\]:.*(?:\n    .*)*$", "", text)
    return re.sub(r"(?m)^:(?= )", ";", text)
