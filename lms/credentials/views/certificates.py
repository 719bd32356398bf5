"""One's own certificates: the list, the files, a new sheet after a corrected name.

What does not belong here: other people's (`managing`), what strangers see (`verify`).
"""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _

from lms.core import files
from lms.core.errors import NotFound
from lms.credentials.actions.revoking import reissue
from lms.credentials.queries.certificates import (
    Shown,
    certificate_of_enrolment,
    own_certificate,
    own_certificates,
)
from lms.credentials.rules.words import CATEGORIES, STATE_KINDS, STATE_WORDS
from lms.credentials.views.blueprint import blueprint
from lms.web.access import actor, signed_in
from lms.web.headers import INERT


@blueprint.get("/credentials")
@signed_in
def own() -> str:
    """All certificates of the reader, newest first."""
    found = own_certificates(actor().id)
    return render_template(
        "credentials/own.html", certificates=found, categories=CATEGORIES, **state_words()
    )


@blueprint.get("/credentials/<code>/certificate.pdf")
@signed_in
def own_sheet(code: str) -> Any:
    """The newest sheet of one's own certificate; while it is being made, a page that says so."""
    shown = own_certificate(actor(), code)
    if shown.is_pending:
        return render_template("credentials/being_made.html", certificate=shown), 202
    return sent_sheet(shown, shown.sha256)


@blueprint.post("/credentials/<code>/reissue")
@signed_in
def reissue_own(code: str) -> Response:
    """Have a sheet made with one's present name."""
    shown = own_certificate(actor(), code)
    reissue(certificate_id=shown.id, actor_id=actor().id)
    flash(_("Lembar dengan nama Anda yang sekarang sedang dibuat."), "success")
    return to(url_for("credentials.own"))


def course_certificate(enrolment: Any, course: Any) -> str:  # noqa: ARG001 - the slot's shape
    """Fills the slot `course.completed`: the certificate of the completed cycle."""
    shown = certificate_of_enrolment(enrolment.id)
    if shown is None:
        return ""
    return render_template("credentials/_of_course.html", certificate=shown, **state_words())


def sent_sheet(shown: Shown, sha256: str | None) -> Response:
    """A stored sheet, to be saved under its number.

    Raises:
        NotFound: it isn't there any more, or not yet.
    """
    if sha256 is None:
        raise NotFound()
    response = send_file(
        files.path(sha256),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"sertifikat-{shown.number.replace('/', '-')}.pdf",
        etag=sha256,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = INERT
    return response


def state_words() -> dict[str, Any]:
    """What templates show states with."""
    return {"words": STATE_WORDS, "kinds": STATE_KINDS}


def to(address: str) -> Response:
    """Go to a page after something was done."""
    return redirect(address, 303)  # type: ignore[return-value]
