"""Plain text that people typed, cut at the web addresses in it, so that a page can make links.

What does not belong here: Markdown, and HTML: a template escapes every piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^\x00-\x1f]+", re.IGNORECASE)
_CLOSERS = {")": "(", "]": "["}


def with_addresses(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text in order, each with whether it is a web address (http or https only).

    Signs that end a sentence don't belong to an address, nor does a bracket that opens before it.
    """
    end = 0
    for found in _ADDRESS.finditer(text):
        address = _trimmed(found.group())
        if found.start() > end:
            yield text[end : found.start()], False
        yield address, True
        end = found.start() + len(address)
    if end < len(text):
        yield text[end:], False


def _trimmed(address: str) -> str:
    while address:
        last = address[-1]
        unopened = last in _CLOSERS and address.count(last) > address.count(_CLOSERS[last])
        if last not in ".,;:!?*_" and not unopened:
            break
        address = address[:-1]
    return address
