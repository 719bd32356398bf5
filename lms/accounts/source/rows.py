"""A row of a sheet becomes what it says of a person, with findings of what can't be taken.

What does not belong here: comparing it with who there is (`actions`), the words of findings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lms.accounts import rules
from lms.accounts.source import columns
from lms.accounts.source.cells import Cell, LostDigitsError, date_of, number_of, text_of
from lms.accounts.source.findings import Finding, Severity
from lms.core.errors import Invalid

ACTIVE = "active"
LEFT = "left"

_LEFT = ("pensiun", "berhenti", "meninggal", "wafat", "diberhentikan", "mutasi keluar", "pindah")
_STAYS = ("aktif", "cpns", "pns", "pppk", "cuti", "tugas belajar", "cltn", "diperbantukan")
_CONTRACT = ("pppk", "p3k", "kontrak", "perjanjian kerja")
_PERMANENT = ("pns", "negeri sipil")
_POSITION_TYPES = (
    ("functional", ("fungsional", "functional", "jf", "jft", "jfk")),
    ("staff", ("pelaksana", "staff", "staf", "jfu", "nonstruktural")),
    ("structural", ("struktural", "structural", "jpt", "pimpinan", "administrator", "pengawas")),
)
_PREFIXES = frozenset(
    ("dr", "drg", "ir", "h", "hj", "hjh", "prof", "drs", "dra", "apt", "ns", "drh", "kh", "r", "rr")
)
_DOTTED = re.compile(r"[A-Za-z]{1,5}\.")
_GRADE = re.compile(r"\b(?:[ivx]{1,5}|\d{1,2})\s*[/.\-]?\s*[a-e]?\b", re.IGNORECASE)
_FIRST_LETTER = re.compile(r"(?<![^\W\d_])(?<!['’])[^\W\d_]")
LONGEST_NAME = 150
LONGEST_POSITION = 200
LONGEST_UNIT_NAME = 200


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What a row says of a person. Empty: the sheet says nothing of it, and what is known stays."""

    row: int
    employee_number: str
    full_name: str
    employment: str
    title_prefix: str = ""
    title_suffix: str = ""
    pay_grade: str = ""
    position_type: str = ""
    position: str = ""
    echelon: str = ""
    effective_date: date | None = None
    unit_code: str = ""
    unit_name: str = ""
    parent_unit_name: str = ""
    email: str = ""
    status: str = ""
    supervisor_number: str = ""


class Reader:
    """Reads the rows of a sheet whose columns are mapped (field → column, from 0)."""

    def __init__(self, header: Sequence[str], mapping: Mapping[str, int]) -> None:
        self._header = header
        self._mapping = mapping

    def read(self, row: int, cells: Sequence[Cell]) -> tuple[PersonRow | None, list[Finding]]:
        """What a row says, or None where an error keeps it out; and the findings."""
        return _Row(row, cells, self._header, self._mapping).person()

    def bare_number(self, cells: Sequence[Cell]) -> str:
        """The employee number of a row that was read before, unchecked."""
        try:
            return number_of(cells[self._mapping[columns.EMPLOYEE_NUMBER]])
        except LostDigitsError:
            return ""


