"""The class list of a course and one participant, for those who run the course."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from lms.accounts.rules import FIRST
from lms.core import audit
from lms.core.clock import today
from lms.courses.queries import Workspace, compiled, course_for_editing, current_revision_id
from lms.learning import queries
from lms.learning.queries import ClassFilters, Participant
from lms.learning.views.shell import blueprint
from lms.web import slots
from lms.web.access import actor, signed_in
from lms.web.downloads import as_csv
from lms.web.locale import date_and_time


@blueprint.get("/learn/<key>/-/class")
@signed_in
def class_list(key: str) -> str:
    """The participants, filtered and sorted by the address."""
    course = course_for_editing(actor(), key)
    filters = ClassFilters.from_address(request.args)
    page = queries.class_list(course.id, filters)
    _log("learning.class_list", course)
    return render_template(
        "learning/class_list.html",
        course=course,
        filters=filters,
        page=page,
        units=queries.units_in_class(course.id),
        states=state_words(),
        columns=_columns(course, filters, page.sort, descending=page.descending),
        in_wanted_order=page.sort == filters.sort,
        query=filters.to_address(turn=FIRST),
    )


@blueprint.get("/learn/<key>/-/class.csv")
@signed_in
def class_export(key: str) -> Response:
    """What the class list shows, all pages, as a CSV that a local spreadsheet opens."""
    course = course_for_editing(actor(), key)
    filters = ClassFilters.from_address(request.args)
    rows = queries.everybody_in_class(course.id, filters)
    _log("learning.class_export", course)
    columns = _columns(course, filters, filters.sort, descending=filters.descending)
    header = [column["label"] for column in columns]
    name = f"peserta-{course.key}-{today():%Y-%m-%d}"
    return as_csv(name, [*header, _("Tuntas pada")], _cells(rows))


@blueprint.get("/learn/<key>/-/class/<int:person_id>")
@signed_in
def participant(key: str, person_id: int) -> str:
    """One participant: each activity with its state, score and attempts. Never single answers."""
    course = course_for_editing(actor(), key)
    found, progress = queries.participant_for_running(course.id, person_id)
    audit.record_view(
        actor_id=actor().id, page="learning.participant", subject=("person", person_id)
    )
    attempts = slots.provider("participant.attempts")
    revision = compiled(current_revision_id(key))
    return render_template(
        "learning/participant.html",
        course=course,
        participant=found,
        progress=progress,
        activities=revision.activities,
        attempts=attempts(found.enrolment_id) if attempts else {},
        states=state_words(),
    )


def state_words() -> dict[str, tuple[str, str]]:
    """Each state of an enrolment in words, with the kind of its badge."""
    return {
        "active": (_("Sedang belajar"), "info"),
        "completed": (_("Tuntas"), "success"),
        "withdrawn": (_("Mengundurkan diri"), "warning"),
    }


def _log(page: str, course: Workspace) -> None:
    audit.record_view(actor_id=actor().id, page=page, subject=("course", course.id))


def _cells(rows: Iterator[Participant]) -> Iterator[list[object]]:
    words = state_words()
    for row in rows:
        yield [
            row.name,
            row.unit,
            words[row.state][0],
            _("%(done)s dari %(total)s", done=row.done, total=row.total),
            None if row.score is None else round(row.score, 2),
            date_and_time(row.last_seen_at) if row.last_seen_at else None,
            date_and_time(row.completed_at) if row.completed_at else None,
        ]


def _columns(
    course: Workspace, filters: ClassFilters, sort: str, *, descending: bool
) -> list[dict[str, Any]]:
    labels = {
        "name": _("Peserta"),
        "unit": _("Unit kerja"),
        "state": _("Status"),
        "progress": _("Kemajuan"),
        "score": _("Nilai"),
        "last-activity": _("Terakhir belajar"),
    }
    now_sorted = "descending" if descending else "ascending"
    base = url_for("learning.class_list", key=course.key)
    return [
        {
            "label": label,
            "url": f"{base}?{urlencode(filters.sorted_by(name))}",
            "direction": now_sorted if name == sort else None,
            "numeric": name == "score",
        }
        for name, label in labels.items()
    ]
