"""From bytes to lines: encodings, line endings, characters that no text needs.

Nothing here knows what a line means.
"""

from __future__ import annotations

import re

from lms.courses.source.codes.files import CONTROL_CHARACTER, TOO_LONG, UNREADABLE, WINDOWS_1252
from lms.courses.source.finding import FileReport

MOST_BYTES = 1024 * 1024
MOST_LINES = 20_000

# Besides being invisible, some of these are placeholders (of the renderer U+0002 and U+0003, of
# gaps U+E000 and U+E001), and some end a line for Python but not for an editor (U+000B, U+0085,
# U+2028).
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ue000-\uf8ff]")
_CONTROL_BYTES = frozenset((*range(0x20), 0x7F)) - frozenset(b"\t\n\r")
_NO_CONTROL_BYTES = bytes(byte for byte in range(256) if byte not in _CONTROL_BYTES)
_BEGIN_CONTROL = (b"\xc2", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xee", b"\xef")
"""How the others begin in UTF-8, and some harmless ones too."""
UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_lines(data: bytes, report: FileReport) -> tuple[str, ...] | None:
    """The lines of a text file without their ends, or None when it cannot be read as text."""
    if len(data) > MOST_BYTES:
        report.add(1, TOO_LONG, bytes=MOST_BYTES, lines=MOST_LINES)
        return None
    text = _decoded(data, report)
    if text is None:
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MOST_LINES:
        report.add(1, TOO_LONG, bytes=MOST_BYTES, lines=MOST_LINES)
        return None
    # Asked of the whole file first: most hold no such character.
    ascii_is_clean = not data.translate(None, _NO_CONTROL_BYTES)
    if ascii_is_clean and not any(begin in data for begin in _BEGIN_CONTROL):
        return tuple(lines)
    return tuple(
        line if ascii_is_clean and line.isascii() else _visible(number, line, report)
        for number, line in enumerate(lines, start=1)
    )


def _decoded(data: bytes, report: FileReport) -> str | None:
    if data[:2] in _UTF16_MARKS:
        report.add(1, UNREADABLE, encoding="UTF-16")
        return None
    if b"\x00" in data:
        report.add(_line_of(data, data.index(b"\x00")), UNREADABLE, encoding="NUL")
        return None
    body = data.removeprefix(UTF8_MARK)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as problem:
        return _decoded_as_windows_1252(body, problem.start, report)


def _decoded_as_windows_1252(data: bytes, first_strange: int, report: FileReport) -> str | None:
    line = _line_of(data, first_strange)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        report.add(line, UNREADABLE, encoding="?")
        return None
    # Read on, so that all other findings come at once; but an error, because a damaged UTF-8 file
    # looks just the same and would be published with wrong letters.
    report.add(line, WINDOWS_1252, encoding="Windows-1252")
    return text


def _line_of(data: bytes, position: int) -> int:
    before = data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1


def without_control(text: str) -> str:
    """`text` without the characters that no text needs."""
    return _CONTROL.sub("", text)


def _visible(number: int, line: str, report: FileReport) -> str:
    found = _CONTROL.search(line)
    if found is None:
        return line
    report.add(number, CONTROL_CHARACTER, character=f"U+{ord(found[0]):04X}")
    return without_control(line)
