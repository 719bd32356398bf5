"""Doors, one's own account, supervision, people, and what is refused.

What does not belong here: what is learned or written.
"""

from __future__ import annotations

from lms.cli.demo import PASSWORD
from tests.browser.places.place import VISITOR, Place
from tests.browser.world.names import (
    FIRST_LESSONS,
    LONG_NAME,
    LONG_TEACHER,
    LONG_TITLE,
    NOBODY,
    PROJECT,
)

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
    Place(VISITOR, "/sign-in", "Langkah kedua", 200, {"identifier": "nanda", "password": PASSWORD}),
    Place(VISITOR, "/sign-in/code", "Masuk lagi dari awal", 422, {"pending": "x", "code": "1"}),
    Place(VISITOR, "/reset-code", "Tulis kode dari admin"),
    Place(VISITOR, "/reset-code", "Ada isian yang perlu diperbaiki", 422, {"code": "12345"}),
    Place(VISITOR, "/privacy", "Pelindungan data pribadi"),
    Place(VISITOR, "/display", "Pilihan ini disimpan di perangkat ini"),
    Place(VISITOR, "/display", "Ada isian yang perlu diperbaiki", 422, {"text": "huge"}),
    Place(VISITOR, "/tidak-ada", "Halaman tidak ditemukan", 404),
    Place(VISITOR, f"{_FIRST}/notes", "masuk di sini, lalu kirim lagi", 401, {"content": "Ingat."}),
    Place("hana", "/courses", "Ganti kata sandi"),
    Place("ayu", "/account/privacy?next=/courses", "Saya sudah membaca"),
]

ACCOUNT = [
    Place("ayu", "/account", "Keamanan dan privasi"),
    Place("siti", "/account", LONG_NAME),
    Place("siti", "/account/password", "Kata sandi sekarang"),
    Place(VISITOR, "/low-data", "dimuat bersama halaman"),
    Place("ayu", "/low-data", "Ada isian yang perlu diperbaiki", 422, {"choice": ""}),
    Place("siti", "/account/password", "tidak sama", 422, {"password": "a", "repeated": "b"}),
    Place("ayu", "/account/sessions", "Perangkat ini"),
    Place("ayu", "/notices", "belum dibaca"),
    Place("ayu", "/display", "ikut ke setiap perangkat"),
    Place("nadia", "/notices", "Belum ada pemberitahuan"),
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
    Place("eko", "/administration", "menunggu keputusan"),
    Place("eko", "/administration", "Jejak audit", press=(".menu-button",)),
    Place("ayu", "/administration", "Anda tidak berwenang", 403),
    Place("eko", "/people", LONG_NAME),
    Place("eko", "/people?q=tidak-ada", "Tidak ada yang cocok"),
    Place("eko", "/people/{siti}/one-time-code", "Buat kode"),
    Place("eko", "/people/{siti}/one-time-code", "Kode hanya ditampilkan sekali", 200, {}),
    Place("eko", "/people/imports", "Impor pegawai"),
    Place("eko", "/people/imports", "Pilih berkasnya dahulu", 422, {}),
    Place("eko", "/people/imports/{import_mapping}", "Arti kolom"),
    Place("eko", "/people/imports/{import_checked}", "dirusak oleh Excel"),
    Place("eko", "/people/imports/{import_checked}/check", "perlu diperbaiki", 422, {}),
    Place("eko", "/people/imports/{import_applied}", "Diterapkan"),
    Place(
        "eko",
        "/people/imports/{import_applied}",
        "Semua perubahan dari impor ini dikembalikan",
        press=("main .confirm > summary",),
    ),
    Place("eko", "/people/imports/{import_undone}", "Dikembalikan"),
    Place("eko", "/people/imports/{import_undone}/apply", "sudah berlanjut", 409, {}),
    Place("ayu", "/people", "Anda tidak berwenang", 403),
    Place("eko", "/people/{siti}", LONG_NAME, press=("details.panel > summary",)),
    Place("eko", "/people/{joko}", "Akan datang", press=("main .confirm > summary",)),
    Place("eko", "/people/{nanda}", "langkah kedua", press=("main .confirm > summary",)),
    Place("eko", "/people/{oki}", "Pindah ke kementerian."),
    Place("eko", "/people/roles", LONG_TEACHER),
    Place("eko", "/people/roles?role=administrator", "Eko Saputra"),
    Place("eko", "/people/{eko}", "tidak dapat Anda ubah"),
    Place("eko", "/people/{siti}/roles", "perlu diperbaiki", 422, {"role": "supervisor"}),
    Place("eko", "/people/{siti}/disable", "perlu diperbaiki", 422, {"reason": ""}),
    Place("eko", "/people/{siti}/reading", "Setiap halaman yang Anda buka dicatat"),
    Place("eko", "/people/{siti}/reading", "perlu diperbaiki", 422, {"reason": ""}),
]

