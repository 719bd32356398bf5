"""What somebody has put into a file: which table, asked for how, in which form; and how large it may be.

What does not belong here: whose right it is (policy), the cells (views).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lms.accounts.rules import FIRST
from lms.core.texts import read_number
from lms.core.words import N_
from lms.supervision.rules.figures.showing import Asked
from lms.supervision.rules.figures.standing import MEASURES
from lms.supervision.rules.filters import Filters

Subject = Literal["people", "figures", "behind"]
"""People and their courses (the overview); a unit's figures; the people behind one of them."""

SUBJECTS: Mapping[str, str] = {
    "people": N_("Pemantauan belajar"),
    "figures": N_("Angka unit"),
    "behind": N_("Pegawai di balik angka unit"),
}

FILE_NAMES: Mapping[str, str] = {
    "people": "pemantauan",
    "figures": "angka-unit",
    "behind": "pegawai-di-balik-angka",
}
"""How a file's name begins; a day follows. Never who is in it."""

CSV, XLSX, PDF = "csv", "xlsx", "pdf"
FORMS: Mapping[str, str] = {CSV: "CSV", XLSX: "XLSX", PDF: "PDF"}

MOST_IN_PDF = 5_000
"""Rows on paper: some 200 pages. Nobody reads more, and who reckons on needs cells."""

MOST_PDF_AT_ONCE = 1_000
"""Rows that are drawn while the reader waits; a workbook of many more is there sooner."""

KEPT = timedelta(days=7)
"""How long a file waits to be fetched."""


_ALL = Filters()
_NEVER = Asked(date.min)


@dataclass(frozen=True)
class What:
    """A table as an address asks for it. Only the parts that its subject has are set; `asked.day` is always
    a day, so that the same is made tomorrow."""

    subject: Subject
    filters: Filters = _ALL
    unit_id: int = 0
    asked: Asked = _NEVER
    measure: str = ""

    def to_address(self) -> dict[str, str]:
        """The query string that asks for it; also what is stored."""
        if self.subject == "people":
            return {"of": "people", **self.filters.to_address(turn=FIRST)}
        asked = {"on": self.asked.day.isoformat()} | self.asked.to_address(self.asked.day)
        unit = {"of": self.subject, "unit": str(self.unit_id)}
        return unit | asked | ({"measure": self.measure} if self.subject == "behind" else {})


def what_from(arguments: Mapping[str, str], today: date) -> What | None:
    """What a query string asks for; None where it asks for nothing that there is."""
    subject = arguments.get("of", "")
    if subject == "people":
        return What("people", filters=Filters.from_address(without_page(arguments)))
    unit_id = read_number(arguments.get("unit"))
    if unit_id is None:
        return None
    asked = Asked.from_address(arguments, today)
    measure = arguments.get("measure", "")
    if subject == "figures":
        return What("figures", unit_id=unit_id, asked=asked)
    if subject == "behind" and measure in MEASURES:
        by_name = Asked(asked.day, asked.course)
        return What("behind", unit_id=unit_id, asked=by_name, measure=measure)
    return None


def without_page(arguments: Mapping[str, str]) -> dict[str, str]:
    """A query string without what tells pages apart: a file holds all of them."""
    names = ("q", "course", "status", "sort")
    return {name: arguments[name] for name in names if name in arguments}


def same_as(what: What, form: str, language: str) -> str:
    """What two requests for the same have in common."""
    said = json.dumps([sorted(what.to_address().items()), form, language])
    return hashlib.sha256(said.encode()).hexdigest()


def at_once(form: str, most: int) -> int:
    """How many rows are answered at once in a form, where `most` are at all."""
    return min(most, MOST_PDF_AT_ONCE) if form == PDF else most


def fits(form: str, rows: int) -> bool:
    """Whether so many rows can be had in a form."""
    return form != PDF or rows <= MOST_IN_PDF
