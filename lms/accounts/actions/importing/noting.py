"""What a check finds and plans is kept.

What does not belong here: finding it (`checking`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert

from lms.accounts.models import PeopleImportChange, PeopleImportFinding
from lms.accounts.source.comparing import Planned
from lms.accounts.source.findings import Finding
from lms.core.db import AsJson, db

MOST_FINDINGS = 5_000
"""Kept with their rows; those beyond are counted only."""

_NOTHING = AsJson.of({})


def add_findings(import_id: int, counts: dict[str, Any], findings: Iterable[Finding]) -> None:
    """Keep findings, as long as there is room, and count them all (in `counts`)."""
    by_code = dict(counts.get("findings", {}))
    kept_already = sum(by_code.values())
    rows: list[dict[str, Any]] = []
    for one in findings:
        by_code[one.code] = by_code.get(one.code, 0) + 1
        counts[one.severity] = counts.get(one.severity, 0) + 1
        if kept_already + len(rows) < MOST_FINDINGS:
            rows.append(
                {
                    "import_id": import_id,
                    "row_number": one.row,
                    "column": one.column,
                    "code": one.code,
                    "severity": one.severity,
                    "params": dict(one.params),
                }
            )
    counts["findings"] = by_code
    if rows:
        db.session.connection().execute(insert(PeopleImportFinding), rows)


def change_rows(
    import_id: int, changes: Iterable[tuple[int, int | None, Planned]]
) -> list[dict[str, Any]]:
    """What rows change, for `add_changes`: reckoned before the writer's turn."""
    return [
        {
            "import_id": import_id,
            "row_number": row,
            "kind": planned.kind,
            "state": "planned",
            "reason": "",
            "person_id": person_id,
            "before": AsJson.of(planned.before),
            "after": AsJson.of(planned.after),
            "written": _NOTHING,
        }
        for row, person_id, planned in changes
    ]


def add_changes(rows: Sequence[dict[str, Any]]) -> None:
    """Keep what rows change, to be done when somebody says so."""
    if rows:
        db.session.connection().execute(insert(PeopleImportChange), rows)
