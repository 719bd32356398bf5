"""Imports of people by programs: a sheet is sent and checked, its findings are read, then it is applied,
and taken back. The worker does the work; a program asks how far it is.

What does not belong here: what a sheet means (`accounts`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, jsonify, request, url_for

from lms.accounts import queries
from lms.accounts.actions import importing
from lms.accounts.policy import LIST_PEOPLE
from lms.accounts.source.columns import FIELDS
from lms.api.views.blueprint import blueprint, sent_body
from lms.core import audit
from lms.core.clock import today
from lms.core.errors import Invalid
from lms.web.access import actor, by_token_of
from lms.web.intake import counting, takes_up_to
from lms.web.locale import translated

FINDINGS_AT_ONCE = 1_000


@blueprint.post("/api/v1/people/imports")
@by_token_of(LIST_PEOPLE)
@takes_up_to(importing.MOST_UPLOAD_BYTES + 64 * 1024)
def receive_people() -> Response:
    """Take in a sheet and have it checked, its columns named by the request, else as they were last."""
    name = request.args.get("file_name", "api")
    day, create_units = _day(), _flag("create_units")
    with sent_body() as body:
        one = importing.receive_sheet(sent=body, file_name=name, actor_id=actor().id)
    importing.begin_check(
        import_id=one.id,
        mapping=dict(one.mapping) | _columns(one.header),
        effective_from=day,
        create_units=create_units,
        full_list_unit_id=None,
        retire_many=False,
        actor_id=actor().id,
    )
    return _accepted(one.id)


@blueprint.get("/api/v1/people/imports/<int:import_id>")
@by_token_of(LIST_PEOPLE)
def import_status(import_id: int) -> Response:
    """How far an import is, and what it changes."""
    return jsonify(_said(_seen(import_id)))


@blueprint.get("/api/v1/people/imports/<int:import_id>/findings")
@by_token_of(LIST_PEOPLE)
def findings_of_import(import_id: int) -> Response:
    """What was found, in the sheet's order; `next` is where to go on."""
    _seen(import_id)
    after = request.args.get("after", 0, type=counting)
    found = list(queries.findings_of(import_id, after=after, most=FINDINGS_AT_ONCE))
    said = [
        {
            "row": one.row_number,
            "column": one.column,
            "code": one.code,
            "severity": one.severity,
            "message": queries.finding_in_words(one, translated),
        }
        for one in found
    ]
    more = len(found) == FINDINGS_AT_ONCE
    return jsonify(findings=said, next=found[-1].id if more else None)


@blueprint.post("/api/v1/people/imports/<int:import_id>/apply")
@by_token_of(LIST_PEOPLE)
def apply_import(import_id: int) -> Response:
    """Have the checked changes made; a second request changes nothing."""
    queries.import_for_running(actor(), import_id)
    importing.begin_applying(import_id=import_id, actor_id=actor().id)
    return _accepted(import_id)


@blueprint.post("/api/v1/people/imports/<int:import_id>/undo")
@by_token_of(LIST_PEOPLE)
def undo_import(import_id: int) -> Response:
    """Have the changes taken back; a second request changes nothing."""
    queries.import_for_running(actor(), import_id)
    importing.begin_undoing(import_id=import_id, actor_id=actor().id)
    return _accepted(import_id)


def _seen(import_id: int) -> Any:
    one = queries.import_for_running(actor(), import_id)
    audit.record_view(
        actor_id=actor().id, page="people-import", subject=("people-import", import_id)
    )
    return one


def _accepted(import_id: int) -> Response:
    response = jsonify(_said(queries.import_by_id(import_id)))
    response.status_code = 202
    response.headers["Location"] = url_for("api.import_status", import_id=import_id)
    return response


def _said(one: Any) -> dict[str, object]:
    return {
        "import": one.id,
        "state": one.state,
        "rows": one.row_count,
        "done": one.done,
        "total": one.total,
        "columns": {field: one.header[at] for field, at in one.mapping.items()},
        "dropped": one.dropped,
        "changes": one.counts.get("kinds", {}),
        "errors": one.counts.get("error", 0),
        "warnings": one.counts.get("warning", 0),
    }


def _columns(header: list[str]) -> dict[str, int]:
    """The columns that the request names by their headings: `column.unit_name=Unit Kerja`."""
    chosen = {}
    for field in FIELDS:
        heading = request.args.get(f"column.{field}")
        if heading is None:
            continue
        if heading not in header:
            raise Invalid(field, "Kolom “%(name)s” tidak ada di berkas ini.", name=heading)
        chosen[field] = header.index(heading)
    return chosen


def _day() -> date:
    said = request.args.get("effective_from")
    if said is None:
        return today()
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Invalid("effective_from", "Tulis tanggalnya seperti 2026-11-23.") from None


def _flag(name: str) -> bool:
    said = request.args.get(name, "0")
    if said not in ("0", "1"):
        raise Invalid(name, "Tulis 1 atau 0.")
    return said == "1"
