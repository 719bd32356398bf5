"""Importing people: a sheet is sent, its columns are named, the dry run is read, then it is applied; and
taken back. Each step is a plain form; a page that waits has a link to look again.

What does not belong here: deciding anything about a row (`source`, `actions.importing`).
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath
from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms.accounts import policy, queries, rules
from lms.accounts.actions import importing
from lms.accounts.forms import CheckForm, SheetForm
from lms.accounts.source.columns import FIELDS
from lms.accounts.views.blueprint import blueprint
from lms.core import audit
from lms.core.errors import Invalid
from lms.web.access import actor, needs
from lms.web.downloads import as_csv
from lms.web.intake import takes_up_to
from lms.web.locale import number, translated

RUNNING = ("checking", "applying", "undoing")
"""States in which the worker is at it."""

SHOWN = 100
"""Findings and changes on the page; the file has all findings that are kept."""


def field_words() -> dict[str, str]:
    """What each field of a sheet is called."""
    words = (
        _("NIP / NI PPPK"),
        _("Nama lengkap"),
        _("Gelar depan"),
        _("Gelar belakang"),
        _("Status pegawai (PNS/PPPK)"),
        _("Golongan/Ruang"),
        _("Jenis jabatan"),
        _("Jabatan"),
        _("TMT"),
        _("Eselon"),
        _("Kode unit"),
        _("Unit kerja"),
        _("Unit induk"),
        _("Surel"),
        _("Status (aktif/pensiun/berhenti)"),
        _("NIP / NI PPPK atasan"),
    )
    return dict(zip(FIELDS, words, strict=True))


def kind_words() -> dict[str, str]:
    """What each kind of change is called."""
    return {
        "create": _("Pegawai baru"),
        "update": _("Data berubah"),
        "transfer": _("Pindah unit"),
        "promote": _("Jabatan atau golongan berubah"),
        "retire": _("Keluar"),
    }


def state_words() -> dict[str, str]:
    """What each state of an import is called."""
    return {
        "mapping": _("Menunggu pilihan kolom"),
        "checking": _("Sedang diperiksa"),
        "checked": _("Sudah diperiksa"),
        "applying": _("Sedang diterapkan"),
        "applied": _("Sudah diterapkan"),
        "undoing": _("Sedang dibatalkan"),
        "undone": _("Sudah dibatalkan"),
        "discarded": _("Tidak jadi"),
    }


@blueprint.route("/people/imports", methods=["GET", "POST"])
@needs(policy.LIST_PEOPLE)
@takes_up_to(importing.MOST_UPLOAD_BYTES + 64 * 1024)
def imports() -> Any:
    """The imports so far, and sending a sheet."""
    form = SheetForm()
    if request.method == "POST":
        try:
            return _received()
        except Invalid as error:
            form.refuse(error)
    page = render_template(
        "accounts/imports.html",
        form=form,
        imports=queries.imports_of(actor()),
        states=state_words(),
        most=importing.MOST_UPLOAD_BYTES // 1024**2,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/people/imports/<int:import_id>")
@needs(policy.LIST_PEOPLE)
def show_import(import_id: int) -> Any:
    """One import, as far as it is."""
    queries.import_for_running(actor(), import_id)
    audit.record_view(
        actor_id=actor().id, page="people-import", subject=("people-import", import_id)
    )
    return _page(import_id, CheckForm(formdata=None, obj=_options(import_id)), {})


@blueprint.post("/people/imports/<int:import_id>/check")
@needs(policy.LIST_PEOPLE)
def check_import(import_id: int) -> Any:
    """Name the columns and have the rows checked."""
    queries.import_for_running(actor(), import_id)
    form = CheckForm()
    chosen = {
        field: int(text)
        for field in FIELDS
        if (text := request.form.get(f"column-{field}", "")).isascii()
        and text.isdigit()
        and len(text) < 6
    }
    if "preview" in request.form:
        return _page(import_id, form, chosen)
    if not form.validate():
        return _page(import_id, form, chosen), 422
    try:
        importing.begin_check(
            import_id=import_id,
            mapping=chosen,
            effective_from=form.effective_from.data,
            create_units=form.create_units.data,
            full_list_unit_id=_full_list_unit(form),
            retire_many=form.retire_many.data,
            actor_id=actor().id,
        )
    except Invalid as error:
        words = field_words().get(error.field, "")
        form.refuse(error)
        return _page(import_id, form, chosen, wrong=words), 422
    return _back(import_id)


@blueprint.post("/people/imports/<int:import_id>/apply")
@needs(policy.LIST_PEOPLE)
def apply_import(import_id: int) -> Any:
    """Have the checked changes made."""
    queries.import_for_running(actor(), import_id)
    importing.begin_applying(import_id=import_id, actor_id=actor().id)
    return _back(import_id)


@blueprint.post("/people/imports/<int:import_id>/undo")
@needs(policy.LIST_PEOPLE)
def undo_import(import_id: int) -> Any:
    """Have the changes taken back."""
    queries.import_for_running(actor(), import_id)
    importing.begin_undoing(import_id=import_id, actor_id=actor().id)
    return _back(import_id)


@blueprint.post("/people/imports/<int:import_id>/discard")
@needs(policy.LIST_PEOPLE)
def discard_import(import_id: int) -> Any:
    """Give the import up before anything was changed."""
    queries.import_for_running(actor(), import_id)
    importing.discard_import(import_id=import_id, actor_id=actor().id)
    return redirect(url_for("accounts.imports"), 303)


@blueprint.get("/people/imports/<int:import_id>/progress")
@needs(policy.LIST_PEOPLE)
def import_progress(import_id: int) -> Response:
    """How far the work on an import is, for the page that waits for it."""
    one = queries.import_for_running(actor(), import_id)
    return jsonify(
        running=one.state in RUNNING,
        done=one.done,
        total=one.total,
        words=_("%(done)s dari %(total)s", done=number(one.done, 0), total=number(one.total, 0)),
    )


@blueprint.get("/people/imports/<int:import_id>/findings.csv")
@needs(policy.LIST_PEOPLE)
def import_findings(import_id: int) -> Response:
    """What was found, row by row, for whoever mends the sheet."""
    queries.import_for_running(actor(), import_id)
    audit.record_view(
        actor_id=actor().id, page="people-import", subject=("people-import", import_id)
    )
    rows = [
        (
            one.row_number,
            one.column,
            _severity(one.severity),
            queries.finding_in_words(one, translated),
        )
        for one in queries.findings_of(import_id)
    ]
    return as_csv(f"temuan-{import_id}", [_("Baris"), _("Kolom"), _("Jenis"), _("Temuan")], rows)


def _received() -> Any:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid("file", "Pilih berkasnya dahulu.")
    name = PurePosixPath(sent.filename.replace("\\", "/")).name
    one = importing.receive_sheet(sent=sent.stream, file_name=name, actor_id=actor().id)
    return _back(one.id)


def _back(import_id: int) -> Any:
    return redirect(url_for("accounts.show_import", import_id=import_id), 303)


def _options(import_id: int) -> Any:
    return queries.import_for_running(actor(), import_id)


def _page(import_id: int, form: CheckForm, chosen: dict[str, int], wrong: str = "") -> str:
    one = queries.import_for_running(actor(), import_id)
    code, severity = request.args.get("code", ""), request.args.get("severity", "")
    found = queries.findings_of(import_id, code=code, severity=severity, most=SHOWN)
    mapping = chosen or one.mapping
    changes = queries.changes_of(import_id, most=SHOWN)
    people, units = queries.names_in(changes)
    return render_template(
        "accounts/import.html",
        people=people,
        units=units,
        shown=SHOWN,
        one=one,
        form=form,
        wrong=wrong,
        chosen=mapping,
        running=RUNNING,
        code=code,
        severity_chosen=severity,
        finding_kinds=_finding_kinds(one.counts.get("findings", {})),
        preview=queries.preview_of(one, mapping) if one.state in ("mapping", "checked") else [],
        hidden=rules.masked_number,
        fields=field_words(),
        kinds=kind_words(),
        states=state_words(),
        reasons=queries.REASONS,
        findings=[
            (one_found, queries.finding_in_words(one_found, translated)) for one_found in found
        ],
        severity=_severity,
        changes=changes,
        finding_columns=[{"label": _("Baris"), "numeric": True}]
        + [{"label": label} for label in (_("Kolom"), _("Jenis"), _("Temuan"))],
        preview_columns=[{"label": _("Baris"), "numeric": True}]
        + [{"label": label} for label in (_("Pegawai"), _("Unit dan jabatan"), _("Lainnya"))],
        change_columns=[{"label": _("Baris"), "numeric": True}]
        + [{"label": label} for label in (_("Perubahan"), _("Isi"), _("Keadaan"))],
    )


def _full_list_unit(form: CheckForm) -> int | None:
    words = form.full_list_of.data
    if not words or not words.strip():
        return None
    try:
        return queries.unit_by_words(actor(), words, form.effective_from.data)
    except Invalid as error:
        error.field = "full_list_of"
        raise


def _finding_kinds(counts: dict[str, int]) -> list[tuple[str, str]]:
    """Code and words of each kind of finding that there is, with how many."""
    blank: defaultdict[str, str] = defaultdict(lambda: "…")
    said = [
        (code, f"{translated(queries.FINDINGS[code]) % blank} ({number(count, 0)})")
        for code, count in counts.items()
    ]
    return sorted(said, key=lambda kind: kind[1])


def _severity(severity: str) -> str:
    return str(_("Kesalahan") if severity == "error" else _("Peringatan"))
