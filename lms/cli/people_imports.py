"""`flask people import FILE`: people from a sheet, checked and (without `--dry-run`) applied at once.

Findings are printed as `file:row: CODE message`. Exit status: 0 good, 1 errors found, 2 wrong use.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from lms.accounts import queries
from lms.accounts.actions import importing
from lms.core.clock import today
from lms.core.db import begin_unit, commit, rollback
from lms.core.errors import Invalid


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="check and report, change nothing")
@click.option("--create-units", is_flag=True, help="create the units that are not there yet")
@click.option(
    "--from",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="the day from which changes hold where the sheet says none (today)",
)
@click.option("--json", "as_json", is_flag=True, help="print the outcome as JSON")
@with_appcontext
def command(
    file: Path, dry_run: bool, create_units: bool, day: datetime | None, as_json: bool
) -> None:
    """Create, change, move, promote and retire people as a sheet (.xlsx, .csv) says."""
    import_id = _check(file, create_units, day)
    findings = [_plain(one) for one in queries.findings_of(import_id)]
    if dry_run:
        importing.discard_import(import_id=import_id, actor_id=None)
        commit()
    else:
        importing.begin_applying(import_id=import_id, actor_id=None)
        commit()
        _do(importing.apply_all(import_id))
    one = queries.import_by_id(import_id)
    counts: dict[str, Any] = dict(one.counts)
    _report(file, counts, one.id, one.state, one.row_count, tuple(one.dropped), findings, as_json)
    raise SystemExit(1 if counts.get("error") else 0)


def _check(file: Path, create_units: bool, day: datetime | None) -> int:
    try:
        with file.open("rb") as sent:
            one = importing.receive_sheet(sent=sent, file_name=file.name, actor_id=None)
        import_id = one.id
        importing.begin_check(
            import_id=import_id,
            mapping=dict(one.mapping),
            effective_from=day.date() if day is not None else today(),
            create_units=create_units,
            full_list_unit_id=None,
            retire_many=False,
            actor_id=None,
        )
    except Invalid as error:
        rollback()
        raise click.UsageError(_(error.message, **error.params)) from error
    commit()
    _do(importing.check_all(import_id))
    return import_id


def _do(steps: Iterator[object]) -> None:
    """Do here, to its end, what the worker would in slices: whoever calls a command may have none
    running."""
    begin_unit(may_write=True)
    for _step in steps:
        commit()
    commit()


def _plain(finding: Any) -> dict[str, Any]:
    return {
        "row": finding.row_number,
        "column": finding.column,
        "code": finding.code,
        "severity": finding.severity,
        "message": queries.finding_in_words(finding, _),
    }


def _report(
    file: Path,
    counts: dict[str, Any],
    import_id: int,
    state: str,
    rows: int,
    dropped: tuple[str, ...],
    findings: list[dict[str, Any]],
    as_json: bool,
) -> None:
    kinds = counts.get("kinds", {})
    if as_json:
        said = {
            "import": import_id,
            "state": state,
            "rows": rows,
            "dropped": dropped,
            "changes": kinds,
            "findings": findings,
        }
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    for one in findings:
        click.echo(f"{file}:{one['row']}: {one['code']} {one['message']}", err=True)
    if dropped:
        click.echo(_("Kolom yang tidak diambil: %(names)s", names=", ".join(dropped)))
    words = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) or "0"
    click.echo(_("%(rows)s baris; perubahan: %(changes)s", rows=rows, changes=words))
