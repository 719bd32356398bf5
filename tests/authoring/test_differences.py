"""Marked differences: both texts can be read out of the mix, whatever they are, and tags hold."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.authoring.rules.differences import GONE, NEW, marked, matches
from lms.authoring.rules.markup_tree import (
    VOID,
    Element,
    Node,
    Word,
    element,
    parsed,
    quotable,
    written,
)

PLAIN = st.text(alphabet="ab c&<>\n", min_size=1, max_size=12)


def _html(tag: str, inside: str) -> str:
    return f"<{tag}>{inside}</{tag}>"


TEXT = PLAIN.map(lambda text: written((Word(text),)))
INLINE = st.recursive(
    TEXT | st.sampled_from(['<img src="/a" alt="x">', "<br>", '<a href="/b">tautan</a>']),
    lambda inner: st.builds(
        _html, st.sampled_from(["em", "strong", "code"]), st.lists(inner, max_size=4).map("".join)
    ),
    max_leaves=6,
)
RUN = st.lists(INLINE, max_size=6).map("".join)
CELLS = st.lists(RUN.map(lambda run: _html("td", run)), min_size=1, max_size=3).map("".join)
ROWS = st.lists(CELLS.map(lambda cells: _html("tr", cells)), max_size=4).map("\n".join)


def _list_of(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = st.lists(inner.map(lambda text: f"\n{_html('li', text)}"), min_size=1, max_size=4)
    return st.builds(_html, st.sampled_from(["ul", "ol"]), items.map("".join))


BLOCK = st.recursive(
    st.builds(_html, st.sampled_from(["p", "h2", "pre"]), RUN)
    | ROWS.map(lambda rows: f"<table><tbody>{rows}</tbody></table>"),
    lambda inner: (
        _list_of(st.builds(str.__add__, RUN, inner))
        | st.builds(_html, st.just("blockquote"), st.lists(inner, max_size=3).map("".join))
    ),
    max_leaves=5,
)
BLOCKS = st.lists(BLOCK, max_size=6)
PAGE = BLOCKS.map("\n".join)


@st.composite
def _two_pages(draw: st.DrawFn) -> tuple[str, str]:
    """A page, and what became of it: blocks left out, put in, moved."""
    before = draw(BLOCKS)
    kept = draw(st.permutations(before)) if draw(st.booleans()) else before
    after = [block for block in kept if draw(st.integers(0, 3))]
    for block in draw(st.lists(BLOCK, max_size=2)):
        after.insert(draw(st.integers(0, len(after))), block)
    return "\n".join(before), "\n".join(after)


def without(html: str, *, gone: str, kept: str) -> str:
    """One of the two texts, read out of the mix."""
    return written(_joined(_without(parsed(html), gone, kept)))


def _without(nodes: tuple[Node, ...], gone: str, kept: str) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Word):
            found.append(node)
            continue
        classes = (dict(node.attributes).get("class") or "").split()
        inside = _without(node.children, gone, kept)
        if gone in classes:
            continue
        if kept in classes and node.tag in {"ins", "del"}:
            found += inside
            continue
        attributes = tuple(
            (name, " ".join(one for one in classes if one != kept) if name == "class" else value)
            for name, value in node.attributes
        )
        attributes = tuple(pair for pair in attributes if pair != ("class", ""))
        found.append(element(node.tag, attributes, inside))
    return found


def _joined(nodes: list[Node]) -> list[Node]:
    """As it is parsed: words next to each other are one text."""
    return list(parsed(written(nodes)))


def _quoted(html: str) -> str:
    return written(quotable(parsed(html), deeper=0))


def _holds(html: str) -> None:
    """Every tag is closed in its order, and lists and tables hold only what they may."""

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.opened: list[str] = []

        def handle_starttag(self, tag: str, attrs: object) -> None:
            parent = self.opened[-1] if self.opened else ""
            if parent in {"ul", "ol"}:
                assert tag == "li"
            if parent in {"table", "tbody", "tr"}:
                assert tag in {"tbody", "tr", "td"}
            if tag not in VOID:
                self.opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.opened.pop() == tag

    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.opened == []


@given(_two_pages() | st.tuples(PAGE, PAGE))
def test_both_texts_can_be_read_out_of_the_mix(pages: tuple[str, str]) -> None:
    old, new = pages
    mix = marked(old, new)
    assert without(mix, gone=GONE, kept=NEW) == _quoted(new)
    assert without(mix, gone=NEW, kept=GONE) == _quoted(old)
    _holds(mix)


@given(PAGE)
def test_the_same_text_has_no_marks(page: str) -> None:
    assert marked(page, page) == _quoted(page)


@given(st.text(alphabet="<>/abdelins &;\"='p!-", max_size=60), PAGE)
def test_whatever_comes_in_goes_out_with_balanced_tags(torn: str, page: str) -> None:
    _balanced(marked(torn, page))
    _balanced(marked(page, torn))


def _balanced(html: str) -> None:
    assert written(parsed(html)) == html


@given(st.text(alphabet="abc", max_size=30), st.text(alphabet="abc", max_size=30))
def test_matches_are_a_longest_common_part(old: str, new: str) -> None:
    before, after = ([Word(letter) for letter in text] for text in (old, new))
    found = matches(before, after)
    assert all(before[i] == after[j] for i, j in found)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(found))
    assert len(found) == _longest(old, new)


def _longest(old: str, new: str) -> int:
    row = [0] * (len(new) + 1)
    for a in old:
        last = 0
        for number, b in enumerate(new, start=1):
            last, row[number] = (
                row[number],
                last + 1 if a == b else max(row[number], row[number - 1]),
            )
    return row[-1]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (
            "<p>Satu dua tiga empat.</p>",
            "<p>Satu dua lima empat.</p>",
            '<p>Satu dua<del class="diff-gone"> tiga</del><ins class="diff-new"> lima</ins>'
            " empat.</p>",
        ),
        (
            "<p>Satu.</p>",
            "<p>Satu.</p><p>Dua.</p>",
            '<p>Satu.</p><ins class="diff-new"><p>Dua.</p></ins>',
        ),
        (
            "<ul>\n<li>a</li>\n</ul>",
            "<ul>\n<li>a</li>\n<li>b</li>\n</ul>",
            '<ul><li>a</li><li class="diff-new"><ins class="diff-new">b</ins></li></ul>',
        ),
        (
            '<h2 id="p-1">Judul</h2><p><a href="#p-1">ke atas</a></p>',
            '<h2 id="p-2">Judul</h2><p><a href="#p-2">ke atas</a></p>',
            "<h2>Judul</h2><p><a>ke atas</a></p>",
        ),
        ('<p><img src="/1" alt="x"></p>', '<p><img src="/1" alt="x"></p>', None),
    ],
)
def test_what_is_shown(old: str, new: str, shown: str | None) -> None:
    assert marked(old, new) == (shown or new)


def test_headings_go_as_deep_as_the_page_wants() -> None:
    assert marked("<h2>A</h2>", "<h2>A</h2>", deeper=2) == "<h4>A</h4>"
    assert marked("<h5>A</h5>", "<h5>A</h5>", deeper=2) == "<h6>A</h6>"


def test_text_that_looks_like_markup_stays_text() -> None:
    mix = marked("<p>&lt;b&gt; lama</p>", "<p>&lt;script&gt;alert(1)&lt;/script&gt; baru</p>")
    assert "<script" not in mix
    assert "<b>" not in mix


def test_a_long_text_that_was_rewritten_is_compared_in_time() -> None:
    old = "<p>" + " ".join(f"lama{number % 700}" for number in range(9_000)) + "</p>"
    new = "<p>" + " ".join(f"baru{number % 700}" for number in range(9_000)) + "</p>"
    start = time.process_time()
    for before, after in ((old, new), (old, old.replace("7", "8")), (old * 40, new * 40)):
        marked(before, after)
    assert time.process_time() - start < 10


def test_elements_are_the_same_by_what_they_say() -> None:
    (one,), (other,) = parsed("<p>a <em>b</em></p>"), parsed("<p >a <em>b</em></p>")
    assert isinstance(one, Element)
    assert one == other