class _Row:
    """One row while it is read."""

    def __init__(
        self, row: int, cells: Sequence[Cell], header: Sequence[str], mapping: Mapping[str, int]
    ) -> None:
        self._row = row
        self._cells = cells
        self._header = header
        self._mapping = mapping
        self._texts = {
            field: text_of(cells[at]) for field, at in mapping.items() if at < len(cells)
        }
        self.findings: list[Finding] = []

    def person(self) -> tuple[PersonRow | None, list[Finding]]:
        number = self._number(columns.EMPLOYEE_NUMBER)
        employment = self._employment(number)
        number = self._checked(number, employment)
        prefix, name, suffix = self._name()
        if not number or not name:
            return None, self.findings
        person = PersonRow(
            row=self._row,
            employee_number=number,
            full_name=name,
            employment=employment,
            title_prefix=prefix,
            title_suffix=suffix,
            pay_grade=self._pay_grade(employment),
            position_type=self._position_type(),
            position=self._text(columns.POSITION)[:LONGEST_POSITION],
            echelon=self._echelon(),
            effective_date=self._date(),
            unit_code=self._text(columns.UNIT_CODE),
            unit_name=self._text(columns.UNIT_NAME)[:LONGEST_UNIT_NAME],
            parent_unit_name=self._text(columns.PARENT_UNIT_NAME)[:LONGEST_UNIT_NAME],
            email=self._email(),
            status=self._status(),
            supervisor_number=self._supervisor(number),
        )
        return person, self.findings

    def _say(
        self, field: str, code: str, severity: Severity = "warning", **params: str | int
    ) -> None:
        at = self._mapping.get(field)
        column = self._header[at] if at is not None and at < len(self._header) else ""
        self.findings.append(Finding(self._row, column, code, severity, params))

    def _cell(self, field: str) -> Cell:
        at = self._mapping.get(field)
        return self._cells[at] if at is not None and at < len(self._cells) else None

    def _text(self, field: str) -> str:
        return self._texts.get(field, "")

    def _number(self, field: str) -> str:
        try:
            return number_of(self._cell(field))
        except LostDigitsError:
            self._say(field, "number-rounded", "error")
            return ""

    def _employment(self, number: str) -> str:
        text = self._text(columns.EMPLOYMENT)
        employment = _employment_in(text)
        if employment:
            return employment
        if text:
            self._say(columns.EMPLOYMENT, "employment-unknown")
        # A NIP has the month of appointment there; the codes of contracts (21, 24) are no months.
        month = number[12:14]
        is_month = month.isdigit() and 1 <= int(month) <= 12
        return rules.PERMANENT if is_month else rules.CONTRACT

    def _checked(self, number: str, employment: str) -> str:
        if any(finding.code == "number-rounded" for finding in self.findings):
            return ""
        if not number:
            self._say(columns.EMPLOYEE_NUMBER, "number-missing", "error")
            return ""
        try:
            return rules.employee_number(number, employment)
        except Invalid as error:
            self._say(columns.EMPLOYEE_NUMBER, "number-wrong", "error", reason=error.message)
            return ""

    def _name(self) -> tuple[str, str, str]:
        """Title before, name, title behind; titles written into the name are taken out of it."""
        whole = self._text(columns.FULL_NAME)
        prefix, suffix = self._text(columns.TITLE_PREFIX), self._text(columns.TITLE_SUFFIX)
        before, name, behind = split_titles(whole)
        name = _in_title_case(name)
        if not name:
            self._say(columns.FULL_NAME, "name-missing", "error")
        elif len(name) > LONGEST_NAME:
            self._say(columns.FULL_NAME, "name-too-long", "error", most=LONGEST_NAME)
            name = ""
        return prefix or before, name, suffix or behind

    def _pay_grade(self, employment: str) -> str:
        text = self._text(columns.PAY_GRADE)
        if not text:
            return ""
        grade = _grade_in(text, employment)
        if grade:
            return grade
        self._say(columns.PAY_GRADE, "grade-unknown")
        return ""

    def _position_type(self) -> str:
        text = self._text(columns.POSITION_TYPE).lower()
        if not text:
            return ""
        for kind, words in _POSITION_TYPES:
            if any(word in text for word in words):
                return kind
        self._say(columns.POSITION_TYPE, "position-type-unknown")
        return ""

    def _echelon(self) -> str:
        text = self._text(columns.ECHELON).replace(".", "/").replace(" ", "")
        if not text or text.lower() in ("non", "noneselon", "tidakada"):
            return ""
        roman, _, letter = text.partition("/")
        echelon = f"{roman.upper()}/{letter.lower()}"
        if echelon in rules.ECHELONS:
            return echelon
        self._say(columns.ECHELON, "echelon-unknown")
        return ""

    def _date(self) -> date | None:
        cell = self._cell(columns.EFFECTIVE_DATE)
        if not self._text(columns.EFFECTIVE_DATE):
            return None
        day = date_of(cell)
        if day is None:
            self._say(columns.EFFECTIVE_DATE, "date-unknown")
        return day

    def _email(self) -> str:
        text = self._text(columns.EMAIL)
        if not text:
            return ""
        try:
            return rules.email(text)
        except Invalid:
            self._say(columns.EMAIL, "email-wrong")
            return ""

    def _status(self) -> str:
        text = self._text(columns.STATUS).lower()
        if not text:
            return ""
        if any(word in text for word in _LEFT) or "tidak aktif" in text or "nonaktif" in text:
            return LEFT
        if not any(word in text for word in _STAYS):
            self._say(columns.STATUS, "status-unknown")
        return ACTIVE

    def _supervisor(self, own: str) -> str:
        number = self._number_or_warning(columns.SUPERVISOR_NUMBER)
        if number and number == own:
            self._say(columns.SUPERVISOR_NUMBER, "supervises-oneself")
            return ""
        return number

    def _number_or_warning(self, field: str) -> str:
        if not self._text(field):
            return ""
        try:
            number = number_of(self._cell(field))
        except LostDigitsError:
            self._say(field, "supervisor-wrong")
            return ""
        if number and not (len(number) == 18 and number.isdigit()):
            self._say(field, "supervisor-wrong")
            return ""
        return number


@lru_cache(maxsize=64)
def _employment_in(text: str) -> str:
    """The kind of employment that a cell means, or nothing."""
    said = text.lower()
    if any(word in said for word in _CONTRACT):
        return rules.CONTRACT
    return rules.PERMANENT if any(word in said for word in _PERMANENT) else ""


def split_titles(whole: str) -> tuple[str, str, str]:
    """Titles before, name, titles behind: `Dr. H. Ahmad Suryana, M.Si` has both."""
    front, _, behind = whole.partition(",")
    words = front.split()
    at = 0
    while at < len(words) - 1 and _is_prefix(words[at]):
        at += 1
    return " ".join(words[:at]), " ".join(words[at:]), behind.strip(" ,")


@lru_cache(maxsize=512)
def _grade_in(text: str, employment: str) -> str:
    """The pay grade that a cell means, or nothing. Where a rank stands with it (`Penata Muda Tk. I,
    III/b`), it is what looks like one. Remembered: a sheet says the same few again and again."""
    for part in (text, *reversed(_GRADE.findall(text))):
        try:
            return rules.pay_grade(part.strip(" ()"), employment)
        except Invalid:
            continue
    return ""


def _is_prefix(word: str) -> bool:
    # Without its point only what is no name is a title: `H` is, `Dra` is, `Ir` is.
    bare = word.rstrip(".").lower()
    return bare in _PREFIXES and (bool(_DOTTED.fullmatch(word)) or len(bare) > 1)


def _in_title_case(name: str) -> str:
    """A name in capitals, as SIASN writes them, as a name is written."""
    if not name.isupper() or len(name) < 4:
        return name
    return _FIRST_LETTER.sub(lambda match: match[0].upper(), name.lower())
