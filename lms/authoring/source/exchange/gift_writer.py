"""GIFT written out: what it has no place for is listed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lms.authoring.source.exchange.questions import Exchange, Exchanged, Option
from lms.core.words import N_

_TO_ESCAPE = re.compile(r"([~=#{}:\\])")
_BLANK_LINES = re.compile(r"\n\s*\n")


def write_gift(questions: Iterable[Exchanged]) -> tuple[str, Exchange]:
    """GIFT's text (questions as Markdown, so nothing of their form is lost), and what is lost."""
    lost = Exchange()
    parts = [_written(one, lost) for one in questions]
    return "\n\n".join(part for part in parts if part) + "\n", lost


def _written(question: Exchanged, lost: Exchange) -> str:
    braces = _braces(question, lost)
    if braces is None:
        lost.lose(
            question.line, N_("Soal %(name)s: jenisnya tidak dikenal GIFT."), name=question.name
        )
        return ""
    if question.points != 1 or question.outcome or question.tags:
        lost.lose(
            question.line, N_("Soal %(name)s: poin, hasil belajar, dan tag."), name=question.name
        )
    if question.explanation:
        braces += f"####{_text(question.explanation)}"
    name = f"// [id:{question.name}]\n::{_text(question.name)}::" if question.name else ""
    return f"{name}[markdown]{_text(question.text)} {{{braces}}}"


def _braces(question: Exchanged, lost: Exchange) -> str | None:
    if question.kind in ("one", "several"):
        return _options(question)
    if question.kind == "short":
        if any("*" in option.text for option in question.options):
            lost.lose(
                question.line, N_("Soal %(name)s: tanda bintang dalam jawaban."), name=question.name
            )
        return "".join(f"={_text(option.text)} " for option in question.options)
    if question.kind == "numeric":
        return "#" + "".join(f"={one.value}:{one.tolerance} " for one in question.numbers)
    if question.kind == "matching":
        if len(question.pairs) + len(question.extra) < 2:
            return None
        pairs = [*question.pairs, *(("", right) for right in question.extra)]
        return "".join(f"={_text(left)} -> {_text(right)} " for left, right in pairs)
    return "" if question.kind == "essay" else None


def _options(question: Exchanged) -> str:
    right = sum(option.correct for option in question.options)

    def sign(option: Option) -> str:
        if question.kind == "one":
            return "=" if option.correct else "~"
        # A wrong choice takes away what a right one gives, as here.
        share = 100 / right
        return f"~%{share if option.correct else -share:.7g}%"

    return "".join(
        sign(option)
        + _text(option.text)
        + (f"#{_text(option.feedback)}" if option.feedback else "")
        + " "
        for option in question.options
    )


def _text(markdown: str) -> str:
    # A blank line would end the question.
    escaped = _TO_ESCAPE.sub(r"\\\1", markdown.strip())
    return _BLANK_LINES.sub(r"\\n\\n", escaped).replace("\n", r"\n")
