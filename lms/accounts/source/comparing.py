"""What a row would change of a person: the sheet meets who is there.

What does not belong here: finding that person and the unit (`actions`), and changing anything.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from lms.accounts.source.rows import LEFT, PersonRow

Kind = Literal["create", "update", "transfer", "promote", "retire"]
KINDS: tuple[Kind, ...] = ("create", "update", "transfer", "promote", "retire")

PERSON_FIELDS = ("full_name", "title_prefix", "title_suffix", "employment", "email")
POST_FIELDS = ("position", "position_type", "echelon")

_NOT_LETTERS = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True)
class Post:
    """The main post that somebody holds, or will hold next."""

    unit_id: int
    position: str
    position_type: str
    echelon: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Present:
    """What is known of a person when a sheet comes in."""

    person_id: int
    full_name: str
    title_prefix: str
    title_suffix: str
    employment: str
    email: str
    disabled: bool
    post: Post | None = None
    pay_grade: str = ""
    pay_grade_from: date | None = None
    supervisor_id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The unit that a row means: one that exists from a day on, or the so-manieth that is to be
    created."""

    unit_id: int | None
    new_unit: int | None = None
    since: date = date.min

    def fields(self) -> dict[str, int]:
        """As a change keeps it."""
        if self.unit_id is not None:
            return {"unit_id": self.unit_id}
        return {} if self.new_unit is None else {"new_unit": self.new_unit}


@dataclass(frozen=True, slots=True)
class Planned:
    """A change: the fields that differ, before and after."""

    kind: Kind
    before: dict[str, Any]
    after: dict[str, Any]


def plan(
    row: PersonRow,
    present: Present | None,
    *,
    place: Place | None,
    supervisor_id: int | None,
    default_day: date,
    supervisor_comes: bool = False,
) -> Planned | None:
    """What the row changes; None where everything is so already. An empty cell changes nothing. A
    supervisor who comes in by another row is named by number until then (`supervisor_comes`).

    A change holds from the row's effective date (TMT), else from the import's. Where it would begin
    before what is known began, the import's date holds: a sheet doesn't rewrite the past.
    """
    if present is None:
        return _creation(row, place, supervisor_id, default_day, supervisor_comes)
    if row.status == LEFT:
        if present.disabled:
            return None
        day = (row.effective_date or default_day).isoformat()
        return Planned("retire", {"left": False}, {"left": True, "day": day})
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    _compare_person(row, present, before, after)
    _compare_post(row, present, place, before, after)
    if row.pay_grade and row.pay_grade != present.pay_grade:
        before["pay_grade"], after["pay_grade"] = present.pay_grade, row.pay_grade
    if supervisor_id is not None and supervisor_id != present.supervisor_id:
        before["supervisor_id"], after["supervisor_id"] = present.supervisor_id, supervisor_id
    if supervisor_comes:
        after["supervisor_number"] = row.supervisor_number
    if not after:
        return None
    after["day"] = _day(row, present, place, default_day).isoformat()
    return Planned(_kind(before, after), before, after)


def differs(present: Present, said: dict[str, Any]) -> bool:
    """Whether what is known of a person is no longer what a change says of it (`before` when it is
    made, `after` when it is undone)."""
    known: dict[str, Any] = {name: getattr(present, name) for name in PERSON_FIELDS}
    known |= {
        "pay_grade": present.pay_grade,
        "supervisor_id": present.supervisor_id,
        "left": present.disabled,
        "post": post_fields(present.post),
    }
    return any(known[name] != value for name, value in said.items() if name in known)


def post_fields(post: Post | None) -> dict[str, Any] | None:
    """A post as a change keeps it."""
    if post is None:
        return None
    return {"unit_id": post.unit_id, **{name: getattr(post, name) for name in POST_FIELDS}}


def similar(left: str, right: str) -> bool:
    """Whether two names may be one person's: the same words, or one's words are all among the
    other's (`Siti Aminah`, `Siti Aminah Putri`)."""
    one, other = _words(left), _words(right)
    return bool(one and other) and (one <= other or other <= one)


def user_names(full_name: str, employee_number: str) -> list[str]:
    """User names for a person, the best first: the name, then with the end of the number, which
    pages show anyway, then with a letter more."""
    words = [word for word in (_letters(word) for word in full_name.split()) if word]
    stem = ".".join(words)[:30].strip(".") or "pegawai"
    if len(stem) < 2:
        stem = f"pegawai.{stem}"
    numbered = f"{stem}.{employee_number[-4:]}"
    return [stem, numbered, *(f"{numbered}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")]


def _creation(
    row: PersonRow,
    place: Place | None,
    supervisor_id: int | None,
    default_day: date,
    supervisor_comes: bool,
) -> Planned | None:
    if row.status == LEFT:
        return None
    day = row.effective_date or default_day
    after: dict[str, Any] = {name: getattr(row, name) for name in PERSON_FIELDS}
    after["employee_number"] = row.employee_number
    if place is not None:
        after["post"] = place.fields() | {name: getattr(row, name) for name in POST_FIELDS}
        day = max(day, place.since)
    if row.pay_grade:
        after["pay_grade"] = row.pay_grade
    if supervisor_id is not None:
        after["supervisor_id"] = supervisor_id
    if supervisor_comes:
        after["supervisor_number"] = row.supervisor_number
    after["day"] = day.isoformat()
    return Planned("create", {}, after)


def _compare_person(
    row: PersonRow, present: Present, before: dict[str, Any], after: dict[str, Any]
) -> None:
    for name in PERSON_FIELDS:
        said, known = getattr(row, name), getattr(present, name)
        # A sheet in capitals says nothing about how a name is written.
        same = said.casefold() == known.casefold() if name == "full_name" else said == known
        if said and not same:
            before[name], after[name] = known, said


def _compare_post(
    row: PersonRow,
    present: Present,
    place: Place | None,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    known = post_fields(present.post)
    if place is None and known is None:
        return
    # Old duties don't go along to another unit.
    moves = place is not None and (known is None or place.unit_id != known["unit_id"])
    unit = place.fields() if place is not None and moves else {"unit_id": (known or {})["unit_id"]}
    kept = {} if moves or known is None else known
    said = unit | {name: getattr(row, name) or kept.get(name, "") for name in POST_FIELDS}
    if said != known:
        before["post"], after["post"] = known, said


def _day(row: PersonRow, present: Present, place: Place | None, default_day: date) -> date:
    day = row.effective_date or default_day
    begun = max(
        present.post.valid_from if present.post else date.min,
        present.pay_grade_from or date.min,
    )
    if day <= begun:
        day = default_day
    return max(day, place.since) if place is not None else day


def _kind(before: dict[str, Any], after: dict[str, Any]) -> Kind:
    if "post" in after:
        here = before["post"]["unit_id"] if before["post"] else None
        if after["post"].get("unit_id") != here:
            return "transfer"
    return "promote" if "post" in after or "pay_grade" in after else "update"


def _words(name: str) -> set[str]:
    return {word for word in (_letters(word) for word in name.split()) if len(word) > 1}


def _letters(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return _NOT_LETTERS.sub("", plain)
