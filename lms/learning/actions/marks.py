"""A learner's own notes and bookmarks. They belong to the person, not to a cycle."""

from __future__ import annotations

from sqlalchemy import delete, select

from lms.core import clock
from lms.core.db import add_once, begin_writing, db
from lms.core.errors import Conflict, NotFound
from lms.core.texts import read_text
from lms.core.words import N_
from lms.learning.actions.progress import activity_of, checked_anchor, in_hand
from lms.learning.models import Bookmark, Note

LONGEST_NOTE = 5000
"""Characters in a note, at most."""


def add_note(
    *, person_id: int, course_key: str, activity_key: str, anchor: str, content: str
) -> Note:
    """Write a note at a paragraph (`anchor`) or at the whole lesson (empty).

    The same words at the same place are one note, so a second click adds nothing.

    Raises:
        NotEnrolled: the person isn't enrolled.
        NotFound: the course has no such activity now.
        Invalid: there is nothing to note, too much of it, or no such paragraph.
    """
    enrolment, revision = in_hand(person_id, course_key)
    place = checked_anchor(activity_of(revision, activity_key), anchor)
    words = _checked(content)
    same = _same_note(person_id, enrolment.course_id, activity_key, place, words)
    if same is not None:
        return same
    moment = clock.now()
    note = Note(
        person_id=person_id,
        course_id=enrolment.course_id,
        activity_key=activity_key,
        anchor=place,
        content=words,
        version=1,
        created_at=moment,
        changed_at=moment,
    )
    db.session.add(note)
    db.session.flush()
    return note


def edit_note(*, person_id: int, note_id: int, content: str, version: int) -> Note:
    """Change a note, unless it has changed since `version` was shown.

    Raises:
        NotFound: there is no such note of this person.
        Invalid: there is nothing to note, or too much of it.
        Conflict: the note was changed meanwhile, to other words.
    """
    begin_writing()
    note = db.session.get(Note, note_id, with_for_update=True)
    if note is None or note.person_id != person_id:
        raise NotFound()
    words = _checked(content)
    if note.content == words:
        return note
    if note.version != version:
        raise Conflict("Catatan ini sudah diubah di tempat lain.")
    note.content, note.version, note.changed_at = words, version + 1, clock.now()
    db.session.flush()
    return note


def delete_note(*, person_id: int, note_id: int) -> None:
    """Delete a note of one's own. One that is gone, or somebody else's, is left as it is: the
    answer doesn't tell which, and a second click is success."""
    begin_writing()
    db.session.execute(delete(Note).where(Note.id == note_id, Note.person_id == person_id))


def add_bookmark(*, person_id: int, course_key: str, activity_key: str, anchor: str) -> None:
    """Mark a paragraph (`anchor`) or a whole lesson (empty); what is marked already stays marked.

    Raises:
        NotEnrolled: the person isn't enrolled.
        NotFound: the course has no such activity now.
        Invalid: the activity has no such paragraph now.
    """
    enrolment, revision = in_hand(person_id, course_key)
    bookmark = Bookmark(
        person_id=person_id,
        course_id=enrolment.course_id,
        activity_key=activity_key,
        anchor=checked_anchor(activity_of(revision, activity_key), anchor),
        created_at=clock.now(),
    )
    add_once(bookmark, "uq_bookmark_person_id_course_id_activity_key_anchor")


def remove_bookmark(*, person_id: int, bookmark_id: int) -> None:
    """Take a bookmark of one's own away; like `delete_note` where there is none."""
    begin_writing()
    db.session.execute(
        delete(Bookmark).where(Bookmark.id == bookmark_id, Bookmark.person_id == person_id)
    )


def _checked(content: str) -> str:
    return read_text(
        content,
        "content",
        most=LONGEST_NOTE,
        missing=N_("Tulis dahulu isi catatannya."),
        too_long=N_("Catatan paling panjang %(most)s huruf. Pendekkan dahulu."),
    )


def _same_note(
    person_id: int, course_id: int, activity_key: str, anchor: str, words: str
) -> Note | None:
    return db.session.scalars(
        select(Note).where(
            Note.person_id == person_id,
            Note.course_id == course_id,
            Note.activity_key == activity_key,
            Note.anchor == anchor,
            Note.content == words,
        )
    ).first()
