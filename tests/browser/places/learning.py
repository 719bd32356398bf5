"""The home, the catalogue, learning, what is kept on a device, and the papers of quizzes, surveys and
assignments.

What does not belong here: what those who run a course see of it (`running.py`).
"""

from __future__ import annotations

import re

from tests.browser.answer_key import COURSE_FOLDER
from tests.browser.places.place import VISITOR, Place
from tests.browser.world.names import FIRST_LESSONS, LONG_NAME, LONG_TITLE, PROJECT

_ACTIVITY = re.compile(r"^# .+\{#([a-z0-9-]+) ", re.MULTILINE)
_FIRST = f"/learn/{PROJECT}/{FIRST_LESSONS[0]}"


def _activities() -> list[str]:
    texts = [file.read_text() for file in sorted(COURSE_FOLDER.glob("[0-9]*.md"))]
    return [key for text in texts for key in _ACTIVITY.findall(text)]


HOME_AND_COURSES = [
    Place("ayu", "/", "Kursus yang sudah tuntas"),
    Place("siti", "/", LONG_NAME),
    Place("fajar", "/", "Anda belum mengikuti kursus"),
    Place("ayu", "/courses", "Halaman 1 dari 2"),
    Place("ayu", "/courses?page=2", "Halaman 2 dari 2"),
    Place("ayu", "/courses?q=proyek&hours=long&status=active&sort=title", "1 kursus"),
    Place("ayu", "/courses?q=" + "kata" * 40, "Tidak ada kursus yang cocok"),
    Place("fajar", "/courses", "Belum ada kursus untuk Anda"),
    Place("ayu", f"/courses/{PROJECT}", "Sedang diikuti"),
    Place("bima", f"/courses/{PROJECT}", "Ikuti kursus ini"),
    Place("ayu", "/courses/tuntas", "Buka kursus"),
    Place("ayu", "/courses/dulu", "Ikuti lagi"),
    Place("ayu", "/courses/arsip", "sudah diarsipkan"),
    Place("bima", "/courses/lanjutan", "setelah menuntaskan"),
    Place("siti", "/courses/lanjutan", LONG_TITLE),
    Place("bima", "/courses/lanjutan/enrol", LONG_TITLE, 200, {}),
    Place("fajar", f"/courses/{PROJECT}", "Halaman tidak ditemukan", 404),
]

LEARNING = [
    Place("ayu", f"/learn/{PROJECT}", "Syarat tuntas"),
    Place("ayu", "/learn/tuntas", "Anda menuntaskan kursus ini"),
    Place("ayu", "/learn/tuntas", "Kemajuan dimulai lagi", press=("main .confirm > summary",)),
    Place("ayu", "/learn/siap", "Tuntaskan kursus"),
    Place("ayu", "/learn/arsip", "sudah diarsipkan"),
    Place("siti", "/learn/lanjutan", LONG_TITLE),
    Place("ayu", f"/learn/{PROJECT}/withdraw", "Ya, berhenti"),
    Place("ayu", "/learn/baru/materi-1", "diperbarui sejak Anda menyelesaikannya"),
    Place("ayu", _FIRST, "Lanjutkan dari tempat terakhir"),
    Place("ayu", _FIRST, "Isi materi ini", press=("main details.panel > summary",)),
    Place("ayu", _FIRST, "Hanya Anda yang dapat membacanya", press=(".note-box summary",)),
    Place(
        "ayu",
        f"{_FIRST}/notes",
        "Ada isian yang perlu diperbaiki",
        422,
        {"anchor": "", "content": ""},
    ),
    Place("ayu", f"{_FIRST}/bookmark", "Tempat ini tidak ada lagi", 422, {"anchor": "p-00000000"}),
    Place("ayu", "/bookmarks", "Halaman 1"),
    Place("fajar", "/bookmarks", "Belum ada catatan"),
    Place("ayu", "/notes/{note}", "Simpan catatan"),
    Place("ayu", "/notes/{note}", "hilang untuk selamanya", press=("main .confirm > summary",)),
    Place("ayu", "/notes/{note}", "perlu diperbaiki", 422, {"content": "", "version": "2"}),
    Place(
        "ayu",
        "/notes/{note}",
        "sudah diubah di tempat lain",
        409,
        {"content": "Lain.", "version": "1"},
    ),
    Place("bima", f"/learn/{PROJECT}", "Ikuti kursus ini"),
]

