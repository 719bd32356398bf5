"""HTML of other systems as Markdown, with what Markdown can't say counted (see `source/word`)."""

from __future__ import annotations

from collections.abc import Mapping

from lms.authoring.source.word.blocks import blocks
from lms.authoring.source.word.inline import Notes
from lms.authoring.source.word.tree import parse


def markdown_of(html: str) -> tuple[str, Mapping[str, int]]:
    """The Markdown, and how often something was lost, by the codes of `source.word.LOST`."""
    notes = Notes()
    return "\n\n".join(blocks(parse(html).children, notes)), notes.lost
