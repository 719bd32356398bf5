"""Texts between formats: plain words made safe for Markdown, Markdown folded into a line."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_\[\]<>$|])")
_AT_START = re.compile(r"^(\s*)([#>=+~-]|\d+[.)])(?=\s|$|[=~#>-])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BRACES_AT_END = re.compile(r"(?<= )\{(?=[#.])")


def literal(text: str) -> str:
    """Plain words as Markdown that shows exactly them."""
    return "\n".join(_literal_line(line) for line in text.splitlines())


def _literal_line(line: str) -> str:
    line = _SPECIAL.sub(r"\\\1", line)
    line = _BRACES_AT_END.sub(r"\\{", line)
    start = _AT_START.match(line)
    if start is None:
        return line
    marker = start[2]
    # `12.` becomes `12\.`: a digit can't be escaped.
    escaped = f"{marker[:-1]}\\{marker[-1]}" if marker[0].isdigit() else f"\\{marker}"
    return f"{start[1]}{escaped}{line[start.end() :]}"


def plain(markdown: str) -> str:
    """Markdown without the backslashes of its escapes; other signs stay as they are."""
    return _ESCAPED.sub(r"\1", markdown)


def flat(markdown: str) -> str:
    """Markdown as one line without escapes."""
    return " ".join(plain(markdown).split())
