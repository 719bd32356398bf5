"""The table of every page in every state that can be reached, in the world of `world.py`.

What does not belong here: what is checked on each (the tests that walk the table).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.browser.answer_key import COURSE_FOLDER
from tests.browser.world import LONG_NAME, LONG_TITLE, NOBODY, PROJECT

VISITOR = "visitor"
TOO_MUCH = "a" * 3_000_000

_ACTIVITY = re.compile(r"^# .+\{#([a-z0-9-]+) ", re.MULTILINE)
_FIRST = f"/learn/{PROJECT}/kebutuhan-proyek"


@dataclass(frozen=True)
class Place:
    """A page as somebody meets it: `words` stand on it in Indonesian; with `fields` it is the answer
    to a form; `press` are parts that are opened on it. `{names}` come from the world."""

    who: str
    path: str
    words: str
    status: int = 200
    fields: Mapping[str, str] | None = None
    press: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        parts = [self.who, "POST" if self.fields is not None else "", self.path, *self.press]
        return " ".join(part for part in parts if part) + f" {self.status}"


def _activities() -> list[str]:
    texts = [file.read_text() for file in sorted(COURSE_FOLDER.glob("[0-9]*.md"))]
    return [key for text in texts for key in _ACTIVITY.findall(text)]


DOORS = [
    Place(VISITOR, "/", "Belajar untuk melayani lebih baik"),
    Place(VISITOR, "/sign-in", "Lupa kata sandi?"),
    Place(VISITOR, "/sign-in?next=/courses", "Lupa kata sandi?"),
    Place(VISITOR, "/sign-in", "Ada isian yang perlu diperbaiki", 422, {}),
    Place(VISITOR, "/sign-in", "tidak cocok", 422, {"identifier": "tidak-ada", "password": "x"}),
    Place(
        VISITOR,
        "/sign-in",
        "Terlalu banyak percobaan",
        429,
        {"identifier": NOBODY, "password": "x"},
    ),
    Place(VISITOR, "/forgot-password", "Kami kirim tautan"),
    Place(VISITOR, "/forgot-password", "Ada isian yang perlu diperbaiki", 422, {}),
    Place(VISITOR, "/forgot-password", "surel", 200, {"identifier": "tidak-ada"}),
    Place(VISITOR, "/reset/1.palsu", "tautan", 404),
    Place(VISITOR, "/reset/{reset}", "Kata sandi baru"),
    Place(VISITOR, "/reset/{reset}", "tidak sama", 422, {"password": "a b c", "repeated": "lain"}),
    Place(VISITOR, "/reset-code", "Tulis kode dari admin"),
    Place(VISITOR, "/reset-code", "Ada isian yang perlu diperbaiki", 422, {"code": "12345"}),
    Place(VISITOR, "/privacy", "Pelindungan data pribadi"),
    Place(VISITOR, "/tidak-ada", "Halaman tidak ditemukan", 404),
    Place(VISITOR, f"{_FIRST}/notes", "masuk di sini, lalu kirim lagi", 401, {"content": "Ingat."}),
    Place("hana", "/courses", "Ganti kata sandi"),
    Place("ayu", "/account/privacy?next=/courses", "Saya sudah membaca"),
]

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

ACCOUNT = [
    Place("ayu", "/account", "Keamanan dan privasi"),
    Place("siti", "/account", LONG_NAME),
    Place("siti", "/account/password", "Kata sandi sekarang"),
    Place("siti", "/account/password", "tidak sama", 422, {"password": "a", "repeated": "b"}),
    Place("ayu", "/account/sessions", "Perangkat ini"),
    Place("ayu", "/notices", "belum dibaca"),
    Place("fajar", "/notices", "Belum ada pemberitahuan"),
    Place("siti", "/privacy", "Pelindungan data pribadi", press=("details.account > summary",)),
    Place("citra", "/privacy", "Pemantauan", press=(".menu-button",)),
]

SUPERVISION = [
    Place("citra", "/supervision", LONG_NAME),
    Place("citra", f"/supervision?q=ayu&course={PROJECT}&sort=-score", "Sedang belajar"),
    Place("citra", "/supervision?q=tidak-ada", "Tidak ada yang cocok"),
    Place("citra", "/supervision/people/{ayu}", "Mengundurkan diri"),
    Place("citra", "/supervision/people/{siti}", LONG_TITLE),
    Place("citra", "/supervision/people/{fajar}", "Halaman tidak ditemukan", 404),
    Place("gita", "/supervision", "Belum mendaftar"),
    Place("gita", "/supervision/people/{fajar}", "Belum mengikuti kursus"),
    Place("indra", "/supervision", "Belum ada pegawai"),
    Place("ayu", "/supervision", "Anda tidak berwenang", 403),
]

PEOPLE = [
    Place("eko", "/people", LONG_NAME),
    Place("eko", "/people?q=tidak-ada", "Tidak ada yang cocok"),
    Place("eko", "/people/{siti}/one-time-code", "Buat kode"),
    Place("eko", "/people/{siti}/one-time-code", "Kode hanya ditampilkan sekali", 200, {}),
    Place("ayu", "/people", "Anda tidak berwenang", 403),
]

REFUSED = [
    Place("ayu", "/sign-out", "Cara membuka halaman ini keliru", 405),
    Place("ayu", f"{_FIRST}/notes", "Kiriman terlalu besar", 413, {"content": TOO_MUCH}),
    Place("ayu", "/notices/read-all", "Halaman ini sudah usang", 400, {"csrf_token": "usang"}),
]

PLACES = [
    *DOORS,
    *HOME_AND_COURSES,
    *LEARNING,
    *EVERY_ACTIVITY,
    *QUIZZES,
    *ACCOUNT,
    *SUPERVISION,
    *PEOPLE,
    *REFUSED,
]
