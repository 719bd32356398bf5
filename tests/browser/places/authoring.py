"""Writing, reviewing and publishing a course.

What does not belong here: running it (`running.py`).
"""

from __future__ import annotations

from tests.authoring.documents import document, guide
from tests.browser.places.place import Place
from tests.browser.world.names import LONG_NAME, LONG_PICTURE, LONG_TEACHER, LONG_TITLE

_GUIDE = document(guide())
_GIFT = b"""::Benar:: ASN netral. {T}

::Angka:: Berapa provinsi? {#38:1}

::Nilai:: Pilih. {=Ya ~%50%Mungkin ~Tidak}
"""
_NO_PICTURE = ("gambar.png", b"bukan gambar")

BEGINNING = [
    Place("bima", "/authoring", LONG_TITLE),
    Place("lina", "/authoring", "Menunggu persetujuan Anda"),
    Place("eko", "/authoring", "Administrator"),
    Place("joko", "/authoring", "Belum ada kursus yang Anda tulis"),
    Place("ayu", "/authoring", "Anda tidak berwenang", 403),
    Place("bima", "/authoring/new", "Kursus baru"),
    Place("bima", "/authoring/new", "perlu diperbaiki", 422, {"key": "Bukan id", "hours": "x"}),
    Place(
        "bima", "/authoring/new/upload", "perlu diperbaiki", 422, {"upload-title": LONG_TITLE * 3}
    ),
    Place("bima", "/authoring/new/upload", "perlu diperbaiki", 422, {}, upload=_NO_PICTURE),
]

DRAFT = [
    Place("bima", "/authoring/rencana", "Tidak ada temuan"),
    Place(
        "bima", "/authoring/rencana", "akan hilang dari draf", press=("main .confirm > summary",)
    ),
    Place("bima", "/authoring/cacat", "Galat harus diperbaiki"),
    Place("bima", "/authoring/ubah", LONG_PICTURE),
    Place("bima", "/authoring/tenang", "Mulai menyunting"),
    Place("mira", "/authoring/ubah", "01-modul.md"),
    Place("joko", "/authoring/rencana", "Halaman tidak ditemukan", 404),
    Place("bima", "/authoring/rencana/uploads", "perlu diperbaiki", 422, {}, upload=_NO_PICTURE),
    Place("bima", "/authoring/rencana/new-file", "perlu diperbaiki", 422, {"title": ""}),
    Place("bima", "/authoring/rencana/rename?path=01-mulai-dari-kasus.md", "Ganti nama berkas"),
    Place(
        "bima",
        "/authoring/rencana/rename",
        "perlu diperbaiki",
        422,
        {"path": "01-mulai-dari-kasus.md", "new_path": "salah"},
    ),
    Place(
        "lina",
        "/authoring/kembali/uploads",
        "Seluruh isinya terbawa",
        200,
        {"mode": "add"},
        upload=("Panduan pelayanan.docx", _GUIDE),
    ),
    Place(
        "lina",
        "/authoring/kembali/uploads",
        "Yang tidak dapat dipertahankan",
        200,
        {"mode": "add"},
        upload=("soal.gift", _GIFT),
    ),
]

FILES = [
    Place("bima", "/authoring/ubah/files/01-modul.md", "Tidak ada temuan di berkas ini"),
    Place(
        "bima",
        "/authoring/ubah/files/01-modul.md",
        "Melengkapi kalimat",
        press=(".insert > summary",),
    ),
    Place("bima", "/authoring/ubah/files/course.md", "Pratinjau"),
    Place("bima", "/authoring/ragam/files/bank/kontrak.md", "Pratinjau"),
    Place("bima", "/authoring/cacat/files/01-modul.md", "galat"),
    Place("bima", "/authoring/patah/files/course.md", "galat"),
    Place("mira", "/authoring/ubah/files/01-modul.md", "Anda peninjau kursus ini"),
    Place(
        "lina",
        "/authoring/izin/files/01-modul.md",
        "Gabungkan keduanya",
        409,
        {"text": "---\nid: modul-1\ntitle: Modul saya\n---\n# Materi satu\n\nIsi.", "version": "9"},
    ),
    Place("bima", f"/authoring/ubah/files/media/{LONG_PICTURE}", "Dipakai di"),
    Place("bima", "/authoring/ubah/files/media/cadangan.png", "belum dipakai"),
    Place("mira", "/authoring/ubah/files/media/cadangan.png", "Buka berkas"),
    Place("bima", "/authoring/ubah/preview", "Pratinjau sebagai peserta"),
    Place("bima", "/authoring/ragam/preview/kuis", "Nilai minimum"),
    Place("bima", "/authoring/ragam/preview/survei", "Survei"),
    Place("bima", "/authoring/ragam/preview/tugas", "Tugas"),
    Place("bima", "/authoring/patah/preview", "Belum ada yang dapat ditampilkan"),
]

