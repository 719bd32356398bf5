"""What supervisors say to people: one person, all whom the overview shows, and reading it.

What does not belong here: what it does (`tests/supervision`).
"""

from __future__ import annotations

from tests.browser.places.place import Place
from tests.browser.world.names import LONG_TITLE

FORMS = tuple(f".say details:nth-of-type({number}) summary" for number in (1, 2, 3))
PEOPLE = ("main details.panel summary",)

TO_ONE = [
    Place("citra", "/supervision/people/{siti}", "sudah diingatkan 2 kali", press=FORMS),
    Place(
        "citra",
        "/supervision/people/{hana}",
        "Surel tidak menjangkau pegawai ini",
        press=(".say details:nth-of-type(2) summary",),
    ),
    Place("gita", "/supervision/people/{fajar}", "Apresiasi kecil pun berarti", press=FORMS[:1]),
    Place(
        "citra",
        "/supervision/people/{siti}/praise",
        "Tulis dahulu pesan Anda",
        422,
        {"praise-content": " \n ", "praise-key": "x"},
    ),
    Place(
        "citra",
        "/supervision/people/{siti}/reminders",
        "Pesan yang Anda tulis belum dikirim",
        422,
        {"reminder-content": "Sekali lagi." * 40, "reminder-key": "x"},
    ),
    Place("citra", "/supervision/people/{fajar}/notes", "tidak ditemukan", 404, {}),
]

TO_MANY = [
    Place("citra", "/supervision/reminders/new", "Siapa yang menerima", press=PEOPLE),
    Place(
        "citra",
        "/supervision/reminders/new?q=siti&course=lanjutan&status=active",
        "Tidak ada yang diingatkan",
        press=PEOPLE,
    ),
    Place("gita", "/supervision/reminders/new?q=tidak-ada", "Tidak ada yang diingatkan"),
    Place("gita", "/supervision/reminders/new", "Fajar Nugroho", press=PEOPLE),
    Place("citra", "/supervision/reminders/new?course=tidak-ada", "tidak ditemukan", 404),
    Place("citra", "/supervision/reminders/new", "perlu diperbaiki", 422, {"content": ""}),
    Place("citra", "/supervision/reminders/{round_sent}", "dilewati: 1 orang sudah diingatkan"),
    Place("citra", "/supervision/reminders/{round_waiting}", "sedang dikirim"),
    Place("gita", "/supervision/reminders/{round_sent}", "tidak ditemukan", 404),
    Place("ayu", "/supervision/reminders/new", "Anda tidak berwenang", 403),
]

READING = [
    Place("siti", "/supervision/messages", LONG_TITLE),
    Place("siti", "/supervision/messages?before=20", "Sebelumnya kembali ke awal daftar"),
    Place("nadia", "/supervision/messages", "Belum ada pesan"),
    Place("siti", "/notices", "Pengingat dari Citra Maharani"),
]

PLACES = [*TO_ONE, *TO_MANY, *READING]
