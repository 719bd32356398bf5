"""Which kinds of notices there are. Pure.

What does not belong here: their texts, which are in `templates/notifications/messages/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of notice: whether it is sent by e-mail too, and the parameters its text needs."""

    mailed: bool
    params: frozenset[str]


KINDS: Mapping[str, Kind] = {
    "enrolled": Kind(False, frozenset({"course_key", "course_title"})),
    "announcement": Kind(True, frozenset({"course_key", "course_title", "title", "excerpt"})),
    "asked-again": Kind(True, frozenset({"course_key", "course_title", "activities"})),
    "deadline-extended": Kind(
        True, frozenset({"course_key", "course_title", "activity_title", "until"})
    ),
    "accommodated": Kind(
        True,
        frozenset({"course_key", "course_title", "activity_title", "extra_time", "extra_attempts"}),
    ),
    "question-reported": Kind(True, frozenset({"course_key", "course_title"})),
    "report-answered": Kind(True, frozenset({"course_key", "course_title", "question", "answer"})),
    "score-corrected": Kind(
        True,
        frozenset(
            {
                "course_key",
                "course_title",
                "activity_title",
                "attempt",
                "question",
                "what",
                "reason",
                "changes",
                "completed",
            }
        ),
    ),
    "score-overridden": Kind(
        True,
        frozenset(
            {
                "course_key",
                "course_title",
                "activity_title",
                "what",
                "reason",
                "before",
                "after",
            }
        ),
    ),
    "work-marked": Kind(
        True,
        frozenset({"course_key", "course_title", "activity_title", "attempt", "score", "passed"}),
    ),
    "work-returned": Kind(
        True,
        frozenset(
            {"course_key", "course_title", "activity_key", "activity_title", "reason", "until"}
        ),
    ),
    "marks-changed": Kind(
        True,
        frozenset(
            {
                "course_key",
                "course_title",
                "activity_title",
                "attempt",
                "reason",
                "before",
                "after",
            }
        ),
    ),
    "late-accepted": Kind(
        True,
        frozenset(
            {
                "course_key",
                "course_title",
                "activity_title",
                "attempt",
                "number",
                "before",
                "after",
                "why",
            }
        ),
    ),
    "publish-requested": Kind(True, frozenset({"course_key", "course_title", "note"})),
    "publish-approved": Kind(True, frozenset({"course_key", "course_title", "comment", "number"})),
    "publish-declined": Kind(True, frozenset({"course_key", "course_title", "comment"})),
    "course-shared": Kind(True, frozenset({"course_key", "course_title", "role"})),
    "data-copy-ready": Kind(True, frozenset({"until"})),
    "data-request-asked": Kind(True, frozenset({"request_id", "kind"})),
    "data-request-decided": Kind(True, frozenset({"kind", "state", "reason"})),
    "data-restriction-lifted": Kind(True, frozenset({"at"})),
    "course-completed": Kind(True, frozenset({"course_key", "course_title"})),
    "password-reset-link": Kind(True, frozenset({"reset_id"})),
    "password-changed": Kind(True, frozenset({"at"})),
    "one-time-code-issued": Kind(True, frozenset({"issued_by", "until"})),
}
"""Moments among the parameters are ISO timestamps in UTC."""

SENT_TO_THE_RESTRICTED = frozenset(
    {
        "password-reset-link",
        "password-changed",
        "one-time-code-issued",
        "data-copy-ready",
        "data-request-decided",
        "data-restriction-lifted",
    }
)
"""Letters that go even to people whose data may only be kept: about their account and their requests."""
