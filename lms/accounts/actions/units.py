"""The tree of units: created, renamed, moved, merged and closed, each from a day on.

One change at a time: the root's row is locked, so that two changes that are sound by themselves can't
make a ring together.

What does not belong here: who belongs to a unit (`places`), how versions follow one another (`rules`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Date, delete, func, insert, literal, or_, select, update

from lms.accounts import rules
from lms.accounts.actions.naming import add_unless_taken
from lms.accounts.actions.roles import end_roles_in
from lms.accounts.events import PlacesChanged, UnitMerged
from lms.accounts.models import Membership, OrgUnit, UnitVersion
from lms.accounts.rules import Version
from lms.core import audit
from lms.core.clock import today
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import publish


def create_unit(
    *,
    code: str,
    name: str,
    kind: str = "unit",
    parent_id: int | None = None,
    valid_from: date | None = None,
    actor_id: int | None = None,
) -> OrgUnit:
    """Create a unit below another, or at the top, from a day on (today).

    Raises:
        Invalid: the code is taken, a field won't do, or the parent doesn't exist from that day on.
    """
    code, name, kind = rules.unit_code(code), rules.unit_name(name), _kind(kind)
    begin_writing()
    tree = _locked_tree()
    day = valid_from or today()
    unit = OrgUnit(code=code)
    add_unless_taken(unit)
    tree[unit.id] = (Version(name, kind, parent_id, day),)
    rules.check_tree(tree, day)
    _store(unit.id, tree[unit.id])
    _record("unit:create", unit.id, actor_id, day, code=code, parent_id=parent_id)
    return unit


def rename_unit(*, unit_id: int, name: str, kind: str, day: date, actor_id: int | None) -> None:
    """Give a unit another name or kind from a day on.

    Raises:
        NotFound: there is no such unit.
        Invalid: the name won't do, or the unit doesn't exist on the day.
        Conflict: a later change is planned.
    """
    name, kind = rules.unit_name(name), _kind(kind)
    begin_writing()
    versions = _versions(_locked_tree(), unit_id)
    _store(unit_id, rules.renamed(versions, day, name=name, kind=kind))
    _record("unit:rename", unit_id, actor_id, day)


def move_unit(*, unit_id: int, parent_id: int | None, day: date, actor_id: int | None) -> None:
    """Put a unit, with all below it, under another from a day on.

    Raises:
        NotFound: there is no such unit.
        Invalid: it would stand below itself or below one that doesn't exist then.
        Conflict: a later change is planned.
    """
    begin_writing()
    tree = _locked_tree()
    tree[unit_id] = rules.moved(_versions(tree, unit_id), day, parent_id=parent_id)
    rules.check_tree(tree, day)
    _store(unit_id, tree[unit_id])
    _record("unit:move", unit_id, actor_id, day, parent_id=parent_id)


def close_unit(*, unit_id: int, day: date, actor_id: int | None) -> None:
    """Let a unit exist no more from a day on; the roles given in it end then.

    Raises:
        NotFound: there is no such unit.
        Invalid: it doesn't exist on the day.
        Conflict: somebody or some unit still belongs to it then, or a later change is planned.
    """
    begin_writing()
    tree = _locked_tree()
    tree[unit_id] = rules.closed(_versions(tree, unit_id), day)
    if _members_from(unit_id, day):
        raise Conflict("Masih ada pegawai di unit ini pada tanggal itu. Pindahkan mereka dahulu.")
    _refuse_if_units_are_left(tree, unit_id, day)
    _store(unit_id, tree[unit_id])
    end_roles_in(unit_id, day)
    _record("unit:close", unit_id, actor_id, day)


def merge_unit(*, unit_id: int, into_id: int, day: date, actor_id: int | None) -> None:
    """Close a unit from a day on; its people and the units below it belong to another then. Roles given
    in it end: nobody's reach grows by a merger.

    Raises:
        NotFound: there is no such unit.
        Invalid: the other unit doesn't exist then, is the same or stands below it.
        Conflict: a later change is planned.
    """
    if unit_id == into_id:
        raise Invalid("parent", "Pilih unit lain.")
    begin_writing()
    tree = _locked_tree()
    _versions(tree, into_id)
    below = _children_from(tree, unit_id, day)
    for child_id in below:
        tree[child_id] = rules.moved(tree[child_id], day, parent_id=into_id)
    tree[unit_id] = rules.closed(_versions(tree, unit_id), day)
    _refuse_if_units_are_left(tree, unit_id, day)
    rules.check_tree(tree, day)
    _refuse_unless_open(tree[into_id], day)
    for changed_id in (*below, unit_id):
        _store(changed_id, tree[changed_id])
    _move_members(unit_id, into_id, day)
    end_roles_in(unit_id, day)
    db.session.get_one(OrgUnit, unit_id).merged_into_id = into_id
    db.session.flush()
    _record("unit:merge", unit_id, actor_id, day, into_id=into_id, units=below)
    publish(UnitMerged(unit_id, into_id, day))


def take_back_change(*, unit_id: int, actor_id: int | None) -> None:
    """Undo the newest change of a unit's name, kind or place, or its closing.

    Raises:
        NotFound: there is no such unit.
        Conflict: it was never changed, or was merged: its people have gone then.
        Invalid: the tree would no longer hold together.
    """
    begin_writing()
    tree = _locked_tree()
    versions = _versions(tree, unit_id)
    if db.session.get_one(OrgUnit, unit_id).merged_into_id is not None:
        raise Conflict("Penggabungan unit tidak dapat dibatalkan: pegawainya sudah berpindah.")
    tree[unit_id] = rules.taken_back(versions)
    rules.check_tree(tree, min(one.valid_from for one in versions))
    _store(unit_id, tree[unit_id])
    _record("unit:take-back", unit_id, actor_id, today())


def _kind(text: str) -> str:
    if text not in rules.KINDS:
        raise Invalid("kind", "Jenis unit ini tidak dikenal.")
    return text


def _locked_tree() -> dict[int, tuple[Version, ...]]:
    """All units with their versions, kept from other changes of the tree until the end."""
    db.session.execute(select(OrgUnit.id).order_by(OrgUnit.id).limit(1).with_for_update())
    tree: dict[int, tuple[Version, ...]] = {}
    query = select(UnitVersion).order_by(UnitVersion.unit_id, UnitVersion.valid_from)
    for row in db.session.scalars(query):
        version = Version(row.name, row.kind, row.parent_id, row.valid_from, row.valid_until)
        tree[row.unit_id] = (*tree.get(row.unit_id, ()), version)
    return tree


def _versions(tree: dict[int, tuple[Version, ...]], unit_id: int) -> tuple[Version, ...]:
    if unit_id not in tree:
        raise NotFound()
    return tree[unit_id]


def _store(unit_id: int, versions: Iterable[Version]) -> None:
    db.session.execute(delete(UnitVersion).where(UnitVersion.unit_id == unit_id))
    rows = [{"unit_id": unit_id, **vars(one)} for one in versions]
    db.session.execute(insert(UnitVersion), rows)


def _record(what: str, unit_id: int, actor_id: int | None, day: date, **details: object) -> None:
    audit.record(
        what,
        actor_id=actor_id,
        subject=("unit", unit_id),
        details={"day": day.isoformat(), **details},
    )
    db.session.flush()


def _children_from(tree: dict[int, tuple[Version, ...]], unit_id: int, day: date) -> list[int]:
    """The units that stand directly below it on the day."""
    return [
        child_id
        for child_id, versions in tree.items()
        if any(one.holds_on(day) and one.parent_id == unit_id for one in versions)
    ]


def _refuse_if_units_are_left(
    tree: dict[int, tuple[Version, ...]], unit_id: int, day: date
) -> None:
    for versions in tree.values():
        for one in versions:
            ends_before = one.valid_until is not None and one.valid_until <= day
            if one.parent_id == unit_id and not ends_before:
                raise Conflict(
                    "Masih ada unit di bawah unit ini pada tanggal itu. Pindahkan atau tutup dahulu."
                )


def _refuse_unless_open(versions: tuple[Version, ...], day: date) -> None:
    if not any(one.holds_on(day) for one in versions):
        raise Invalid("parent", "Unit tujuan belum ada pada tanggal itu. Pilih unit lain.")
    if versions[-1].valid_until is not None:
        raise Invalid("parent", "Unit tujuan akan ditutup. Pilih unit lain.")


def _members_from(unit_id: int, day: date) -> int:
    return (
        db.session.scalar(
            select(func.count()).where(
                Membership.unit_id == unit_id,
                or_(Membership.valid_until.is_(None), Membership.valid_until > day),
            )
        )
        or 0
    )


def _move_members(unit_id: int, into_id: int, day: date) -> None:
    """Everybody who belongs to the unit on the day or later belongs to the other from then on."""
    began_before = Membership.valid_from < day
    goes_on = or_(Membership.valid_until.is_(None), Membership.valid_until > day)
    kept = ("person_id", "position", "position_type", "echelon", "additional", "valid_until")
    columns = [getattr(Membership, name) for name in kept]
    going_on = select(literal(into_id), literal(day, Date()), *columns).where(
        Membership.unit_id == unit_id, began_before, goes_on
    )
    db.session.execute(insert(Membership).from_select(["unit_id", "valid_from", *kept], going_on))
    db.session.execute(
        update(Membership)
        .where(Membership.unit_id == unit_id, began_before, goes_on)
        .values(valid_until=day)
    )
    db.session.execute(
        update(Membership)
        .where(Membership.unit_id == unit_id, Membership.valid_from >= day)
        .values(unit_id=into_id)
    )
    moved = select(Membership.person_id).where(
        Membership.unit_id == into_id, Membership.valid_from >= day
    )
    publish(PlacesChanged(tuple(set(db.session.scalars(moved)))))
