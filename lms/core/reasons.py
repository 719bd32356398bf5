"""Why somebody did something, as they typed it and others will read it.

What does not belong here: what a reason is asked for (the actions), how it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from lms.core.errors import Invalid
from lms.core.words import N_

Reader = Literal["colleague", "owner", "participant", "supervisor", "whose score changes"]
"""Who will read a reason."""

_MISSING: Mapping[Reader, str] = {
    "colleague": N_("Tulis alasannya, agar pengelola lain memahaminya."),
    "owner": N_("Tulis alasannya; pemilik akun membacanya."),
    "participant": N_("Tulis alasannya; peserta membacanya."),
    "supervisor": N_("Tulis alasannya; atasan membacanya."),
    "whose score changes": N_("Tulis alasannya; peserta yang nilainya berubah membacanya."),
}


def read_reason(text: str, reader: Reader, *, most: int = 500) -> str:
    """A reason in one line, of so many characters at the most.

    Raises:
        Invalid: there is none, or it is too long.
    """
    why = " ".join(text.split())
    if not why:
        raise Invalid("reason", _MISSING[reader])
    if len(why) > most:
        raise Invalid(
            "reason", "Alasan paling panjang %(most)s huruf. Pendekkan dahulu.", most=most
        )
    return why
