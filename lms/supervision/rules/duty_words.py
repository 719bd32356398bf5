"""What standings and the parts of a rule are called: msgids.

What does not belong here: putting them into sentences (views).
"""

from __future__ import annotations

from collections.abc import Mapping

from lms.accounts.rules import CONTRACT, PERMANENT
from lms.core.words import N_
from lms.supervision.rules.duties import DONE, DUE, OVERDUE, WAIVED

STANDINGS: Mapping[str, tuple[str, str]] = {
    OVERDUE: (N_("Terlambat"), "danger"),
    DUE: (N_("Belum tuntas"), "info"),
    DONE: (N_("Tuntas"), "success"),
    WAIVED: (N_("Dibebaskan"), ""),
}
"""Each standing in words, with the kind of its badge."""

DUTY_STATES: Mapping[str, str] = {"in-force": N_("Berlaku"), "ended": N_("Diakhiri")}

POSITION_TYPES: Mapping[str, str] = {
    "structural": N_("Jabatan struktural"),
    "functional": N_("Jabatan fungsional"),
    "staff": N_("Pelaksana"),
}

EMPLOYMENTS: Mapping[str, str] = {PERMANENT: N_("PNS"), CONTRACT: N_("PPPK")}
