"""Values as they are typed: whole numbers, decimals, shares, durations, sizes, lists.

Each reader returns None when the text has another form; the callers report. Nothing is guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal

_WHOLE = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,4})?")
_BYTES = re.compile(r"([0-9]{1,5})(KB|MB)", re.IGNORECASE)
_DURATION = re.compile(r"(?:([0-9]{1,2})h)?(?:([0-9]{1,3})m)?")


def whole(text: str, low: int, high: int) -> int | None:
    """`15`, within `low`…`high`."""
    if _WHOLE.fullmatch(text) is None:
        return None
    return int(text) if low <= int(text) <= high else None


def decimal(text: str, low: Decimal, high: Decimal) -> Decimal | None:
    """`1.5` or `1,5`, within `low`…`high`."""
    if _DECIMAL.fullmatch(text) is None:
        return None
    number = Decimal(text.replace(",", "."))
    return number if low <= number <= high else None


def share(text: str) -> Decimal | None:
    """`0.25` or `25%`: a part of one."""
    if text.endswith("%"):
        percent = decimal(text[:-1], Decimal(0), Decimal(100))
        return None if percent is None else percent / 100
    return decimal(text, Decimal(0), Decimal(1))


def seconds(text: str) -> int | None:
    """`15m`, `1h` or `1h30m`: one minute to a day, in seconds."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    duration = int(found[1] or 0) * 3600 + int(found[2] or 0) * 60
    return duration if 60 <= duration <= 24 * 3600 else None


def size(text: str, most: int) -> int | None:
    """`500KB` or `10MB`: bytes, at least one kilobyte and at most `most`."""
    found = _BYTES.fullmatch(text)
    if found is None:
        return None
    number = int(found[1]) * (1024 if found[2].upper() == "KB" else 1024 * 1024)
    return number if 1024 <= number <= most else None


def words(text: str) -> tuple[str, ...]:
    """`a, b` or `a b`: words, each once."""
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def unquoted(text: str) -> str:
    """`text` without one pair of outer quotes."""
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


def inline_list(text: str, brackets: str) -> list[str] | None:
    """The items of `[a, b]` (or `{a, b}`), or None when the brackets are missing."""
    if len(text) < 2 or text[0] != brackets[0] or text[-1] != brackets[1]:
        return None
    return [unquoted(item.strip()) for item in text[1:-1].split(",") if item.strip()]
