"""The letterhead of a unit: its editor, with a preview that is made by what makes the papers.

What does not belong here: drawing (`source.paper`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from lms.accounts.policy import MANAGE_UNITS
from lms.core import files, throttle
from lms.core.clock import now, today
from lms.core.errors import Busy, Invalid, NotFound
from lms.core.exports import Column
from lms.core.texts import read_number
from lms.core.throttle import Limit
from lms.credentials.actions.templates import MOST_LOGO_BYTES, clean_logo
from lms.supervision.actions.exports.writing import drawn
from lms.supervision.actions.letterheads import change_letterhead, checked, remove_letterhead
from lms.supervision.forms.letterheads import LetterheadForm
from lms.supervision.queries.letterheads import Editing, letterhead_for_editing
from lms.supervision.rules.letterheads import MOST_ADDRESS_LINES
from lms.supervision.source.paper import Paper, headings
from lms.supervision.views.blueprint import blueprint
from lms.supervision.views.tables import top_of
from lms.web.access import actor, needs
from lms.web.changing import changed
from lms.web.intake import takes_up_to
from lms.web.layout import product_name
from lms.web.locale import date_and_time, language, long_date, translated
from lms.web.previews import framed_page, framed_pdf, picture

PREVIEWS = Limit(60, timedelta(minutes=1))
MOST_BYTES = MOST_LOGO_BYTES + 64 * 1024


@blueprint.route("/supervision/units/<int:unit_id>/letterhead", methods=["GET", "POST"])
@needs(MANAGE_UNITS)
@takes_up_to(MOST_BYTES)
def letterhead(unit_id: int) -> Any:
    """Change what stands at the head of a unit's papers."""
    found = letterhead_for_editing(actor(), unit_id)
    own = found.own
    if request.method == "GET":
        form = LetterheadForm(
            formdata=None,
            data={
                "top_line": own.top_line if own else "",
                "address": own.address if own else "",
                "contact": own.contact if own else "",
                "keep_logo": True,
                "version": str(own.version if own else 0),
            },
        )
        return _editor(form, found)
    form = LetterheadForm()

    def change() -> str:
        change_letterhead(
            unit_id=unit_id,
            typed=_typed(form),
            logo=_logo(),
            keep_logo=form.keep_logo.data,
            seen=read_number(form.version.data) or 0,
            actor_id=actor().id,
        )
        return url_for("supervision.letterhead", unit_id=unit_id)

    return changed(form, change, _("Kop surat disimpan."), lambda: _editor(form, found))


@blueprint.post("/supervision/units/<int:unit_id>/letterhead/remove")
@needs(MANAGE_UNITS)
def delete_letterhead(unit_id: int) -> AnyResponse:
    """Let the unit have the letterhead of the unit above."""
    remove_letterhead(unit_id=unit_id, actor_id=actor().id)
    flash(_("Kop surat unit ini dihapus."), "success")
    return redirect(url_for("supervision.letterhead", unit_id=unit_id))


@blueprint.post("/supervision/units/<int:unit_id>/letterhead/preview")
@needs(MANAGE_UNITS)
@takes_up_to(MOST_BYTES)
def letterhead_preview(unit_id: int) -> Any:
    """A paper with the letterhead as it would be."""
    throttle.hit("letterhead-preview", str(actor().id), PREVIEWS)
    found = letterhead_for_editing(actor(), unit_id)
    form = LetterheadForm()
    try:
        sheet = drawn(_paper(form, found))
    except Invalid as error:
        form.refuse(error)
        return _no_preview(form, 422)
    except Busy as error:
        form.form_errors.append(translated(error.message))
        return _no_preview(form, 409)
    return framed_pdf(sheet)


@blueprint.get("/supervision/units/<int:unit_id>/letterhead/logo")
@needs(MANAGE_UNITS)
def letterhead_logo(unit_id: int) -> Response:
    """The logo that the unit's own letterhead has now."""
    own = letterhead_for_editing(actor(), unit_id).own
    if own is None or own.sha256 is None:
        raise NotFound()
    return picture(files.path(own.sha256), own.sha256)


def letterhead_link(unit_id: int) -> str:
    """Fills the slot `unit.links`: the way to the unit's letterhead."""
    template = current_app.jinja_env.get_template("supervision/letterhead_link.html")
    return template.render(unit_id=unit_id)


def _no_preview(form: LetterheadForm, status: int) -> Response:
    return framed_page(render_template("supervision/letterhead_refused.html", form=form), status)


def _editor(form: LetterheadForm, found: Editing) -> str:
    return render_template(
        "supervision/letterhead.html", form=form, page=found, most_lines=MOST_ADDRESS_LINES
    )


def _typed(form: LetterheadForm) -> tuple[str, str, str]:
    return form.top_line.data or "", form.address.data or "", form.contact.data or ""


def _logo() -> bytes | None:
    sent = request.files.get("logo")
    return (sent.read() or None) if sent is not None and sent.filename else None


def _paper(form: LetterheadForm, found: Editing) -> Paper:
    """What the form would make, with the logo that was just chosen, else the present one."""
    top_line, address, contact = checked(*_typed(form))
    top = top_of(replace(found.head, address=address, contact=contact), _shown_logo(form, found))
    columns = (Column(_("Unit kerja"), "text", 40), Column(_("Pegawai"), "number", 10))
    return Paper(
        language=language(),
        top=replace(top, above=top_line or found.head.over),
        title=_("Contoh tabel"),
        about=((_("Per tanggal"), long_date(today())),),
        headings=headings(columns),
        empty="",
        made=_(
            "Dibuat %(moment)s oleh %(name)s",
            moment=date_and_time(now()),
            name=actor().display_name,
        ),
        page=_("Halaman {page} dari {pages}"),
        moment=now().isoformat(),
        author=product_name(),
        rows=((found.unit.present.name, "12"),),
    )


def _shown_logo(form: LetterheadForm, found: Editing) -> bytes | None:
    sent = _logo()
    if sent:
        return clean_logo(sent)
    own = found.own
    return files.read(own.sha256) if own and own.sha256 and form.keep_logo.data else None
