"""What becomes of each table's rows when two accounts turn out to be one person's: the register of
mergers. Whatever isn't named here moves to the account that goes on; a test refuses a unique
constraint with a person in it that has no rule.

What does not belong here: doing it (`actions.merging`).
"""

from __future__ import annotations

from typing import Literal

Rule = Literal["dissolve", "yield", "own"]
"""What is done where both accounts may have a row of which there can be one: all rows of the joined
account go (`dissolve`: ways into it, its search words), its row goes where the kept account has the
same (`yield`), or an action knows better (`own`)."""

COLLISIONS: dict[tuple[str, str], Rule] = {
    ("person_word", "person_id"): "dissolve",
    ("password_reset", "person_id"): "dissolve",
    ("second_factor", "person_id"): "dissolve",
    ("recovery_code", "person_id"): "dissolve",
    ("auth_session", "person_id"): "dissolve",
    ("refused_address", "person_id"): "yield",
    ("mail_preference", "person_id"): "yield",
    ("quiet_time", "person_id"): "yield",
    ("audience_member", "person_id"): "yield",
    ("course_role", "person_id"): "own",
    ("bookmark", "person_id"): "yield",
    ("sync_event", "person_id"): "yield",
    ("accommodation", "person_id"): "own",
    ("extension", "person_id"): "own",
    ("question_report", "person_id"): "own",
    ("marking_claim", "marker_id"): "dissolve",
    ("mark_draft", "marker_id"): "own",
    ("mark", "marker_id"): "own",
    ("feedback_file", "marker_id"): "yield",
    ("enrolment", "person_id"): "own",
    ("duty_person", "person_id"): "own",
    ("development_plan", "person_id"): "own",
    ("saved_view", "person_id"): "own",
    ("hours_account", "person_id"): "yield",
    ("hours_summary", "person_id"): "own",
    ("learning_claim", "person_id"): "own",
    ("notice", "person_id"): "own",
    ("digest", "person_id"): "own",
    ("privacy_request", "person_id"): "own",
    ("data_export", "person_id"): "own",
    ("export", "person_id"): "own",
    ("suspected_double", "one_id"): "own",
    ("suspected_double", "other_id"): "own",
}
"""By table and column. What `yield` drops is the same thing twice (a bookmark, an invitation), or a
setting of which the kept account's own counts."""

YIELD_BY: dict[tuple[str, str], tuple[str, ...]] = {
    ("refused_address", "person_id"): (),
    ("mail_preference", "person_id"): ("topic",),
    ("quiet_time", "person_id"): (),
    ("audience_member", "person_id"): ("course_id", "unit_id", "position"),
    ("bookmark", "person_id"): ("course_id", "activity_key", "anchor"),
    ("sync_event", "person_id"): ("event_id", "hash"),
    ("hours_account", "person_id"): ("year",),
    ("feedback_file", "marker_id"): ("handed_file_id", "sha256", "removed_at"),
}
"""The columns that make two rows of different accounts the same."""
