"""Marking by people: the queue, a work in each state, the settings, and what the learner sees of it.

What does not belong here: quizzes that rules grade (`holding.py`).
"""

from __future__ import annotations

from tests.browser.places.place import Place
from tests.browser.world.names import LONG_NAME

_QUEUE = "/courses/ragam/marking"
_TASKS = f"{_QUEUE}/tugas"
_ESSAYS = f"{_QUEUE}/uraian"

QUEUE = [
    Place("bima", _QUEUE, "Kuis dengan uraian"),
    Place("bima", "/courses/rencana/marking", "Belum ada yang dinilai"),
    Place("bima", _TASKS, LONG_NAME),
    Place("bima", f"{_TASKS}?state=draft", "Ada draf"),
    Place("bima", f"{_TASKS}?state=differs", "Tidak ada karya dalam keadaan ini"),
    Place("bima", f"{_TASKS}?state=done", "Selesai dinilai"),
    Place("bima", _ESSAYS, "belum diumumkan"),
    Place("bima", _ESSAYS, "mulai berlaku", press=("main .confirm > summary",)),
    Place("eko", f"{_ESSAYS}?state=differs", "Kedua penilai berbeda"),
    Place("bima", f"{_TASKS}/scheme", "Sembunyikan nama peserta"),
    Place("bima", f"{_TASKS}/scheme", "perlu diperbaiki", 422, {"tolerance": "x"}),
    Place("bima", f"{_QUEUE}/kuis", "Halaman tidak ditemukan", 404),
]

WORKS = [
    Place("bima", f"{_TASKS}/{{work_citra}}", "Simpan draf", press=("#kembalikan > summary",)),
    Place("bima", f"{_TASKS}/{{work_citra}}", "Pilih satu kolom", 422, {"finish": "1"}),
    Place("bima", f"{_TASKS}/{{work_citra}}/return", "harus diisi", 422, {"return-reason": "A"}),
    Place("eko", f"{_TASKS}/{{work_citra}}", "sedang menilai karya ini"),
    Place("eko", f"{_TASKS}/{{work_citra}}", "Isian Anda belum disimpan", 409, {"overall": "A"}),
    Place("bima", f"{_TASKS}/{{assignment_done}}", "Mulai menilai"),
    Place("bima", f"{_TASKS}/{{work_dewi}}", "Ubah penilaian"),
    Place("bima", f"{_TASKS}/{{work_dewi}}/change", "Alasan perubahan"),
    Place("bima", f"{_TASKS}/{{work_dewi}}/change", "Tulis alasannya", 422, {"cell-1-0": "1"}),
    Place("bima", f"{_TASKS}/{{work_mira}}", "ditunggu sampai"),
    Place("bima", f"{_ESSAYS}/{{essay_citra}}", "Orang ketiga atau administrator"),
    Place("eko", f"{_ESSAYS}/{{essay_citra}}", "Mulai menilai"),
    Place("bima", f"{_ESSAYS}/{{essay_dewi}}", "Belum diumumkan"),
    Place("dewi", f"{_TASKS}/{{work_dewi}}", "Halaman tidak ditemukan", 404),
]

LEARNER = [
    Place("dewi", "/attempts/{work_dewi}", "Perubahan penilaian"),
    Place("dewi", "/learn/ragam/tugas", "Lihat penilaian"),
    Place("mira", "/attempts/{work_mira}", "Dikembalikan untuk diperbaiki"),
    Place("mira", "/learn/ragam/tugas", "Perbaiki tugas"),
    Place("mira", "/learn/ragam/-/scores", "dikembalikan untuk diperbaiki"),
    Place("dewi", "/attempts/{essay_dewi}", "Menunggu penilaian"),
    Place("dewi", "/notices", "Penilaian karya Anda diubah"),
]

PLACES = [*QUEUE, *WORKS, *LEARNER]
