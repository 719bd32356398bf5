"""What pages call the states of a certificate and the reasons of a revocation. Msgids.

What does not belong here: computing a state (`validity`).
"""

from __future__ import annotations

from collections.abc import Mapping

from lms.core.words import N_
from lms.credentials.rules.validity import EXPIRED, EXPIRES_SOON, REVOKED, VALID

STATE_WORDS: Mapping[str, str] = {
    VALID: N_("Berlaku"),
    EXPIRES_SOON: N_("Segera berakhir"),
    EXPIRED: N_("Tidak berlaku lagi"),
    REVOKED: N_("Dicabut"),
}

STATE_KINDS: Mapping[str, str] = {
    VALID: "success",
    EXPIRES_SOON: "warning",
    EXPIRED: "warning",
    REVOKED: "danger",
}
"""The kind of badge or notice that a state is shown with."""

CATEGORIES: Mapping[str, str] = {
    "mistake": N_("Diterbitkan karena kekeliruan"),
    "fraud": N_("Diperoleh dengan cara yang tidak sah"),
    "replaced": N_("Diganti dengan sertifikat lain"),
    "request": N_("Atas permintaan pemiliknya"),
    "other": N_("Alasan lain"),
}
"""Why a certificate was revoked, as strangers are told."""

LONGEST_REASON = 500
