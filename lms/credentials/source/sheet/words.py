"""What a sheet says besides its template: in Indonesian whoever reads it, as an official paper does.

What does not belong here: texts of pages, which are translated.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)

NUMBER = "Nomor {number}"
GIVEN_TO = "diberikan kepada"
EMPLOYEE_NUMBER = "NIP/NI PPPK {number}"
SCAN = "Pindai untuk memeriksa keaslian"
CODE = "Kode {code}"
ISSUED_BY = "Diterbitkan secara elektronik oleh"
UNTIL = "Berlaku sampai {day}"
DETAILS = "Rincian pelatihan"
OUTCOMES = "Hasil belajar"
FOOT = "1 JP setara dengan 45 menit. Keaslian lembar ini dapat diperiksa siapa saja di {site}."

COURSE, INSTITUTION = "Nama kursus", "Institusi penyelenggara"
CERTIFICATE_NUMBER, HOURS, YEAR = "Nomor sertifikat", "Jumlah jam", "Tahun"
STARTS_ON, ENDS_ON, VALID_UNTIL = "Tanggal mulai", "Tanggal selesai", "Berlaku sampai"
HOLDER = "Nama peserta"


def long_date(iso: str) -> str:
    """`23 November 2026`."""
    day = date.fromisoformat(iso)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def hours(amount: str) -> str:
    """`8` or `2,5`: without zeros behind, with a decimal comma."""
    return f"{Decimal(amount).normalize():f}".replace(".", ",")


def unbroken(text: str) -> str:
    """The text as one word, which no line breaks."""
    return text.replace(" ", "\u00a0")
