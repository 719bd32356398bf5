"""Sheets of people come in: received, checked, applied in steps, and taken back.

What does not belong here: what sheets mean (`source`), pages (`views`).
"""

from lms.accounts.actions.importing.applying import apply, apply_all
from lms.accounts.actions.importing.checking import check, check_all
from lms.accounts.actions.importing.reading import MOST_UPLOAD_BYTES, RefusedSheet
from lms.accounts.actions.importing.running import (
    begin_applying,
    begin_check,
    begin_undoing,
    discard_import,
    receive_sheet,
)
from lms.accounts.actions.importing.undoing import undo

__all__ = [
    "MOST_UPLOAD_BYTES",
    "RefusedSheet",
    "apply",
    "apply_all",
    "begin_applying",
    "begin_check",
    "begin_undoing",
    "check",
    "check_all",
    "discard_import",
    "receive_sheet",
    "undo",
]