EVERY_ACTIVITY = [Place("siti", f"/learn/{PROJECT}/{key}", "Isi kursus") for key in _activities()]

QUIZZES = [
    Place("ayu", f"/learn/{PROJECT}/kuis-akhir", "Lanjutkan percobaan 2"),
    Place("ayu", "/learn/jeda/latihan", "Ini latihan."),
    Place("ayu", "/learn/jeda/kuis", "Lulus"),
    Place("ayu", "/learn/habis/kuis", "sudah habis"),
    Place("ayu", "/attempts/{paper}", "2 dari 15 soal terjawab"),
    Place("ayu", "/attempts/{paper}/submit", "Anda tandai untuk ditinjau:"),
    Place("ayu", "/attempts/{failed}", "Belum lulus"),
    Place("ayu", "/attempts/{passed}", "Lulus"),
    Place("ayu", "/attempts/{practice}", "Hasil latihan"),
    Place("ayu", "/attempts/{used_up}", "tidak membuka pembahasan"),
    Place("siti", "/attempts/{paper}", "Halaman tidak ditemukan", 404),
    Place("ayu", "/learn/habis/kuis/attempts", "Keadaan sudah berubah", 409, {}),
]

KINDS = [
    Place("ayu", "/learn/ragam", "Semua pengumuman"),
    Place("ayu", "/learn/ragam/-/announcements", "Bank soal diperbarui"),
    Place("siti", "/learn/tuntas/-/announcements", "Belum ada pengumuman"),
    Place("ayu", "/learn/ragam/awal", "sudah ditutup"),
    Place("siti", "/learn/ragam/awal", "Mulai"),
    Place("ayu", "/learn/ragam/akhir", "isinya belum dapat dibaca"),
    Place("indra", "/learn/ragam/survei", "Isi survei"),
    Place("siti", "/learn/ragam/survei", "Lanjutkan mengisi"),
    Place("ayu", "/learn/ragam/survei", "Terima kasih"),
    Place("indra", "/learn/ragam/tugas", "Kerjakan tugas"),
    Place("ayu", "/learn/ragam/tugas", "Lanjutkan tugas"),
    Place("siti", "/learn/ragam/tugas", "menunggu penilaian"),
    Place("siti", "/attempts/{kinds_paper}", "soal terjawab"),
    Place("siti", "/attempts/{kinds_paper}/submit", "Belum dijawab"),
    Place("ayu", "/attempts/{kinds_result}", "Laporkan"),
    Place("indra", "/attempts/{elsewhere}", "sedang terbuka di perangkat lain"),
    Place("indra", "/attempts/{time_up}", "Waktu habis"),
    Place("ayu", "/attempts/{essay}", "Menunggu penilaian"),
    Place("siti", "/attempts/{survey_paper}", "pertanyaan terjawab"),
    Place("siti", "/attempts/{survey_paper}/submit", "Pertanyaan wajib"),
    Place("ayu", "/attempts/{survey_done}", "Jawaban Anda diterima"),
    Place("ayu", "/attempts/{assignment_paper}", "Tambah berkas"),
    Place("ayu", "/attempts/{assignment_paper}/submit", "Berkas yang ikut dikumpulkan"),
    Place("siti", "/attempts/{assignment_done}", "Menunggu penilaian"),
    Place("ayu", "/attempts/{kinds_result}/questions/1/report", "sudah diterima pengajar"),
    Place("ayu", "/attempts/{kinds_result}/questions/2/report", "Kirim laporan"),
    Place(
        "ayu",
        "/attempts/{kinds_result}/questions/2/report",
        "perlu diperbaiki",
        422,
        {"content": ""},
    ),
]

OFFLINE = [
    Place("ayu", f"/learn/{PROJECT}", "tidak ikut disimpan", press=("#offline > summary",)),
    Place("siti", "/learn/lanjutan", "tidak ikut disimpan", press=("#offline > summary",)),
    Place("ayu", "/offline", "Server tidak dapat dihubungi"),
    Place("ayu", "/offline/saved", "dapat dibaca tanpa jaringan"),
    Place(VISITOR, "/offline/saved", "dapat dibaca tanpa jaringan"),
]

PLACES = [*HOME_AND_COURSES, *LEARNING, *EVERY_ACTIVITY, *QUIZZES, *KINDS, *OFFLINE]
