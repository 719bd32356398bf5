"""`/supervision`: the people a supervisor reaches, their courses, one person, and the same as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _

from lms.accounts.rules import FIRST
from lms.core import audit
from lms.core.clock import today
from lms.core.exports import csv_lines
from lms.supervision.policy import SUPERVISE
from lms.supervision.queries import overview
from lms.supervision.queries.overview import Row
from lms.supervision.rules.filters import Filters
from lms.supervision.views.blueprint import blueprint
from lms.web.access import actor, needs
from lms.web.locale import date_and_time


def status_words() -> dict[str, tuple[str, str]]:
    """Each status in words, with the kind of its badge."""
    return {
        "not-enrolled": (_("Belum mendaftar"), ""),
        "active": (_("Sedang belajar"), "info"),
        "completed": (_("Tuntas"), "success"),
        "withdrawn": (_("Mengundurkan diri"), "warning"),
    }


@blueprint.get("/supervision")
@needs(SUPERVISE)
def index() -> str:
    """People × courses, filtered and sorted by the address."""
    filters = Filters.from_address(request.args)
    page = overview.page(actor(), filters)
    audit.record_view(actor_id=actor().id, page="supervision.index", subject=("overview", "people"))
    return render_template(
        "supervision/overview.html",
        filters=filters,
        page=page,
        courses=page.courses,
        statuses=status_words(),
        columns=_columns(filters, page.sort, descending=page.descending),
        in_wanted_order=page.sort == filters.sort,
        query=filters.to_address(turn=FIRST),
    )


@blueprint.get("/supervision/people/<int:person_id>")
@needs(SUPERVISE)
def person(person_id: int) -> str:
    """One person's courses."""
    found = overview.person_for_supervising(actor(), person_id)
    audit.record_view(actor_id=actor().id, page="supervision.person", subject=("person", person_id))
    return render_template(
        "supervision/person.html",
        person=found,
        statuses=status_words(),
        columns=_course_columns(),
        year=today().year,
    )


@blueprint.get("/supervision/overview.csv")
@needs(SUPERVISE)
def export() -> Response:
    """What the overview shows, all pages, as a CSV that a local spreadsheet opens."""
    filters = Filters.from_address(request.args)
    rows = overview.every_row(actor(), filters)
    audit.record_view(actor_id=actor().id, page="supervision.export", subject=("overview", "csv"))
    columns = _columns(filters, filters.sort, descending=filters.descending)
    header = [column["label"] for column in columns]
    lines = csv_lines([*header, _("Tuntas pada")], _cells(rows))
    response = Response(stream_with_context(lines), mimetype="text/csv")
    name = f"pemantauan-{today():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cells(rows: Iterator[Row]) -> Iterator[list[object]]:
    words = status_words()
    for row in rows:
        yield [
            row.name,
            row.unit,
            row.course_title,
            words[row.status][0],
            _("%(done)s dari %(total)s", done=row.done, total=row.total) if row.total else None,
            None if row.score is None else round(row.score, 1),
            date_and_time(row.last_activity_at) if row.last_activity_at else None,
            date_and_time(row.completed_at) if row.completed_at else None,
        ]


def _columns(filters: Filters, sort: str, *, descending: bool) -> list[dict[str, Any]]:
    labels = {
        "name": _("Pegawai"),
        "unit": _("Unit kerja"),
        "course": _("Nama kursus"),
        "status": _("Status"),
        "progress": _("Kemajuan"),
        "score": _("Nilai"),
        "last-activity": _("Terakhir belajar"),
    }
    now_sorted = "descending" if descending else "ascending"
    return [
        {
            "label": label,
            "url": _page(filters.sorted_by(name)),
            "direction": now_sorted if name == sort else None,
            "numeric": name == "score",
        }
        for name, label in labels.items()
    ]


def _page(query: dict[str, str]) -> str:
    address = url_for("supervision.index")
    return f"{address}?{urlencode(query)}" if query else address


def _course_columns() -> list[dict[str, Any]]:
    labels = (
        _("Nama kursus"),
        _("Status"),
        _("Kemajuan"),
        _("Nilai"),
        _("Terakhir belajar"),
        _("Tuntas pada"),
    )
    return [{"label": label, "numeric": label == _("Nilai")} for label in labels]
