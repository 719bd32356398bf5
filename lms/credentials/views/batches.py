"""Many certificates at once: for what was completed without, and anew after names were corrected; asking
for them, and watching how far they are.

What does not belong here: issuing (`actions.batches`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from flask import render_template, request, url_for
from flask_babel import gettext as _

from lms.core import audit
from lms.core.errors import Invalid
from lms.credentials.actions.batches import request_batch, request_renaming
from lms.credentials.forms.certificates import BatchForm, RenamedForm
from lms.credentials.policy import MANAGE_CERTIFICATES
from lms.credentials.queries.batches import (
    Period,
    batch_for_watching,
    batches_of,
    course_by_key,
    courses_lacking,
    unit_meant,
)
from lms.credentials.queries.renamed import courses_renamed, renamed_certificates
from lms.credentials.views.blueprint import blueprint
from lms.credentials.views.certificates import to
from lms.web.access import actor, needs
from lms.web.intake import counting
from lms.web.locale import number


@blueprint.get("/credentials/batches")
@needs(MANAGE_CERTIFICATES)
def batches() -> str:
    """What lacks certificates, and the batches that the reader asked for."""
    return _page(BatchForm(formdata=None, data={"key": str(uuid4())}))


@blueprint.post("/credentials/batches")
@needs(MANAGE_CERTIFICATES)
def ask_batch() -> Any:
    """Have the certificates of a course, a unit and a period issued."""
    form = BatchForm()

    def ask() -> int:
        period = Period(
            _course(form), form.first_day.data, form.last_day.data, _unit(form.unit.data)
        )
        return request_batch(period=period, key=_key(form), actor_id=actor().id)

    return _asked(form, ask, lambda: _page(form))


@blueprint.get("/credentials/batches/<int:batch_id>")
@needs(MANAGE_CERTIFICATES)
def batch(batch_id: int) -> str:
    """How far a batch is."""
    return render_template("credentials/batch.html", page=batch_for_watching(actor(), batch_id))


@blueprint.get("/credentials/renamed")
@needs(MANAGE_CERTIFICATES)
def renamed() -> Any:
    """Certificates whose holder's name was corrected since: what would be issued anew."""
    form = RenamedForm(request.args)
    if not form.validate():
        return _renamed_page(form, None), 422
    try:
        period = Period(_course(form), unit_id=_unit(form.unit.data))
    except Invalid as error:
        form.refuse(error)
        return _renamed_page(form, None), 422
    return _renamed_page(form, period)


@blueprint.post("/credentials/renamed")
@needs(MANAGE_CERTIFICATES)
def ask_renaming() -> Any:
    """Have them issued anew."""
    form = RenamedForm()

    def ask() -> int:
        period = Period(_course(form), unit_id=_unit(form.unit.data))
        return request_renaming(period=period, key=_key(form), actor_id=actor().id)

    return _asked(form, ask, lambda: _renamed_page(form, None))


def _asked(form: RenamedForm, ask: Callable[[], int], page: Callable[[], str]) -> Any:
    """On to the batch that was asked for, or the page again with what was wrong."""
    if form.validate():
        try:
            batch_id = ask()
        except Invalid as error:
            form.refuse(error)
        else:
            return to(url_for("credentials.batch", batch_id=batch_id))
    return page(), 422


def _course(form: RenamedForm) -> int | None:
    if not form.course.data:
        return None
    course_id = course_by_key(form.course.data)
    if course_id is None:
        raise Invalid("course", "Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")
    return course_id


def _unit(words: str | None) -> int | None:
    return unit_meant(actor(), words or "")


def _key(form: RenamedForm) -> str:
    return form.key.data or str(uuid4())


def _page(form: BatchForm) -> str:
    lacking = courses_lacking(actor())
    form.offer(
        (one.course_key, _("%(title)s (%(n)s orang)", title=one.title, n=number(one.count)))
        for one in lacking
    )
    return render_template(
        "credentials/batches.html", form=form, lacking=lacking, batches=batches_of(actor())
    )


def _renamed_page(form: RenamedForm, period: Period | None) -> str:
    courses = courses_renamed(actor())
    form.offer(courses)
    found = None
    if period is not None:
        found = renamed_certificates(actor(), period, request.args.get("page", 1, type=counting))
        audit.record_view(
            actor_id=actor().id, page="credentials.managed", subject=("certificates", "renamed")
        )
    return render_template(
        "credentials/renamed.html", form=form, page=found, key=form.key.data or str(uuid4())
    )
