"""Numbers of certificates: the pattern of a template, filled for a place in the sequence.

`{seq:05}` is the running number (with at least so many digits), `{agency}` the agency's short name,
`{month}` and `{month_roman}` the month and `{year}` the year of issue. What does not belong here: the
last number given (`actions.issuing`).
"""

from __future__ import annotations

import re

from lms.core.errors import Invalid

DEFAULT_PATTERN = "{seq:05}/{agency}/{month_roman}/{year}"
LONGEST_PATTERN = 60
LONGEST_AGENCY = 24

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_PART = re.compile(r"\{(seq)(?::0([1-9]))?\}|\{(agency|month|month_roman|year)\}")
_LITERAL = re.compile(r"[A-Za-z0-9./ _-]*")
_AGENCY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")


def checked_pattern(pattern: str) -> str:
    """The pattern, trimmed.

    Raises:
        Invalid: it has no running number or no year, an unknown placeholder or sign, or two
            placeholders or a digit run into each other, so that two numbers could look the same.
    """
    pattern = " ".join(pattern.split())
    if len(pattern) > LONGEST_PATTERN:
        raise Invalid("number_pattern", "Paling banyak %(n)s karakter.", n=LONGEST_PATTERN)
    names = [found[1] or found[3] for found in _PART.finditer(pattern)]
    if names.count("seq") != 1 or "year" not in names:
        raise Invalid("number_pattern", "Pola harus memuat {seq} satu kali, dan {year}.")
    if not _LITERAL.fullmatch(_PART.sub("", pattern)):
        raise Invalid(
            "number_pattern",
            "Pakai {seq}, {agency}, {month}, {month_roman}, {year}, huruf, angka, spasi, dan . / - _",
        )
    if re.search(r"[A-Za-z0-9}]\{|\}[A-Za-z0-9]", pattern):
        raise Invalid(
            "number_pattern", "Beri pemisah seperti / atau - di antara bagian-bagian nomor."
        )
    return pattern


def checked_agency(agency: str) -> str:
    """The agency's short name as it stands in numbers.

    Raises:
        Invalid: it is empty, too long, or holds a sign that numbers don't.
    """
    agency = agency.strip()
    if not _AGENCY.fullmatch(agency) or len(agency) > LONGEST_AGENCY:
        raise Invalid(
            "agency", "Isi dengan singkatan dari huruf, angka, titik, atau strip, misalnya BPSDM."
        )
    return agency


def scope_of(pattern: str, agency: str) -> str:
    """What is counted together in a year: numbers that differ in nothing but their place in the
    sequence and the month."""

    def part(found: re.Match[str]) -> str:
        return agency if found[3] == "agency" else "{%s}" % (found[1] or found[3])

    return _PART.sub(part, pattern)


def number(pattern: str, *, seq: int, agency: str, month: int, year: int) -> str:
    """The number at a place in the sequence (from 1), of a checked pattern."""

    def part(found: re.Match[str]) -> str:
        if found[1]:
            return str(seq).zfill(int(found[2] or 1))
        return {
            "agency": agency,
            "month": f"{month:02}",
            "month_roman": _ROMAN[month - 1],
            "year": str(year),
        }[found[3]]

    return _PART.sub(part, pattern)
