"""The text of a file between its bytes and an editor: encodings and line endings.

What does not belong here: what the text says (courses).
"""

from __future__ import annotations

from dataclasses import dataclass

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NUL_SHOWN = "\ufffd"


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as an editor shows it, its lines ended by line feeds. `encoding` names what the bytes
    were in, None for UTF-8: saving turns the file into UTF-8."""

    text: str
    encoding: str | None


def shown(data: bytes) -> Shown:
    """The text of a file, whatever its bytes: nothing that can be read is left out."""
    text, encoding = _decoded(data)
    return Shown(with_line_feeds(text).replace("\0", _NUL_SHOWN), encoding)


def with_line_feeds(text: str) -> str:
    """The text with every line ended by a line feed, as forms and scripts may send it otherwise."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def saved(text: str, before: bytes) -> bytes:
    """The bytes that an edited text becomes, with the byte order mark and the line endings that the
    file had `before`."""
    lines = with_line_feeds(text)
    if before.count(b"\r\n") * 2 > before.count(b"\n"):
        lines = lines.replace("\n", "\r\n")
    mark = _UTF8_MARK if before.startswith(_UTF8_MARK) else b""
    return mark + lines.encode()


def _decoded(data: bytes) -> tuple[str, str | None]:
    if data[:2] in _UTF16_MARKS:
        return data.decode("utf-16", errors="replace"), "UTF-16"
    body = data.removeprefix(_UTF8_MARK)
    try:
        return body.decode("utf-8"), None
    except UnicodeDecodeError:
        # Every byte means something in Latin-1, so this always ends with a text.
        pass
    try:
        return body.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return body.decode("latin-1"), "Latin-1"
