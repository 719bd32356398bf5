"""The draft as one side of a comparison: what differs from the other side is compiled.

It stands among the actions because compiling does; there is no transaction to begin. What does not
belong here: comparing (rules.changes), the pages (views).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select

from lms.authoring.actions.storing import as_stored
from lms.authoring.models import DraftFile
from lms.authoring.queries.differences import compared_activity
from lms.authoring.rules.changes import ComparedActivity, ComparedCourse, ComparedModule
from lms.core.db import db
from lms.courses.actions.compiling import Addresses, compile_introduction, compile_module
from lms.courses.actions.media import StoredFile
from lms.courses.queries import LightSound, light_sounds
from lms.courses.rules import MEDIA_FOLDER
from lms.courses.source import ActivitySource, CourseHead, ModuleSource, Outline


def compared_draft(
    *, draft_id: int, outline: Outline, other: ComparedCourse | None
) -> ComparedCourse:
    """The draft, whose outline is in hand. Only what differs from the other side is compiled;
    without another side nothing is.

    Raises:
        TextRefusedError: a text that differs can't be rendered.
    """
    media = _media(draft_id)
    key = outline.course.id
    # Where learners' links lead; media of a draft are served to those who review it only.
    addresses = Addresses(f"/authoring/{key}/media", f"/learn/{key}")
    # Published pages play the light sounds that there are: that is no change of what is said.
    light = light_sounds({file.sha256 for file in media})
    return ComparedCourse(
        head=_head(outline.course),
        introduction_html=compile_introduction(outline, media, addresses, light) if other else "",
        modules=tuple(ComparedModule(one.key, one.title, one.summary) for one in outline.modules),
        activities=tuple(_activities(outline, media, addresses, light, other)),
        media={file.path: file.sha256 for file in media},
    )


def _activities(
    outline: Outline,
    media: Sequence[StoredFile],
    addresses: Addresses,
    light: Mapping[str, LightSound],
    other: ComparedCourse | None,
) -> Iterator[ComparedActivity]:
    known = {one.key: one for one in other.activities} if other else {}
    for module in outline.modules:
        differing = tuple(one for one in module.activities if not _says_the_same(one, known))
        compiled = {}
        if other is not None and differing:
            differs = replace(module, activities=differing)
            part = compile_module(outline, differs, media, addresses, light)
            compiled = {row.key: row for row in part.activities}
        for one in module.activities:
            row = compiled.get(one.key)
            if row is None:
                yield _uncompiled(one, module, known)
            else:
                yield compared_activity(row, module.key, row.questions, row.body_html)


def _says_the_same(one: ActivitySource, known: Mapping[str, ComparedActivity]) -> bool:
    return one.key in known and known[one.key].content_hash == one.content_hash


def _uncompiled(
    one: ActivitySource, module: ModuleSource, known: Mapping[str, ComparedActivity]
) -> ComparedActivity:
    return ComparedActivity(
        key=one.key,
        kind=one.kind,
        module_key=module.key,
        title=known[one.key].title if one.key in known else one.title,
        minutes=one.minutes or 0,
        optional=one.optional,
        practice=one.practice,
        content_hash=one.content_hash,
    )


def _media(draft_id: int) -> list[StoredFile]:
    query = select(DraftFile).where(
        DraftFile.draft_id == draft_id, DraftFile.path.startswith(MEDIA_FOLDER, autoescape=True)
    )
    return [as_stored(row) for row in db.session.scalars(query)]


def _head(head: CourseHead) -> dict[str, object]:
    lessons = head.complete.lessons
    return {
        "title": head.title,
        "summary": head.summary,
        "language": head.language,
        "hours": head.hours or 0,
        "competency": head.competency,
        "outcomes": tuple(f"{outcome.key}: {outcome.text}" for outcome in head.outcomes),
        "requires": tuple(head.requires),
        "complete_lessons": None if lessons == "all" else lessons,
        "complete_score": head.complete.score,
        "license": head.license,
    }
