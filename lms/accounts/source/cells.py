"""What stands in a cell: texts, employee numbers and dates, as people and spreadsheets write them.

What does not belong here: which cell means what (`columns`), rules about people (`rules`).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

Cell = str | int | float | date | None
"""What a sheet holds: CSV has texts alone; in a workbook numbers and dates keep their kind."""

LONGEST_TEXT = 500

_SPACES = re.compile(r"[\s\u00a0\u200b-\u200f\ufeff]+")
_EXPONENT = re.compile(r"\d[.,]?\d*e\+?\d+")
_NUMBER_SIGNS = re.compile(r"[\s.\-'’`/]+")
_NOTHING = frozenset({"-", "--", "—", "–", ".", "null", "n/a", "#n/a", "nihil", "#ref!"})
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_IN_WORDS = re.compile(r"(\d{1,2})[- ]([a-z]+)\.?[- ,]+(\d{4})")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")

_MONTHS = {
    **{
        name: at
        for at, name in enumerate(
            ["jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des"], 1
        )
    },
    **{"may": 5, "ags": 8, "agt": 8, "aug": 8, "oct": 10, "dec": 12, "nop": 11, "peb": 2},
}

_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet, which believes that there was a 29 February 1900."""

_SERIALS = range(20_000, 80_000)
"""1954 to 2119: other numbers are no days that a sheet of people means."""


class LostDigitsError(ValueError):
    """A number that a spreadsheet has rounded: it keeps 15 digits, and employee numbers have 18."""


def text_of(cell: Cell) -> str:
    """The cell's text on one line; what offices write for nothing is nothing."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return str(int(cell)) if _is_whole(cell) else str(cell)


def number_of(cell: Cell) -> str:
    """What a cell holds of an employee number: its digits without the signs between them, or the
    text as it is where it holds anything else.

    Raises:
        LostDigitsError: the digits at the end are no longer the right ones.
    """
    if isinstance(cell, str) and cell.isascii() and cell.isdigit():
        return cell[:LONGEST_TEXT]
    if isinstance(cell, (bool, date)) or cell is None:
        return text_of(cell)
    if isinstance(cell, (int, float)):
        return _exact_digits(cell)
    text = text_of(cell).lower()
    if _EXPONENT.fullmatch(text.replace(" ", "")):
        raise LostDigitsError(text)
    digits = _NUMBER_SIGNS.sub("", text)
    return digits if digits.isascii() and digits.isdigit() else text


def date_of(cell: Cell) -> date | None:
    """The day that a cell means; None where it means none, or one that can't be told for sure (a
    year of two figures)."""
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)):
        return _from_serial(cell)
    text = text_of(cell).lower()
    if match := _DAY_FIRST.fullmatch(text):
        return _date(int(match[3]), int(match[2]), int(match[1]))
    if (match := _YEAR_FIRST.fullmatch(text)) or (match := _COMPACT.fullmatch(text)):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _IN_WORDS.fullmatch(text):
        return _date(int(match[3]), _MONTHS.get(match[2][:3], 0), int(match[1]))
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text.replace(",", ".")))
    return None


@lru_cache(maxsize=2048)
def _text(cell: str) -> str:
    """Remembered: a sheet says the same few units, positions and statuses again and again."""
    text = _one_line(cell[: LONGEST_TEXT * 4])
    return "" if text.lower() in _NOTHING else _printable(text)[:LONGEST_TEXT]


def _one_line(cell: str) -> str:
    if cell.isascii() and cell.isprintable() and "  " not in cell:
        # Most cells are so, and a province's sheet has millions.
        return cell.strip(" '")
    return _SPACES.sub(" ", unicodedata.normalize("NFC", cell)).strip(" '")


def _exact_digits(number: float) -> str:
    if not _is_whole(number):
        raise LostDigitsError(str(number))
    whole = int(number)
    # What a double can hold exactly may be what a rounded number became; what it can't was never one.
    if abs(whole) >= 10**15 and (isinstance(number, float) or int(float(whole)) == whole):
        raise LostDigitsError(str(whole))
    return str(whole)


def _from_serial(number: float) -> date | None:
    return _EPOCH + timedelta(days=int(number)) if _is_serial(number) else None


def _is_serial(number: float) -> bool:
    return number == number and _SERIALS.start <= number < _SERIALS.stop


def _is_whole(number: float) -> bool:
    # Infinity is no integer, and comparing NaN with anything says no.
    return isinstance(number, int) or number.is_integer()


def _date(year: int, month: int, day: int) -> date | None:
    if not 1900 <= year <= 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _printable(text: str) -> str:
    # Half characters and control signs can't be stored or shown.
    return "".join(sign for sign in text if sign.isprintable()) if not text.isprintable() else text
