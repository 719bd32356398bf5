"""Units with a history, and people with several posts, pay grades and supervisors who stand in."""

from __future__ import annotations

from datetime import date

from lms.accounts import actions
from tests.factories.learning import committed

LONG_UNIT = (
    "Unit Pelaksana Teknis Daerah Pemeliharaan Jalan, Jembatan, dan Drainase Wilayah"
    " Lampung Barat, Pesisir Barat, dan Tanggamus"
)


def build(people: dict[str, str], units: dict[str, int]) -> dict[str, str]:
    """Fill what the pages of units and posts show; returns ids that stand in addresses."""
    ayu, siti = int(people["ayu"]), int(people["siti"])
    jalan = units["dpu-jalan"]
    actions.create_unit(
        code="dpu-jalan-uptd", name=LONG_UNIT, parent_id=jalan, valid_from=date(2026, 2, 1)
    )
    actions.rename_unit(
        unit_id=jalan,
        name="Bidang Jalan dan Jembatan",
        kind="unit",
        day=date(2026, 7, 1),
        actor_id=None,
    )
    closed = actions.create_unit(
        code="dpu-lama", name="Seksi Lama", parent_id=jalan, valid_from=date(2026, 2, 1)
    ).id
    actions.merge_unit(unit_id=closed, into_id=jalan, day=date(2026, 6, 1), actor_id=None)
    stands_in = {"valid_from": date(2026, 11, 1), "valid_until": date(2027, 1, 1)}
    actions.grant_role(
        person_id=siti, role="supervisor", unit_id=jalan, acting="plh", actor_id=None, **stands_in
    )
    actions.assign_supervisor(person_id=ayu, supervisor_id=siti, acting="plt", **stands_in)
    actions.add_membership(
        person_id=ayu,
        unit_id=units["bpsdm"],
        position="Pengelola kelas daring",
        additional=True,
        valid_from=date(2026, 9, 1),
    )
    for grade, day in (("III/a", date(2022, 4, 1)), ("III/b", date(2026, 4, 1))):
        actions.set_pay_grade(person_id=ayu, grade=grade, day=day, actor_id=None)
    committed()
    return {"unit": str(jalan), "merged_unit": str(closed)}
