"""Certificates: one's own, verifying them, managing them, templates and batches.

What does not belong here: what the answers do (`tests/credentials`).
"""

from __future__ import annotations

from tests.browser.places.place import VISITOR, Place

REVOCATION = {"category": "mistake", "reason": " "}

OWN = [
    Place("ayu", "/credentials", "Terbitkan ulang dengan nama ini"),
    Place("mira", "/credentials", "Nilai ujian akhir tertukar"),
    Place("lina", "/credentials", "Tidak berlaku lagi"),
    Place("joko", "/credentials", "sedang dibuat"),
    Place("joko", "/credentials/{certificate_joko}/certificate.pdf", "sedang dibuat", 202),
    Place("gita", "/credentials", "Belum ada sertifikat"),
    Place("ayu", "/learn/tuntas", "Unduh sertifikat"),
]

VERIFYING = [
    Place(VISITOR, "/verify", "Kode sertifikat"),
    Place(VISITOR, "/verify?code=", "perlu diperbaiki", 422),
    Place(VISITOR, "/verify/{certificate_ayu}", "Asli dan berlaku"),
    Place(VISITOR, "/verify/{certificate_mira}", "dicabut dan tidak berlaku"),
    Place(VISITOR, "/verify/{certificate_lina}", "masa berlakunya sudah lewat"),
    Place(VISITOR, "/verify/{certificate_ayu}?t={token_ayu}", "isinya sama dengan catatan ini"),
    Place(VISITOR, "/verify/{certificate_lina}?t={token_lina}", "dari lembar lama"),
    Place(VISITOR, "/verify/{certificate_ayu}?t={token_lina}", "tidak cocok dengan catatan"),
    Place(VISITOR, "/verify/{certificate_mira}?t={token_stolen}", "tidak dipercaya lagi"),
    Place(VISITOR, "/verify/tidak-ada", "Tidak ada sertifikat dengan kode ini", 404),
]

MANAGING = [
    Place("dewi", "/credentials/certificates", "Nama berbeda"),
    Place("dewi", "/credentials/certificates?q=tidak-ada", "Tidak ada yang cocok"),
    Place("dewi", "/credentials/certificates/{certificate_ayu}", "Cabut sertifikat"),
    Place("dewi", "/credentials/certificates/{certificate_mira}", "Pulihkan sertifikat"),
    Place(
        "dewi",
        "/credentials/certificates/{certificate_lina}/revoke",
        "perlu diperbaiki",
        422,
        REVOCATION,
    ),
    Place("dewi", "/credentials/batches", "Berjalan"),
    Place("dewi", "/credentials/batches/{certificate_batch}", "0 dari 1 orang"),
    Place("dewi", "/credentials/batches", "Pilih kursus, unit kerja", 422, {"key": "tanpa"}),
    Place("dewi", "/credentials/batches/{certificate_renaming}", "1 sertifikat terbit ulang"),
    Place("dewi", "/credentials/renamed", "Terbitkan ulang 1 sertifikat"),
    Place("dewi", "/credentials/renamed?unit=dinkes", "Tidak ada yang cocok"),
    Place("dewi", "/credentials/renamed?unit=ngawur", "Tidak ada unit Anda", 422),
    Place("dewi", "/credentials/renamed", "Tidak ada unit Anda", 422, {"unit": "ngawur"}),
    Place("eko", "/credentials/templates", "Bawaan"),
    Place("eko", "/credentials/templates/new", "Pola nomor"),
    Place("eko", "/credentials/templates/1", "Pola nomor"),
    Place("eko", "/credentials/templates/1", "perlu diperbaiki", 422, {"name": "Piagam"}),
    Place("eko", "/credentials/templates/preview", "belum dapat dibuat", 422, {"name": "Piagam"}),
    Place("eko", "/courses/tuntas/certificate", "Bawaan layanan"),
    Place("eko", "/courses/tuntas/certificate", "perlu diperbaiki", 422, {"template": "x"}),
    Place("ayu", "/credentials/certificates", "Anda tidak berwenang", 403),
]

PLACES = [*OWN, *VERIFYING, *MANAGING]
