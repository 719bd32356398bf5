"""Development plans: one's own, those of the people one supervises, who has none.

What does not belong here: what steps there are (`tests/supervision`).
"""

from __future__ import annotations

from tests.browser.places.place import Place

YEAR = "/supervision/plans/2026"
OF_SITI = "/supervision/people/{siti}/plans/2026"
ITEM = {"origin": "gap", "form": "coaching", "quarter": "4"}

OWN = [
    Place("nadia", "/supervision/plans", "Belum ada rencana untuk 2026"),
    Place("ayu", "/supervision/plans/2027", "Belum ada rencana untuk 2027"),
    Place("ayu", "/supervision/plans/2019", "tidak ditemukan", 404),
    Place("ayu", YEAR, "2 dari 3 kegiatan selesai", press=("main details > summary",)),
    Place("siti", YEAR, "Menunggu persetujuan"),
    Place("indra", YEAR, "mengembalikan rencana ini"),
    Place("gita", YEAR, "Belum ada kegiatan"),
    Place("ayu", f"{YEAR}/items/new", "Dari kewajiban belajar Anda"),
    Place("gita", f"{YEAR}/items/new?q=zzz", "Tidak ada kursus yang cocok"),
    Place("ayu", f"{YEAR}/items/new?q=rapat", "Pelayanan Publik dan Survei"),
    Place("ayu", f"{YEAR}/items/new?course=siap", "Kursus yang dipilih"),
    Place("ayu", f"{YEAR}/items/new", "perlu diperbaiki", 422, {"hours": "x", "need": " "}),
    Place("ayu", f"{YEAR}/items/{{plan_item_open}}", "sudah disepakati"),
    Place(
        "siti",
        f"{YEAR}/items/{{plan_item_long}}",
        "Keluarkan dari rencana",
        press=("main summary",),
    ),
    Place("siti", f"{YEAR}/items/{{plan_item_long}}/drop", "Alasan", 422, {"drop-reason": ""}),
    Place("siti", f"{YEAR}/remarks", "perlu diperbaiki", 422, {"remark-content": " "}),
    Place(
        "siti",
        f"{YEAR}/items/{{plan_item_long}}",
        "sudah diubah di tempat lain",
        409,
        {**ITEM, "need": "Tulisan saya", "hours": "3", "seen": "7"},
    ),
]

OF_OTHERS = [
    Place("citra", "/supervision/plans/team", "Menunggu Anda"),
    Place("citra", "/supervision/plans/team?state=closed", "Tidak ada yang cocok"),
    Place("joko", "/supervision/plans/team", "Anda tidak berwenang", 403),
    Place("citra", OF_SITI, "Sepakati rencana ini"),
    Place("citra", "/supervision/people/{ayu}/plans/2026", "Dikeluarkan dari rencana (1)"),
    Place("citra", "/supervision/people/{ayu}/plans/2027", "Belum ada rencana untuk 2027"),
    Place("citra", "/supervision/people/{hana}/plans/2026", "masih disusun"),
    Place("citra", "/supervision/people/{fajar}/plans/2026", "tidak ditemukan", 404),
    Place("citra", f"{OF_SITI}/items/{{plan_item_long}}", "Ubah kegiatan"),
    Place("citra", f"{OF_SITI}/send-back", "perlu diperbaiki", 422, {"back-seen": "1"}),
    Place("citra", f"{OF_SITI}/agree", "baru saja berubah", 409, {"agree-seen": "1"}),
]

PLACES = [*OWN, *OF_OTHERS]
