"""Development plans in every state: Ayu's is agreed to and half done, Siti's is as long as plans are and
waits, Hana's is a first draft, Indra's was sent back, Nadia has none.

What does not belong here: which pages are looked at (`places/plans.py`).
"""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from lms.core.db import begin_unit, db
from lms.supervision.actions import plan_items, plans
from lms.supervision.models import DevelopmentPlan
from lms.supervision.rules.plans import ItemText
from tests.browser.world.hours import LONG_CLAIM, LONG_WORD
from tests.browser.world.names import PROJECT
from tests.factories.learning import committed
from tests.factories.plans import YEAR, begun, duty_for, text

PLANNED = (
    text("Membaca kurva S dua kontrak", origin="gap", quarter=3),
    text("Memimpin rapat mingguan", form="mentoring", hours=400),
    text("Belajar dari penanganan jalan di kabupaten lain", form="benchmarking", hours=1_000),
)


def build(app: Flask, found: dict[str, str]) -> dict[str, str]:
    """Plan, propose, agree and send back; returns ids by name."""
    people = {name: int(found[name]) for name in ("ayu", "siti", "hana", "indra", "citra", "gita")}
    with app.app_context():
        begin_unit(may_write=True)
        ids = _of_ayu(people["ayu"], people["citra"]) | _of_siti(people["siti"], people["citra"])
        begun(people["hana"], "Masih dipikirkan")
        _sent_back(people["indra"], people["citra"])
        begun(people["gita"])
        committed()
    return {name: str(value) for name, value in ids.items()}


def _of_ayu(ayu: int, citra: int) -> dict[str, int]:
    """Agreed to; a course that is completed, what is marked, what is dropped, and a duty beside it."""
    own = {"person_id": ayu, "year": YEAR}
    plans.begin_plan(**own)
    items = [_added(own, one) for one in PLANNED]
    _added(own, text("Pelayanan yang Ramah", form="e_learning"), "tuntas")
    plan_items.drop_item(**own, item_id=items[2], reason="Anggaran perjalanan dialihkan.")
    plans.propose(**own)
    _agree(own, citra)
    plan_items.mark_item(**own, item_id=items[0], done=True)
    duty_for(ayu, PROJECT)
    return {"plan_item": items[0], "plan_item_open": items[1]}


def _of_siti(siti: int, citra: int) -> dict[str, int]:
    own = {"person_id": siti, "year": YEAR}
    plans.begin_plan(**own)
    longest = text(LONG_CLAIM.strip()[:300], origin="gap", form="exchange", quarter=1)
    item = _added(own, longest)
    _added(own, text(LONG_WORD, form="self_study", quarter=1))
    duty_id = duty_for(siti, "lanjutan")
    plan_items.add_duty(**own, duty_id=duty_id)
    plans.propose(**own)
    plans.add_remark(**own, content=f"{LONG_WORD}\n\nMohon saran.", key="1", actor_id=siti)
    plans.add_remark(**own, content="Nanti kita bahas.", key="2", actor_id=citra)
    return {"plan_item_long": item}


def _sent_back(indra: int, citra: int) -> None:
    own = {"person_id": indra, "year": YEAR}
    begun(indra, "Satu hal")
    plans.propose(**own)
    plans.send_back(**own, seen=_version(own), content="Tambahkan target.", actor_id=citra)


def _added(own: dict[str, int], item: ItemText, course_key: str = "") -> int:
    return plan_items.add_item(**own, text=item, key=item.need[:60], course_key=course_key)


def _agree(own: dict[str, int], citra: int) -> None:
    plans.agree(**own, seen=_version(own), content="Setuju.", actor_id=citra)


def _version(own: dict[str, int]) -> int:
    return db.session.scalars(select(DevelopmentPlan.version).filter_by(**own)).one()
