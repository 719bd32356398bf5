"""Figures of units: a unit in one look, on any day, and the people behind a figure.

What does not belong here: what the figures are (`tests/supervision`).
"""

from __future__ import annotations

from tests.browser.places.place import Place

_UNIT = "/supervision/units/{unit}"

PLACES = [
    Place("dewi", "/supervision/units", "Per 23 November 2026"),
    Place("nadia", "/supervision/units", "Anda tidak berwenang", 403),
    Place("citra", _UNIT, "Kewajiban terpenuhi"),
    Place("dewi", f"{_UNIT}?on=2027-03-01", "Tanggal ini belum tiba"),
    Place("dewi", f"{_UNIT}?on=1990-01-01", "tidak", 404),
    Place("citra", f"{_UNIT}/people?measure=members", "Siti"),
    Place("dewi", f"{_UNIT}/people/{{ayu}}", "Kegiatan di"),
    Place("dewi", f"{_UNIT}/people/{{hana}}", "Belum mengikuti kursus"),
    Place(
        "citra", f"{_UNIT}/people?measure=late&on=2026-02-01", "Tidak ada orang di balik angka ini"
    ),
]
