"""Tables as files: choosing a form, what was asked for, and the letterhead of a unit.

What does not belong here: what stands in the files (`tests/supervision`).
"""

from __future__ import annotations

from tests.browser.places.place import Place

_NEW = "/supervision/exports/new"
_HEAD = "/supervision/units/{unit}/letterhead"

PLACES = [
    Place("citra", f"{_NEW}?of=people", "semua baris yang tampil"),
    Place("citra", f"{_NEW}?of=people&q=Siti&status=active&sort=-progress", "menurun"),
    Place("citra", f"{_NEW}?of=figures&unit={{unit}}", "Unduh PDF"),
    Place("dewi", f"{_NEW}?of=behind&unit={{unit}}&measure=members", "Per tanggal"),
    Place("nadia", f"{_NEW}?of=people", "Anda tidak berwenang", 403),
    Place("citra", f"{_NEW}?of=figures&unit=1", "tidak", 404),
    Place("citra", "/supervision/exports", "Unduhan saya"),
    Place("ayu", "/supervision/exports", "Belum ada berkas"),
    Place("eko", _HEAD, "Pakai logo yang sekarang"),
    Place("eko", "/supervision/units/1/letterhead", "belum punya kop surat"),
    Place("eko", _HEAD, "Paling banyak", 422, {"contact": "x" * 130, "version": "1"}),
    Place("eko", _HEAD, "baru saja diubah orang lain", 422, {"contact": "x", "version": "9"}),
    Place("eko", f"{_HEAD}/preview", "Pratinjau belum", 422, {"contact": "x" * 130}),
    Place("citra", _HEAD, "Anda tidak berwenang", 403),
]
