"""Development plans (IDP): who may take which step in which state, what is done of one, its order.

What does not belong here: whose plan somebody may see (`policy`), words for people (the views).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.texts import read_line, read_text
from lms.core.words import N_
from lms.credentials.rules.conversion import MOST_QUANTITY
from lms.credentials.rules.forms import FORMS

State = Literal["draft", "proposed", "agreed", "closed"]
Part = Literal["person", "supervisor"]
"""In which part somebody acts: as the one whose plan it is, or as the one who agrees to it."""

Step = Literal["change", "propose", "agree", "send-back", "mark", "remark", "close"]

LEADS: Mapping[tuple[Step, Part], Mapping[State, State]] = {
    ("change", "person"): {"draft": "draft", "proposed": "proposed", "agreed": "proposed"},
    ("change", "supervisor"): {"proposed": "proposed"},
    ("propose", "person"): {"draft": "proposed"},
    ("agree", "supervisor"): {"proposed": "agreed"},
    ("send-back", "supervisor"): {"proposed": "draft"},
    ("mark", "person"): {"proposed": "proposed", "agreed": "agreed"},
    ("remark", "person"): {"draft": "draft", "proposed": "proposed", "agreed": "agreed"},
    ("remark", "supervisor"): {"draft": "draft", "proposed": "proposed", "agreed": "agreed"},
    ("close", "person"): {"agreed": "closed"},
    ("close", "supervisor"): {"agreed": "closed"},
}
"""To which state each step leads, from those in which it may be taken. What was agreed holds only as it
was: who changes it proposes it anew."""

REFUSALS: Mapping[Step, str] = {
    "change": N_("Isi rencana ini tidak dapat Anda ubah sekarang."),
    "propose": N_("Rencana ini sudah diajukan."),
    "agree": N_("Rencana ini tidak sedang menunggu persetujuan Anda."),
    "send-back": N_("Rencana ini tidak sedang menunggu persetujuan Anda."),
    "mark": N_("Kegiatan dapat ditandai selesai sesudah rencananya diajukan."),
    "remark": N_("Rencana ini sudah ditutup."),
    "close": N_("Hanya rencana yang sudah disepakati yang dapat ditutup."),
}

ORIGINS: Mapping[str, str] = {
    "gap": N_("Kesenjangan kompetensi"),
    "duty": N_("Kewajiban belajar"),
    "wish": N_("Keinginan sendiri"),
}
"""Where the need of an item comes from."""

QUARTERS: Mapping[int, str] = {
    1: N_("Triwulan I (Januari–Maret)"),
    2: N_("Triwulan II (April–Juni)"),
    3: N_("Triwulan III (Juli–September)"),
    4: N_("Triwulan IV (Oktober–Desember)"),
}

LONGEST_NEED = 300
LONGEST_REMARK = 2_000
LONGEST_REASON = 500
MOST_ITEMS = 50


@dataclass(frozen=True)
class ItemText:
    """What an item says: where its need comes from, the need, the form of development that meets it, the
    quarter in which it shall be done, and how many hundredths of a JP are expected (0: none said)."""

    origin: str
    need: str
    form: str
    quarter: int
    hours: int = 0


@dataclass(frozen=True)
class Progress:
    """What is done of a plan, dropped items left out; hours in hundredths of a JP."""

    done: int
    total: int
    hours_done: int
    hours_planned: int


def may(step: Step, part: Part, state: State) -> bool:
    """Whether somebody may take a step in a state."""
    return state in LEADS.get((step, part), {})


def after(step: Step, part: Part, state: State) -> State:
    """The state to which a step leads.

    Raises:
        Conflict: it can't be taken in this state, or not by this person.
    """
    if not may(step, part, state):
        raise Conflict(REFUSALS[step])
    return LEADS[step, part][state]


def years_to_begin(today: date) -> tuple[int, int]:
    """The years for which a plan may be begun: this one and the next."""
    return today.year, today.year + 1


def check_year_open(year: int, today: date) -> None:
    """Refuse a change of what a year that is over was to bring.

    Raises:
        Conflict: the year is over.
    """
    if year < today.year:
        raise Conflict("Tahun rencana ini sudah lewat.")


def closes_from(year: int) -> date:
    """The first day on which the plan of a year may be closed."""
    return date(year, 12, 1)


def check_may_close(year: int, today: date) -> None:
    """Refuse to close a plan of a year that has long to go.

    Raises:
        Conflict: it isn't December of that year yet.
    """
    if today < closes_from(year):
        raise Conflict("Rencana dapat ditutup mulai 1 Desember %(year)s.", year=year)


def quarter_for(due_on: date, year: int, today: date) -> int:
    """The quarter of a year's plan for what is due on a day: the day's, none that is over already."""
    first = _quarter(today) if year == today.year else 1
    if due_on.year != year:
        return first if due_on.year < year else 4
    return max(first, _quarter(due_on))


def progress(items: Iterable[tuple[bool, int]]) -> Progress:
    """What is done of items that weren't dropped, each told by whether it is done and its hours."""
    known = list(items)
    return Progress(
        done=sum(done for done, _hours in known),
        total=len(known),
        hours_done=sum(hours for done, hours in known if done),
        hours_planned=sum(hours for _done, hours in known),
    )


def reordered(ids: Sequence[int], moved: int, before: int) -> list[int]:
    """The ids with one of them put before another, or (0, or one that isn't there) at the end."""
    others = [one for one in ids if one != moved]
    place = others.index(before) if before in others else len(others)
    return [*others[:place], moved, *others[place:]] if moved in ids else others


def tidied(text: ItemText) -> ItemText:
    """The same with its need in one line, as it is stored.

    Raises:
        NotFound: there is no such origin, form or quarter.
        Invalid: what field is wrong, and how.
    """
    if text.origin not in ORIGINS or text.form not in FORMS or text.quarter not in QUARTERS:
        raise NotFound
    missing = N_("Tulis apa yang akan dipelajari.")
    need = read_line(text.need, "need", most=LONGEST_NEED, missing=missing)
    if not 0 <= text.hours <= MOST_QUANTITY:
        raise Invalid("hours", "Isi 0 sampai %(most)s.", most=MOST_QUANTITY // 100)
    return ItemText(text.origin, need, text.form, text.quarter, text.hours)


def checked_remark(content: str) -> str:
    """A remark as it is stored.

    Raises:
        Invalid: there is nothing, or too much of it.
    """
    missing = N_("Tulis dahulu catatannya.")
    return read_text(content, "content", most=LONGEST_REMARK, missing=missing)


def _quarter(day: date) -> int:
    return (day.month + 2) // 3
