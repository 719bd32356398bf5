"""`/supervision/units`: figures of units on any day, beside each other, and the people behind each.

What does not belong here: the list of people and their courses (`overview`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from lms.accounts.rules import Turn
from lms.core import audit
from lms.core.clock import today
from lms.supervision.policy import SEE_FIGURES
from lms.supervision.queries import saved_views
from lms.supervision.queries.duties.own import every_duty
from lms.supervision.queries.figures import dashboard, people
from lms.supervision.rules.figures.showing import FEW, Asked
from lms.supervision.rules.figures.standing import COURSE_MEASURES
from lms.supervision.rules.saved_views import UNIT, Seen
from lms.supervision.views import duty_words
from lms.supervision.views.blueprint import blueprint
from lms.supervision.views.overview import status_words
from lms.web.access import actor, needs


@blueprint.get("/supervision/units")
@needs(SEE_FIGURES)
def units() -> str | AnyResponse:
    """The units whose figures the reader sees; of one alone its page."""
    found = dashboard.tops(actor())
    if len(found) == 1:
        return redirect(url_for("supervision.unit_figures", unit_id=found[0][0]))
    return render_template("supervision/figures/tops.html", units=found)


@blueprint.get("/supervision/units/<int:unit_id>")
@needs(SEE_FIGURES)
def unit_figures(unit_id: int) -> str:
    """A unit's figures, those of the units right below it, and its last months."""
    asked = Asked.from_address(request.args, today())
    page = dashboard.dashboard(actor(), unit_id, asked)
    audit.record_view(actor_id=actor().id, page="supervision.figures", subject=("unit", unit_id))
    return render_template(
        "supervision/figures/unit.html",
        page=page,
        asked=asked,
        today=today(),
        query=asked.to_address(today()),
        columns=_columns(unit_id, asked),
        month_columns=[{"label": label, "numeric": at > 0} for at, label in _months()],
        few=FEW,
        words=measure_words(),
        views=saved_views.views_of(actor()),
        here=Seen(UNIT, unit_id, asked.to_address(today())),
    )


@blueprint.get("/supervision/units/<int:unit_id>/people")
@needs(SEE_FIGURES)
def people_behind(unit_id: int) -> str:
    """The people who make a figure of a unit."""
    asked = Asked.from_address(request.args, today())
    measure = request.args.get("measure", "")
    if measure not in measure_words():
        raise NotFound()
    unit = dashboard.unit_for_seeing(actor(), unit_id, asked.day)
    course_id, course_title = dashboard.course_of(asked.course)
    page = people.people_behind(
        actor(), unit_id, course_id, measure, asked.day, Turn.from_address(request.args)
    )
    audit.record_view(actor_id=actor().id, page="supervision.behind", subject=("unit", unit_id))
    return render_template(
        "supervision/figures/people.html",
        unit=unit,
        page=page,
        asked=asked,
        measure=measure,
        course_title=course_title,
        words=measure_words()[measure],
        of_courses=measure in COURSE_MEASURES,
        query=asked.to_address(today(), sort="name", descending=False),
    )


@blueprint.get("/supervision/units/<int:unit_id>/people/<int:person_id>")
@needs(SEE_FIGURES)
def person_counted(unit_id: int, person_id: int) -> str:
    """One of the people behind a unit's figures: their duties and courses, what they did in each, when."""
    asked = Asked.from_address(request.args, today())
    unit = dashboard.unit_for_seeing(actor(), unit_id, asked.day)
    found = people.person_counted(actor(), unit_id, person_id, asked.day)
    audit.record_view(
        actor_id=actor().id, page="supervision.counted", subject=("person", person_id)
    )
    return render_template(
        "supervision/figures/person.html",
        unit=unit,
        person=found,
        duties=[duty for duty in every_duty(person_id) if not duty.is_over],
        standings=duty_words.standing_words(),
        words=duty_words,
        steps=people.steps_of(person_id),
        statuses=status_words(),
        query=asked.to_address(today(), sort="name", descending=False),
    )


def measure_words() -> dict[str, str]:
    """What each figure that leads to its people is called, in the order of tables."""
    return {
        "members": _("Pegawai"),
        "obliged": _("Punya kewajiban"),
        "late": _("Pegawai terlambat"),
        "assigned": _("Kewajiban"),
        "begun": _("Sudah dimulai"),
        "fulfilled": _("Terpenuhi"),
        "overdue": _("Terlambat"),
        "learning": _("Sedang belajar"),
        "completed": _("Tuntas"),
        "scored": _("Bernilai"),
        "score": _("Jumlah nilai"),
        "aimed": _("Punya target JP"),
        "on_target": _("Mencapai target JP"),
        "hours": _("JP tahun ini"),
    }


def _columns(unit_id: int, asked: Asked) -> list[dict[str, Any]]:
    labels = {
        "name": _("Unit kerja"),
        "members": _("Pegawai"),
        "assigned": _("Kewajiban"),
        "begun": _("Dimulai"),
        "fulfilled": _("Terpenuhi"),
        "overdue": _("Terlambat"),
        "score": _("Rata-rata nilai"),
        "hours": _("JP per orang"),
    }
    now_sorted = "descending" if asked.descending else "ascending"
    return [
        {
            "label": label,
            "numeric": name != "name",
            "url": _address(unit_id, asked.to_address(today(), **_turned(asked, name))),
            "direction": now_sorted if name == asked.sort else None,
        }
        for name, label in labels.items()
    ]


def _address(unit_id: int, query: dict[str, str]) -> str:
    address = url_for("supervision.unit_figures", unit_id=unit_id)
    return f"{address}?{urlencode(query)}" if query else address


def _turned(asked: Asked, name: str) -> dict[str, object]:
    """The order that a click on a column asks for: figures highest first, unless they are so already."""
    return {
        "sort": name,
        "descending": not asked.descending if name == asked.sort else name != "name",
    }


def _months() -> Iterable[tuple[int, str]]:
    return enumerate(
        (
            _("Per tanggal"),
            _("Kewajiban"),
            _("Terpenuhi"),
            _("Terlambat"),
            _("Tuntas"),
            _("Mencapai target JP"),
        )
    )
