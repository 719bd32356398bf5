"""One's own data, the trail, and deciding what is asked about data.

What does not belong here: what the answers do (`tests/privacy`).
"""

from __future__ import annotations

from tests.browser.places.place import Place
from tests.browser.world.names import LONG_NAME

OWN = [
    Place("ayu", "/account/data", "Tidak sesuai SK."),
    Place("siti", "/account/data", "Menunggu keputusan"),
    Place("indra", "/account/data", "Penggunaan data Anda dibatasi"),
    Place("gita", "/account/data", "Buat salinan"),
    Place("gita", "/account/data/requests/correction", "Minta perbaikan data"),
    Place("gita", "/account/data/requests/restriction", "Minta pembatasan"),
    Place("gita", "/account/data/requests/erasure", "Ini tidak dapat dibatalkan"),
    Place("gita", "/account/data/requests/correction", "perlu diperbaiki", 422, {"content": "x"}),
    Place("siti", "/account/data/requests/erasure", "masih menunggu", 422, {"content": "Lain."}),
    Place("ayu", "/account/trail?book=access", "membuka data pribadi pegawai"),
    Place("ayu", "/account/trail", "membatasi penggunaan data pribadi"),
    Place("gita", "/account/trail?book=access", "Belum ada yang membuka data Anda"),
]

TRAIL = [
    Place("eko", "/audit", "membatasi penggunaan data pribadi"),
    Place("eko", "/audit?book=access", "membuka jejak audit"),
    Place("eko", "/audit?q=siti&since=2020-01-01", "mengajukan permintaan"),
    Place("eko", "/audit?q=tidak-ada", "Tidak ada yang cocok"),
    Place("ayu", "/audit", "Anda tidak berwenang", 403),
]

DECIDING = [
    Place("eko", "/privacy-requests", "Terlambat"),
    Place("eko", "/privacy-requests?all=1", "Ditolak"),
    Place("eko", "/privacy-requests/{late}", "Jawab sebelum"),
    Place("eko", "/privacy-requests/{erasure}", "Penghapusan tidak dapat dibatalkan"),
    Place("eko", "/privacy-requests/{granted}", "Sesuai permintaan."),
    Place("eko", "/privacy-requests/{late}", "perlu diperbaiki", 422, {"verdict": "grant"}),
    Place("eko", "/privacy-requests/retention", "730 hari"),
    Place("eko", "/people/{siti}/data", "Batasi penggunaan", press=("main details > summary",)),
    Place("eko", "/people/{indra}/data", "Cabut pembatasan"),
    Place("eko", "/people/{teguh}/data", "Sudah dihapus"),
    Place(
        "eko",
        "/people/{siti}/data/erasure",
        "persis seperti di atas",
        422,
        {"erase-typed_name": "ayu", "erase-reason": "Pindah."},
    ),
    Place("ayu", "/privacy-requests", "Anda tidak berwenang", 403),
]

DOUBLES = [
    Place("eko", "/people/doubles", LONG_NAME),
    Place("eko", "/people/doubles?decided=1", "Bukan orang yang sama"),
    Place("eko", "/people/doubles/{double}", "Orang yang sama?"),
    Place("eko", "/people/doubles/{apart}", "Bukan orang yang sama"),
    Place("eko", "/people/doubles/{merged}", "Nomornya berganti."),
    Place("eko", "/people/doubles/{double}/merge", "perlu diperbaiki", 422, {"kept": ""}),
    Place("ayu", "/people/doubles", "Anda tidak berwenang", 403),
]

PLACES = [*OWN, *TRAIL, *DECIDING, *DOUBLES]
