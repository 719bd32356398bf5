"""Saved views: the list, saving what is shown, names and schedules, and what comes of them.

What does not belong here: the figures themselves (`figures`).
"""

from __future__ import annotations

from tests.browser.places.place import Place

_VIEWS = "/supervision/views"
_NEW = f"{_VIEWS}/new?of=unit&unit={{unit}}"
_TYPED = {"name": "Bidang saya", "every": "weekly", "weekday": "2", "month_day": "1", "hour": "9"}

PLACES = [
    Place("citra", _VIEWS, "Tidak dapat dibuka"),
    Place("gita", _VIEWS, "Belum ada tampilan tersimpan"),
    Place("nadia", _VIEWS, "Belum ada tampilan tersimpan"),
    Place("citra", "/supervision", "3 lainnya"),
    Place("citra", "/supervision/units/{unit}", "Simpan tampilan ini"),
    Place("citra", _NEW, "Atau ganti yang sudah ada"),
    Place("gita", f"{_VIEWS}/new?of=people&status=active", "sedang belajar"),
    Place("citra", _NEW, "dengan nama itu", 422, _TYPED),
    Place("citra", f"{_VIEWS}/replace?of=people", "perlu diperbaiki", 422, {"view": "0"}),
    Place("citra", f"{_VIEWS}/new?of=lain", "tidak ditemukan", 404),
    Place("ayu", f"{_VIEWS}/new?of=people", "Anda tidak berwenang", 403),
    Place(
        "citra",
        f"{_VIEWS}/{{view}}/change",
        "Halaman dan angkanya sendiri tetap ada",
        press=("main details.confirm > summary",),
    ),
    Place("citra", f"{_VIEWS}/{{view}}/change", "perlu diperbaiki", 422, {"name": ""}),
    Place("citra", f"{_VIEWS}/{{view_gone}}/change", "tidak dikirim", 422, _TYPED),
    Place("gita", f"{_VIEWS}/{{view}}", "tidak ditemukan", 404),
    Place("citra", f"{_VIEWS}/{{view}}", "Kewajiban terpenuhi"),
    Place("citra", f"{_VIEWS}/{{view_gone}}", "Tidak dapat dibuka"),
    Place("citra", "/notices", "Angka berkala: Bidang saya"),
]
