"""What a finding code is. The codes themselves stand in the files beside this one, by subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Place = Literal[
    "files",
    "bytes",
    "course",
    "introduction",
    "head",
    "module",
    "lesson",
    "quiz",
    "survey",
    "assignment",
    "bank",
]


@dataclass(frozen=True, slots=True)
class Code:
    """A rule of the course format, with an example that breaks it and one that keeps it.

    An example is a snippet; `place` says where in an otherwise right course it belongs:

    `files`         names of files added to it, one a line; `- ` takes one away, a size may follow
    `bytes`         a module after its front matter, saved as Windows-1252
    `course`        front matter of `course.md`
    `introduction`  below that front matter
    `head`          a module from its first line
    `module`        a module after its front matter
    `lesson`        below the heading of a lesson
    `quiz`          below the heading of a quiz
    `survey`        below the heading of a survey
    `assignment`    below the heading of an assignment
    `bank`          a bank after its front matter; a quiz draws from it when it has a heading

    `line` is the line of `wrong` on which the finding is reported.
    """

    code: str
    meaning: str
    place: Place
    wrong: str
    right: str
    line: int = 1
