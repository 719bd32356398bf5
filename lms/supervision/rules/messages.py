"""What supervisors say to people: how often somebody may be reminded, who is skipped and why. Pure.

A reminder that comes too often is no help: it is counted over all supervisors of a person together.
Praise and notes have no limit. What does not belong here: the database, and who reaches whom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.core.words import N_

PRAISE, REMINDER, NOTE = "praise", "reminder", "note"
KINDS = (PRAISE, REMINDER, NOTE)
"""In the order in which they are offered."""

LONGEST = 2000
"""Characters of a message, at most."""

WEEK = timedelta(days=7)
"""Over which reminders are counted, back from the present moment: no Monday makes room for two more."""

INACTIVE, RESTRICTED, COMPLETED, LIMIT = "inactive", "restricted", "completed", "limit"
WHY_NOT: Mapping[str, str] = {
    LIMIT: N_("sudah diingatkan %(n)s kali dalam 7 hari terakhir"),
    COMPLETED: N_("kursusnya sudah tuntas"),
    INACTIVE: N_("belum pernah masuk"),
    RESTRICTED: N_("datanya sedang dibatasi"),
}
"""Why somebody isn't reminded, as said of them in a list; `n` is how many reminders a week may bring."""

REFUSALS: Mapping[str, str] = {
    LIMIT: N_("Pegawai ini sudah diingatkan %(n)s kali dalam 7 hari terakhir. Beri waktu dahulu."),
    COMPLETED: N_("Kursusnya sudah tuntas; tidak ada yang perlu diingatkan."),
    INACTIVE: N_("Pegawai ini belum pernah masuk, jadi pengingat tidak akan sampai."),
    RESTRICTED: N_("Data pegawai ini sedang dibatasi, jadi tidak dikirimi pengingat."),
}
"""The same, said to whoever wants to remind one person."""

SUGGESTIONS: Mapping[str, str] = {
    "praise": N_(
        "Terima kasih atas kesungguhan Anda dalam belajar. Saya menghargai waktu dan upaya yang Anda"
        " sisihkan di tengah pekerjaan."
    ),
    "remind": N_(
        "Mari luangkan waktu untuk belajar pekan ini, sedikit demi sedikit pun baik. Bila ada kendala"
        " waktu, jaringan, atau materi, sampaikan kepada saya; kita cari jalan keluarnya bersama."
    ),
    "begin": N_(
        "Saya berharap Anda dapat memulai kursus “%(course)s”. Saya tahu pekerjaan sedang padat; bila ada"
        " kendala waktu, jaringan, atau materi, sampaikan kepada saya dan kita cari jalan keluarnya"
        " bersama."
    ),
    "go-on": N_(
        "Saya melihat kursus “%(course)s” belum selesai. Terima kasih atas yang sudah Anda kerjakan. Bila"
        " ada kendala waktu, jaringan, atau materi, sampaikan kepada saya; kita cari jalan keluarnya"
        " bersama."
    ),
}
"""Words that are offered to begin with, to be changed before they are sent."""


@dataclass(frozen=True)
class Standing:
    """What decides whether a person may be reminded: `reminders` came within the last week."""

    active: bool
    restricted: bool
    completed: bool
    reminders: int


def why_not(standing: Standing, most: int) -> str | None:
    """Why somebody isn't reminded, where a week may bring `most` reminders; None: they are."""
    if not standing.active:
        return INACTIVE
    if standing.restricted:
        return RESTRICTED
    if standing.completed:
        return COMPLETED
    return LIMIT if standing.reminders >= most else None


def counted_from(moment: datetime) -> datetime:
    """Reminders after this moment count at that one."""
    return moment - WEEK


def added(counts: Mapping[str, int], reasons: Iterable[str]) -> dict[str, int]:
    """Counts by reason, with so many more."""
    return dict(Counter(counts) + Counter(reasons))


def suggestion(*, course: bool, begun: bool) -> str:
    """Which words are offered for a reminder: of a course, to those who have begun it or not."""
    if not course:
        return "remind"
    return "go-on" if begun else "begin"
