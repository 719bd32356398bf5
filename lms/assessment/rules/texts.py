"""What people type, in one normal form, and when it matches what an author accepts.

Texts are compared in Unicode's composed form (NFC) with runs of spaces as one, and without regard
to case unless the author asks for it; the source of the rule is the course format ("Questions").
What does not belong here: which kind of question holds which texts (`kinds`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any
from unicodedata import category, normalize

from lms.core.errors import Invalid
from lms.courses.source.numbers import readings

LONGEST_LINE = 500
"""Characters of a short answer, a number or a gap."""
LONGEST_ESSAY = 20_000
"""Characters; about eight pages."""

_SPACES = re.compile(r"\s+")


def one_line(text: str) -> str:
    """A line as it is kept: composed, without invisible controls, spaces folded.

    Raises:
        Invalid: it is longer than `LONGEST_LINE`.
    """
    line = _SPACES.sub(" ", _clean(text)).strip()
    if len(line) > LONGEST_LINE:
        raise Invalid(
            "payload", "Jawaban ini terlalu panjang, paling banyak %(n)s huruf.", n=LONGEST_LINE
        )
    return line


def long_text(text: str) -> str:
    """An essay as it is kept: composed, lines ended by a line feed, nothing empty around it.

    Raises:
        Invalid: it is longer than `LONGEST_ESSAY`.
    """
    essay = _clean(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(essay) > LONGEST_ESSAY:
        raise Invalid(
            "payload", "Jawaban ini terlalu panjang, paling banyak %(n)s huruf.", n=LONGEST_ESSAY
        )
    return essay


def accepts(accepted: Sequence[Mapping[str, Any]], typed: str) -> bool:
    """Whether one of the accepted texts (`parts` between wildcards, `case`) matches."""
    return any(_matches(one["parts"], typed, case=one["case"]) for one in accepted)


def accepts_number(key: Mapping[str, Any], typed: str) -> bool:
    """Whether a reading of what was typed lies within the tolerance of an accepted number.

    The unit may be left out and may stand on either side.
    """
    entered = [Fraction(number) for number in readings(typed, key["language"], key["unit"])]
    return any(
        abs(number - Fraction(one["value"])) <= Fraction(one["tolerance"])
        for number in entered
        for one in key["right"]
    )


def _clean(text: str) -> str:
    # Controls and halves of surrogate pairs can't be stored by PostgreSQL.
    kept = "".join(sign for sign in text if sign in "\n\t" or category(sign) not in ("Cc", "Cs"))
    return normalize("NFC", kept)


def _folded(text: str, *, case: bool) -> str:
    line = _SPACES.sub(" ", normalize("NFC", text))
    return line if case else normalize("NFC", line.casefold())


def _matches(parts: Sequence[str], typed: str, *, case: bool) -> bool:
    text = _folded(typed, case=case).strip()
    pieces = [_folded(part, case=case) for part in parts]
    pieces[0], pieces[-1] = pieces[0].lstrip(), pieces[-1].rstrip()
    if len(pieces) == 1:
        return text == pieces[0].strip()
    first, *between, last = pieces
    if not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    # The earliest place of each piece leaves the most room for the next: no search back and forth.
    for piece in between:
        found = text.find(piece, at, max(at, end))
        if found < 0:
            return False
        at = found + len(piece)
    return at <= end
