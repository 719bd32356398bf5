"""Hashes of what a learner may meet, so that a change of the source can be told from none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from lms.courses.source.braces import Heading
from lms.courses.source.definitions import Definition
from lms.courses.source.lines import Line
from lms.courses.source.paragraphs import joined


def content_hash(sources: Iterable[str], used: Iterable[Definition]) -> str:
    """SHA-256 (hex) over texts and the definitions they use."""
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.encode() + b"\0")
    for definition in used:
        digest.update(definition.digest)
    return digest.hexdigest()


def section_source(heading: Heading, lines: Iterable[Line]) -> str:
    """A heading and its lines, normalised.

    The id is left out: writing a proposed one into the source changes nothing for a learner.
    """
    values = sorted(f"{name}={value}" for name, value in heading.values.items())
    above = " ".join(["#" * heading.level, heading.title, *heading.classes, *values])
    return f"{above}\n{joined(lines)}"
