"""What didn't get through: on the person's own page, where those who run the course decide, and where
somebody brings it as a file.

What does not belong here: what waits on a device (`test_outbox.py`, `test_parcel.py`).
"""

from __future__ import annotations

from tests.browser.places.place import Place

_HELD = "/courses/ragam/held"

PLACES = [
    Place("nadia", "/unsent", "Semua yang Anda kerjakan di perangkat ini"),
    Place("joko", "/unsent", "Pembahasan sudah dibuka."),
    Place("bima", _HELD, "Joko Purnomo"),
    Place("bima", "/courses/rencana/held", "Tidak ada kiriman tertahan"),
    Place("bima", "/courses/rencana/held?state=decided", "Belum ada yang diputuskan"),
    Place("bima", f"{_HELD}?state=decided", "Pembahasan sudah dibuka."),
    Place("bima", f"{_HELD}/{{held_open}}", "Sebab tertahan", press=("main .confirm > summary",)),
    Place("bima", f"{_HELD}/{{held_left}}", "Kiriman ini dibiarkan"),
    Place("bima", f"{_HELD}/{{held_open}}/leave", "perlu diperbaiki", 422, {"reason": ""}),
    Place("dewi", f"{_HELD}/{{held_open}}", "Halaman tidak ditemukan", 404),
    Place("bima", "/parcels", "unggah berkas yang diunduhnya"),
    Place("eko", "/parcels", "Pegawai dan unit"),
    Place("eko", "/parcels", "Pilih berkasnya dahulu", 422, {}),
    Place("dewi", "/parcels", "Anda tidak berwenang", 403),
]
