"""Formulas: where they stand, what they become, what they can't become."""

from __future__ import annotations

import html
import re
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.core.markup import Options, Refused, Source
from lms.core.markup.compiler import compile_text
from lms.core.markup.mathematics import LONGEST, formulas
from lms.core.markup.mathml import MAX_DEPTH, NotConvertible, to_mathml
from lms.core.markup.values import MediaInfo
from lms.courses.rules import contents_of, plain_text, plain_title
from lms.learning.rules import places
from tests.core.test_markup_safety import inspect

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = Options(media={"media/a.webp": MediaInfo("/media/a.webp", "image", 1)})
ENGLISH = Options("en")


def block(text: str, options: Options = OPTIONS) -> str:
    return compile_text(Source(text), options)


def mathml(latex: str, *, display: bool = False) -> str:
    written = to_mathml(latex, display=display, decimal_comma=True)
    return re.sub(r' alttext="[^"]*"', "", written)


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in formulas(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nilai $x$ dan ($y$), [$z$] {$w$}", ["$x$", "$y$", "$z$", "$w$"]),
        ("$x$", ["$x$"]),
        ("Rp$5 dan US$10", []),
        ("antara $5 dan $10", []),
        ("$5$ saja, bukan $ 5$ atau $5 $", ["$5$"]),
        (r"\$x$ dan a$x$", []),
        (r"$x\$ y$", []),
        ("$a\nb$", []),
        ("$$x$$", ["$$x$$"]),
        ("$$\nx\n$$", ["$$\nx\n$$"]),
        ("kata $$x$$ kata", []),
        ("$" + "x" * LONGEST + "$", ["$" + "x" * LONGEST + "$"]),
        ("$" + "x" * (LONGEST + 1) + "$", []),
    ],
)
def test_a_formula_is_told_from_money(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_formula_in_a_line_is_mathematics_with_its_source() -> None:
    assert block("Nilai $x^2$ naik.") == (
        '<p>Nilai <math alttext="x^2"><msup><mi>x</mi><mn>2</mn></msup></math> naik.</p>'
    )


def test_a_formula_on_lines_of_its_own_is_a_block_that_scrolls() -> None:
    expected = (
        "<p>kata</p>\n"
        '<div><div class="table-scroll" tabindex="0" role="group" aria-label="Rumus">'
        '<math display="block" alttext="a=b"><mi>a</mi><mo>=</mo><mi>b</mi></math></div></div>\n'
        "<p>lagi</p>"
    )
    assert block("kata\n$$a=b$$\nlagi") == expected
    assert block("kata\n\n$$\na=b\n$$\n\nlagi") == expected
    assert 'aria-label="Formula"' in block("$$a$$", ENGLISH)


@pytest.mark.parametrize(
    "text", ["- a\n  $$x$$\n- b", "> $$x$$", "1. a\n\n   $$\n   x\n   $$", "a[^1]\n\n[^1]: $$x$$"]
)
def test_a_formula_may_stand_in_any_block(text: str) -> None:
    assert '<math display="block" alttext="x"><mi>x</mi></math>' in block(text)


def test_a_formula_may_stand_in_a_title_a_cell_and_a_link() -> None:
    math = '<math alttext="x"><mi>x</mi></math>'
    assert compile_text(Source("Rumus $x$", kind="inline"), OPTIONS) == f"Rumus {math}"
    assert f"<td>{math}</td>" in block("| a |\n|---|\n| $x$ |")
    assert f">lihat {math}</a>" in block("[lihat $x$](https://a.example)")


def test_markdown_leaves_a_formula_alone() -> None:
    latex = r"a_1 * b_2 * c \[d\] <e> `f` [g](h)"
    assert f'alttext="{html.escape(latex.replace("`", ""))}"' in block(f"$a$ ${latex}$ *k*")


def test_code_stays_code() -> None:
    assert block("`$x$` dan\n\n```\n$x$\n```").count("math") == 0
    assert "<code>x</code><math" in block("`x`$a$")


def test_a_dollar_may_be_escaped() -> None:
    assert block(r"\$x\$ dan (\$x$)") == "<p>$x$ dan ($x$)</p>"


def test_in_an_attribute_a_formula_is_its_source() -> None:
    assert 'alt="Luas $a&lt;&quot;b$"' in block('![Luas $a<"b$](media/a.webp)')
    assert "<math" not in block("![Luas $a$](media/a.webp)")


def test_a_place_keeps_its_id_when_the_text_is_rendered_again() -> None:
    def ids(text: str) -> list[str]:
        return re.findall(r'id="([^"]+)"', compile_text(Source(text, anchors="p"), OPTIONS))

    assert ids("$x$ a\n\n$$y$$") == ids("$x$ a\n\n$$y$$")
    assert ids("$x$ a\n\n$$y$$") != ids("$z$ a\n\n$$w$$")


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(//x.example)}{x}",
        r"\class{admin}{x}",
        r"\unicode{x3c}",
        r"\def\a{\a\a}\a",
        r"\newcommand{\a}{b}\a",
        r"\html{<b>}",
        r"\require{html}",
        r"\includegraphics{x}",
        r"\begin{tikzpicture}\end{tikzpicture}",
        r"\frac{a",
        r"a \\ b",
        r"\hspace{900em}x",
        r"\tidakada",
        "^",
        "{" * 200 + "x" + "}" * 200,
        r"\sqrt" * 300 + "x",
        "^{x" * 300,
    ],
)
def test_what_cannot_be_shown_as_mathematics_is_shown_as_it_was_written(latex: str) -> None:
    with pytest.raises(NotConvertible):
        to_mathml(latex, display=False, decimal_comma=True)
    code = f"<code>${html.escape(latex, quote=False)}$</code>"
    assert block(f"a ${latex}$ b") == f"<p>a {code} b</p>"
    assert f"<p><code>$${html.escape(latex, quote=False)}$$</code></p>" in block(f"$${latex}$$")


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("0,5", '<math><mn>0</mn><mo lspace="0" rspace="0">,</mo><mn>5</mn></math>'),
        (r"60% + 5\%", "<math><mn>60</mn><mi>%</mi><mo>+</mo><mn>5</mn><mi>%</mi></math>"),
        (r"\text{50\% & Co}", "<math><mtext>50%\u00a0&amp;\u00a0Co</mtext></math>"),
        (r"\text{<script>}", "<math><mtext>&lt;script&gt;</mtext></math>"),
        (r"\text{&lt;script&#x3e;}", "<math><mtext>&amp;lt;script&gt;</mtext></math>"),
        (r"\color{red}{x}", "<math><mstyle><mrow><mi>x</mi></mrow></mstyle></math>"),
        (r"a\!b", '<math><mi>a</mi><mspace width="-0.1667em"></mspace><mi>b</mi></math>'),
    ],
)
def test_a_formula_becomes(latex: str, expected: str) -> None:
    assert mathml(latex) == expected


