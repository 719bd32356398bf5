"""Publishing a draft, and asking somebody else to.

What is published is what was reviewed: whoever publishes or approves gives the draft's hash, and a
draft that changed meanwhile is reviewed again. Ids that the source lacks are written into the draft
in the same transaction.

What does not belong here: what changed (queries.differences), the revision itself (courses).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from lms.authoring.actions.drafts import open_draft, replace_with
from lms.authoring.actions.notices import (
    tell_decided,
    tell_requested,
)
from lms.authoring.actions.storing import (
    existing_draft,
    known_media,
    locked_course,
    put,
    rows_by_path,
    touch,
)
from lms.authoring.models import Draft, PublishRequest
from lms.authoring.queries.differences import revision_id_of
from lms.authoring.queries.drafts import checked, draft_of, folder_of, source_hash_of
from lms.authoring.queries.history import files_of_revision
from lms.authoring.rules.files import COURSE_FILE, is_source
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db, rollback
from lms.core.errors import Conflict, NotFound
from lms.courses.actions import BrokenFolder, PublishResult, gather, prepare, publish_prepared
from lms.courses.actions.media import text_file
from lms.courses.actions.preparing import Prepared
from lms.courses.models import Course
from lms.courses.source import CourseFolder, Finding, Outline
from lms.courses.source.proposing import with_ids, with_key


class DraftChanged(Conflict):
    """The draft is no longer the one that was reviewed."""

    def __init__(self) -> None:
        super().__init__("Draf berubah sesudah Anda meninjaunya. Tinjau dahulu perubahan terbaru.")


def publish_draft(
    *, course_id: int, reviewed: str, note: str, material: Collection[str], actor_id: int
) -> PublishResult:
    """Publish the draft whose hash is `reviewed`. A request that waits is thereby over.

    Raises:
        NotFound: there is no such course, or no draft of it.
        DraftChanged: the draft is another one by now.
        BrokenFolder: there are errors in it.
        Conflict: somebody else must approve.
    """
    ready = _made_ready(course_id, reviewed)
    course = _locked(course_id, reviewed)
    if course.needs_approval:
        raise Conflict("Revisi kursus ini perlu disetujui orang lain. Mintalah persetujuan.")
    waiting = _waiting(course_id)
    if waiting is not None:
        _decide(waiting, "withdrawn", actor_id)
    return _publish(course, ready, note=note, material=material, actor_id=actor_id)


def ask_to_publish(
    *, course_id: int, reviewed: str, note: str, material: Collection[str], actor_id: int
) -> PublishRequest:
    """Ask that the draft whose hash is `reviewed` be published. A request that waited is replaced.

    Raises:
        NotFound: there is no such course, or no draft of it.
        DraftChanged: the draft is another one by now.
        BrokenFolder: there are errors in it.
    """
    _outline(course_id, reviewed)
    course = _locked(course_id, reviewed)
    return ask_with(course, reviewed, note=note, material=material, actor_id=actor_id)


def ask_with(
    course: Course, source_hash: str, *, note: str, material: Collection[str], actor_id: int
) -> PublishRequest:
    """Ask for a locked course's draft, which has this hash and no errors."""
    before = _waiting(course.id)
    if before is not None:
        _decide(before, "withdrawn", actor_id)
    asked = PublishRequest(
        course_id=course.id,
        source_hash=source_hash,
        note=note,
        material=sorted(material),
        requested_by_id=actor_id,
        requested_at=now(),
    )
    db.session.add(asked)
    db.session.flush()
    _record("publish.ask", asked, actor_id)
    tell_requested(course, asked)
    return asked


