"""Duties: those in one's care, giving one, its people, saved rules; one's own.

What does not belong here: what is counted (`tests/supervision`).
"""

from __future__ import annotations

from tests.browser.places.place import Place

NEW = "/supervision/duties/new"
WRITTEN = {
    **{"key": "tempat", "course": "manajemen-proyek", "reason": "Perlu.", "due_days": "30"},
    **{"target": "rule", "unit": "dpu-jalan", "step": "check"},
}

GIVING = [
    Place("dewi", "/supervision/duties", "4 kewajiban"),
    Place("dewi", "/supervision/duties?course=tuntas&state=ended", "Diakhiri"),
    Place("dewi", "/supervision/duties?course=zzz", "Tidak ada yang cocok"),
    Place("gita", "/supervision/duties", "Belum ada kewajiban belajar"),
    Place("ayu", "/supervision/duties", "Anda tidak berwenang", 403),
    Place("dewi", NEW, "Apa dan mengapa"),
    Place("gita", NEW, "Untuk siapa"),
    Place("dewi", f"{NEW}?rule={{duty_rule}}", "Menurut aturan tersimpan"),
    Place("dewi", NEW, "akan diterima", 200, WRITTEN),
    Place("dewi", NEW, "belum ada pegawai", 200, {**WRITTEN, "positions": "Tidak ada"}),
    Place("dewi", NEW, "perlu diperbaiki", 422, {"due_on": "2020-01-01"}),
    Place("dewi", NEW, "Beberapa unit cocok", 422, {**WRITTEN, "unit": "bidang"}),
]

ONE = [
    Place("dewi", "/supervision/duties/{duty}", "Dibebaskan"),
    Place("citra", "/supervision/duties/{duty}?standing=overdue", "Terlambat"),
    Place("dewi", "/supervision/duties/{duty_late}/waive", "perlu diperbaiki", 422, {}),
    Place("dewi", "/supervision/duties/{duty}?q=zzz", "Tidak ada yang cocok"),
    Place("dewi", "/supervision/duties/{duty_empty}", "Belum ada pegawai"),
    Place("dewi", "/supervision/duties/{duty_ended}", "Kewajiban ini diakhiri"),
    Place(
        "dewi",
        "/supervision/duties/{duty_late}",
        "ini tidak dapat dibatalkan",
        press=("main details.confirm > summary",),
    ),
    Place("gita", "/supervision/duties/{duty}", "tidak ditemukan", 404),
    Place("dewi", "/supervision/duties/{duty}/people/{ayu}", "Ubah jatuh tempo"),
    Place("dewi", "/supervision/duties/{duty}/people/{siti}", "Diubah khusus"),
    Place("dewi", "/supervision/duties/{duty}/people/{hana}", "Berlakukan lagi"),
    Place("dewi", "/supervision/duties/{duty}/people/{ayu}/waive", "perlu diperbaiki", 422, {}),
    Place(
        "dewi",
        "/supervision/duties/{duty}/people/{ayu}/move",
        "sudah lewat",
        422,
        {"due_on": "2020-01-01", "move_reason": "Mundur."},
    ),
]

RULES = [
    Place("dewi", "/supervision/duties/rules", "Pakai untuk kewajiban baru"),
    Place("gita", "/supervision/duties/rules", "Belum ada aturan tersimpan"),
    Place("dewi", "/supervision/duties/rules/{duty_rule}/rename", "diperbaiki", 422, {"name": ""}),
]

OWN = [
    Place("siti", "/", "Yang harus diselesaikan"),
    Place("siti", "/supervision/my-duties", "Diubah khusus"),
    Place("ayu", "/supervision/my-duties", "Tidak berlaku lagi"),
    Place("nadia", "/supervision/my-duties", "Tidak ada kewajiban belajar"),
    Place("ayu", "/learn/manajemen-proyek", "Kursus ini kewajiban Anda."),
    Place("citra", "/courses/manajemen-proyek", "terlambat 10 hari"),
]

PLACES = [*GIVING, *ONE, *RULES, *OWN]
