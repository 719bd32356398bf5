"""Holding quizzes and looking back at them: passwords, pauses, accommodations, item analysis,
scores, corrections.

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

SCORES = [
    Place("bima", "/courses/ragam/gradebook", LONG_NAME),
    Place("bima", "/courses/ragam/gradebook?activity=kuis&sort=-mean", "ditetapkan"),
    Place("bima", "/courses/ragam/gradebook?q=tidak-ada", "Tidak ada yang cocok"),
    Place("bima", "/courses/rencana/gradebook", "Belum ada yang dinilai"),
    Place("bima", "/courses/ragam/gradebook/{ayu}/kuis", "Ditetapkan oleh"),
    Place("bima", "/courses/ragam/gradebook/{siti}/kuis", "Sedang dikerjakan"),
    Place("bima", "/courses/ragam/gradebook/{ayu}/uraian", "Menunggu penilaian"),
    Place("bima", "/courses/ragam/gradebook/{indra}/tugas", "belum pernah mengerjakannya"),
    Place(
        "bima",
        "/courses/ragam/gradebook/{ayu}/kuis/override",
        "Isi nilai dari 0 sampai 100",
        422,
        {"score": "seratus", "reason": "Ujian lisan.", "seen": "0"},
    ),
    Place(
        "bima",
        "/courses/ragam/gradebook/{ayu}/kuis/override",
        "Pengelola lain baru saja mengubah nilai ini",
        409,
        {"score": "90", "reason": "Ujian lisan.", "seen": "0"},
    ),
    Place("bima", "/courses/ragam/gradebook/{ayu}/materi", "Halaman tidak ditemukan", 404),
    Place("ayu", "/learn/ragam/-/scores", "Ditetapkan oleh pengajar"),
    Place("indra", "/learn/ragam/-/scores", "Belum ada nilai"),
]


CORRECTION = "/courses/ragam/questions/{question_s1}/correction"
MENDING = [
    Place("bima", "/courses/ragam/questions", "Nilai sedang dihitung ulang."),
    Place("bima", "/courses/ragam/questions?quiz=kuis", "Nilai sedang dihitung ulang."),
    Place("bima", "/courses/rencana/questions", "Koreksi soal"),
    Place("bima", CORRECTION, "Kunci sekarang"),
    Place("bima", "/courses/ragam/questions/{question_s3}/correction", "Kuncinya diperbaiki"),
    Place(
        "bima",
        f"{CORRECTION}/preview",
        "Akibatnya bila diterapkan",
        200,
        {"kind": "key", "answer-1": "1", "reason": "Penyedia yang benar.", "seen": "0"},
    ),
    Place("bima", f"{CORRECTION}/preview", "perlu diperbaiki", 422, {"reason": "", "seen": "0"}),
    Place("ayu", CORRECTION, "Halaman tidak ditemukan", 404),
]

PLACES = [*HOLDING, *ANALYSIS, *SCORES, *MENDING]
