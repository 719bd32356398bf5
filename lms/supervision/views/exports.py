"""`/supervision/exports`: a table as a file, at once or made in the background, and the files that the
reader asked for.

What does not belong here: what stands in the tables (`tables`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from flask import Response, current_app, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from lms.core import audit, throttle
from lms.core.clock import today
from lms.core.errors import Conflict
from lms.core.exports import XLSX as WORKBOOK
from lms.core.exports import pieces_of
from lms.core.papers.drawing import PAPERS
from lms.supervision.actions.exports.asking import ask_for, do_without
from lms.supervision.actions.exports.writing import written_at_once
from lms.supervision.policy import EXPORT
from lms.supervision.queries import exports as queries
from lms.supervision.queries import overview
from lms.supervision.rules.exports import (
    CSV,
    FILE_NAMES,
    FORMS,
    KEPT,
    MOST_IN_PDF,
    PDF,
    SUBJECTS,
    XLSX,
    What,
    at_once,
    fits,
    what_from,
)
from lms.supervision.views.blueprint import blueprint
from lms.supervision.views.figures import measure_words
from lms.supervision.views.overview import status_words
from lms.supervision.views.tables import described, table_of
from lms.web.access import actor, needs, signed_in
from lms.web.downloads import named
from lms.web.locale import language, long_date, number

MIMETYPES = {CSV: "text/csv", XLSX: WORKBOOK, PDF: "application/pdf"}


@blueprint.get("/supervision/exports/new")
@needs(EXPORT)
def choose_export() -> str:
    """Which form a table shall have: what is in it, how large it is, and whether it is there at once."""
    what = _what()
    table = table_of(actor(), what)
    most = _most()
    counted = table.count(max(MOST_IN_PDF, most))
    return render_template(
        "supervision/exports/choose.html",
        table=table,
        what=what,
        query=what.to_address(),
        counted=min(counted, max(MOST_IN_PDF, most)),
        more=counted > max(MOST_IN_PDF, most),
        forms={form: counted <= at_once(form, most) for form in FORMS if fits(form, counted)},
        most_in_pdf=MOST_IN_PDF,
        kept=KEPT.days,
        back=_shown_at(what),
    )


@blueprint.get("/supervision/exports/file")
@needs(EXPORT)
def export_at_once() -> Response | AnyResponse:
    """A table as a file; one that is too large for that leads to where it can be asked for."""
    what, form = _what(), _form(request.args.get("form", ""))
    if form == PDF:
        throttle.hit("paper", str(actor().id), PAPERS)
    found = described(actor(), what, language())
    audit.record_view(actor_id=actor().id, page="supervision.export", subject=_subject(what, form))
    file = written_at_once(found, form, _most())
    if file is None:
        return redirect(_with(url_for("supervision.choose_export"), what.to_address()))
    return _leaving(Response(pieces_of(file), mimetype=MIMETYPES[form]), what, form, today())


@blueprint.post("/supervision/exports")
@needs(EXPORT)
def ask_export() -> AnyResponse:
    """Have a table made in the background."""
    what, form = _what(), _form(request.form.get("form", XLSX))
    table = table_of(actor(), what)
    if not fits(form, table.count(MOST_IN_PDF)):
        raise Conflict(
            "PDF memuat paling banyak %(n)s baris. Unduh sebagai XLSX, atau persempit saringannya.",
            n=MOST_IN_PDF,
        )
    ask_for(what=what, form=form, language=language(), actor_id=actor().id)
    return redirect(url_for("supervision.exports"), 303)


@blueprint.get("/supervision/exports")
@signed_in
def exports() -> str:
    """What the reader asked for: how far it is, until when it can be fetched."""
    found = queries.exports_of(actor().id)
    whats = [queries.stored_what(one) for one in found]
    names = queries.units_named({what.unit_id for what in whats})
    return render_template(
        "supervision/exports/index.html",
        lines=[(one, *_in_words(what, names)) for one, what in zip(found, whats, strict=True)],
        working=any(one.state in {"waiting", "running"} for one in found),
        failures=failure_words(),
        days=KEPT.days,
    )


@blueprint.get("/supervision/exports/<int:export_id>/file")
@signed_in
def export_file(export_id: int) -> Response:
    """A finished file of one's own."""
    found = queries.export_for_fetching(actor(), export_id)
    audit.record_view(
        actor_id=actor().id, page="supervision.export_file", subject=("export", export_id)
    )
    response = send_file(found.path, mimetype=MIMETYPES[found.form])
    return _leaving(response, found.what, found.form, found.finished_on)


@blueprint.post("/supervision/exports/<int:export_id>/delete")
@signed_in
def delete_export(export_id: int) -> AnyResponse:
    """Do without a file of one's own."""
    do_without(export_id=export_id, actor_id=actor().id)
    return redirect(url_for("supervision.exports"), 303)


def failure_words() -> dict[str, str]:
    """Why there is no file."""
    return {
        "rights": _("Anda tidak lagi berwenang melihat semua isinya."),
        "long": _(
            "PDF memuat paling banyak %(n)s baris. Mintalah sebagai XLSX.",
            n=number(MOST_IN_PDF, 0),
        ),
        "broken": _("Berkas gagal disiapkan. Mintalah sekali lagi."),
    }


def _what() -> What:
    found = what_from(request.args, today())
    if found is None:
        raise NotFound()
    return found


def _form(name: str) -> str:
    if name not in FORMS:
        raise NotFound()
    return name


def _most() -> int:
    most: int = current_app.config["EXPORT_AT_ONCE"]
    return most


def _subject(what: What, form: str) -> tuple[str, object]:
    return ("unit", what.unit_id) if what.unit_id else ("overview", form)


def _in_words(what: What, names: Mapping[int, str]) -> tuple[str, str]:
    """What a table is called, and what it shows."""
    words = SUBJECTS[what.subject]
    if what.subject == "people":
        filters = what.filters
        status = status_words().get(filters.status, ("", ""))[0]
        search = _("“%(words)s”", words=filters.search) if filters.search else ""
        parts = (search, _title(filters.course), status)
        return _(words), " · ".join(part for part in parts if part)
    title = measure_words()[what.measure] if what.measure else _(words)
    unit, day = names.get(what.unit_id, "–"), long_date(what.asked.day)
    parts = (unit, _("per %(day)s", day=day), _title(what.asked.course))
    return title, " · ".join(part for part in parts if part)


def _title(course: str) -> str:
    return overview.title_of(course) if course else ""


def _shown_at(what: What) -> str:
    """Where the table is shown as a page."""
    query = {k: v for k, v in what.to_address().items() if k not in {"of", "unit"}}
    if what.subject == "people":
        return _with(url_for("supervision.index"), query)
    page = "unit_figures" if what.subject == "figures" else "people_behind"
    return _with(url_for(f"supervision.{page}", unit_id=what.unit_id), query)


def _with(address: str, query: Mapping[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address


def _leaving(response: Response, what: What, form: str, day: date) -> Response:
    """Let a response be saved as a file, and kept by nobody in between."""
    of = what.asked.day if what.unit_id else day
    response.headers["Cache-Control"] = "no-store"
    return named(response, f"{FILE_NAMES[what.subject]}-{of:%Y-%m-%d}.{form}")
