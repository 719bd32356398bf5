"""Every finding code of the course format in one table, each with a wrong and a right example.

The rules themselves are elsewhere in `lms.courses.source`; the sentences in `messages`. The first
letter is the severity: `E` error, `W` warning. A code is never given a new meaning.
"""

from __future__ import annotations

from lms.courses.source.codes import (
    activities,
    answers,
    attributes,
    files,
    head,
    media,
    questions,
    structure,
)
from lms.courses.source.codes.code import Code, Place

CODES = {
    code.code: code
    for subject in (files, head, structure, attributes, questions, answers, media, activities)
    for code in subject.ALL
}

__all__ = ["CODES", "Code", "Place"]
