"""From one Markdown text to safe HTML. Runs in the child process only.

Belongs here: the order of the steps and the choice of what the Markdown library knows. Doesn't
belong here: limits of time and memory (`child`), single constructs (`blocks`, `footnotes`,
`finish`), the allow-list (`allowed`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Self
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockprocessors import EmptyBlockProcessor, ParagraphProcessor, ReferenceProcessor
from markdown.extensions import Extension
from markdown.extensions.def_list import DefListExtension, DefListIndentProcessor
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor, SubstituteTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from lms.core.markup import blocks
from lms.core.markup.clean import sanitise, wrap_tables
from lms.core.markup.finish import finish
from lms.core.markup.footnotes import Footnotes
from lms.core.markup.formulas import FormulaProcessor, Formulas, ParagraphsAndFormulas
from lms.core.markup.limits import measure
from lms.core.markup.values import Options, Reason, Refused, Source
from lms.core.markup.words import words_for

_UNSAFE = re.compile("[\x00\ud800-\udfff]")
_PARAGRAPH = re.compile(r"<p>(.*)</p>", re.DOTALL)
_MAIL = r"<(?:mailto:)?([^<> !@]+@[^@<> ]+)>"


def compile_text(source: Source, options: Options) -> str:
    """Safe HTML for one text. Raises `Refused` when a text or its result is too large."""
    text = _UNSAFE.sub("\ufffd", source.text)
    references = _UNSAFE.sub("\ufffd", source.references)
    for part in (text, references):
        _refuse_large(part)
    limit = 20 * (len(text) + len(references)) + 20_000
    words = words_for(options.language)
    compiler = _Compiler(source, options)
    clean = sanitise(_within(limit, compiler.convert_with(text, references)))
    if source.kind == "block":
        clean = wrap_tables(clean, words.table)
    elif paragraph := _PARAGRAPH.fullmatch(clean.strip()):
        clean = paragraph[1]
    return _within(limit, compiler.formulas.shown(clean, words))


def _within(limit: int, result: str) -> str:
    if len(result) > limit:
        raise Refused("size")
    return result


def _refuse_large(text: str) -> None:
    for _, name in measure(text):
        reason: Reason = "nesting" if name == "nesting" else "size"
        raise Refused(reason)


class _Compiler(Markdown):
    """The Markdown library with our choice of parts, for one text: nothing is shared."""

    def __init__(self, source: Source, options: Options) -> None:
        self.source = source
        self.options = options
        self.formulas = Formulas()
        self.notes = Footnotes() if source.kind == "block" else None
        extensions: list[Extension | str] = ["pymdownx.tilde"]
        if source.kind == "block":
            extensions += ["pymdownx.quotes", TableExtension(use_align_attribute=True), _Terms()]
        if self.notes:
            extensions.append(self.notes)
        super().__init__(
            output_format="html",
            extensions=extensions,
            extension_configs={
                "pymdownx.quotes": {"callouts": True},
                "pymdownx.tilde": {"subscript": False},
            },
        )
        self.preprocessors.deregister("html_block")
        self.inlinePatterns.deregister("html")
        self.inlinePatterns.register(_Mail(_MAIL, self), "automail", 110)
        self.inlinePatterns.register(FormulaProcessor(self, self.formulas), "formula", 188)
        self.ESCAPED_CHARS.append("$")
        backslash = SubstituteTagInlineProcessor(r"\\\n", "br")
        self.inlinePatterns.register(backslash, "backslash_break", 185)
        # After everything of the library's, so that no placeholder of its is left in attributes.
        self.treeprocessors.register(_FinishProcessor(self), "finish", -10)

    def build_parser(self) -> Self:
        super().build_parser()
        self.parser = parser = blocks.ContainerParser(self)
        register = parser.blockprocessors.register
        register(EmptyBlockProcessor(parser), "empty", 100)
        register(ReferenceProcessor(parser), "reference", 15)
        register(ParagraphProcessor(parser), "paragraph", 10)
        if self.source.kind == "block":
            register(ParagraphsAndFormulas(self, self.formulas), "paragraph", 10)
            register(blocks.FenceProcessor(parser), "fence", 90)
            register(blocks.CodeProcessor(parser), "code", 80)
            register(blocks.HeadingProcessor(parser), "heading", 70)
            register(blocks.RuleProcessor(parser), "rule", 50)
            register(blocks.ListProcessor(parser), "list", 40)
        return self

    def convert_with(self, text: str, references: str) -> str:
        """The text as HTML, not yet sanitised; `references` only defines, it shows nothing."""
        lines: Iterable[str] = references.split("\n")
        for preprocessor in self.preprocessors:
            lines = preprocessor.run(list(lines))
        self.parser.parseChunk(ElementTree.Element("div"), "\n".join(lines))
        if self.source.kind == "inline":
            self.parser.blockprocessors.deregister("reference")
            text = " ".join(text.split())
        return self.convert(text)

    def plain(self, text: str) -> str:
        """`text` of the tree, with the entities and formulas that are kept aside for later."""

        def entity(match: re.Match[str]) -> str:
            return html.unescape(str(self.htmlStash.rawHtmlBlocks[int(match[1])]))

        return self.formulas.written(HTML_PLACEHOLDER_RE.sub(entity, text))


class _FinishProcessor(Treeprocessor):
    """The last step on the tree."""

    md: _Compiler

    def run(self, root: ElementTree.Element) -> None:
        source, options = self.md.source, self.md.options
        finish(root, source, options, self.md.plain)
        if self.md.notes:
            self.md.notes.finish(root, source.footnotes, words_for(options.language))


class _Mail(InlineProcessor):
    """`<name@example.org>`; the library's own would write it as a hundred entities."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[ElementTree.Element, int, int]:
        link = ElementTree.Element("a", href=f"mailto:{m[1]}")
        link.text = AtomicString(m[1])
        return link, m.start(0), m.end(0)


class _TermIndent(DefListIndentProcessor):
    """Indented text continues a definition, but never a list: those have rules of their own."""

    ITEM_TYPES = ["dd"]
    LIST_TYPES = ["dl"]


class _Terms(DefListExtension):
    """Definition lists beside our lists."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        super().extendMarkdown(md)
        md.parser.blockprocessors.register(_TermIndent(md.parser), "defindent", 85)
