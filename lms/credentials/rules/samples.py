"""Invented facts, with which a template's preview is made.

What does not belong here: facts of anybody's certificate (`facts`).
"""

from __future__ import annotations

from datetime import date, timedelta

from lms.credentials.rules.codes import LENGTH
from lms.credentials.rules.designs import Design
from lms.credentials.rules.facts import Facts, masked
from lms.credentials.rules.numbers import number


def sample_facts(design: Design, day: date, product_name: str) -> Facts:
    """What stands on the preview of a design on a day; the code is nobody's."""
    return Facts(
        code="0" * LENGTH,
        number=number(
            design.number_pattern, seq=1, agency=design.agency, month=day.month, year=day.year
        ),
        holder="Dr. Nama Pegawai Contoh, S.T., M.Si.",
        employee_number=masked("0" * 15 + "123") if design.employee_number else "",
        course="Judul Kursus Contoh",
        institution=design.institution or product_name,
        hours="8",
        year=day.year,
        starts_on=(day - timedelta(days=30)).isoformat(),
        ends_on=day.isoformat(),
        issued_on=day.isoformat(),
        valid_until=None,
        outcomes=["Hasil belajar pertama dari kursus", "Hasil belajar kedua dari kursus"],
    )
