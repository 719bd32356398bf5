"""What the pages about changes show: the changes themselves, questions in words, findings.

What does not belong here: routes (publishing, history).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask import get_template_attribute
from flask_babel import get_locale

from lms.authoring.actions.comparing import compared_draft
from lms.authoring.queries.audio import DraftAudio, audio_of
from lms.authoring.queries.differences import compared_revision, revision_id_of
from lms.authoring.queries.drafts import Checked, checked, folder_of, paths_of, source_hash_of
from lms.authoring.queries.history import source_hash_published
from lms.authoring.rules.changes import AskedQuestion, Changes, ComparedCourse, compare
from lms.authoring.rules.files import is_source
from lms.authoring.rules.proposals import LineChange, line_changes
from lms.authoring.views.courses import FileFindings, in_words
from lms.core.markup.pictures import without_choices
from lms.courses.actions.compiling import TextRefusedError
from lms.courses.queries import Workspace
from lms.courses.source import Finding, Outline
from lms.courses.source.proposing import with_ids

NOTHING = ComparedCourse({}, "", (), (), {})


@dataclass(frozen=True, slots=True)
class Review:
    """A draft beside what learners see. `changes` is None where the draft can't be read; `is_same`
    says that publishing would change nothing."""

    source_hash: str
    language: str
    findings: list[FileFindings]
    errors: int
    warnings: int
    left_out: int
    ids: tuple[LineChange, ...]
    changes: Changes | None
    is_first: bool
    is_same: bool
    audio: DraftAudio | None


def review_of(course: Workspace, draft_id: int, problems: Sequence[Finding] = ()) -> Review:
    """Compare the draft with the revision that learners see. `problems` were found on the way to
    publishing, which looks closer than the checker."""
    result = checked(draft_id)
    changes, refused = _changes(course, draft_id, result)
    findings = _together(result.findings, [*refused, *problems])
    errors = sum(finding.severity == "error" for finding in findings)
    source_hash = source_hash_of(draft_id)
    return Review(
        source_hash=source_hash,
        language=result.outline.course.language if result.outline else "",
        findings=by_file(findings, set(paths_of(draft_id))),
        errors=errors,
        warnings=len(findings) - errors,
        left_out=result.left_out,
        ids=_ids(draft_id, result.outline) if result.outline else (),
        changes=changes,
        is_first=course.revision_number is None,
        is_same=course.state != "draft" and source_hash == source_hash_published(course.id),
        audio=audio_of(draft_id, result.outline) if result.outline else None,
    )


def changes_between(course_id: int, before: int | None, number: int) -> Changes:
    """What changed from one revision to another, by their numbers."""
    old = compared_revision(revision_id_of(course_id, before)) if before else NOTHING
    new = compared_revision(revision_id_of(course_id, number))
    if not before:  # the text of a whole course is on its own pages
        old, new = NOTHING, _outlined(new)
    return compare(old, new, quoting())


def by_file(findings: Sequence[Finding], paths: set[str]) -> list[FileFindings]:
    """Findings in words, file by file."""
    return [
        FileFindings(path, [in_words(finding) for finding in group], path in paths)
        for path, group in groupby(findings, key=lambda finding: finding.file)
    ]


def quoting() -> Callable[[AskedQuestion], str]:
    """Writes questions with their keys, in the reader's language."""
    macro = get_template_attribute("authoring/_quoted.html", "quoted")
    locale = str(get_locale())
    return lambda question: without_choices(str(macro(question, locale)))


def _changes(
    course: Workspace, draft_id: int, result: Checked
) -> tuple[Changes | None, list[Finding]]:
    if result.outline is None:
        return None, []
    published = None
    if course.revision_number is not None:
        published = compared_revision(revision_id_of(course.id, course.revision_number))
    try:
        draft = compared_draft(draft_id=draft_id, outline=result.outline, other=published)
    except TextRefusedError as refused:
        return None, [refused.finding]
    return compare(published or NOTHING, draft, quoting()), []


def _outlined(course: ComparedCourse) -> ComparedCourse:
    return replace(
        course,
        introduction_html="",
        activities=tuple(replace(one, body_html="", questions=()) for one in course.activities),
    )


def _together(findings: Sequence[Finding], others: Sequence[Finding]) -> list[Finding]:
    every = list(findings)
    every += [finding for finding in others if finding not in every]
    return sorted(every, key=lambda finding: (finding.file, finding.line, finding.code))


def _ids(draft_id: int, outline: Outline) -> tuple[LineChange, ...]:
    files = folder_of(draft_id).files
    missing = {proposal.file for proposal in outline.proposals}
    texts = {path: files[path] for path in files if path in missing and is_source(path)}
    complete = with_ids(texts, outline)
    return tuple(
        change
        for path, data in texts.items()
        for change in line_changes(path, data, complete[path])
    )
