"""Requests about personal data: their kinds, how long an answer may take, what can be put right."""

from __future__ import annotations

from datetime import datetime, timedelta

from lms.core.words import N_

ANSWERED_WITHIN = timedelta(hours=72)
"""3 × 24 hours: UU 27/2022 Pasal 30 (correction), 32 (access), 41 (restriction)."""

ERASED_AFTER = timedelta(minutes=15)
"""Between the decision and the erasure, so that the letter that tells of it finds its address."""

COPY_KEPT = timedelta(days=7)
"""How long a finished copy can be fetched."""

LONGEST_TEXT = 2000
LONGEST_VALUE = 200

KINDS: dict[str, str] = {
    "correction": N_("Perbaikan data"),
    "restriction": N_("Pembatasan penggunaan"),
    "erasure": N_("Penghapusan"),
}

STATES: dict[str, tuple[str, str]] = {
    "waiting": (N_("Menunggu keputusan"), "warning"),
    "running": (N_("Sedang dihapus"), "info"),
    "done": (N_("Dipenuhi"), "success"),
    "declined": (N_("Ditolak"), "danger"),
    "withdrawn": (N_("Dibatalkan pemohon"), ""),
}
"""Each state in words, with the kind of its badge."""

FIELDS: dict[str, str] = {
    "full_name": N_("Nama lengkap"),
    "title_prefix": N_("Gelar depan"),
    "title_suffix": N_("Gelar belakang"),
    "email": N_("Surel"),
    "other": N_("Lainnya (unit, jabatan, nomor, catatan belajar)"),
}
"""What can be wrong. All but `other` are put right at once when the request is granted."""


def due_at(asked_at: datetime) -> datetime:
    """By when a request must be answered."""
    return asked_at + ANSWERED_WITHIN


def pseudonym(person_id: int) -> str:
    """The name that stays of an erased person."""
    return f"Pegawai terhapus {person_id}"
