"""The players in compiled HTML: by the one file that is taken where nothing is to spare.

Belongs here: reading what `finish` wrote. Doesn't belong here: making lighter files.
"""

from __future__ import annotations

import re

# Read tag by tag: what stands in an attribute is no tag.
_TAG = re.compile(r"<(/?[a-z][a-z0-9]*)(?:[^\">]|\"[^\"]*\")*>")


def by_first_source(html: str) -> str:
    """The same HTML, each player with its first source alone."""
    before = ""

    def keep(match: re.Match[str]) -> str:
        nonlocal before
        is_further = match[1] == "source" == before
        before = match[1]
        return "" if is_further else match[0]

    return _TAG.sub(keep, html)
