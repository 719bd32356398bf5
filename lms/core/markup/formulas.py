"""How formulas travel through Markdown and the sanitisers: as words that nobody else can write.

The LaTeX never meets the parsers; each formula becomes a token of random letters, and its MathML
takes the token's place when everything else has been sanitised. Belongs here: tokens. Doesn't
belong here: MathML (`mathml`), and where formulas stand in a text (`mathematics`).
"""

from __future__ import annotations

import html
import re
import secrets
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from lms.core.markup.clean import TAG
from lms.core.markup.mathematics import DISPLAY, FORMULA
from lms.core.markup.words import Words


class _Formula(NamedTuple):
    latex: str
    display: bool

    @property
    def written(self) -> str:
        """As the author wrote it."""
        return f"$${self.latex}$$" if self.display else f"${self.latex}$"


class Formulas:
    """The formulas of one text."""

    def __init__(self) -> None:
        self._prefix = f"formula{secrets.token_hex(16)}n"
        self._token = re.compile(f"{self._prefix}([0-9]+)e")
        self._found: list[_Formula] = []

    def token(self, latex: str, *, display: bool) -> AtomicString:
        """What stands for a formula until `shown`."""
        self._found.append(_Formula(latex.strip(), display))
        return AtomicString(f"{self._prefix}{len(self._found) - 1}e")

    def written(self, text: str) -> str:
        """`text` with the formulas in it as the author wrote them."""
        return self._token.sub(lambda match: self._found[int(match[1])].written, text)

    def shown(self, clean: str, words: Words) -> str:
        """Sanitised HTML with MathML in the place of the tokens; inside tags, with the source."""
        if not self._found:
            return clean
        mathml = [_shown(formula, words) for formula in self._found]

        def show(match: re.Match[str]) -> str:
            if match.lastgroup == "tag":
                return self._token.sub(lambda m: self._in_tag(int(m[1])), match[0])
            return mathml[int(match["number"])]

        both = rf"(?P<tag>{TAG.pattern})|{self._prefix}(?P<number>[0-9]+)e"
        return re.sub(both, show, clean)

    def _in_tag(self, number: int) -> str:
        return html.escape(self._found[number].written)


def _shown(formula: _Formula, words: Words) -> str:
    # Loaded with the first formula: its table of symbols costs more than most texts.
    from lms.core.markup.mathml import NotConvertible, to_mathml

    comma = words.decimal == ","
    try:
        math = to_mathml(formula.latex, display=formula.display, decimal_comma=comma)
    except NotConvertible:
        code = f"<code>{html.escape(formula.written, quote=False)}</code>"
        return f"<p>{code}</p>" if formula.display else code
    return _scrolling(math, words.formula) if formula.display else math


def _scrolling(math: str, label: str) -> str:
    """A formula on lines of its own may be wider than a phone."""
    return f'<div class="table-scroll" tabindex="0" role="group" aria-label="{label}">{math}</div>'


class FormulaProcessor(InlineProcessor):
    """Puts formulas in a line aside, after code and before everything else."""

    def __init__(self, md: Markdown, formulas: Formulas) -> None:
        super().__init__("", md)
        self.compiled_re = FORMULA
        self._formulas = formulas

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[str, int, int]:
        latex = self.unescape(m[1] or m[2])  # code in it is put aside already
        return self._formulas.token(latex, display=False), m.start(0), m.end(0)


class ParagraphsAndFormulas(ParagraphProcessor):
    """Paragraphs; formulas on lines of their own stand between them."""

    def __init__(self, md: Markdown, formulas: Formulas) -> None:
        super().__init__(md.parser)
        self._formulas = formulas

    def run(self, parent: Element, blocks: list[str]) -> None:
        pieces = DISPLAY.split(blocks.pop(0))
        for text, latex in zip(pieces[0::2], [*pieces[1::2], None], strict=True):
            super().run(parent, [text.strip("\n")])
            if latex is not None:
                box = SubElement(parent, "div")
                box.text = self._formulas.token(latex, display=True)