def test_a_comma_between_digits_separates_in_english() -> None:
    assert "<mn>1</mn><mo>,</mo><mn>2</mn>" in block("$f(1,2)$", ENGLISH)


def test_aligned_lines_are_a_table() -> None:
    table = mathml(r"\begin{aligned} a &= b \\ &= c \end{aligned}", display=True)
    assert table.count("<mtr>") == 2
    assert '<mtd columnalign="left">' in table


def test_signs_that_reorder_a_text_are_left_out() -> None:
    assert "\u202e" not in to_mathml("a\u202eb", display=False, decimal_comma=True)


_COMMANDS = (
    r"\frac \sqrt \text \left( \right) \left \right \begin{matrix} \end{matrix} \begin{align*}"
    r" \end{align*} \mathbf \href \style \class \color \hspace \rule \tag \operatorname \verb|a|"
    r" \hbox \mbox \fbox \colorbox \unicode \not \overset \underbrace \binom \genfrac \sideset"
    r" \skew \substack \limits \sum \int \def \newcommand \DeclareMathOperator \over \root \of"
    r" \big \xrightarrow \pmod \raise \smash \mathchoice \& \\ \% \{ \} \foo"
)
_SIGNS = [*"{}[]()^_&%'\"<>,.;:!|=+-*/ x1~#@\\", "<script>", "&lt;", "&#x3c;", "2em", "\ufdd0"]
LATEX = st.lists(st.sampled_from([*_COMMANDS.split(), *_SIGNS]), max_size=40).map("".join)


@settings(max_examples=500, deadline=None)
@given(LATEX, st.booleans())
@example(r"\genfrac<>0{}{x}{y}", False)
def test_no_formula_yields_anything_but_listed_mathml(latex: str, display: bool) -> None:
    try:
        written = to_mathml(latex, display=display, decimal_comma=True)
    except NotConvertible:
        return
    inspect(written)
    assert written.count("<math") == written.count("</math>") == 1


@pytest.mark.parametrize(
    "part", ["{", "x_", "x^2_", r"\frac{", r"\sqrt", r"\left(", "'", r"\begin{matrix}", r"\not", "&",
             r"\text{a}", r"x\over ", r"\hbox{$", r"\limits", r"\mathbf{", "1.", r"\\", "%", " "]
)  # fmt: skip
def test_the_longest_formula_takes_no_time(part: str) -> None:
    latex = part * (LONGEST // len(part))
    began = time.process_time()
    with suppress(NotConvertible):
        to_mathml(latex, display=True, decimal_comma=True)
    assert time.process_time() - began < 1


def test_a_formula_as_deep_as_allowed_is_written() -> None:
    deep = MAX_DEPTH // 2 - 1
    assert mathml("x" + "^{x" * (deep // 2) + "}" * (deep // 2))


def test_formulas_that_grow_out_of_proportion_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        block(r"$\LaTeX$ " * 1500)
    assert refused.value.reason == "size"


def test_the_words_of_a_formula_are_its_source() -> None:
    html = compile_text(Source("Nilai $x^2$ naik.\n\n### Rumus $a<b$", anchors="p"), OPTIONS)
    assert plain_text(html) == "Nilai x^2 naik. Rumus a<b"
    assert [words for _, words in contents_of(html)] == ["Rumus a<b"]
    assert [place.words for place in places(html)] == ["Nilai x^2 naik.", "Rumus a<b"]
    assert plain_title(compile_text(Source("a($x^2$)b", "inline"), OPTIONS)) == "a(x^2)b"


def test_telling_where_formulas_stand_loads_no_library() -> None:
    code = (
        "import sys, lms.core.markup.mathematics\n"
        "print(sorted({'markdown', 'latex2mathml'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
