"""A file that two people saved: both texts, for the page on which they are joined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.accounts.models import Person
from lms.authoring.models import Draft, DraftFile
from lms.authoring.rules.merging import Row, side_by_side
from lms.core.db import db
from lms.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Merge:
    """Two texts of a file: what somebody (`name`) saved as `version`, and `mine`, which came later
    and isn't saved."""

    path: str
    mine: str
    theirs: str
    version: int
    name: str
    saved_at: datetime
    rows: list[Row]


def merge_view(course_id: int, path: str, mine: str) -> Merge:
    """What the merge page shows after `Changed`.

    Raises:
        NotFound: the file is gone.
    """
    row = db.session.execute(
        select(DraftFile, Person.full_name)
        .join(Draft, Draft.id == DraftFile.draft_id)
        .join(Person, Person.id == DraftFile.changed_by_id)
        .where(Draft.course_id == course_id, DraftFile.path == path)
    ).one_or_none()
    if row is None:
        raise NotFound()
    theirs = (row.DraftFile.content or b"").decode("utf-8", "replace")
    mine = mine.replace("\r\n", "\n")
    return Merge(
        path=path,
        mine=mine,
        theirs=theirs,
        version=row.DraftFile.version,
        name=row.full_name,
        saved_at=row.DraftFile.changed_at,
        rows=side_by_side(mine, theirs.replace("\r\n", "\n")),
    )
