"""Files that Citra asked for in every state, and the letterhead of the province, with lines as long as they
may be.

What does not belong here: which pages are looked at (`places/exports.py`).
"""

from __future__ import annotations

from flask import Flask

from lms.core import clock
from lms.core.db import begin_unit, begin_writing, db
from lms.supervision.actions.exports.asking import ask_for
from lms.supervision.actions.exports.making import make_export
from lms.supervision.actions.letterheads import change_letterhead
from lms.supervision.models import Export
from lms.supervision.rules.exports import What
from lms.supervision.rules.filters import Filters
from lms.supervision.rules.letterheads import LONGEST_LINE
from tests.browser.world.names import LONG_NAME, PROJECT
from tests.factories.courses import png
from tests.factories.exports import made_of_figures
from tests.factories.learning import committed

LONG_LINE = ("Jalan Pertanggungjawabannyalah Nomor 11, " * 4)[:LONGEST_LINE].strip()


def build(app: Flask, found: dict[str, str]) -> dict[str, str]:
    """Ask, make, let fail; returns the ids of the file that is ready and of a unit with a letterhead."""
    citra, unit = int(found["citra"]), int(found["unit"])
    with app.app_context():
        begin_unit(may_write=True)
        change_letterhead(
            unit_id=unit,
            typed=("Pemerintah Provinsi Lampung", f"{LONG_LINE}\n{LONG_LINE}", LONG_LINE),
            logo=png(),
            keep_logo=False,
            seen=0,
            actor_id=int(found["eko"]),
        )
        committed()
        ready = made_of_figures(citra, unit, "xlsx")
        names = (LONG_NAME[:90], "tertunda", "gagal")
        asked = [
            ask_for(
                what=What("people", filters=Filters(search=name, course=PROJECT)),
                form="csv",
                language="id",
                actor_id=citra,
            )
            for name in names
        ]
        committed()
        for _step in make_export({"export_id": asked[0]}):
            break
        committed()
        begin_writing()
        failed = db.session.get_one(Export, asked[2])
        failed.state, failed.failure, failed.finished_at = "failed", "rights", clock.now()
        committed()
    return {"export": str(ready)}
