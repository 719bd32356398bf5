"""The OpenAPI 3.1 description of the API. A test compares it with the routes."""

from __future__ import annotations

from typing import Any

from lms.api.rules.offline import OFFLINE_PACKAGE, OFFLINE_PATHS
from lms.api.rules.people import PEOPLE_FINDINGS, PEOPLE_IMPORT, PEOPLE_PATHS
from lms.api.rules.sync import SYNC_EVENT, SYNC_PARCEL, SYNC_PATHS, SYNC_RESULT

JSON = "application/json"
SARIF = "application/sarif+json"

FINDING: dict[str, Any] = {
    "type": "object",
    "required": ["file", "line", "code", "severity", "message"],
    "properties": {
        "file": {"type": "string", "description": "path in the course's folder"},
        "line": {"type": "integer", "minimum": 1},
        "code": {"type": "string", "examples": ["E503"]},
        "severity": {"enum": ["error", "warning"]},
        "message": {"type": "string", "description": "in the language of the request"},
    },
}

REVISION: dict[str, Any] = {
    "type": "object",
    "required": ["course", "state", "findings"],
    "properties": {
        "course": {"type": "string"},
        "state": {"enum": ["checked", "published", "unchanged", "waiting"]},
        "revision": {"type": ["integer", "null"]},
        "draft_kept": {
            "type": "boolean",
            "description": "the draft in the browser has unpublished changes and was left as it is",
        },
        "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
    },
}

ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error", "message"],
    "properties": {"error": {"type": "string"}, "message": {"type": "string"}},
}


def description(product: str) -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {"title": product, "version": "1"},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": {
            "/openapi.json": {
                "get": {
                    "summary": "This description",
                    "security": [],
                    "responses": {"200": {"description": "OpenAPI 3.1", "content": {JSON: {}}}},
                }
            },
            "/courses/{course}/revisions": {"post": _send_revision()},
            **PEOPLE_PATHS,
            **OFFLINE_PATHS,
            **SYNC_PATHS,
        },
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "session"},
            },
            "schemas": {
                "Finding": FINDING,
                "Revision": REVISION,
                "Error": ERROR,
                "PeopleImport": PEOPLE_IMPORT,
                "PeopleFindings": PEOPLE_FINDINGS,
                "OfflinePackage": OFFLINE_PACKAGE,
                "SyncEvent": SYNC_EVENT,
                "SyncParcel": SYNC_PARCEL,
                "SyncResult": SYNC_RESULT,
            },
        },
    }


def _send_revision() -> dict[str, Any]:
    return {
        "summary": "Check a course's folder and publish it",
        "description": (
            "The body is a zip of the folder. A course that doesn't exist is created for whoever "
            "may create courses. Ask for application/sarif+json to get the findings as SARIF 2.1.0."
        ),
        "parameters": [
            _parameter("course", "path", {"type": "string"}, "the `id` of course.md"),
            _parameter("dry_run", "query", {"enum": ["0", "1"]}, "1: check, change nothing"),
            _parameter("note", "query", {"type": "string", "maxLength": 500}, "for the history"),
            _parameter(
                "material",
                "query",
                {"type": "string"},
                "ids of activities to be asked again, with commas",
            ),
        ],
        "requestBody": {
            "required": True,
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        },
        "responses": {
            "200": _answer("checked (dry run), or the same as is published", "Revision"),
            "201": _answer("published", "Revision"),
            "202": _answer("waiting for another person's approval", "Revision"),
            "401": _answer("no usable token", "Error"),
            "404": _answer("no such course for this person", "Error"),
            "409": _answer(
                "changes in the draft would be lost, or the id was taken just now", "Error"
            ),
            "413": _answer("larger than a course may be", "Error"),
            "422": _answer("errors in the course or the archive; nothing was changed", "Revision"),
            "429": _answer("too many wrong tokens", "Error"),
        },
    }


def _parameter(name: str, place: str, schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "schema": schema,
        "description": words,
    }


def _answer(words: str, schema: str) -> dict[str, Any]:
    content: dict[str, Any] = {JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    if schema == "Revision":
        content[SARIF] = {}
    return {"description": words, "content": content}
