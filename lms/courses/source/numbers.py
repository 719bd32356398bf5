"""Numbers as people type them: thousands grouped, a decimal sign, a unit.

Authors' keys and learners' entries are read by the same rule. What is right is decided elsewhere.

The rule: in a course in English `,` groups by three and `.` is the decimal sign; in every other
language `.` (or a space) groups by three and `,` is the decimal sign. Because people mix both
habits up, a number is also read by the other habit. `1.500` in Indonesian may be 1500 or 1.5;
`1.5`, `0,5` and `1.234.567` can be read in one way only.
"""

from __future__ import annotations

import re
from decimal import Decimal

RUPIAH = "Rp"
"""The unit that is written before a number."""
LONGEST = 40
"""No number that people type has more characters."""

_SPACES = "[ \u00a0\u2009\u202f]"
_HABITS = {
    sign: re.compile(
        rf"([-+\u2212]?)([1-9][0-9]{{0,2}}(?:(?:{group}[0-9]{{3}})+|(?:{_SPACES}[0-9]{{3}})+)|[0-9]+)"
        rf"(?:{re.escape(sign)}([0-9]+))?"
    )
    for sign, group in ((",", r"\."), (".", ","))
}
"""By the decimal sign: sign, whole part, decimals."""
_NOT_DIGIT = re.compile("[^0-9]")
_CURRENCY = re.compile(r"Rp\.?\s*", re.IGNORECASE)
_WITHOUT_CENTS = re.compile(r",-{1,2}$")


def readings(text: str, language: str, unit: str = "") -> tuple[Decimal, ...]:
    """Everything that a typed number may mean, by the course's own habit first; () when nothing.

    `unit` before or after the number is passed over, whatever its capitals; without a unit so are
    `Rp` and `%`. Another unit makes the text no number.
    """
    bare = _without_unit(text.strip(), unit)
    if not 0 < len(bare) <= LONGEST:
        return ()
    signs = (".", ",") if language == "en" else (",", ".")
    found = (_read(bare, sign) for sign in signs)
    return tuple(dict.fromkeys(number for number in found if number is not None))


def _read(text: str, sign: str) -> Decimal | None:
    found = _HABITS[sign].fullmatch(text)
    if found is None:
        return None
    minus = "" if found[1] in ("", "+") else "-"
    decimals = f".{found[3]}" if found[3] else ""
    return Decimal(minus + _NOT_DIGIT.sub("", found[2]) + decimals)


def _without_unit(text: str, unit: str) -> str:
    if unit in ("", RUPIAH) and (currency := _CURRENCY.match(text)) is not None:
        return _WITHOUT_CENTS.sub("", text[currency.end() :])
    sought = (unit or "%").casefold()
    lowered = text.casefold()
    # Folding may change the length of strange letters; such a text has no reading anyway.
    if lowered.startswith(sought):
        return text[len(sought) :].strip()
    if lowered.endswith(sought):
        return text[: -len(sought)].strip()
    return text


def written(number: Decimal, language: str) -> str:
    """`number` as a course would write it so that it can be read in one way only."""
    whole, _, decimals = f"{number.normalize():f}".partition(".")
    if len(decimals) == 3:
        # Three decimals look like a group of thousands.
        decimals += "0"
    return whole + (("." if language == "en" else ",") + decimals if decimals else "")
