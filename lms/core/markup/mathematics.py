"""Where mathematics stands in a text: `$…$` in a line, `$$…$$` on lines of its own.

The scanner of the course format and the renderer ask here, so that they agree. What becomes of a
formula does not belong here (`mathml`).
"""

from __future__ import annotations

import re

LONGEST = 2000
"""Characters of a formula; a longer one is text."""

# The renderer asks when code is already put aside between \x02 and \x03, the scanner when it is
# overwritten by spaces: both signs count as the space that they stand for.
_INLINE = (
    r"(?:(?<=[\s(\[{\x03])|(?<![\s\S]))"
    rf"\$(?![\s$\x02])([^$\n]{{1,{LONGEST}}})(?<![\s\\\x03])\$(?![0-9$])"
)
_BLOCK = rf"^[ \t]*\$\$([^$]{{1,{LONGEST}}})\$\$[ \t]*$"

FORMULA = re.compile(f"{_BLOCK}|{_INLINE}", re.MULTILINE)
"""Any formula; its source is the first group of one on lines of its own, else the second."""

DISPLAY = re.compile(_BLOCK, re.MULTILINE)
"""A formula on lines of its own; its source is the first group."""


def formulas(text: str) -> list[tuple[int, int]]:
    """Where formulas begin and end in `text`, their signs included; code is the caller's affair.

    A formula begins after a space, a bracket or nothing, has no space just inside its signs, and no
    digit after them: `Rp$5 dan US$10` is money.
    """
    return [found.span() for found in FORMULA.finditer(text)]
