"""What a course has already, so that what comes in gets free paths and ids."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from lms.authoring.models import DraftFile
from lms.authoring.queries.drafts import checked, draft_of, ids_of
from lms.authoring.rules import files as rules
from lms.core.db import db
from lms.courses.source import CourseFolder, scan

_ANY_HEAD = b"---\nformat: 1\nid: x\ntitle: x\n---\n"


@dataclass
class Taken:
    """Paths, ids, the course's language, and the hashes of what came in before."""

    paths: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    """Of everything that has one: modules, banks, activities, questions, rubrics."""
    language: str = "id"
    by_original: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_course(cls, course_id: int) -> Taken:
        """What the draft of a course has."""
        draft = draft_of(course_id)
        if draft is None:
            return cls()
        query = select(DraftFile.path, DraftFile.original_sha256)
        rows = db.session.execute(query.where(DraftFile.draft_id == draft.id)).all()
        taken = cls(
            paths={row.path for row in rows},
            by_original={row.original_sha256: row.path for row in rows},
        )
        outline = checked(draft.id).outline
        if outline is not None:
            taken.ids = ids_of(outline)
            taken.language = outline.course.language
        return taken

    def free_media_path(self, name: str) -> str:
        """A free path for a picture called `name`; it is taken from now on."""
        self.paths.add(path := rules.free_media_path(name, self.paths))
        return path

    def note(self, path: str, text: bytes) -> None:
        """A text that is in the draft from now on."""
        self.ids |= ids_of(scan(CourseFolder({"course.md": _ANY_HEAD, path: text})).outline)
