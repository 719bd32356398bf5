"""`/supervision/views`: one's own saved views.

What does not belong here: the pages that they open (`overview`, `figures`).
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from lms.core.clock import today
from lms.supervision.actions import saved_views as actions
from lms.supervision.forms.saved_views import ReplaceForm, ViewForm
from lms.supervision.policy import KEEP_VIEWS
from lms.supervision.queries import saved_views as queries
from lms.supervision.rules.saved_views import Schedule, Seen
from lms.supervision.views import view_words as words
from lms.supervision.views.blueprint import blueprint
from lms.web.access import actor, needs, signed_in
from lms.web.changing import Shown, changed
from lms.web.locale import ZONE_NAMES, zone


@blueprint.get("/supervision/views")
@signed_in
def saved_views() -> str:
    """My saved views, also those whose pages I can't open any more."""
    return render_template(
        "supervision/saved_views.html", views=queries.views_of(actor()), words=words
    )


@blueprint.get("/supervision/views/new")
@needs(KEEP_VIEWS)
def new_view() -> str:
    """Save what a page shows, or let a view of mine show it."""
    return _new_page(_seen())


@blueprint.post("/supervision/views/new")
@needs(KEEP_VIEWS)
def save_view() -> Shown:
    """Save it as a new one."""
    seen, form = _seen(), ViewForm()

    def change() -> str:
        actions.save_view(
            actor_id=actor().id, seen=seen, name=form.name.data or "", schedule=form.schedule()
        )
        return words.address_of(seen)

    return changed(form, change, _("Tampilan disimpan."), lambda: _new_page(seen, form))


@blueprint.post("/supervision/views/replace")
@needs(KEEP_VIEWS)
def replace_view() -> Shown:
    """Let one of mine show it from now on."""
    seen, form = _seen(), _replace_form()

    def change() -> str:
        actions.replace_view(actor_id=actor().id, view_id=form.view.data, seen=seen)
        return words.address_of(seen)

    done = _("Tampilan yang Anda pilih kini membuka halaman ini.")
    return changed(form, change, done, lambda: _new_page(seen, replaced=form))


@blueprint.get("/supervision/views/<int:view_id>")
@signed_in
def open_view(view_id: int) -> Response:
    """Open the page of a view of mine, or say in the list why it can't be opened."""
    view = queries.view_for_opening(actor(), view_id)
    if view.in_reach:
        return redirect(words.address_of(view.seen))
    return redirect(url_for("supervision.saved_views", _anchor=f"view-{view_id}"))


@blueprint.get("/supervision/views/<int:view_id>/change")
@signed_in
def edit_view(view_id: int) -> str:
    """The name of a view of mine, and when its figures are mailed."""
    return _edit_page(view_id)


@blueprint.post("/supervision/views/<int:view_id>/change")
@signed_in
def change_view(view_id: int) -> Shown:
    """Change them."""
    queries.view_for_changing(actor(), view_id)
    form = ViewForm()

    def change() -> str:
        actions.change_view(
            actor_id=actor().id,
            view_id=view_id,
            name=form.name.data or "",
            schedule=form.schedule(),
        )
        return url_for("supervision.saved_views")

    return changed(form, change, _("Tampilan diubah."), lambda: _edit_page(view_id, form))


@blueprint.post("/supervision/views/<int:view_id>/delete")
@signed_in
def delete_view(view_id: int) -> Response:
    """Delete a view of mine."""
    actions.delete_view(actor_id=actor().id, view_id=view_id)
    return redirect(url_for("supervision.saved_views"))


def _seen() -> Seen:
    seen = Seen.from_address(request.args, today())
    if seen is None:
        raise NotFound
    return seen


def _replace_form() -> ReplaceForm:
    form = ReplaceForm()
    form.offer((one.id, one.name) for one in queries.views_of(actor()))
    return form


def _new_page(seen: Seen, form: ViewForm | None = None, replaced: ReplaceForm | None = None) -> str:
    unit, course = queries.described(actor(), seen)
    shown = words.seen_words(seen, unit, course)
    if replaced is None:
        replaced = ReplaceForm(formdata=None)
        replaced.offer((one.id, one.name) for one in queries.views_of(actor()))
    return render_template(
        "supervision/new_view.html",
        seen=seen,
        shown=shown,
        back=words.address_of(seen),
        form=form or ViewForm.showing(words.suggested_name(unit, course), Schedule()),
        replaced=replaced,
        zone_name=_zone_name(),
    )


def _edit_page(view_id: int, form: ViewForm | None = None) -> str:
    view = queries.view_for_opening(actor(), view_id)
    return render_template(
        "supervision/edit_view.html",
        view=view,
        form=form or ViewForm.showing(view.name, view.schedule),
        words=words,
        zone_name=_zone_name(),
    )


def _zone_name() -> str:
    return ZONE_NAMES.get(zone(), zone())
