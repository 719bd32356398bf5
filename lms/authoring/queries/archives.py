"""The course in an archive that is sent whole.

What does not belong here: archives themselves (core), uploads that add to a draft (actions.uploads).
"""

from __future__ import annotations

from typing import IO

from lms.authoring.rules.files import MOST_BYTES, MOST_BYTES_OF_ONE, MOST_FILES, is_ignored
from lms.core.archives import Limits, open_archive, renamed, top_folder
from lms.courses.source import CourseFolder

LIMITS = Limits(MOST_FILES, MOST_BYTES, MOST_BYTES_OF_ONE)

KEPT_FOLDERS = ("media", "bank")
"""Folders of a course: an archive of one of them alone has no folder around it."""


def course_in(content: IO[bytes]) -> CourseFolder:
    """The folder in a zip, out of the one folder around it where there is one. Files are unpacked
    when they are asked for: `content` must stay open.

    Raises:
        RefusedArchive: it is no archive that anybody should unpack.
    """
    files = open_archive(content, LIMITS, ignored=is_ignored).files
    top = top_folder(files, keep=KEPT_FOLDERS)
    return CourseFolder(renamed(files, {path.removeprefix(top): path for path in files}))
