"""Certificates for those who answer for them: the list, one with its history, revoking, a new sheet.

What does not belong here: one's own (`certificates`), batches (`batches`).
"""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from lms.core import audit
from lms.core.errors import Conflict
from lms.credentials.actions.revoking import reinstate, reissue, revoke
from lms.credentials.forms.certificates import ReinstatementForm, RevocationForm
from lms.credentials.policy import MANAGE_CERTIFICATES
from lms.credentials.queries.certificates import (
    NAME_DIFFERS,
    Filters,
    Shown,
    certificate_for_managing,
    courses_with_certificates,
    managed_certificates,
)
from lms.credentials.queries.histories import history_of, sheet_of
from lms.credentials.rules.words import CATEGORIES
from lms.credentials.views.blueprint import blueprint
from lms.credentials.views.certificates import sent_sheet, state_words, to
from lms.web.access import actor, needs
from lms.web.changing import Shown as Sent
from lms.web.changing import changed
from lms.web.intake import counting
from lms.web.locale import translated


@blueprint.get("/credentials/certificates")
@needs(MANAGE_CERTIFICATES)
def managed() -> str:
    """The certificates in the reader's hands, filtered by the address."""
    filters = Filters.from_address(request.args)
    page = managed_certificates(actor(), filters, request.args.get("page", 1, type=counting))
    html = render_template(
        "credentials/managed.html",
        page=page,
        filters=filters,
        courses=courses_with_certificates(actor()),
        name_differs=NAME_DIFFERS,
        **state_words(),
    )
    audit.record_view(
        actor_id=actor().id, page="credentials.managed", subject=("certificates", "list")
    )
    return html


@blueprint.get("/credentials/certificates/<code>")
@needs(MANAGE_CERTIFICATES)
def certificate(code: str) -> str:
    """One certificate with all its sheets and revocations."""
    return _page(certificate_for_managing(actor(), code))


@blueprint.get("/credentials/certificates/<code>/sheets/<int:ordinal>")
@needs(MANAGE_CERTIFICATES)
def sheet(code: str, ordinal: int) -> Response:
    """One of its sheets, also an older one."""
    shown = certificate_for_managing(actor(), code)
    sha256 = sheet_of(shown.id, ordinal)
    _log("credentials.sheet", shown)
    return sent_sheet(shown, sha256)


@blueprint.post("/credentials/certificates/<code>/revoke")
@needs(MANAGE_CERTIFICATES)
def revoke_certificate(code: str) -> Sent:
    """Revoke it, with the reason."""
    shown = certificate_for_managing(actor(), code)
    form = RevocationForm()

    def change() -> str:
        revoke(
            certificate_id=shown.id,
            category=form.category.data,
            reason=form.reason.data,
            actor_id=actor().id,
        )
        return url_for("credentials.certificate", code=code)

    done = _("Sertifikat dicabut. Pemiliknya diberi tahu.")
    return changed(form, change, done, lambda: _page(shown, revocation=form))


@blueprint.post("/credentials/certificates/<code>/reinstate")
@needs(MANAGE_CERTIFICATES)
def reinstate_certificate(code: str) -> Sent:
    """Take the revocation back."""
    shown = certificate_for_managing(actor(), code)
    form = ReinstatementForm()

    def change() -> str:
        reinstate(certificate_id=shown.id, reason=form.reason.data, actor_id=actor().id)
        return url_for("credentials.certificate", code=code)

    done = _("Sertifikat berlaku lagi. Pemiliknya diberi tahu.")
    return changed(form, change, done, lambda: _page(shown, reinstatement=form))


@blueprint.post("/credentials/certificates/<code>/reissue")
@needs(MANAGE_CERTIFICATES)
def reissue_certificate(code: str) -> Response:
    """Have a sheet made with the holder's present name."""
    shown = certificate_for_managing(actor(), code)
    try:
        made = reissue(certificate_id=shown.id, actor_id=actor().id)
    except Conflict as error:
        flash(translated(error.message), "danger")
    else:
        said = (
            _("Lembar baru sedang dibuat.")
            if made
            else _("Namanya sudah sama; tidak ada yang diubah.")
        )
        flash(said, "success")
    return to(url_for("credentials.certificate", code=code))


def _page(
    shown: Shown,
    *,
    revocation: RevocationForm | None = None,
    reinstatement: ReinstatementForm | None = None,
) -> str:
    html = render_template(
        "credentials/certificate.html",
        managed=history_of(shown),
        revocation=revocation or RevocationForm(formdata=None),
        reinstatement=reinstatement or ReinstatementForm(formdata=None),
        categories=CATEGORIES,
        **state_words(),
    )
    _log("credentials.certificate", shown)
    return html


def _log(page: str, shown: Shown) -> None:
    audit.record_view(
        actor_id=actor().id, page=page, subject=("certificate", shown.id), about=shown.person_id
    )
