"""Attacks in drafts, whose pages show whatever an author wrote, right or wrong."""

from __future__ import annotations

from collections.abc import Sequence

from lms.authoring.actions.drafts import begin_course_with
from lms.courses.source import CourseFolder
from tests.browser.attacked.pieces import folder_of, pieces_of
from tests.browser.attacked.places import Attacked
from tests.browser.payloads import Payload
from tests.factories.courses import png
from tests.factories.learning import committed

DRAFTS = 4


def drafts(payloads: Sequence[Payload], people: dict[str, int], attacked: Attacked) -> None:
    """Drafts are shown whatever the checker finds in them, and so are the names of their files."""
    for number in range(DRAFTS):
        key, group = f"naskah-{number}", payloads[number::DRAFTS]
        pieces = pieces_of(list(group))
        names = {f"media/{_file_name(one)}.png": png() for one in group}
        folder = folder_of(key, list(group), pieces)
        folder = CourseFolder({**folder.files, **names})
        begin_course_with(actor_id=people["bima"], folder=folder)
        committed()
        attacked.add("bima", f"/authoring/{key}", f"/authoring/{key}/files/01-modul.md")
        attacked.add("bima", f"/authoring/{key}/files/course.md", f"/authoring/{key}/preview")
    attacked.add("bima", "/authoring")


def _file_name(one: Payload) -> str:
    kept = "".join(c for c in one.line if c not in '/\\:*?"<>|' and c.isprintable())
    return f"{one.number} {kept[:80]}"
