"""A case: the files of a course that differ from the right one, written as one run of bytes.

    @@ 01-uji.md
    ---
    id: uji
    …
    @@ - media/peta.webp

A dash takes a file away. Any bytes are a case: what stands before the first mark is a module.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from lms.courses.source import CourseFolder
from tests.courses.source.folders import right_course

LARGEST = 1024 * 1024
"""Bytes of a case, and so of a file in it: the scanner refuses larger files unread."""
MODULE = "01-uji.md"
_MARK = re.compile(rb"(?:\A|\n)@@ ([^\n]*)\n")


def encode(files: Mapping[str, bytes]) -> bytes:
    """The case that `decode` reads as these files."""
    return b"\n".join(b"@@ " + os.fsencode(name) + b"\n" + data for name, data in files.items())


def decode(case: bytes) -> dict[str, bytes]:
    """Files by name; the last of one name counts."""
    before, *parts = _MARK.split(case)
    files = {MODULE: before} if before or not parts else {}
    names = (os.fsdecode(name) for name in parts[::2])
    return files | dict(zip(names, parts[1::2], strict=True))


def folder_of(case: bytes) -> CourseFolder:
    """The right course with the files of a case in it."""
    files = right_course()
    for name, data in decode(case).items():
        if name.startswith("- "):
            files.pop(name.removeprefix("- "), None)
        else:
            files[name] = data
    return CourseFolder(files)
