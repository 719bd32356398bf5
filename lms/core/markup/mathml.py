"""From the LaTeX of one formula to MathML that can't do anything but show it.

latex2mathml reads the LaTeX; its tree is written out here, element by element, from an allow-list:
its own serialisation is never used, because that undoes the escaping of what authors wrote. The
result doesn't pass the sanitisers, so nothing may leave this module that isn't listed in it.

Belongs here: conversion and what MathML may hold. Doesn't belong here: where formulas stand in a
text (`mathematics`), and how they travel through Markdown (`formulas`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from latex2mathml.commands import MATRICES
from latex2mathml.converter import Converter

MAX_DEPTH = 60
"""Elements inside each other; browsers lay out nested fractions and roots in superlinear time."""

_TOKENS = frozenset({"mi", "mn", "mo", "mtext"})
"""Elements that hold text and nothing else."""

_OTHERS = (
    "menclose mfrac mover mpadded mphantom mroot mrow mspace msqrt mstyle msub msubsup msup mtable"
    " mtd mtr munder munderover"
)
_ELEMENTS = _TOKENS.union(_OTHERS.split())

_PARTS = dict.fromkeys(("mfrac", "mover", "mroot", "msub", "msup", "munder"), 2)
_PARTS |= {"msubsup": 3, "munderover": 3}
"""How many parts these have; with fewer the author left one out, and browsers show an error."""

_LENGTH = re.compile(r"[+-]?(?:[0-9]{1,2})?(?:\.[0-9]{1,4})?(?:em|ex|px|pt|mu)?", re.ASCII)
_LENGTHS = "depth height linethickness lspace mathsize maxsize minsize rspace voffset width"
_LEFT_OUT = "border-color columnlines columnspacing mathbackground mathcolor rowlines rowspacing"
_TRUTH = re.compile(r"true|false")
_PATTERNS = {
    "accent": _TRUTH,
    "columnalign": re.compile(r"left|center|right"),
    "displaystyle": _TRUTH,
    "fence": _TRUTH,
    "form": re.compile(r"prefix|infix|postfix"),
    "largeop": _TRUTH,
    "mathvariant": re.compile(r"[a-z]{1,13}(?:-[a-z]{1,12}){0,2}", re.ASCII),
    "movablelimits": _TRUTH,
    "notation": re.compile(r"box|(?:(?:up|down)diagonal|horizontal)strike(?: downdiagonalstrike)?"),
    "scriptlevel": re.compile(r"[+-]?[0-3]", re.ASCII),
    "stretchy": _TRUTH,
} | dict.fromkeys(_LENGTHS.split(), _LENGTH)
_WITHOUT_MEANING = frozenset(_LEFT_OUT.split())
"""Left out: browsers don't know them, and colours that fit a page in two schemes aren't a text's."""

_NAMED_LENGTHS = {
    f"{sign}{name}mathspace": f"{'-' if sign else ''}{width}em"
    for name, width in {"thin": "0.1667", "medium": "0.2222", "thick": "0.2778"}.items()
    for sign in ("", "negative")
}

# Definitions could grow without bound (the library expands them), and concern one formula only.
_REFUSED = re.compile(
    r"\\(?:class|DeclareMathOperator|def|href|newcommand|newenvironment|renewcommand|style|unicode)"
    r"(?![a-zA-Z])"
)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{([^}]*)\}")
_ALIGNED = re.compile(r"(\\(?:begin|end)\s*)\{aligned\}")
_PERCENT = re.compile(r"(?<!\\)((?:\\\\)*)\\?%")
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_ENVIRONMENTS = frozenset(matrix.removeprefix("\\") for matrix in MATRICES)
_CHARACTER = re.compile(r"&#x[0-9A-Fa-f]{1,6};")
_UNKNOWN_COMMAND = re.compile(r"\\[a-zA-Z]+")
_NOT_SHOWN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0\ufdd1]"
)
_ESCAPED = re.compile(r"\\([#$&_{}])")

_COMMA, _PER_CENT = "\ufdd0", "\ufdd1"
"""Stand for a decimal comma and for "%" on their way through the library, which would read a list
and a comment. They aren't characters, and are taken out of what authors wrote."""


