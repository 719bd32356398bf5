"""How what became of a letter is called on pages.

What does not belong here: texts of letters.
"""

from __future__ import annotations

from lms.core.words import N_
from lms.notifications.queries import Sent
from lms.notifications.rules import TOPICS
from lms.web.locale import translated

STATES = {
    "waiting": (N_("Menunggu"), "info"),
    "sent": (N_("Terkirim"), "success"),
    "failed": (N_("Gagal"), "danger"),
    "void": (N_("Tidak dikirim"), ""),
}
WHY = {
    "address": N_("Alamatnya tidak dikenal atau ditolak server surel penerima."),
    "message": N_("Server surel menolak isi surel ini."),
    "sender": N_("Server surel menolak pengirim; setelan surel perlu diperiksa."),
    "later": N_("Server surel sedang tidak dapat menerima."),
    "connection": N_("Server surel tidak dapat dihubungi."),
    "disabled": N_("Akunnya dinonaktifkan."),
    "restricted": N_("Data penerima sedang dibatasi."),
    "no-address": N_("Alamat surelnya tidak ada lagi."),
    "refused": N_("Alamatnya sudah tiga kali ditolak."),
    "read": N_("Isinya sudah dibaca di aplikasi."),
    "unwanted": N_("Penerima memilih tidak menerimanya lewat surel."),
    "over": N_("Isinya sudah tidak berlaku."),
}


def topic_of(letter: Sent) -> str:
    """What a letter was about, in words; not what it said."""
    return translated(TOPICS[letter.topic].title if letter.topic else N_("Ringkasan"))


def why_of(letter: Sent) -> str:
    """Why a letter hasn't left, in words; nothing where it has, or simply waits its turn."""
    return translated(WHY[letter.why]) if letter.why in WHY else ""
