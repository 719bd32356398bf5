"""The gradebook of a course, for those who run it, and its export.

What does not belong here: what is behind a single score (`scores`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from lms.accounts.rules import FIRST
from lms.assessment.queries.gradebook import (
    OF_ACTIVITY,
    Column,
    GradebookFilters,
    GradebookPage,
    Row,
    columns_of,
    gradebook,
    whole_gradebook,
)
from lms.assessment.rules import CellState
from lms.assessment.views.blueprint import blueprint
from lms.core import audit
from lms.core.clock import today
from lms.core.words import N_
from lms.courses.queries import Workspace, course_for_editing
from lms.learning.queries import units_in_class
from lms.web.access import actor, signed_in
from lms.web.downloads import as_csv, as_workbook

STATE_WORDS: dict[CellState, tuple[str, str]] = {
    "none": (N_("Belum dikerjakan"), ""),
    "open": (N_("Sedang dikerjakan"), "info"),
    "waiting": (N_("Menunggu penilaian"), "info"),
    "passed": (N_("Lulus"), "success"),
    "failed": (N_("Belum lulus"), "warning"),
    "done": (N_("Sudah dikerjakan"), ""),
}
"""Each state of a cell in words, with the kind of its badge."""


@blueprint.get("/courses/<key>/gradebook")
@signed_in
def show_gradebook(key: str) -> str:
    """People × activities, filtered and sorted by the address."""
    course, columns, filters = _asked(key)
    page = gradebook(course.id, columns, filters)
    _log("assessment.gradebook", course)
    return render_template(
        "assessment/gradebook.html",
        course=course,
        filters=filters,
        page=page,
        columns=columns,
        shown=_shown(columns, filters),
        heads=_heads(course, columns, filters, page),
        in_wanted_order=page.sort == filters.sort,
        query=filters.to_address(turn=FIRST),
        units=units_in_class(course.id),
        words=STATE_WORDS,
    )


@blueprint.get("/courses/<key>/gradebook.csv")
@signed_in
def gradebook_csv(key: str) -> Response:
    """What the gradebook shows, all pages, as a CSV that a local spreadsheet opens."""
    course, columns, filters = _asked(key)
    shown, rows = _shown(columns, filters), whole_gradebook(course.id, columns, filters)
    _log("assessment.gradebook_csv", course)
    return as_csv(_file_name(course), _titles(shown), _cells(shown, rows))


@blueprint.get("/courses/<key>/gradebook.xlsx")
@signed_in
def gradebook_xlsx(key: str) -> Response:
    """The same as a workbook."""
    course, columns, filters = _asked(key)
    shown, rows = _shown(columns, filters), whole_gradebook(course.id, columns, filters)
    _log("assessment.gradebook_xlsx", course)
    return as_workbook(_file_name(course), _titles(shown), _cells(shown, rows))


def _asked(key: str) -> tuple[Workspace, list[Column], GradebookFilters]:
    course = course_for_editing(actor(), key)
    columns = columns_of(course.id)
    return course, columns, GradebookFilters.from_address(request.args, columns)


def _shown(columns: Sequence[Column], filters: GradebookFilters) -> list[Column]:
    return [one for one in columns if filters.activity in ("", one.key)]


def _heads(
    course: Workspace, columns: Sequence[Column], filters: GradebookFilters, page: GradebookPage
) -> list[dict[str, Any]]:
    labels = {"name": _("Peserta"), "unit": _("Unit kerja"), "mean": _("Rata-rata kursus")}
    labels |= {f"{OF_ACTIVITY}{one.key}": one.title for one in _shown(columns, filters)}
    now_sorted = "descending" if page.descending else "ascending"
    base = url_for("assessment.show_gradebook", key=course.key)
    return [
        {
            "label": label,
            "url": f"{base}?{urlencode(filters.sorted_by(name))}",
            "direction": now_sorted if name == page.sort else None,
            "numeric": name not in ("name", "unit"),
        }
        for name, label in labels.items()
    ]


def _titles(shown: Sequence[Column]) -> list[str]:
    titles = [_("Peserta"), _("Unit kerja"), _("Rata-rata kursus")]
    for one in shown:
        titles += [one.title, _("%(title)s: keadaan", title=one.title)]
    return titles


def _cells(shown: Sequence[Column], rows: Iterable[Row]) -> Iterator[list[object]]:
    words = {state: _(text) for state, (text, _kind) in STATE_WORDS.items()}
    by_hand = _("ditetapkan pengajar")
    for row in rows:
        line: list[object] = [row.name, row.unit, row.mean]
        for one in shown:
            cell = row.cells[one.key]
            word = words[cell.state]
            line += [cell.score, f"{word} ({by_hand})" if cell.overridden else word]
        yield line


def _file_name(course: Workspace) -> str:
    return f"buku-nilai-{course.key}-{today():%Y-%m-%d}"


def _log(page: str, course: Workspace) -> None:
    audit.record_view(actor_id=actor().id, page=page, subject=("course", course.id))