def approve(*, course_id: int, request_id: int, comment: str, actor_id: int) -> PublishResult:
    """Publish what somebody else asked for, exactly as it was asked.

    Raises:
        NotFound: there is no such request for the course.
        Conflict: it is decided already, is the actor's own, or the draft has changed since.
        BrokenFolder: there are errors in the draft by now (a required course is gone).
    """
    reviewed = _open_request(course_id, request_id, actor_id).source_hash
    ready = _made_ready(course_id, reviewed)
    course = _locked(course_id, reviewed)
    request = _open_request(course_id, request_id, actor_id)
    _decide(request, "approved", actor_id, comment)
    result = _publish(
        course,
        ready,
        note=request.note,
        material=request.material,
        actor_id=actor_id,
        author_id=request.requested_by_id,
    )
    tell_decided(course, request, result.revision_number)
    return result


def decline(*, course_id: int, request_id: int, comment: str, actor_id: int) -> None:
    """Send a request back with a comment.

    Raises:
        NotFound: there is no such request for the course.
        Conflict: it is decided already, or is the actor's own.
    """
    begin_writing()
    course = locked_course(course_id)
    request = _open_request(course_id, request_id, actor_id)
    _decide(request, "declined", actor_id, comment)
    tell_decided(course, request, None)


def withdraw(*, course_id: int, request_id: int, actor_id: int) -> None:
    """Take a request back; the course's authors may. One that is decided stays as it is.

    Raises:
        NotFound: there is no such request for the course.
    """
    begin_writing()
    locked_course(course_id)
    request = _request(course_id, request_id)
    if request.state == "waiting":
        _decide(request, "withdrawn", actor_id)


def write_ids(*, course_id: int, actor_id: int) -> int:
    """Write the ids that the checker proposes into the draft; returns how many.

    Raises:
        NotFound: there is no such course, or no draft of it.
        Conflict: `course.md` can't be read.
    """
    begin_writing()
    course = locked_course(course_id)
    draft = existing_draft(course.id)
    outline = _readable(draft)
    _write(course, draft, with_ids(_texts(draft), outline), actor_id, verb="draft.ids")
    return len(outline.proposals)


def choose_audio(*, course_id: int, audio: str, actor_id: int) -> None:
    """Write into the draft whether learners get its sounds made light (`light`) or as they are
    (`original`).

    Raises:
        NotFound: there is no such course, or no draft of it.
        Conflict: `course.md` can't be read.
    """
    begin_writing()
    course = locked_course(course_id)
    draft = existing_draft(course.id)
    _readable(draft)
    chosen = with_key(_texts(draft)[COURSE_FILE], "audio", audio)
    _write(course, draft, {COURSE_FILE: chosen}, actor_id, verb="draft.audio")


def restore_draft(*, course_id: int, number: int, actor_id: int) -> None:
    """Make the draft what a revision was; what wasn't published of it is lost.

    Raises:
        NotFound: there is no such course or revision.
    """
    folder = CourseFolder(files_of_revision(revision_id_of(course_id, number)))
    replace_with(course_id=course_id, folder=folder, actor_id=actor_id)
    open_draft(course_id=course_id, actor_id=actor_id).base_number = number
    audit.record(
        "draft.restore",
        actor_id=actor_id,
        subject=("course", course_id),
        details={"revision": number},
    )
    db.session.flush()


@dataclass(frozen=True)
class _Ready:
    """A draft ready to be published: what its texts say with every id written in."""

    prepared: Prepared
    texts: Mapping[str, bytes]


def _made_ready(course_id: int, reviewed: str) -> _Ready:
    """The slow part, before the lock."""
    draft_id, outline = _outline(course_id, reviewed)
    folder = folder_of(draft_id)
    sources = {path: folder.files[path] for path in folder.files if is_source(path)}
    texts = with_ids(sources, outline)
    complete = CourseFolder(_Overlaid(folder.files, texts))
    return _Ready(prepare(gather(complete, known_media(course_id))), texts)


def _outline(course_id: int, reviewed: str) -> tuple[int, Outline]:
    draft = draft_of(course_id)
    if draft is None:
        raise NotFound()
    if source_hash_of(draft.id) != reviewed:
        raise DraftChanged
    result = checked(draft.id)
    if result.outline is None or any(map(_is_error, result.findings)):
        raise BrokenFolder(result.findings)
    return draft.id, result.outline


