"""Where the questions of a course stand in its source, for those who have to mend one.

What does not belong here: the reports about them (assessment).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from lms.authoring.queries.drafts import checked, draft_of
from lms.authoring.rules.files import is_source
from lms.core import files
from lms.core.db import db
from lms.courses.models import Course, Revision, RevisionFile
from lms.courses.source import CourseFolder, Outline, scan


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file of a course."""

    path: str
    line: int


def place_of_question(course_id: int, question_key: str) -> Place | None:
    """Where a question stands; None where it is no more."""
    return places_of_questions(course_id).get(question_key)


def places_of_questions(course_id: int) -> dict[str, Place]:
    """Where each question (or assignment) of a course stands, by its key: in the draft, else in what
    learners see. Nothing where the source can't be read just now."""
    outline = outline_of(course_id)
    return _places(outline) if outline else {}


def outline_of(course_id: int) -> Outline | None:
    """The draft of a course as it is scanned, else what learners see; None where it can't be read."""
    draft = draft_of(course_id)
    return checked(draft.id).outline if draft else _published_outline(course_id)


def _places(outline: Outline) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for module in outline.modules:
        for activity in module.activities:
            if activity.kind == "assignment":
                found[activity.key] = Place(module.file, activity.line)
            for question in activity.questions:
                found[question.key] = Place(module.file, question.line)
    for bank in outline.banks:
        for question in bank.questions:
            found[question.key] = Place(bank.file, question.line)
    return found


def _published_outline(course_id: int) -> Outline | None:
    rows = db.session.execute(
        select(RevisionFile.path, RevisionFile.sha256, RevisionFile.size)
        .join(Revision, Revision.id == RevisionFile.revision_id)
        .join(Course, Course.id == Revision.course_id)
        .where(Course.id == course_id, Revision.number == Course.revision_number)
    )
    # The scanner asks of media only that they are there, and how large.
    folder = {
        path: files.read(sha256) if is_source(path) else bytes(size) for path, sha256, size in rows
    }
    return scan(CourseFolder(folder)).outline if folder else None
