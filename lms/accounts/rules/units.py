"""How the versions of a unit follow one another, and what keeps the tree a tree. Pure.

What does not belong here: who may change the tree (`policy`), storing it (`actions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lms.core.errors import Conflict, Invalid

KINDS = ("government", "agency", "unit")
"""What a unit may be: a government (province, regency, city), an agency (perangkat daerah), or a unit
of one."""

UNIT_NAME_MAX_LENGTH = 200


@dataclass(frozen=True)
class Version:
    """What a unit is called and where it stands, from `valid_from` up to the day before `valid_until`
    (None: open)."""

    name: str
    kind: str
    parent_id: int | None
    valid_from: date
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it holds on the day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


def unit_name(text: str) -> str:
    """A unit's name as it is stored.

    Raises:
        Invalid: it is empty or too long.
    """
    name = " ".join(text.split())
    if not name:
        raise Invalid("name", "Nama unit harus diisi.")
    if len(name) > UNIT_NAME_MAX_LENGTH:
        raise Invalid("name", "Paling banyak %(max)d huruf.", max=UNIT_NAME_MAX_LENGTH)
    return name


def unit_code(text: str) -> str:
    """A unit's code as it is stored: short, without spaces, for sheets and addresses.

    Raises:
        Invalid: it can't be one.
    """
    code = text.strip().lower()
    if not 1 <= len(code) <= 64 or not all(one.isalnum() or one in "-._/" for one in code):
        raise Invalid(
            "code", "Kode unit terdiri atas 1–64 huruf, angka, titik, atau garis, tanpa spasi."
        )
    return code


def last_version(versions: Sequence[Version], day: date) -> Version:
    """The version that a change from a day on follows: it holds on that day, and nothing is planned
    after it.

    Raises:
        Invalid: the unit doesn't exist on the day (field `day`).
        Conflict: a later change is planned, which would have to be taken back first.
    """
    holding = next((one for one in versions if one.holds_on(day)), None)
    if holding is None:
        raise Invalid("day", "Pada tanggal itu unit ini tidak ada.")
    if any(one.valid_from > day for one in versions):
        raise Conflict(
            "Unit ini sudah punya perubahan sesudah tanggal itu. Batalkan perubahan itu dahulu, atau"
            " pilih tanggal sesudahnya."
        )
    return holding


def renamed(versions: Sequence[Version], day: date, *, name: str, kind: str) -> tuple[Version, ...]:
    """The versions of a unit that has another name or kind from a day on.

    Raises:
        Invalid, Conflict: as in `last_version`.
    """
    before = last_version(versions, day)
    after = replace(before, name=name, kind=kind, valid_from=day)
    return (*_ended(versions, before, day), after)


def moved(versions: Sequence[Version], day: date, *, parent_id: int | None) -> tuple[Version, ...]:
    """The versions of a unit that stands below another (None: at the top) from a day on.

    Raises:
        Invalid, Conflict: as in `last_version`.
    """
    before = last_version(versions, day)
    after = replace(before, parent_id=parent_id, valid_from=day)
    return (*_ended(versions, before, day), after)


def closed(versions: Sequence[Version], day: date) -> tuple[Version, ...]:
    """The versions of a unit that exists no more from a day on.

    Raises:
        Invalid: also where it would never have existed (field `day`).
        Conflict: as in `last_version`.
    """
    before = last_version(versions, day)
    left = _ended(versions, before, day)
    if not left:
        raise Invalid("day", "Pada tanggal itu unit ini baru dibentuk.")
    return left


def taken_back(versions: Sequence[Version]) -> tuple[Version, ...]:
    """The versions without the newest change: the one before holds as long as the newest did, and a
    unit that was closed is open again.

    Raises:
        Conflict: nothing was changed since the unit was created.
    """
    *before, newest = sorted(versions, key=lambda one: one.valid_from)
    if newest.valid_until is not None:
        return (*before, replace(newest, valid_until=None))
    if not before:
        raise Conflict("Unit ini belum pernah diubah, jadi tidak ada yang dapat dibatalkan.")
    return (*before[:-1], replace(before[-1], valid_until=None))


Tree = Mapping[int, Sequence[Version]]
"""The versions of each unit, by its id."""


def days_of_change(tree: Tree, day: date) -> tuple[date, ...]:
    """The day, and every later one on which some unit of the tree changes."""
    later = {
        moment
        for versions in tree.values()
        for one in versions
        for moment in (one.valid_from, one.valid_until)
        if moment is not None and moment > day
    }
    return (day, *sorted(later))


def check_tree(tree: Tree, day: date) -> None:
    """Whether from the day on every unit stands below one that exists, and none below itself.

    Raises:
        Invalid: it would not (field `parent`).
    """
    for moment in days_of_change(tree, day):
        parents = _parents_on(tree, moment)
        if any(up is not None and up not in parents for up in parents.values()):
            raise Invalid(
                "parent", "Unit induknya tidak ada sepanjang waktu itu. Periksa tanggalnya."
            )
        if _has_ring(parents):
            raise Invalid("parent", "Unit tidak dapat berada di bawah dirinya sendiri.")


def _parents_on(tree: Tree, day: date) -> dict[int, int | None]:
    return {
        unit_id: one.parent_id
        for unit_id, versions in tree.items()
        for one in versions
        if one.holds_on(day)
    }


def _has_ring(parents: Mapping[int, int | None]) -> bool:
    ends: set[int] = set()
    for start in parents:
        path: list[int] = []
        here: int | None = start
        while here is not None and here not in ends:
            if here in path:
                return True
            path.append(here)
            here = parents.get(here)
        ends.update(path)
    return False


def _ended(versions: Iterable[Version], which: Version, day: date) -> tuple[Version, ...]:
    """The versions with one of them ended; gone where it would have held on no day."""
    kept = [one for one in versions if one is not which]
    if which.valid_from < day:
        kept.append(replace(which, valid_until=day))
    return tuple(sorted(kept, key=lambda one: one.valid_from))