def _is_error(finding: Finding) -> bool:
    return finding.severity == "error"


def _locked(course_id: int, reviewed: str) -> Course:
    """The course, locked, its draft being still the one that was reviewed."""
    begin_writing()
    course = locked_course(course_id)
    if source_hash_of(existing_draft(course_id).id) != reviewed:
        rollback()  # the page that says so is slow: nobody shall wait for it
        raise DraftChanged
    return course


def _publish(
    course: Course,
    ready: _Ready,
    *,
    note: str,
    material: Collection[str],
    actor_id: int,
    author_id: int | None = None,
) -> PublishResult:
    draft = existing_draft(course.id)
    _write(course, draft, ready.texts, actor_id, verb="draft.ids")
    result = publish_prepared(
        ready.prepared,
        course,
        actor_id=actor_id,
        note=note,
        material=material,
        author_id=author_id,
    )
    draft.base_number = result.revision_number
    db.session.flush()
    return result


def _readable(draft: Draft) -> Outline:
    """What the draft says; refused where `course.md` can't be read."""
    outline = checked(draft.id).outline
    if outline is None:
        raise Conflict("Berkas course.md belum terbaca. Perbaiki dahulu temuannya.")
    return outline


def _write(
    course: Course, draft: Draft, texts: Mapping[str, bytes], actor_id: int, *, verb: str
) -> None:
    """Write ids, or what else was chosen, into the draft's texts: those that differ."""
    rows = rows_by_path(draft, texts)
    changed = [path for path, data in texts.items() if rows[path].content != data]
    if not changed:
        return
    for path in changed:
        put(draft, text_file(path, texts[path]), rows[path], actor_id)
    touch(course, draft, texts[COURSE_FILE] if COURSE_FILE in changed else None)
    audit.record(
        verb,
        actor_id=actor_id,
        subject=("course", course.id),
        details={"paths": sorted(changed)},
    )
    db.session.flush()


def _texts(draft: Draft) -> dict[str, bytes]:
    rows = rows_by_path(draft)
    return {path: row.content for path, row in rows.items() if row.content is not None}


def _waiting(course_id: int) -> PublishRequest | None:
    return db.session.scalar(
        select(PublishRequest).where(
            PublishRequest.course_id == course_id, PublishRequest.state == "waiting"
        )
    )


def _request(course_id: int, request_id: int) -> PublishRequest:
    request = db.session.get(PublishRequest, request_id)
    if request is None or request.course_id != course_id:
        raise NotFound()
    return request


def _open_request(course_id: int, request_id: int, actor_id: int) -> PublishRequest:
    request = _request(course_id, request_id)
    if request.state != "waiting":
        raise Conflict("Permintaan ini sudah diputuskan atau ditarik.")
    if request.requested_by_id == actor_id:
        raise Conflict("Anda tidak dapat menyetujui permintaan Anda sendiri.")
    return request


def _decide(request: PublishRequest, state: str, actor_id: int, comment: str = "") -> None:
    request.state, request.comment = state, comment
    request.decided_by_id, request.decided_at = actor_id, now()
    _record(f"publish.{state}", request, actor_id)
    # The next request may only wait when this one no longer does.
    db.session.flush()


def _record(verb: str, request: PublishRequest, actor_id: int) -> None:
    audit.record(
        verb,
        actor_id=actor_id,
        subject=("course", request.course_id),
        details={"request": request.id, "source_hash": request.source_hash},
    )


class _Overlaid(Mapping[str, bytes]):
    """A draft's files, its texts with ids; media stay where they are until they are asked for."""

    def __init__(self, files: Mapping[str, bytes], texts: Mapping[str, bytes]) -> None:
        self._files, self._texts = files, texts

    def __getitem__(self, path: str) -> bytes:
        return self._texts[path] if path in self._texts else self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
