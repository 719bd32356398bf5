"""Sanitising: bleach, then nh3, both fed by the one allow-list in `allowed`.

Two, because they parse independently: what one misreads, the other removes. Doesn't belong here:
what is allowed, and anything that knows Markdown.
"""

from __future__ import annotations

import re

import bleach
import nh3

from lms.core.markup.allowed import ATTRIBUTES, SCHEMES, ok

# The result of nh3 has no bare "<" in text, but it has in attribute values: skip over those.
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:[^\">]|\"[^\"]*\")*)>")
"""A tag of sanitised HTML: whether it closes, its name, its attributes."""

# Written as entities they come this far; browsers show nothing for them.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def sanitise(html: str) -> str:
    """`html` reduced to the allow-list. Sanitising twice changes nothing."""
    # A cleaner of its own for each text: an interrupted parser isn't used again.
    cleaner = bleach.Cleaner(
        tags=frozenset(ATTRIBUTES),
        attributes=ok,
        protocols=SCHEMES,
        strip=True,
        strip_comments=True,
    )
    clean = nh3.clean(
        cleaner.clean(html),
        tags=set(ATTRIBUTES),
        attributes=ATTRIBUTES,
        attribute_filter=lambda tag, name, value: value if ok(tag, name, value) else None,
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=True,
    )
    return _CONTROL.sub("", clean)


def wrap_tables(html: str, label: str) -> str:
    """Give every table of sanitised `html` a group that scrolls sideways, also by keyboard.

    `label` names the group; it is ours, never an author's. A group, since a region would be one more
    landmark to step over, and landmarks of one page may not share a name.
    """
    opening = f'<div class="table-scroll" tabindex="0" role="group" aria-label="{label}">'

    def wrap(match: re.Match[str]) -> str:
        if match[2] != "table":
            return match[0]
        return match[0] + "</div>" if match[1] else opening + match[0]

    return TAG.sub(wrap, html)
