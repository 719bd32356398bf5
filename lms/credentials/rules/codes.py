"""Codes of certificates: what stands in the public address, and what people type from a sheet.

What does not belong here: making one at random (`actions.issuing`).
"""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so nothing is read for something else."""

LENGTH = 12
"""60 bits: nobody finds one by guessing."""

_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def read(typed: str) -> str | None:
    """The code that somebody typed, in any spelling (small letters, spaces, O for 0), or None where it
    can't be one. An address of ours ending in a code is read too."""
    last = typed.strip().partition("?")[0].rstrip("/").rpartition("/")[2]
    code = re.sub(r"[\s-]", "", last).upper().translate(_READ_AS)
    return code if _CODE.fullmatch(code) else None


def grouped(code: str) -> str:
    """The code as it is printed: `7K3M-Q2XA-9WDT`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
