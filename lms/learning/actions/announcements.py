"""Telling everybody who learns in a course something, and taking it off the course's page again.

An announcement is on the page at once; notices and letters follow in a job, a few people at a time.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from sqlalchemy import exists, select

from lms.core import audit, clock, jobs
from lms.core.db import begin_writing, db
from lms.core.errors import NotFound
from lms.core.texts import read_line, read_text
from lms.core.words import N_
from lms.courses.models import Course
from lms.learning.models import Announcement, Enrolment
from lms.notifications.actions import notify_each
from lms.notifications.models import Notice

LONGEST_TITLE = 150
LONGEST_CONTENT = 5000
"""Characters, at most."""

EXCERPT = 400
"""Characters of the text that a notice and its letter carry; the rest is behind the link."""

BATCH = 50
"""People told in one step: well under 100 ms of writing."""


def announce(*, course_id: int, title: str, content: str, actor_id: int) -> Announcement:
    """Publish an announcement, and let everybody know who learns in the course now.

    The same words by the same author are one announcement, so a second click tells nobody twice.

    Raises:
        NotFound: there is no such course.
        Invalid: the title or the text is missing or too long.
    """
    begin_writing()
    words = _checked_title(title), _checked_content(content)
    # The lock orders two clicks: the second finds what the first has written.
    if db.session.get(Course, course_id, with_for_update=True) is None:
        raise NotFound()
    same = _same(course_id, actor_id, *words)
    if same is not None:
        return same
    announcement = Announcement(
        course_id=course_id,
        author_id=actor_id,
        title=words[0],
        content=words[1],
        published_at=clock.now(),
    )
    db.session.add(announcement)
    db.session.flush()
    jobs.enqueue(
        "announce", {"announcement_id": announcement.id}, key=f"announce:{announcement.id}"
    )
    _record("course.announce", announcement, actor_id)
    return announcement


def delete_announcement(*, course_id: int, announcement_id: int, actor_id: int) -> None:
    """Take an announcement off the course's page; one that is gone already is success. Notices and
    letters that went out stay where they are."""
    begin_writing()
    announcement = db.session.get(Announcement, announcement_id, with_for_update=True)
    if announcement is None or announcement.course_id != course_id:
        return
    _record("course.delete_announcement", announcement, actor_id)
    db.session.delete(announcement)
    db.session.flush()


def tell_learners(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Give everybody who learned in the course when it was published a notice; the handler of the
    job `announce`. A round that was cut off goes on with those who have none yet."""
    while _tell_some(params["announcement_id"]):
        yield


def _tell_some(announcement_id: int) -> bool:
    """Tell the next few; False where nobody is left, or the announcement was deleted meanwhile."""
    begin_writing()
    announcement = db.session.get(Announcement, announcement_id)
    if announcement is None:
        return False
    key = f"announcement:{announcement_id}"
    waiting = list(db.session.scalars(_waiting(announcement, key)))
    if not waiting:
        return False
    course = db.session.get_one(Course, announcement.course_id)
    params = {
        "course_key": course.key,
        "course_title": course.working_title or course.key,
        "title": announcement.title,
        "excerpt": _excerpt(announcement.content),
    }
    notify_each(dict.fromkeys(waiting, params), kind="announcement", key=key)
    return True


def _waiting(announcement: Announcement, key: str) -> Any:
    told = exists().where(Notice.person_id == Enrolment.person_id, Notice.key == key)
    return (
        select(Enrolment.person_id)
        .where(
            Enrolment.course_id == announcement.course_id,
            Enrolment.state == "active",
            Enrolment.enrolled_at <= announcement.published_at,
            ~told,
        )
        .order_by(Enrolment.id)
        .limit(BATCH)
    )


def _same(course_id: int, actor_id: int, title: str, content: str) -> Announcement | None:
    return db.session.scalars(
        select(Announcement).where(
            Announcement.course_id == course_id,
            Announcement.author_id == actor_id,
            Announcement.title == title,
            Announcement.content == content,
        )
    ).first()


def _checked_title(title: str) -> str:
    return read_line(
        title,
        "title",
        most=LONGEST_TITLE,
        missing=N_("Tulis judul pengumumannya."),
        too_long=N_("Judul paling panjang %(most)s huruf. Pendekkan dahulu."),
    )


def _checked_content(content: str) -> str:
    return read_text(
        content,
        "content",
        most=LONGEST_CONTENT,
        missing=N_("Tulis dahulu isi pengumumannya."),
        too_long=N_("Pengumuman paling panjang %(most)s huruf. Pendekkan dahulu."),
    )


def _excerpt(content: str) -> str:
    if len(content) <= EXCERPT:
        return content
    return content[: EXCERPT - 1].rsplit(maxsplit=1)[0] + "…"


def _record(verb: str, announcement: Announcement, actor_id: int) -> None:
    audit.record(
        verb,
        actor_id=actor_id,
        subject=("course", announcement.course_id),
        details={"announcement": announcement.id},
    )
