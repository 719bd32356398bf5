"""Certificates for what was completed without: asking for a batch, and watching it.

What does not belong here: issuing (`actions.batches`).
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import render_template, url_for
from flask_babel import gettext as _

from lms.core.errors import Invalid
from lms.credentials.actions.batches import request_batch
from lms.credentials.forms.certificates import BatchForm
from lms.credentials.policy import MANAGE_CERTIFICATES
from lms.credentials.queries.batches import (
    Period,
    batch_for_watching,
    batches_of,
    course_by_key,
    courses_lacking,
)
from lms.credentials.views.blueprint import blueprint
from lms.credentials.views.certificates import to
from lms.web.access import actor, needs
from lms.web.locale import number


@blueprint.get("/credentials/batches")
@needs(MANAGE_CERTIFICATES)
def batches() -> str:
    """What lacks certificates, and the batches that the reader asked for."""
    return _page(BatchForm(formdata=None, data={"key": str(uuid4())}))


@blueprint.post("/credentials/batches")
@needs(MANAGE_CERTIFICATES)
def ask_batch() -> Any:
    """Have the certificates of a course and a period issued."""
    form = BatchForm()
    course_id = course_by_key(form.course.data or "")
    if form.validate():
        try:
            if course_id is None:
                raise Invalid("course", "Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")
            batch_id = request_batch(
                period=Period(course_id, form.first_day.data, form.last_day.data),
                key=form.key.data or str(uuid4()),
                actor_id=actor().id,
            )
        except Invalid as error:
            form.refuse(error)
        else:
            return to(url_for("credentials.batch", batch_id=batch_id))
    return _page(form), 422


@blueprint.get("/credentials/batches/<int:batch_id>")
@needs(MANAGE_CERTIFICATES)
def batch(batch_id: int) -> str:
    """How far a batch is."""
    return render_template("credentials/batch.html", page=batch_for_watching(actor(), batch_id))


def _page(form: BatchForm) -> str:
    lacking = courses_lacking(actor())
    form.offer(
        (one.course_key, _("%(title)s (%(n)s orang)", title=one.title, n=number(one.count)))
        for one in lacking
    )
    return render_template(
        "credentials/batches.html", form=form, lacking=lacking, batches=batches_of(actor())
    )
