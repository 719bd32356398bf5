"""The description of where the outbox of a browser sends to. It takes a session and no token."""

from __future__ import annotations

from typing import Any

JSON = "application/json"
_UUID = {"type": "string", "format": "uuid"}
_CLOCK = {"type": "integer", "minimum": 0, "description": "milliseconds; kept, never believed"}

SYNC_EVENT: dict[str, Any] = {
    "type": "object",
    "required": [
        *("event_id", "device_id", "epoch", "seq", "kind"),
        *("subject", "payload", "wall_ms", "mono_ms"),
    ],
    "properties": {
        "event_id": _UUID,
        "device_id": {"type": "string", "maxLength": 64},
        "epoch": {"type": "integer", "minimum": 0},
        "seq": {"type": "integer", "minimum": 0},
        "kind": {"type": "string", "examples": ["answer", "submit", "done", "note"]},
        "subject": {"type": "string", "examples": ["learn/manajemen-proyek/pengantar"]},
        "payload": {"type": "object"},
        "wall_ms": _CLOCK,
        "mono_ms": _CLOCK,
    },
}

SYNC_RESULT: dict[str, Any] = {
    "type": "object",
    "required": ["event_id", "hash", "status", "saved_at"],
    "properties": {
        "event_id": _UUID,
        "hash": {
            "type": "string",
            "description": "SHA-256 (hex) of the event's JSON with sorted keys and no spaces",
        },
        "status": {"enum": ["stored", "duplicate", "quarantined"]},
        "saved_at": {"type": "string"},
        "late": {"type": "boolean"},
        "taken_over": {"type": "boolean"},
        "message": {"type": "string", "description": "why it is quarantined"},
    },
}

SYNC_PARCEL: dict[str, Any] = {
    "type": "object",
    "required": ["key", "point", "ticket"],
    "properties": {
        "key": {"type": "string", "description": "the id of the installation's key"},
        "point": {"type": "string", "description": "its public point on P-256, base64"},
        "ticket": {"type": "string", "description": "says whose the parcel is"},
    },
}

SYNC_PATHS: dict[str, Any] = {
    "/sync": {
        "post": {
            "summary": "Keep what a browser's outbox holds",
            "description": "For scripts of our own pages: a session, `Origin` or `Sec-Fetch-Site`,"
            " and `X-Outbox`. All events are kept in one commit; each has its receipt.",
            "security": [],
            "requestBody": {
                "required": True,
                "content": {
                    JSON: {
                        "schema": {
                            "type": "object",
                            "required": ["events", "sent_ms"],
                            "properties": {
                                "events": {
                                    "type": "array",
                                    "maxItems": 50,
                                    "items": {"$ref": "#/components/schemas/SyncEvent"},
                                },
                                "sent_ms": _CLOCK,
                                "parcel": {
                                    "type": "boolean",
                                    "description": "asks for what makes a parcel (`docs/sync.md`)",
                                },
                            },
                        }
                    }
                },
            },
            "responses": {
                "200": {
                    "description": "Every event that can be read has its receipt",
                    "content": {
                        JSON: {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "results": {
                                        "type": "array",
                                        "items": {"$ref": "#/components/schemas/SyncResult"},
                                    },
                                    "unreadable": {"type": "integer"},
                                    "parcel": {"$ref": "#/components/schemas/SyncParcel"},
                                },
                            }
                        }
                    },
                },
                **{
                    status: {
                        "description": words,
                        "content": {JSON: {"schema": {"$ref": "#/components/schemas/Error"}}},
                    }
                    for status, words in {
                        "401": "Nobody is signed in; everything stays on the device",
                        "403": "Not from a script of our own pages",
                        "409": "The outbox is another person's",
                        "413": "Too large; send fewer at once",
                        "422": "No batch, or more events than agreed",
                    }.items()
                },
            },
        }
    }
}
