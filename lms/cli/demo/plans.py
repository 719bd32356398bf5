"""A development plan of the cast, labelled as data contoh: Ayu's, agreed with Citra, one item done.

What does not belong here: the duties that plans also come from.
"""

from __future__ import annotations

from sqlalchemy import select

from lms.accounts.models import Person
from lms.core.clock import today
from lms.core.db import begin_writing, db
from lms.supervision.actions.plan_items import add_item, mark_item
from lms.supervision.actions.plans import agree, begin_plan, propose
from lms.supervision.models import DevelopmentPlan
from lms.supervision.rules.plans import ItemText

ITEMS = (
    ItemText(
        "gap", "Membaca kurva S untuk mengendalikan kontrak (data contoh)", "coaching", 3, 200
    ),
    ItemText("gap", "Menyusun rencana kerja tahunan seksi (data contoh)", "mentoring", 4, 400),
    ItemText(
        "wish",
        "Belajar dari penanganan jalan di kabupaten lain (data contoh)",
        "benchmarking",
        4,
        1_000,
    ),
)
"""What Ayu plans; the first is done."""


def create_plan() -> bool:
    """Let Ayu and Citra agree on a plan of this year; False when there is one already."""
    begin_writing()
    people = {
        row.user_name: row.id
        for row in db.session.execute(
            select(Person.user_name, Person.id).where(Person.user_name.in_(("ayu", "citra")))
        )
    }
    plan = {"person_id": people["ayu"], "year": today().year}
    if db.session.scalar(select(DevelopmentPlan.id).filter_by(**plan)):
        return False
    begin_plan(**plan)
    items = [
        add_item(**plan, text=text, key=f"data-contoh-{number}")
        for number, text in enumerate(ITEMS)
    ]
    propose(**plan)
    seen = db.session.scalars(select(DevelopmentPlan.version).filter_by(**plan)).one()
    agree(
        **plan,
        seen=seen,
        content="Setuju. Mulai dari kurva S, ya. (data contoh)",
        actor_id=people["citra"],
    )
    mark_item(**plan, item_id=items[0], done=True)
    return True
