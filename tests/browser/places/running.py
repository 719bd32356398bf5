"""Running a course: the class, announcements, dates, reports about questions.

What does not belong here: what learners see of it (`learning.py`).
"""

from __future__ import annotations

from tests.browser.places.place import Place
from tests.browser.world.names import LONG_NAME

CLASS = [
    Place("bima", "/learn/ragam/-/class", LONG_NAME),
    Place("bima", "/learn/ragam/-/class?q=lestari&sort=-score", "1 peserta"),
    Place("bima", "/learn/ragam/-/class?q=tidak-ada", "Tidak ada yang cocok"),
    Place("bima", "/learn/tenang/-/class", "belum ada yang mendaftar"),
    Place("bima", "/learn/rencana/-/class", "setelah kursus ini terbit"),
    Place("bima", "/learn/ragam/-/class/{ayu}", "Kegiatan demi kegiatan"),
    Place("bima", "/learn/ragam/-/class/{siti}", LONG_NAME),
    Place("bima", "/learn/ragam/-/class/{fajar}", "Halaman tidak ditemukan", 404),
    Place("mira", "/learn/ragam/-/class", "Halaman tidak ditemukan", 404),
]

ANNOUNCEMENTS = [
    Place("bima", "/learn/ragam/-/announcements", "Yang sudah terbit"),
    Place(
        "bima",
        "/learn/ragam/-/announcements",
        "tidak dapat ditarik",
        press=("main .confirm > summary",),
    ),
    Place("bima", "/learn/rencana/-/announcements", "belum terbit"),
    Place("bima", "/learn/ragam/-/announcements", "perlu diperbaiki", 422, {"title": ""}),
]

DATES = [
    Place("bima", "/learn/ragam/-/dates", "Seluruh kursus"),
    Place("bima", "/learn/rencana/-/dates", "Belum ada yang dapat diberi tanggal"),
    Place("bima", "/learn/ragam/-/dates/-", "Tanggal seluruh kursus"),
    Place("bima", "/learn/ragam/-/dates/awal", "Tugas luar ke daerah"),
    Place("bima", "/learn/ragam/-/dates/awal?q=tidak-ada", "Tidak ada peserta dengan nama itu"),
    Place("bima", "/learn/tenang/-/dates/materi-1", "tidak ada yang perlu diperpanjang"),
    Place(
        "bima",
        "/learn/ragam/-/dates/awal",
        "perlu diperbaiki",
        422,
        {"opens_at": "2026-12-02T10:00", "closes_at": "2026-12-01T10:00"},
    ),
    Place("bima", "/learn/ragam/-/dates/awal/extensions", "perlu diperbaiki", 422, {"reason": ""}),
]

REPORTS = [
    Place("bima", "/courses/ragam/reports", "1 laporan"),
    Place("bima", "/courses/ragam/reports?state=answered", "1 laporan"),
    Place("bima", "/courses/tenang/reports", "Tidak ada laporan"),
    Place("bima", "/courses/tenang/reports?state=answered", "Belum ada yang dijawab"),
    Place("bima", "/courses/ragam/reports/{waiting}", "Kirim jawaban"),
    Place("bima", "/courses/ragam/reports/{answered}", "tetap PA/KPA"),
    Place("bima", "/courses/ragam/reports/{waiting}", "perlu diperbaiki", 422, {"answer": ""}),
]

PLACES = [*CLASS, *ANNOUNCEMENTS, *DATES, *REPORTS]
