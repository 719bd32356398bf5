"""The part of the OpenAPI description that is about imports of people."""

from __future__ import annotations

from typing import Any

JSON = "application/json"
SHEETS = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")

_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}

PEOPLE_IMPORT: dict[str, Any] = {
    "type": "object",
    "required": ["import", "state", "rows", "done", "total", "changes", "errors", "warnings"],
    "properties": {
        "import": {"type": "integer"},
        "state": {
            "enum": [
                *("mapping", "checking", "checked", "applying", "applied", "undoing", "undone"),
                "discarded",
            ]
        },
        "rows": _COUNT,
        "done": _COUNT,
        "total": _COUNT,
        "columns": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "the heading that each field is read from",
        },
        "dropped": {
            "type": "array",
            "items": {"type": "string"},
            "description": "headings of columns that are never taken in",
        },
        "changes": {
            "type": "object",
            "additionalProperties": {"type": "integer"},
            "description": "how many of each kind: create, update, transfer, promote, retire",
        },
        "errors": _COUNT,
        "warnings": _COUNT,
    },
}

PEOPLE_FINDINGS: dict[str, Any] = {
    "type": "object",
    "required": ["findings", "next"],
    "properties": {
        "findings": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["row", "column", "code", "severity", "message"],
                "properties": {
                    "row": {"type": "integer", "description": "in the sheet; 0: all of it"},
                    "column": {"type": "string"},
                    "code": {"type": "string", "examples": ["number-rounded"]},
                    "severity": {"enum": ["error", "warning"]},
                    "message": {"type": "string"},
                },
            },
        },
        "next": {"type": ["integer", "null"], "description": "`after` of the next request"},
    },
}


def _answers(success: str, words: str, schema: str, *more: tuple[str, str]) -> dict[str, Any]:
    def said(text: str, name: str) -> dict[str, Any]:
        return {
            "description": text,
            "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{name}"}}},
        }

    errors = (
        ("401", "no usable token"),
        ("403", "the person looks after nobody"),
        ("429", "too many wrong tokens"),
        *more,
    )
    return {success: said(words, schema)} | {code: said(text, "Error") for code, text in errors}


def _query(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": words}


_ID: dict[str, Any] = {
    "name": "import_id",
    "in": "path",
    "required": True,
    "schema": {"type": "integer"},
}
_GONE = ("404", "no such import for this person")
_PASSED = ("409", "the import has gone on since, or isn't that far")


def _step(summary: str) -> dict[str, Any]:
    return {
        "post": {
            "summary": summary,
            "description": "Sent twice it is done once.",
            "parameters": [_ID],
            "responses": _answers("202", "the worker is at it", "PeopleImport", _GONE, _PASSED),
        }
    }


PEOPLE_PATHS: dict[str, Any] = {
    "/people/imports": {
        "post": {
            "summary": "Send a sheet of people and have it checked",
            "description": (
                "Nothing is changed before it is applied. Columns are read as the same source's were "
                "last, or as their headings tell; `column.FIELD=HEADING` names one otherwise."
            ),
            "parameters": [
                _query("file_name", "as it is shown", {"type": "string", "maxLength": 150}),
                _query("effective_from", "where rows say no date; today", {"type": "string"}),
                _query("create_units", "1: create units that aren't there", {"enum": ["0", "1"]}),
                _query("column.employee_number", "a heading", {"type": "string"}),
            ],
            "requestBody": {
                "required": True,
                "content": {
                    kind: {"schema": {"type": "string", "format": "binary"}} for kind in SHEETS
                },
            },
            "responses": _answers(
                "202",
                "taken in; it is being checked",
                "PeopleImport",
                ("413", "larger than a sheet may be"),
                ("422", "no table, or a needed column is missing; nothing is kept"),
            ),
        }
    },
    "/people/imports/{import_id}": {
        "get": {
            "summary": "How far an import is",
            "parameters": [_ID],
            "responses": _answers("200", "its state and figures", "PeopleImport", _GONE),
        }
    },
    "/people/imports/{import_id}/findings": {
        "get": {
            "summary": "What was found, row by row",
            "parameters": [
                _ID,
                _query("after", "`next` of the answer before", {"type": "integer"}),
            ],
            "responses": _answers("200", "up to 1,000 findings", "PeopleFindings", _GONE),
        }
    },
    "/people/imports/{import_id}/apply": _step("Make the checked changes"),
    "/people/imports/{import_id}/undo": _step("Take the changes back"),
}
