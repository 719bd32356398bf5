"""The rows of a CSV as offices save it: in any of the encodings and with any of the separators that a
local spreadsheet writes.

What does not belong here: where the head is (`table`).
"""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO

from lms.accounts.source.findings import UnreadableSheet
from lms.accounts.source.table import Line

DELIMITERS = ";,\t|"
SAMPLE_LINES = 40
LONGEST_CELL = 100_000

_OTHER_KINDS = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF", b"{\\rtf")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def lines(content: bytes) -> Iterator[Line]:
    """The rows of a CSV with their numbers.

    Raises:
        UnreadableSheet: it is another kind of file (`no-table`), or a quotation mark was never
            closed (`quotes`).
    """
    text = decoded(content)
    delimiter = delimiter_of(text)
    csv.field_size_limit(LONGEST_CELL)
    start = 0
    if text[:4].lower() == "sep=":
        # Excel's own first line, which says what separates the cells.
        start = len(text.partition("\n")[0]) + 1
    reader = csv.reader(StringIO(text[start:], newline=""), delimiter=delimiter)
    try:
        yield from enumerate(reader, start=2 if start else 1)
    except csv.Error as error:
        raise UnreadableSheet("quotes") from error


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 where it can be that, else Windows-1252.

    Raises:
        UnreadableSheet: it is no text.
    """
    if content.startswith(_OTHER_KINDS) or content[:512].lstrip().lower().startswith(
        (b"<html", b"<!doctype", b"<?xml", b"<table")
    ):
        raise UnreadableSheet("no-table")
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").replace("\0", "")
    if content[:2000].count(b"\0") * 4 > len(content[:2000]):
        little = content[1:2000:2].count(b"\0") >= content[:2000:2].count(b"\0")
        return content.decode("utf-16-le" if little else "utf-16-be", "replace").replace("\0", "")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return text.replace("\0", "")


def delimiter_of(text: str) -> str:
    """What separates the cells: the sign that most often cuts the first lines into as many."""
    if text[:4].lower() == "sep=" and text[4:5] in DELIMITERS:
        return text[4]
    some = [line for line in text[:50_000].splitlines()[:SAMPLE_LINES] if line.strip()]
    return max(DELIMITERS, key=lambda sign: _agreement(some, sign))


def _agreement(some: list[str], delimiter: str) -> tuple[int, int]:
    try:
        widths = Counter(len(cells) for cells in csv.reader(some, delimiter=delimiter))
    except csv.Error:
        return 0, 0
    width, times = max(widths.items(), key=lambda one: (one[0] > 1, one[1], one[0]), default=(1, 0))
    return (times if width > 1 else 0), width
