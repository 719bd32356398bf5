"""The part of the description that is about packages of courses: for our own pages, so by session."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_FILE: dict[str, Any] = {
    "type": "object",
    "required": ["address", "bytes", "sha256", "kind", "module", "activity", "title"],
    "properties": {
        "address": {"type": "string", "description": "below the site; the bytes hash to sha256"},
        "bytes": {"type": "integer", "minimum": 0},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "kind": {"enum": ["page", "picture", "audio"]},
        "module": {"type": "string", "description": "empty for what every module needs"},
        "activity": {"type": "string", "description": "of which it is the page, or empty"},
        "title": _TEXT,
    },
}

_PAPER: dict[str, Any] = {
    "type": "object",
    "required": ["take", "activity", "module", "title"],
    "properties": {
        "take": {"type": "string", "description": "where a post begins the attempt"},
        "activity": _TEXT,
        "module": _TEXT,
        "title": _TEXT,
    },
}

OFFLINE_PACKAGE: dict[str, Any] = {
    "type": "object",
    "required": ["owner", "course", "title", "revision", "version", "modules", "files", "papers"],
    "properties": {
        "owner": {"type": "string", "description": "names the learner on a device, opaquely"},
        "course": _TEXT,
        "title": _TEXT,
        "revision": {"type": "integer"},
        "version": {"type": "string", "description": "another one where any file is another"},
        "modules": {
            "type": "array",
            "items": {"type": "object", "properties": {"key": _TEXT, "title": _TEXT}},
        },
        "files": {"type": "array", "items": _FILE},
        "papers": {
            "type": "array",
            "description": "quizzes that may be done without a network and that no clock ends",
            "items": _PAPER,
        },
    },
}

OFFLINE_PATHS: dict[str, Any] = {
    "/offline/courses/{course}": {
        "get": {
            "summary": "What a learner can keep of a course on a device",
            "description": "For the site's own pages: access is by the browser's session.",
            "security": [{"session": []}],
            "parameters": [
                {"name": "course", "in": "path", "required": True, "schema": _TEXT},
            ],
            "responses": {
                status: {
                    "description": words,
                    "content": {
                        "application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}
                    },
                }
                for status, words, schema in (
                    ("200", "the course's files, without what hasn't opened", "OfflinePackage"),
                    ("401", "nobody is signed in", "Error"),
                    ("403", "somebody else's pages are only looked at", "Error"),
                    ("404", "not enrolled", "Error"),
                )
            },
        }
    },
}
