"""Writing accounts: signing in, passwords, ways back in, people with their places and roles.

What does not belong here: who may do it (`policy`, `queries`), and telling people (`events`).
"""

from __future__ import annotations

from lms.accounts.actions.codes import issue_codes, note_printing, request_codes
from lms.accounts.actions.data import (
    correct_person,
    end_what_was_held,
    lift_restriction,
    pseudonymise,
    restrict_person,
)
from lms.accounts.actions.doubles import find_all_doubles, find_doubles, locked_pair, tell_apart
from lms.accounts.actions.hashing import hash_password, verify_password
from lms.accounts.actions.indexing import index_people, reindex
from lms.accounts.actions.joining import (
    join_account,
    join_doubles,
    join_imports,
    join_places,
    leave_shell,
)
from lms.accounts.actions.passwords import change_password
from lms.accounts.actions.people import (
    accept_privacy_notice,
    create_admin,
    create_person,
    disable_person,
    enable_person,
    set_language,
    set_look,
    set_low_data,
)
from lms.accounts.actions.places import (
    add_membership,
    assign_supervisor,
    end_membership,
    end_supervision,
    set_pay_grade,
)
from lms.accounts.actions.reading import begin_reading, end_overdue_readings, end_reading
from lms.accounts.actions.resets import (
    IssuedCode,
    issue_code,
    request_reset_link,
    reset_by_code,
    reset_by_link,
)
from lms.accounts.actions.roles import end_role, grant_role
from lms.accounts.actions.second_factor import (
    begin_enrolment,
    confirm_enrolment,
    finish_sign_in,
    renew_recovery_codes,
    reset_second_factor,
    turn_off_second_factor,
)
from lms.accounts.actions.sessions import (
    Browser,
    SecondStep,
    end_other_sessions,
    end_session,
    open_session,
    sign_in,
    sweep,
)
from lms.accounts.actions.settings import change_settings
from lms.accounts.actions.tokens import (
    count_wrong_token,
    create_token,
    note_use,
    revoke_token,
)
from lms.accounts.actions.units import (
    close_unit,
    create_unit,
    merge_unit,
    move_unit,
    rename_unit,
    take_back_change,
)

__all__ = [
    "Browser",
    "IssuedCode",
    "SecondStep",
    "accept_privacy_notice",
    "add_membership",
    "assign_supervisor",
    "begin_enrolment",
    "begin_reading",
    "change_password",
    "change_settings",
    "close_unit",
    "confirm_enrolment",
    "correct_person",
    "count_wrong_token",
    "create_admin",
    "create_person",
    "create_token",
    "create_unit",
    "disable_person",
    "enable_person",
    "end_membership",
    "end_other_sessions",
    "end_overdue_readings",
    "end_reading",
    "end_role",
    "end_session",
    "end_supervision",
    "end_what_was_held",
    "find_all_doubles",
    "find_doubles",
    "finish_sign_in",
    "grant_role",
    "hash_password",
    "index_people",
    "issue_code",
    "issue_codes",
    "join_account",
    "join_doubles",
    "join_imports",
    "join_places",
    "leave_shell",
    "lift_restriction",
    "locked_pair",
    "merge_unit",
    "move_unit",
    "note_printing",
    "note_use",
    "open_session",
    "pseudonymise",
    "reindex",
    "rename_unit",
    "renew_recovery_codes",
    "request_codes",
    "request_reset_link",
    "reset_by_code",
    "reset_by_link",
    "reset_second_factor",
    "restrict_person",
    "revoke_token",
    "set_language",
    "set_look",
    "set_low_data",
    "set_pay_grade",
    "sign_in",
    "sweep",
    "take_back_change",
    "tell_apart",
    "turn_off_second_factor",
    "verify_password",
]
