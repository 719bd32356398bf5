"""Tables that were asked for as files, as the worker makes them."""

from __future__ import annotations

from lms.core import db as database
from lms.core.clock import today
from lms.supervision.actions.exports.asking import ask_for
from lms.supervision.actions.exports.making import make_export
from lms.supervision.rules.exports import What
from lms.supervision.rules.figures.showing import Asked


def made_of_figures(person_id: int, unit_id: int, form: str = "csv") -> int:
    """A finished file of a unit's figures, for somebody who sees them; returns the export."""
    what = What("figures", unit_id=unit_id, asked=Asked(today()))
    export_id = ask_for(what=what, form=form, language="id", actor_id=person_id)
    database.commit()
    for _step in make_export({"export_id": export_id}):
        database.commit()
    database.commit()
    return export_id
