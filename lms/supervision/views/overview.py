"""`/supervision`: the people a supervisor reaches and their courses.

What does not belong here: the same as a file (`exports`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask_babel import gettext as _

from lms.accounts.rules import FIRST
from lms.core import audit
from lms.supervision.policy import SUPERVISE
from lms.supervision.queries import overview, saved_views
from lms.supervision.queries.overview import Page
from lms.supervision.rules.filters import Filters
from lms.supervision.rules.saved_views import PEOPLE, Seen
from lms.supervision.views.blueprint import blueprint
from lms.web.access import actor, needs


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
        views=saved_views.views_of(actor()),
        here=Seen(PEOPLE, None, filters.to_address(turn=FIRST)),
        shown=_as_shown(filters, page).to_address(turn=FIRST),
    )


def column_words() -> dict[str, str]:
    """What the columns are called, by what they are sorted by."""
    return {
        "name": _("Pegawai"),
        "unit": _("Unit kerja"),
        "course": _("Nama kursus"),
        "status": _("Status"),
        "progress": _("Kemajuan"),
        "score": _("Nilai"),
        "last-activity": _("Terakhir belajar"),
    }


def _as_shown(filters: Filters, page: Page) -> Filters:
    """The filters with the order that the page has: of too many people it is that of their names."""
    return replace(filters, sort=page.sort, descending=page.descending)


def _columns(filters: Filters, sort: str, *, descending: bool) -> list[dict[str, Any]]:
    now_sorted = "descending" if descending else "ascending"
    return [
        {
            "label": label,
            "url": _page(filters.sorted_by(name)),
            "direction": now_sorted if name == sort else None,
            "numeric": name == "score",
        }
        for name, label in column_words().items()
    ]


def _page(query: dict[str, str]) -> str:
    address = url_for("supervision.index")
    return f"{address}?{urlencode(query)}" if query else address