class NotConvertible(Exception):
    """A formula that can't be shown as mathematics."""


def to_mathml(latex: str, *, display: bool, decimal_comma: bool) -> str:
    """The formula as a `<math>` element.

    `display`: on lines of its own. `decimal_comma`: a comma between digits belongs to their number,
    as in Indonesian; elsewhere it separates, and a space follows it. Raises `NotConvertible`.
    """
    tree = _converted(_prepared(latex, decimal_comma=decimal_comma), display=display)
    rows = "".join(_written(child, 1) for child in _without_row(tree))
    block = ' display="block"' if display else ""
    return f'<math{block} alttext="{html.escape(shown(latex))}">{rows}</math>'


def shown(latex: str) -> str:
    """The source of a formula as people may read it: one line, without signs that can't be seen."""
    return " ".join(_NOT_SHOWN.sub(" ", latex).split())


def _prepared(latex: str, *, decimal_comma: bool) -> str:
    """The source, without what the library misreads. Raises `NotConvertible`."""
    text = _ALIGNED.sub(r"\1{align*}", _NOT_SHOWN.sub(" ", latex))
    if _REFUSED.search(text) or not _ENVIRONMENTS.issuperset(_ENVIRONMENT.findall(text)):
        raise NotConvertible
    text = _PERCENT.sub(rf"\1{_PER_CENT}", text)
    return _DECIMAL_COMMA.sub(_COMMA, text) if decimal_comma else text


def _converted(latex: str, *, display: bool) -> Element:
    try:
        # A converter of its own for each formula: it remembers definitions and numbers.
        return Converter(display="block" if display else "inline").convert_to_element(latex)
    except MemoryError:
        raise
    except Exception as error:  # the library promises nothing about what it raises
        raise NotConvertible from error


def _without_row(math: Element) -> Element:
    """What holds the formula: `<math>` is a row itself, so the library's inner row is superfluous."""
    return math[0] if len(math) == 1 and math[0].tag == "mrow" and not math[0].attrib else math


def _written(element: Element, depth: int) -> str:
    """`element` as text, made of listed names and escaped text. Raises `NotConvertible`."""
    if element.tag not in _ELEMENTS or depth > MAX_DEPTH or (element.tail or "").strip():
        raise NotConvertible
    if element.tag in _TOKENS:
        return _written_token(element, depth)
    if (element.text or "").strip():
        raise NotConvertible
    if len(element) != _PARTS.get(element.tag, len(element)):
        raise NotConvertible
    inside = "".join(_written(child, depth + 1) for child in element)
    return f"<{element.tag}{_attributes(element.attrib)}>{inside}</{element.tag}>"


def _written_token(element: Element, depth: int) -> str:
    """A token of text. Where the library put elements into one, they take its place, in a row."""
    if len(element):
        if (element.text or "").strip():
            raise NotConvertible
        return f"<mrow>{''.join(_written(child, depth + 1) for child in element)}</mrow>"
    text = element.text or ""
    if text == _COMMA:
        return '<mo lspace="0" rspace="0">,</mo>'
    if _UNKNOWN_COMMAND.fullmatch(text):
        raise NotConvertible
    text = _CHARACTER.sub(lambda match: html.unescape(match[0]), text)
    said = _NOT_SHOWN.sub("", text.replace(_COMMA, ",").replace(_PER_CENT, "%"))
    if element.tag == "mtext":
        said = _ESCAPED.sub(r"\1", said)
    tag = element.tag
    return f"<{tag}{_attributes(element.attrib)}>{html.escape(said, quote=False)}</{tag}>"


def _attributes(attributes: Mapping[str, str]) -> str:
    written = ""
    for name, value in attributes.items():
        if name in _WITHOUT_MEANING:
            continue
        value = _NAMED_LENGTHS.get(value, value)
        pattern = _PATTERNS.get(name)
        if pattern is None or not pattern.fullmatch(value):
            raise NotConvertible
        written += f' {name}="{value}"'
    return written
