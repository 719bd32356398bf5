"""Why somebody did something, as they typed it and others will read it.

What does not belong here: what a reason is asked for (the actions), how it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from lms.core.texts import read_line
from lms.core.words import N_

Reader = Literal[
    "colleague", "owner", "participant", "supervisor", "whose duty it is", "whose score changes"
]
"""Who will read a reason."""

_MISSING: Mapping[Reader, str] = {
    "colleague": N_("Tulis alasannya, agar pengelola lain memahaminya."),
    "owner": N_("Tulis alasannya; pemilik akun membacanya."),
    "participant": N_("Tulis alasannya; peserta membacanya."),
    "supervisor": N_("Tulis alasannya; atasan membacanya."),
    "whose duty it is": N_("Tulis alasannya: pegawai yang bersangkutan akan membacanya."),
    "whose score changes": N_("Tulis alasannya; peserta yang nilainya berubah membacanya."),
}


def read_reason(text: str, reader: Reader, *, field: str = "reason", most: int = 500) -> str:
    """A reason in one line, of so many characters at the most.

    Raises:
        Invalid: there is none, or it is too long.
    """
    too_long = N_("Alasan paling panjang %(most)s huruf. Pendekkan dahulu.")
    return read_line(text, field, most=most, missing=_MISSING[reader], too_long=too_long)
