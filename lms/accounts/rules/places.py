"""Pay grades, ranks, kinds of positions, and how somebody stands in. Pure.

What does not belong here: who holds which (`models`, `queries`).
"""

from __future__ import annotations

import re
from datetime import date

from lms.accounts.rules.people import PERMANENT
from lms.core.errors import Invalid

RANKS = {
    "I/a": "Juru Muda",
    "I/b": "Juru Muda Tk. I",
    "I/c": "Juru",
    "I/d": "Juru Tk. I",
    "II/a": "Pengatur Muda",
    "II/b": "Pengatur Muda Tk. I",
    "II/c": "Pengatur",
    "II/d": "Pengatur Tk. I",
    "III/a": "Penata Muda",
    "III/b": "Penata Muda Tk. I",
    "III/c": "Penata",
    "III/d": "Penata Tk. I",
    "IV/a": "Pembina",
    "IV/b": "Pembina Tk. I",
    "IV/c": "Pembina Utama Muda",
    "IV/d": "Pembina Utama Madya",
    "IV/e": "Pembina Utama",
}
"""The rank (pangkat) that goes with each pay grade of a permanent civil servant."""

CONTRACT_GRADES = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"),
    *("X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII"),
)
"""The pay grades of a civil servant with a contract; they have no rank."""

POSITION_TYPES = ("structural", "functional", "staff")
"""Jabatan struktural, jabatan fungsional, pelaksana."""

ECHELONS = ("I/a", "I/b", "II/a", "II/b", "III/a", "III/b", "IV/a", "IV/b", "V/a")

PLT = "plt"
PLH = "plh"
ACTING = (PLT, PLH)
"""How somebody stands in: pelaksana tugas for a vacant post, pelaksana harian for a holder who is
away."""

_GRADE = re.compile(r"([ivx]+)(?:\s*[/.\-]?\s*([a-e]))?")


def pay_grade(text: str, employment: str) -> str:
    """A pay grade as it is stored, from `iii b`, `III/B` or `3/b`.

    Raises:
        Invalid: there is no such grade for how the person is employed.
    """
    match = _GRADE.fullmatch(_with_roman(text.strip().lower()))
    grade = "/".join(part for part in match.groups() if part) if match else ""
    grade = grade.replace(grade.partition("/")[0], grade.partition("/")[0].upper(), 1)
    known = RANKS if employment == PERMANENT else CONTRACT_GRADES
    if grade not in known:
        raise Invalid(
            "grade", "Golongan ini tidak dikenal. Tulis misalnya III/b, atau IX untuk PPPK."
        )
    return grade


def rank(grade: str) -> str:
    """The rank that goes with a pay grade; nothing for a grade of a contract."""
    return RANKS.get(grade, "")


def check_days(day: date, until: date | None) -> None:
    """Whether something may hold from a day on until the day before another.

    Raises:
        Invalid: it would hold on no day.
    """
    if until is not None and until <= day:
        raise Invalid("valid_until", "Hari terakhir tidak boleh sebelum hari pertama.")


def check_acting(acting: str, day: date, until: date | None) -> None:
    """Whether somebody may stand in so: a known way, for a period with an end.

    Raises:
        Invalid: they may not.
    """
    if acting not in ("", *ACTING):
        raise Invalid("acting", "Pilih definitif, Plt, atau Plh.")
    if acting and until is None:
        raise Invalid("valid_until", "Plt dan Plh berlaku sementara: isi tanggal berakhirnya.")
    check_days(day, until)


def _with_roman(text: str) -> str:
    figure = re.match(r"\d{1,2}", text)
    if figure is None or not 1 <= int(figure[0]) <= len(CONTRACT_GRADES):
        return text
    return CONTRACT_GRADES[int(figure[0]) - 1].lower() + text[figure.end() :]
