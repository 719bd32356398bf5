"""What people type, as it is stored: without spaces around it, and within bounds.

What does not belong here: reasons for what somebody did (`reasons`), what a text means.
"""

from __future__ import annotations

from typing import Any

from lms.core.errors import Invalid
from lms.core.words import N_

MOST_DIGITS = 9
TOO_LONG = N_("Paling panjang %(most)s huruf. Pendekkan dahulu.")


def read_line(
    text: str, field: str, *, most: int, missing: str = "", too_long: str = TOO_LONG
) -> str:
    """A text in one line, of so many characters at the most. `missing` and `too_long` (with `most`) are
    what is said beside the field (msgids); without the first, nothing at all is right too.

    Raises:
        Invalid: there is none, or it is too long.
    """
    return _bounded(" ".join(text.split()), field, most, missing, too_long)


def read_text(
    text: str, field: str, *, most: int, missing: str = "", too_long: str = TOO_LONG
) -> str:
    """Like `read_line`, with its paragraphs."""
    return _bounded(text.replace("\r\n", "\n").strip(), field, most, missing, too_long)


def read_number(text: str | None) -> int | None:
    """A number that pages carry along (a version, an id), of nine digits at the most, so that the database
    can hold it; None where the text is none."""
    said = text or ""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS else None


def _bounded(words: str, field: str, most: int, missing: str, too_long: str) -> str:
    if not words and missing:
        raise Invalid(field, missing)
    if len(words) > most:
        raise Invalid(field, too_long, most=most)
    return words


def check_texts(value: Any) -> None:
    """Look through the value of a JSON text for what no database could store.

    Raises:
        ValueError: a text in it, or a name, holds NUL or half a character.
    """
    if isinstance(value, str):
        value.encode()
        if "\0" in value:
            raise ValueError("a text holds NUL")
    elif isinstance(value, dict):
        for name, part in value.items():
            check_texts(name)
            check_texts(part)
    elif isinstance(value, list):
        for part in value:
            check_texts(part)
