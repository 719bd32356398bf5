"""Doors, one's own account, supervision, people, and what is refused.

What does not belong here: what is learned or written.
"""

from __future__ import annotations

from tests.browser.places.place import VISITOR, Place
from tests.browser.world.names import FIRST_LESSONS, LONG_NAME, LONG_TITLE, NOBODY, PROJECT

TOO_MUCH = "a" * 3_000_000

_FIRST = f"/learn/{PROJECT}/{FIRST_LESSONS[0]}"

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

TOKENS = [
    Place("ayu", "/account/tokens", "Anda belum mempunyai token"),
    Place("bima", "/account/tokens", "Belum pernah dipakai"),
    Place(
        "bima", "/account/tokens", "langsung kehilangan akses", press=("main .confirm > summary",)
    ),
    Place("bima", "/account/tokens", "perlu diperbaiki", 422, {"name": "", "days": "90"}),
    Place("ayu", "/account/tokens", "hanya ditampilkan sekali", 200, {"name": "git", "days": "90"}),
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
    Place("eko", "/people/imports", "Impor pegawai"),
    Place("eko", "/people/imports", "Pilih berkasnya dahulu", 422, {}),
    Place("ayu", "/people", "Anda tidak berwenang", 403),
]

REFUSED = [
    Place("ayu", "/sign-out", "Cara membuka halaman ini keliru", 405),
    Place("ayu", f"{_FIRST}/notes", "Kiriman terlalu besar", 413, {"content": TOO_MUCH}),
    Place("ayu", "/notices/read-all", "Halaman ini sudah usang", 400, {"csrf_token": "usang"}),
]

PLACES = [*DOORS, *ACCOUNT, *TOKENS, *SUPERVISION, *PEOPLE, *REFUSED]
