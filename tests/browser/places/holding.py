"""Holding quizzes and looking back at them: passwords, pauses, accommodations, item analysis.

What does not belong here: what those who answer see (`learning.py`).
"""

from __future__ import annotations

from tests.browser.places.place import Place
from tests.browser.world.names import LONG_NAME

HOLDING = [
    Place("bima", "/courses/ragam/conduct", "Kata sandi di ruangan"),
    Place("bima", "/courses/rencana/conduct", "Belum ada kuis yang terbit"),
    Place("bima", "/courses/ragam/conduct/kuis", LONG_NAME),
    Place("bima", "/courses/ragam/conduct/kuis?q=tidak-ada", "Tidak ada peserta dengan nama itu"),
    Place("bima", "/courses/ragam/conduct/kuis/pause", "perlu diperbaiki", 422, {"reason": ""}),
    Place(
        "bima",
        "/courses/ragam/conduct/kuis/start-password",
        "Paling banyak",
        422,
        {"word": "kata " * 20},
    ),
    Place(
        "bima",
        "/courses/ragam/conduct/kuis/accommodations",
        "perlu diperbaiki",
        422,
        {"reason": "", "extra_time": "50"},
    ),
    Place("bima", "/courses/ragam/conduct/materi", "Halaman tidak ditemukan", 404),
]

ANALYSIS = [
    Place("bima", "/courses/ragam/items", "Apa kata jawaban peserta"),
    Place("bima", "/courses/rencana/items", "Belum ada kuis yang dinilai"),
    Place("bima", "/courses/ragam/items/kuis", "Ringkasan"),
    Place("bima", "/courses/ragam/items/materi", "Halaman tidak ditemukan", 404),
]

PLACES = [*HOLDING, *ANALYSIS]
