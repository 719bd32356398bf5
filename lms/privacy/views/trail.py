"""Who did and saw what: for administrators all of it, for everybody what concerns their own data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from lms.core import audit
from lms.core.clock import today
from lms.privacy.policy import READ_TRAIL
from lms.privacy.queries import trail as queries
from lms.privacy.queries.trail import Line
from lms.privacy.rules.trail import WORDS, TrailFilters
from lms.privacy.views.blueprint import blueprint
from lms.web.access import actor, needs, signed_in
from lms.web.downloads import as_csv
from lms.web.locale import date_and_time


@blueprint.get("/audit")
@needs(READ_TRAIL)
def audit_trail() -> str:
    """The trail, filtered by the address; the look itself is logged."""
    filters = TrailFilters.from_address(request.args)
    page = queries.trail(actor(), filters)
    _log("privacy.audit", page.whom)
    return render_template(
        "privacy/trail.html",
        filters=filters,
        page=page,
        words=WORDS[filters.book],
        actions=_actions(filters),
        columns=_columns(),
        older_url=_older(filters, page),
    )


@blueprint.get("/audit.csv")
@needs(READ_TRAIL)
def audit_csv() -> Response:
    """What the trail shows, all pages, as a CSV that a local spreadsheet opens."""
    filters = TrailFilters.from_address(request.args)
    _log("privacy.audit_csv", None)
    header = [*(column["label"] for column in _columns()), _("Kode"), _("Rincian")]
    rows = _cells(filters, queries.whole_trail(actor(), filters))
    return as_csv(f"jejak-{filters.book}-{today():%Y-%m-%d}", header, rows)


@blueprint.get("/account/trail")
@signed_in
def own_trail() -> str:
    """Who looked at one's own data, and what others changed of it."""
    filters = TrailFilters.from_address(request.args)
    page = queries.own_trail(actor().id, filters.book, filters.before)
    return render_template(
        "privacy/own_trail.html",
        filters=filters,
        page=page,
        words=WORDS[filters.book],
        columns=_columns(),
        older_url=url_for("privacy.own_trail", book=filters.book, before=str(page.after))
        if page.after
        else None,
    )


def _log(page: str, whom: int | None) -> None:
    subject = ("audit", "list") if whom is None else ("person", whom)
    audit.record_view(actor_id=actor().id, page=page, subject=subject)


def _columns() -> list[dict[str, str]]:
    return [{"label": label} for label in (_("Siapa"), _("Perbuatan"), _("Tentang"), _("Waktu"))]


def _actions(filters: TrailFilters) -> list[tuple[str, str]]:
    """The choices of the filter, in the order of their words."""
    words = WORDS[filters.book]
    return sorted(((key, str(_(text))) for key, text in words.items()), key=lambda one: one[1])


def _older(filters: TrailFilters, page: queries.TrailPage) -> str | None:
    if page.after is None:
        return None
    return url_for("privacy.audit_trail", **filters.to_address(before=page.after))  # type: ignore[arg-type]


def _cells(filters: TrailFilters, lines: Iterable[Line]) -> Iterator[list[object]]:
    words = WORDS[filters.book]
    system = _("Sistem")
    for line in lines:
        yield [
            line.actor or system,
            _(words.get(line.action, line.action)),
            line.about or line.subject,
            date_and_time(line.at),
            line.action,
            ", ".join(f"{name}={value}" for name, value in sorted(line.details.items())),
        ]
