"""Words, emphasis, links, pictures and marks of notes as Markdown of the course format.

What does not belong here: paragraphs, lists, tables (blocks).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from lms.authoring.source.word.tree import Element

_SPECIAL = re.compile(
    r"""
    \\(?=[\\`*_{}\[\]()>\#+.!|~$-])   # a backslash that would escape
    | [`*\[]                          # code, emphasis, links
    | (?<![^\W_])_ | _(?![^\W_])      # an underscore that isn't inside a word
    | ~(?=~) | (?<=~)~
    """,
    re.VERBOSE,
)
_FORMULA = re.compile(r"(?<![^\s(\[{])\$(?=\S)")
_ENTITY = re.compile(r"&(?=\#?\w+;)")
_LINE_START = re.compile(r"[#>+-]|\d{1,9}(?=[.)](?:\s|$))|_{3,}|[=:]|Transkrip:|Pembahasan:")
_UNESCAPABLE = {"=": "&#61;", ":": "&#58;"}
"""Signs that no backslash takes their meaning from."""

_SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SAFE_IN_URL = "/:?#@!$&'*+,;=%~-._"
_NOTE = re.compile(r"#((?:foot|end)note)-(\d+)")


@dataclass
class Notes:
    """What was met on the way: which pictures, which notes, and what Markdown can't say."""

    lost: dict[str, int] = field(default_factory=dict)
    """How often, by the codes of `lms.authoring.source.word.LOST`."""
    footnotes: list[str] = field(default_factory=list)
    """The labels of the notes that the text refers to, in order."""

    def lose(self, code: str) -> None:
        """Count something that couldn't be kept."""
        self.lost[code] = self.lost.get(code, 0) + 1


def escaped(text: str) -> str:
    """A text that means itself in Markdown, wherever on a line."""
    text = _ENTITY.sub("&amp;", text).replace("<", "&lt;")
    return _FORMULA.sub("&#36;", _SPECIAL.sub(r"\\\g<0>", text))


def guarded(line: str) -> str:
    """A line that begins no heading, list, quotation, rule or transcript."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    start, rest = found[0], line[found.end() :]
    if start[0].isdigit():
        return f"{start}\\{rest}"
    if start[-1] in _UNESCAPABLE:
        return f"{start[:-1]}{_UNESCAPABLE[start[-1]]}{rest}"
    return f"\\{line}"


def inline(element: Element, notes: Notes) -> str:
    """The contents of a paragraph, heading or cell as one line (two spaces end a line inside)."""
    text = "".join(_piece(child, notes) for child in element.children)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return "  \n".join(line for line in lines if line)


def one_line(element: Element, notes: Notes) -> str:
    """The contents where a line must not break: headings and cells."""
    return inline(element, notes).replace("  \n", " ")


def _piece(child: Element | str, notes: Notes) -> str:
    if isinstance(child, str):
        return escaped(re.sub(r"\s+", " ", child))
    write = _WRITERS.get(child.tag)
    if write is not None:
        return write(child, notes)
    return "".join(_piece(part, notes) for part in child.children)


def _inner(element: Element, notes: Notes) -> str:
    return "".join(_piece(part, notes) for part in element.children)


def _marked(mark: str) -> Callable[[Element, Notes], str]:
    def write(element: Element, notes: Notes) -> str:
        # Line breaks and the spaces at both ends stand outside the marks, or they mark nothing.
        return "\n".join(_wrapped(mark, line) for line in _inner(element, notes).split("\n"))

    return write


def _wrapped(mark: str, text: str) -> str:
    core = text.strip()
    if not core:
        return text
    before, _, after = text.partition(core)
    return f"{before}{mark}{core}{mark}{after}"


def _raised(table: dict[int, int], code: str) -> Callable[[Element, Notes], str]:
    def write(element: Element, notes: Notes) -> str:
        if any(True for _ in element.all("a")):
            return _inner(element, notes)
        text = element.text()
        if all(ord(letter) in table for letter in text):
            return text.translate(table)
        notes.lose(code)
        return _inner(element, notes)

    return write


def _link(element: Element, notes: Notes) -> str:
    address = element.attributes.get("href", "")
    note = _NOTE.fullmatch(address)
    if note is not None:
        label = note[2] if note[1] == "footnote" else f"akhir-{note[2]}"
        notes.footnotes.append(label)
        return f"[^{label}]"
    words = _inner(element, notes)
    if not words.strip() or not address or address.startswith("#"):
        return words
    if not address.lower().startswith(("https://", "http://", "mailto:")):
        notes.lose("link")
        return words
    return f"[{words.strip()}]({quote(address, safe=_SAFE_IN_URL)})"


def _picture(element: Element, notes: Notes) -> str:
    path = element.attributes.get("src", "")
    if not path:
        notes.lose("picture")
        return ""
    words = " ".join(element.attributes.get("alt", "").split())
    return f"![{escaped(words).replace(']', chr(92) + ']')}]({quote(path, safe='/')})"


_WRITERS: dict[str, Callable[[Element, Notes], str]] = {
    "strong": _marked("**"),
    "b": _marked("**"),
    "em": _marked("*"),
    "i": _marked("*"),
    "s": _marked("~~"),
    "sup": _raised(_SUPERSCRIPTS, "raised"),
    "sub": _raised(_SUBSCRIPTS, "raised"),
    "a": _link,
    "img": _picture,
    "br": lambda _element, _notes: "\n",
}