REVIEW = [
    Place("bima", "/authoring/rencana/review", "Isi terbitan pertama"),
    Place("bima", "/authoring/ubah/review", "Yang berubah bagi peserta"),
    Place("mira", "/authoring/ubah/review", "Yang berubah bagi peserta"),
    Place("bima", "/authoring/ubah/audio", "Pilih “Ringankan audio”", 422, {"audio": "keras"}),
    Place("bima", "/authoring/cacat/review", "Perbaiki dahulu galatnya"),
    Place("bima", "/authoring/patah/review", "Perubahan belum dapat ditampilkan"),
    Place("bima", "/authoring/ragam/review", "sama dengan revisi 1"),
    Place("bima", "/authoring/tenang/review", "Belum ada yang disunting"),
    Place("bima", "/authoring/izin/review", "Permintaan Anda menunggu persetujuan"),
    Place("lina", "/authoring/izin/review", "Keputusan Anda"),
    Place("lina", "/authoring/kembali/review", "mengembalikan permintaan terakhir"),
    Place("lina", "/authoring/kembali/review", "diringankan setelah terbit"),
    Place("bima", "/authoring/ubah/publish", "perlu diperbaiki", 422, {"note": ""}),
    Place(
        "bima",
        "/authoring/ubah/publish",
        "Tinjau dahulu perubahan terbaru",
        409,
        {"note": "Perbaikan.", "reviewed": "0" * 64},
    ),
    Place("bima", "/authoring/ubah/revisions", "Dilihat peserta"),
    Place("bima", "/authoring/rencana/revisions", "Belum ada revisi"),
    Place("bima", "/authoring/ubah/revisions/1", "Isi terbitan pertama"),
    Place("bima", "/authoring/ubah/revisions/2", "Perubahan sejak revisi 1"),
    Place(
        "bima",
        "/authoring/ubah/revisions/1",
        "akan hilang",
        press=("main .confirm > summary >> nth=1",),
    ),
]

PEOPLE_AND_SETTINGS = [
    Place("bima", "/authoring/ubah/people", "Peninjau"),
    Place("bima", "/authoring/izin/people", LONG_TEACHER),
    Place("bima", "/authoring/ubah/people?q=li", LONG_TEACHER),
    Place("bima", "/authoring/ubah/people?q=tidak-ada", "Tidak ada pengajar lain"),
    Place("bima", "/authoring/ubah/people?q=li", "perlu diperbaiki", 422, {"q": "li"}),
    Place("eko", "/authoring/arsip/people", "belum mempunyai pemilik"),
    Place("lina", "/authoring/izin/people", "Halaman tidak ditemukan", 404),
    Place("bima", "/authoring/ubah/settings", "Untuk siapa kursus ini"),
    Place("bima", "/authoring/tenang/settings", LONG_NAME),
    Place("bima", "/authoring/ubah/settings?q=ayu", "Ayu Lestari"),
    Place("bima", "/authoring/rencana/settings", "belum pernah terbit"),
    Place("eko", "/authoring/arsip/settings", "Kursus ini tidak ada di katalog"),
    Place(
        "bima",
        "/authoring/ubah/settings/audience",
        "perlu diperbaiki",
        422,
        {"audience": "units"},
    ),
    Place(
        "bima",
        "/authoring/ubah/settings/audience",
        "Di bawah",
        200,
        {"audience": "units", "below": "1"},
    ),
]

PLACES = [*BEGINNING, *DRAFT, *FILES, *REVIEW, *PEOPLE_AND_SETTINGS]
