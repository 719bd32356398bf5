"""Citra's saved views: one whose name is as long as names are, one that is mailed and was, more than a page
shows at its top, one of a unit that she doesn't see any more.

What does not belong here: which pages are looked at (`places/saved_views.py`).
"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from lms.accounts.models import OrgUnit
from lms.core import clock
from lms.core.db import begin_unit, begin_writing, db
from lms.supervision.actions.saved_views import save_view
from lms.supervision.actions.view_mails import mail_view
from lms.supervision.models import SavedView
from lms.supervision.rules.saved_views import LONGEST_NAME, MONTHLY, WEEKLY, Schedule, Seen
from tests.browser.world.names import LONG_TITLE, PROJECT
from tests.factories.learning import committed


def build(app: Flask, found: dict[str, str]) -> dict[str, str]:
    """Save and mail; returns the ids by name."""
    citra = int(found["citra"])
    with app.app_context():
        begin_unit(may_write=True)
        units = {row.code: row.id for row in db.session.execute(select(OrgUnit.code, OrgUnit.id))}
        own = units["dpu-jalan"]
        with clock.frozen(clock.now() - timedelta(days=8)):
            mailed = _saved(citra, Seen("unit", own, {}), "Bidang saya", Schedule(WEEKLY, 0, 8))
        for _time in range(2):
            mail_view(mailed)
            committed()
        long = Seen("people", None, {"course": PROJECT, "status": "active", "q": "a"})
        _saved(citra, long, f"Panjang: {LONG_TITLE * 3}"[:LONGEST_NAME], Schedule(MONTHLY, 31, 16))
        for number in range(6):
            _saved(citra, Seen("people", None, {}), f"Semua {number}", Schedule())
        begin_writing()
        gone = SavedView(
            person_id=citra,
            name="Dinas",
            page="unit",
            unit_id=units["dpu"],
            params={"on": "2026-01-31"},
            told={},
            created_at=clock.now(),
        )
        db.session.add(gone)
        db.session.flush()
        ids = {"view": str(mailed), "view_gone": str(gone.id)}
        committed()
        return ids


def _saved(actor_id: int, seen: Seen, name: str, schedule: Schedule) -> int:
    view_id = save_view(actor_id=actor_id, seen=seen, name=name, schedule=schedule)
    committed()
    return view_id
