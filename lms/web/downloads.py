"""Tables and sheets that leave as files to be kept.

What does not belong here: what stands in them, and how a table is written (`core/exports`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response, stream_with_context

from lms.core.exports import XLSX, csv_lines, xlsx_pieces

Rows = Iterable[Sequence[object]]


def as_csv(name: str, header: Sequence[str], rows: Rows) -> Response:
    """A table as CSV, sent while it is read; `name` is the file's, without its ending."""
    lines = stream_with_context(csv_lines(header, rows))
    return named(Response(lines, mimetype="text/csv"), f"{name}.csv")


def as_workbook(name: str, header: Sequence[str], rows: Rows) -> Response:
    """The same as a workbook (XLSX)."""
    return named(Response(xlsx_pieces(header, rows), mimetype=XLSX), f"{name}.xlsx")


def named(response: Response, name: str) -> Response:
    """Let a response be saved as a file with this name (ASCII)."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
