"""Nothing that an author writes can run, load or imitate anything."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.core.markup.allowed import ATTRIBUTES, ok
from lms.core.markup.clean import sanitise
from lms.core.markup.compiler import compile_text
from lms.core.markup.values import MediaInfo, Options, Refused, Source
from tests.core.markup_payloads import ATTACKS

OPTIONS = Options(
    media={
        "media/a.webp": MediaInfo("/media/a.webp", "image", 1, width=1, height=1),
        "media/a.mp3": MediaInfo("/media/a.mp3", "audio", 1),
    },
    links={"x": "/learn/x"},
)

# Written down again on purpose: a careless change of the allow-list must fail here.
_TAGS = (
    "a audio blockquote br code dd del details div dl dt em figcaption figure h2 h3 h4 h5 h6 hr img"
    " li ol p pre source strong sub summary sup table tbody td th thead tr ul video"
)
_NAMES = (
    "align alt aria-label class controls decoding download height href id loading preload rel role"
    " sizes src srcset start tabindex title type width"
)
TAGS = set(_TAGS.split())
NAMES = set(_NAMES.split())
ADDRESS = re.compile(r"https?://|mailto:|tel:|/(?![/\\])|#[a-z0-9]+(-[a-z0-9]+)+$", re.IGNORECASE)
CLASS = re.compile(
    r"admonition (note|tip|warning)|admonition-title|footnotes?|footnote-(back)?ref|media"
    r"|language-[a-z0-9+#.-]+|table-scroll|transcript"
)
ID = re.compile(r"(fn|p)(-[a-z0-9]+)+")


_MATHML = (
    "menclose mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle msub msubsup"
    " msup mtable mtd mtext mtr munder munderover"
)
MATHML = set(_MATHML.split())
MATHML_VALUE = re.compile(r"[a-z]+(-[a-z]+)*|[a-z]+ [a-z]+|[+-]?[0-9.]*[a-z]{0,2}", re.ASCII)
MATHML_NAMES = re.compile(
    r"accent|columnalign|depth|displaystyle|fence|form|height|largeop|linethickness|lspace|mathsize"
    r"|mathvariant|maxsize|minsize|movablelimits|notation|rspace|scriptlevel|stretchy|voffset|width"
)


class Inspector(HTMLParser):
    """Asserts that every tag and every decoded attribute value is harmless."""

    in_formula = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.in_formula:
            self.look_into_a_formula(tag, attrs)
            return
        if tag == "math":
            assert [name for name, _ in attrs] in (["alttext"], ["display", "alttext"])
            self.in_formula = True
            return
        assert tag in TAGS
        for name, value in attrs:
            text = value or ""
            assert name in NAMES, (tag, name)
            if name in ("href", "src"):
                bare = re.sub(r"[\x00-\x20\x7f-\xa0\u2028\u2029]", "", text)
                assert ADDRESS.match(bare), text
                assert bare == text
            elif name == "srcset":
                assert all(re.fullmatch(r"/(?![/\\])\S+ \d+w", one) for one in text.split(", ")), (
                    text
                )
            elif name == "type":
                assert re.fullmatch(r"audio/[a-z0-9]+(; codecs=opus)?", text), text
            elif name == "class":
                assert CLASS.fullmatch(text), text
            elif name == "id":
                assert ID.fullmatch(text), text

    def handle_endtag(self, tag: str) -> None:
        if tag == "math":
            self.in_formula = False
        assert tag in (MATHML if self.in_formula else {*TAGS, "math"})

    def look_into_a_formula(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in MATHML
        for name, value in attrs:
            assert MATHML_NAMES.fullmatch(name), name
            assert MATHML_VALUE.fullmatch(value or ""), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def inspect(html: str) -> None:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()


def both(text: str) -> list[str]:
    block = Source(text, anchors="p", references="[r]: javascript:alert(1)\n[^r]: <script>")
    return [
        compile_text(block, OPTIONS),
        compile_text(Source(text, kind="inline"), OPTIONS),
    ]


def test_there_are_more_than_a_hundred_attacks() -> None:
    assert len(set(ATTACKS)) > 200


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_is_inert(text: str) -> None:
    for written in (text, f"- {text}", f"a *{text}* b", f"$\\text{{{text}}}$", f"$$\n{text}\n$$"):
        for html in both(written):
            inspect(html)


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_that_reached_the_sanitisers_would_be_inert(text: str) -> None:
    """As if Markdown had let it pass: the sanitisers are the last line."""
    for raw in (text, f'<a href="{text}">x</a>', f"<a href='{text}'>x</a>", f'<p id="{text}">'):
        clean = sanitise(raw)
        inspect(clean)
        assert sanitise(clean) == clean


def test_raw_html_is_shown_as_it_was_written() -> None:
    html = compile_text(Source("<b>x</b> <script>y</script> <!-- z -->"), Options())
    expected = "&lt;b&gt;x&lt;/b&gt; &lt;script&gt;y&lt;/script&gt; &lt;!-- z --&gt;"
    assert html == f"<p>{expected}</p>"


_PARTS = (
    "[ ]( ) ![ ](media/a.webp) ](#x) ](javascript: <script> <img onerror=x> </p> ` ``` ~~~ * ** _"
    " > # ### - 1. | --- : [^ [^a] ]: $ $$ [!NOTE] &lt; &#58; &#1; &quot; \" ' \\ = {#x} {: }"
)
_SPACES = ["\n", "\n\n", "  ", "    ", "\n> ", "\n- ", "\n| a | b |\n|---|---|\n", "\x02", "\x03"]
PARTS = st.one_of(st.sampled_from([*_PARTS.split(), *_SPACES]), st.text(max_size=8))


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS, max_size=25).map("".join))
@example(
    "[x](#x)\n\n![a](media/a.mp3)\n\nTranskrip: <b>\n\n> [!TIP]\n> a[^r]\n\n| a |\n|---|\n| b |"
)
def test_no_text_yields_anything_but_harmless_html(text: str) -> None:
    try:
        results = both(text)
    except Refused:
        return
    for html in results:
        inspect(html)


@settings(max_examples=200, deadline=None)
@given(st.lists(PARTS, max_size=25).map("".join))
def test_sanitising_twice_changes_nothing(html: str) -> None:
    clean = sanitise(html)
    inspect(clean)
    assert sanitise(clean) == clean


def test_the_allow_list_is_what_is_written_here() -> None:
    assert set(ATTRIBUTES) == TAGS
    assert {name for names in ATTRIBUTES.values() for name in names} | {"tabindex"} == NAMES


@pytest.mark.parametrize(
    ("tag", "name", "value"),
    [
        ("a", "href", "javascript:x"),
        ("a", "href", "//x.example"),
        ("a", "href", "body"),
        ("a", "href", "#body"),
        ("a", "href", "/a b"),
        ("a", "href", "https://x.example/\n"),
        ("a", "rel", "opener"),
        ("a", "target", "_blank"),
        ("a", "style", "x"),
        ("img", "src", "https://x.example/a.png"),
        ("img", "src", "data:image/png;base64,AA"),
        ("img", "srcset", "/a"),
        ("img", "srcset", "https://x.example/a 360w"),
        ("img", "srcset", "/a 360w, //x.example/a 720w"),
        ("img", "srcset", "/a 2x"),
        ("img", "sizes", "100vw"),
        ("img", "onerror", "x"),
        ("img", "width", "1e9"),
        ("p", "id", "body"),
        ("p", "class", "admin"),
        ("code", "class", "language-x y"),
        ("script", "src", "/a"),
        ("td", "align", "justify"),
    ],
)
def test_the_allow_list_refuses(tag: str, name: str, value: str) -> None:
    assert not ok(tag, name, value)
