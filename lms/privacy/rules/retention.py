"""How long what is only needed for a while is kept, and why. Pure.

What is kept for as long as somebody works here, and what law requires to keep, isn't in this table;
docs/privacy.md says so. What does not belong here: deleting (`actions`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from lms.core.words import N_


@dataclass(frozen=True)
class Rule:
    """Rows of a table whose moment (`column`) lies so far back are deleted; of those, only where
    `where` holds (column → values that it may have). `words` says what, `reason` why (msgids).
    `first` are tables whose rows go before, by the column that refers to this table."""

    key: str
    words: str
    reason: str
    kept: timedelta
    table: str
    column: str
    where: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    first: tuple[tuple[str, str], ...] = ()


ACCESS_LOG_KEPT = timedelta(days=730)
"""Looks: two years, so that a complaint about last year can still be looked into."""

ACCESS_LOG = "access-log"

RULES: tuple[Rule, ...] = (
    Rule(
        "jobs",
        N_("Pekerjaan yang selesai"),
        N_("Tiga puluh hari cukup untuk mencari sebab sebuah kesalahan."),
        timedelta(days=30),
        "job",
        "finished_at",
        (("state", ("done",)),),
    ),
    Rule(
        "failed-jobs",
        N_("Pekerjaan yang gagal"),
        N_("Pengelola memerlukannya untuk memperbaiki; sesudah setengah tahun tidak lagi."),
        timedelta(days=180),
        "job",
        "created_at",
        (("state", ("failed",)),),
    ),
    Rule(
        "notices",
        N_("Pemberitahuan yang sudah dibaca, dengan surelnya"),
        N_("Setahun sesudah dibaca kabar tidak lagi berguna."),
        timedelta(days=365),
        "notice",
        "read_at",
        first=(("delivery", "notice_id"), ("digest_entry", "notice_id")),
    ),
    Rule(
        "unread-notices",
        N_("Pemberitahuan yang tidak pernah dibaca, dengan surelnya"),
        N_("Tiga tahun, agar pegawai yang lama tidak masuk masih menemukannya."),
        timedelta(days=1095),
        "notice",
        "created_at",
        first=(("delivery", "notice_id"), ("digest_entry", "notice_id")),
    ),
    Rule(
        "imports",
        N_("Impor pegawai, dengan temuan dan perubahannya"),
        N_("Tiga bulan lamanya sebuah impor masih dapat dibatalkan."),
        timedelta(days=90),
        "people_import",
        "created_at",
        (("state", ("applied", "undone", "discarded")),),
        first=(("people_import_finding", "import_id"), ("people_import_change", "import_id")),
    ),
    Rule(
        "tokens",
        N_("Token untuk program yang sudah lewat masanya"),
        N_("Tiga bulan sesudahnya pemilik masih melihat token mana yang dulu dipakai."),
        timedelta(days=90),
        "api_token",
        "expires_at",
    ),
)

ELSEWHERE: tuple[tuple[str, str, str], ...] = (
    (
        N_("Perangkat yang masuk"),
        N_("7 hari sesudah sesi berakhir"),
        N_("Agar jawaban yang terlambat dikirim masih dikenali pemiliknya."),
    ),
    (
        N_("Tautan dan kode kata sandi"),
        N_("30 hari sesudah berakhir"),
        N_("Untuk menjelaskan percobaan masuk yang tidak dikenal."),
    ),
    (
        N_("Hitungan percobaan masuk"),
        N_("1 jam sesudah jendelanya tutup"),
        N_("Hanya untuk membatasi percobaan."),
    ),
    (
        N_("Salinan data pribadi"),
        N_("7 hari sesudah dibuat"),
        N_("Cukup untuk mengunduhnya; arsip yang tertinggal hanya menambah bahaya."),
    ),
)
"""What other parts of the program delete by rules of their own: what, when, why (msgids)."""
