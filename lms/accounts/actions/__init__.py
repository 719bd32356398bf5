"""Writing accounts: signing in, passwords, ways back in, people with their places and roles.

What does not belong here: who may do it (`policy`, `queries`), and telling people (`events`).
"""

from __future__ import annotations

from lms.accounts.actions.hashing import hash_password, verify_password
from lms.accounts.actions.indexing import index_people, reindex
from lms.accounts.actions.passwords import change_password
from lms.accounts.actions.people import (
    accept_privacy_notice,
    create_admin,
    create_person,
    disable_person,
    enable_person,
    set_language,
)
from lms.accounts.actions.places import add_membership, assign_supervisor, create_unit
from lms.accounts.actions.resets import (
    IssuedCode,
    issue_code,
    request_reset_link,
    reset_by_code,
    reset_by_link,
)
from lms.accounts.actions.roles import end_role, grant_role
from lms.accounts.actions.sessions import (
    Browser,
    end_other_sessions,
    end_session,
    open_session,
    sign_in,
    sweep,
)
from lms.accounts.actions.tokens import (
    count_wrong_token,
    create_token,
    note_use,
    revoke_token,
)

__all__ = [
    "Browser",
    "IssuedCode",
    "accept_privacy_notice",
    "add_membership",
    "assign_supervisor",
    "change_password",
    "count_wrong_token",
    "create_admin",
    "create_person",
    "create_token",
    "create_unit",
    "disable_person",
    "enable_person",
    "end_other_sessions",
    "end_role",
    "end_session",
    "grant_role",
    "hash_password",
    "index_people",
    "issue_code",
    "note_use",
    "open_session",
    "reindex",
    "request_reset_link",
    "reset_by_code",
    "reset_by_link",
    "revoke_token",
    "set_language",
    "sign_in",
    "sweep",
    "verify_password",
]
