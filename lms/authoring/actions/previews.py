"""A draft as learners will see it, compiled by the publisher's own compiler. Nothing is stored.

It stands among the actions because compiling does; there is no transaction to begin. What does not
belong here: the pages (views), what the checker says (queries).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from lms.assessment.queries import PaperQuestion
from lms.assessment.rules import Terms, terms_of
from lms.authoring.actions.storing import as_stored
from lms.authoring.models import DraftFile
from lms.authoring.queries.editing import checked_with
from lms.authoring.rules.files import COURSE_FILE
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.actions.compiling import (
    Addresses,
    compile_bank,
    compile_introduction,
    compile_module,
)
from lms.courses.actions.media import StoredFile
from lms.courses.models import Activity, Question
from lms.courses.rules import MEDIA_FOLDER
from lms.courses.source import ActivitySource, BankSource, ModuleSource, Outline

_ORDERED = ("options", "rights", "items")
"""The parts of a prompt that an attempt shows in an order of its own."""


@dataclass(frozen=True, slots=True)
class PreviewedQuestion:
    """A question as nobody has answered it yet, with its key (`courses/actions/compiling` says what
    it holds). `line` is where it stands in the file; None in another one."""

    paper: PaperQuestion
    key: Mapping[str, Any]
    line: int | None


@dataclass(frozen=True, slots=True)
class PreviewedActivity:
    """An activity as it would be published; a lesson has no terms and no questions."""

    row: Activity
    line: int
    terms: Terms | None
    questions: tuple[PreviewedQuestion, ...]


@dataclass(frozen=True, slots=True)
class PreviewedFile:
    """What becomes of one file: activities of a module, questions and rubrics of a bank, or the
    introduction of the course."""

    language: str
    title: str
    activities: tuple[PreviewedActivity, ...] = ()
    questions: tuple[PreviewedQuestion, ...] = ()
    rubrics: tuple[dict[str, Any], ...] = ()
    introduction_html: str | None = None


@dataclass(frozen=True, slots=True)
class PreviewedPage:
    """One activity among all of the draft."""

    outline: Outline
    module: ModuleSource
    activity: PreviewedActivity
    before: ActivitySource | None
    after: ActivitySource | None


class NothingToShow(Exception):
    """The draft can't be compiled as it is: its `course.md`, or the file, can't be read."""


def preview_file(
    *, draft_id: int, path: str, text: bytes | None, addresses: Addresses
) -> PreviewedFile:
    """What becomes of a file of the draft, with `text` in the place of what it holds.

    Raises:
        NothingToShow: `course.md` or the file can't be read; the findings say why.
        TextRefusedError: a text can't be rendered.
    """
    outline = _outline(draft_id, path, text)
    media = _media_of(draft_id)
    if path == COURSE_FILE:
        html = compile_introduction(outline, media, addresses)
        head = outline.course
        return PreviewedFile(head.language, head.title, introduction_html=html)
    for module in outline.modules:
        if module.file == path:
            return _module(outline, module, media, addresses)
    for bank in outline.banks:
        if bank.file == path:
            return _bank(outline, bank, media, addresses)
    raise NothingToShow


def preview_activity(*, draft_id: int, key: str | None, addresses: Addresses) -> PreviewedPage:
    """One activity of the draft as it is saved; the first where no key is given.

    Raises:
        NotFound: there is none such.
        NothingToShow: `course.md` can't be read, or the course has no activity yet.
        TextRefusedError: a text can't be rendered.
    """
    outline = _outline(draft_id)
    found = [(module, one) for module in outline.modules for one in module.activities]
    if not found:
        raise NothingToShow
    keys = [one.key for _module, one in found]
    if key is not None and key not in keys:
        raise NotFound()
    place = keys.index(key) if key is not None else 0
    module, source = found[place]
    compiled = _module(outline, module, _media_of(draft_id), addresses)
    return PreviewedPage(
        outline=outline,
        module=module,
        activity=next(one for one in compiled.activities if one.row.key == source.key),
        before=found[place - 1][1] if place else None,
        after=found[place + 1][1] if place + 1 < len(found) else None,
    )


def _outline(draft_id: int, path: str = COURSE_FILE, text: bytes | None = None) -> Outline:
    outline = checked_with(draft_id, path, text).outline
    if outline is None:
        raise NothingToShow
    return outline


def _media_of(draft_id: int) -> list[StoredFile]:
    query = select(DraftFile).where(
        DraftFile.draft_id == draft_id, DraftFile.path.startswith(MEDIA_FOLDER, autoescape=True)
    )
    return [as_stored(row) for row in db.session.scalars(query)]


def _module(
    outline: Outline, module: ModuleSource, media: list[StoredFile], addresses: Addresses
) -> PreviewedFile:
    compiled = compile_module(outline, module, media, addresses)
    rows = zip(module.activities, compiled.activities, strict=True)
    score = outline.course.complete.score
    activities = tuple(_activity(source, row, score) for source, row in rows)
    return PreviewedFile(outline.course.language, module.title, activities=activities)


def _activity(source: ActivitySource, row: Activity, course_score: int) -> PreviewedActivity:
    lines = {question.key: question.line for question in source.questions}
    terms = None
    if source.kind != "lesson":
        terms = terms_of(
            source.kind, row.settings, practice=row.practice, course_score=course_score
        )
    questions = tuple(_question(one, lines.get(one.key)) for one in row.questions)
    return PreviewedActivity(row, source.line, terms, questions)


def _bank(
    outline: Outline, bank: BankSource, media: Iterable[StoredFile], addresses: Addresses
) -> PreviewedFile:
    compiled = compile_bank(outline, bank, media, addresses)
    rows = zip(bank.questions, compiled.questions, strict=True)
    return PreviewedFile(
        outline.course.language,
        bank.title,
        questions=tuple(_question(row, source.line) for source, row in rows),
        rubrics=tuple(compiled.rubrics),
    )


def _question(row: Question, line: int | None) -> PreviewedQuestion:
    shown = next((row.prompt[part] for part in _ORDERED if part in row.prompt), ())
    paper = PaperQuestion(
        position=row.position,
        kind=row.kind,
        points=row.points,
        prompt=row.prompt,
        order=tuple(range(len(shown))),
        answer={},
        whole=False,
        saved_at=None,
        flagged=False,
    )
    return PreviewedQuestion(paper, row.key_data, line)