CODES = [
    Place("eko", "/people/codes", "Kode masuk pertama"),
    Place("eko", "/people/codes?unit=tidak-ada", "perlu diperbaiki"),
    Place("eko", "/people/codes?unit=dpu", "belum memilih kata sandi"),
    Place("eko", "/people/codes?unit=dinkes", "Tidak ada yang menunggu kode"),
    Place(
        "eko",
        "/people/codes",
        "Pilih sedikitnya satu orang",
        422,
        {"unit": "dpu", "who": "ticked", "key": "3f1f9b0e-5f0c-4b57-9a4e-2f6f3f1f9b0e"},
    ),
    Place("eko", "/people/codes/{batch_ready}", "Tampilkan dan cetak"),
    Place("eko", "/people/codes/{batch_shown}", "kode tidak ditampilkan lagi"),
    Place("eko", "/people/codes/{batch_shown}/slips", "sudah pernah ditampilkan", 409, {}),
    Place("eko", "/people/codes/{batch_slips}/slips", "Cetak sekarang", 200, {}),
]

SECOND_FACTOR = [
    Place("ayu", "/account/second-factor", "Pasang langkah kedua"),
    Place("mira", "/account/second-factor/setup", "Pindai gambar ini"),
    Place(
        "mira",
        "/account/second-factor/setup",
        "tidak cocok",
        422,
        {"current_password": PASSWORD, "code": "1"},
    ),
]

SETTINGS = [
    Place("eko", "/settings", "Panjang minimum kata sandi"),
    Place("eko", "/settings", "perlu diperbaiki", 422, {"code_days": "1000"}),
]

UNITS = [
    Place("eko", "/units", "Unit teratas"),
    Place("eko", "/units?on=2025-01-01", "Tidak ada unit pada tanggal itu"),
    Place("dewi", "/units", "Pemerintah Provinsi Contoh"),
    Place("eko", "/units/{unit}", LONG_NAME),
    Place("eko", "/units/{merged_unit}", "Unit ini digabungkan ke"),
    Place("eko", "/units/{unit}?on=2025-01-01", "unit ini tidak ada"),
    Place("eko", "/units/{unit}/people", LONG_NAME),
    Place("eko", "/units/{unit}/people?on=2025-01-01", "Tidak ada pegawai pada tanggal itu"),
    Place("eko", "/units/new", "Unit baru di puncak"),
    Place("dewi", "/units/{unit}/units/new", "Unit baru di bawah"),
    Place("dewi", "/units/{unit}/units/new", "perlu diperbaiki", 422, {"name": "", "kind": "unit"}),
    Place("dewi", "/units/{unit}/rename", "Ubah nama atau jenis"),
    Place("dewi", "/units/{unit}/move", "Pindahkan"),
    Place(
        "dewi",
        "/units/{unit}/move",
        "Beberapa unit cocok",
        422,
        {"unit": "bid", "day": "2026-12-01"},
    ),
    Place("dewi", "/units/{unit}/merge", "tidak dapat dibatalkan"),
    Place("dewi", "/units/{unit}/close", "Tutup unit"),
    Place("dewi", "/units/{unit}/close", "Masih ada pegawai", 422, {"day": "2026-12-01"}),
    Place("dewi", "/units/{unit}/supervisors/new", "Wajib untuk Plt."),
    Place("ayu", "/units", "Anda tidak berwenang", 403),
    Place("eko", "/people/{siti}/places", LONG_NAME),
    Place("eko", "/people/{ayu}/places", "Citra Maharani"),
    Place("eko", "/people/{ayu}/places/posts/new", "Mutasi atau jabatan baru"),
    Place("eko", "/people/{ayu}/places/pay-grade", "Kenaikan golongan"),
    Place(
        "eko",
        "/people/{ayu}/places/pay-grade",
        "Golongan ini tidak dikenal",
        422,
        {"grade": "V/z", "day": "2026-12-01"},
    ),
    Place("eko", "/people/{ayu}/places/supervisors/new", "Tetapkan atasan langsung"),
]

REFUSED = [
    Place("ayu", "/sign-out", "Cara membuka halaman ini keliru", 405),
    Place("ayu", f"{_FIRST}/notes", "Kiriman terlalu besar", 413, {"content": TOO_MUCH}),
    Place("ayu", "/notices/read-all", "Halaman ini sudah usang", 400, {"csrf_token": "usang"}),
]

MAIL = [
    Place("ayu", "/notifications/preferences", "Seberapa sering"),
    Place("siti", "/notifications/preferences", "belum mempunyai alamat surel"),
    Place("ayu", "/notifications/preferences", "perlu diperbaiki", 422, {"course": "tiap jam"}),
    Place("eko", "/notifications/deliveries", "Pengiriman surel"),
    Place("eko", "/notifications/deliveries?q=tidak-ada", "Tidak ada surel"),
    Place("ayu", "/notifications/deliveries", "Anda tidak berwenang", 403),
    Place("citra", "/notifications/without-mail", LONG_NAME),
    Place("gita", "/notifications/without-mail", "Semua terjangkau"),
]

PLACES = [
    *DOORS,
    *ACCOUNT,
    *TOKENS,
    *SUPERVISION,
    *PEOPLE,
    *UNITS,
    *MAIL,
    *CODES,
    *SECOND_FACTOR,
    *SETTINGS,
    *REFUSED,
]
