"""Small courses, made of folders in memory and published the way real ones are.

What doesn't belong here: enrolments and attempts (see the factories of those slices).
"""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterable, Mapping
from decimal import Decimal

from PIL import Image

from lms.core import clock, jobs
from lms.core import db as database
from lms.core.db import begin_writing, db
from lms.courses.actions import index_course, publish_folder, set_audience, set_state
from lms.courses.models import Course, Revision
from lms.courses.source import CourseFolder

RIGHT_ONE = 1
"""Source index of the right option of every question of one answer (`s1`, `s3`, …)."""

RIGHT_SEVERAL = (0, 2)
"""Source indexes of the right options of every question of several answers (`s2`, `s4`, …)."""

PLACE = "lintang-selatan-5.45"
"""What a photograph says in its metadata, and no picture that is shown."""

CANARY = "kenari7f3a"
"""Stands in every feedback and explanation, and nowhere else."""


def course_folder(
    key: str = "kursus",
    *,
    title: str | None = None,
    summary: str = "Ringkasan kursus untuk pengujian.",
    introduction: str = "Kursus ini menjelaskan satu hal dengan singkat.",
    lessons: int = 2,
    quiz: bool = True,
    practice: bool = False,
    questions: int = 2,
    quiz_attributes: str = "pass=70 attempts=2",
    requires: Iterable[str] = (),
    hours: str = "2",
    competency: str = "teknis",
    language: str = "id",
    complete_lessons: str = "all",
    complete_score: int = 70,
    lesson_text: str = "",
    audio: str = "",
    files: Mapping[str, bytes] | None = None,
) -> CourseFolder:
    """A right course of one module, whose activities are `materi-1` …, `latihan` (if `practice`)
    and `kuis` (if `quiz`). `files` are added to the folder, or replace what is in it."""
    audio_line = f"\naudio: {audio}" if audio else ""
    head = f"""---
format: 1
id: {key}
title: {title or f"Kursus {key}"}
summary: {summary}
language: {language}
hours: {hours}
competency: {competency}
outcomes:
  - inti: Menjelaskan inti kursus
requires: [{", ".join(requires)}]
complete: {{lessons: {complete_lessons}, score: {complete_score}}}{audio_line}
license: CC-BY-4.0
---
{introduction}
"""
    parts = ["---\nid: modul-1\ntitle: Modul pertama\nsummary: Isi modul pertama.\n---\n"]
    parts += [_lesson(number, lesson_text) for number in range(1, lessons + 1)]
    if practice:
        parts.append("# Latihan {#latihan .practice}\n\nCoba dahulu.\n")
        parts += [_question(number, "l") for number in range(1, questions + 1)]
    if quiz:
        parts.append(f"# Kuis akhir {{#kuis .quiz {quiz_attributes}}}\n\nKerjakan sendiri.\n")
        parts += [_question(number, "s") for number in range(1, questions + 1)]
    texts = {"course.md": head, "01-modul.md": "\n".join(parts)}
    return CourseFolder({name: text.encode() for name, text in texts.items()} | dict(files or {}))


def publish_course(
    key: str = "kursus",
    *,
    audience: str = "everyone",
    unit_ids: Iterable[int] = (),
    positions: Iterable[str] = (),
    person_ids: Iterable[int] = (),
    state: str = "published",
    owner_id: int | None = None,
    **folder: object,
) -> Course:
    """Publish `course_folder(key, **folder)`, with its audience, state and owner, and commit."""
    _let_write()
    published = publish_folder(course_folder(key, **folder), actor_id=None)  # type: ignore[arg-type]
    course = _course(published.course_key)
    if audience != "everyone":
        set_audience(
            course_id=course.id,
            audience=audience,
            unit_ids=unit_ids,
            positions=positions,
            person_ids=person_ids,
            actor_id=None,
        )
    if state != "published":
        set_state(course_id=course.id, state=state, actor_id=None)
    if owner_id is not None:
        course.owner_id = owner_id
    database.commit()
    return _course(key)


def index_courses() -> None:
    """Let the worker make what was published findable."""
    while jobs.run_due({"index-course": index_course}):
        pass


def catalogue_of(number: int, *, prefix: str = "massal") -> None:
    """Courses `massal-1` …, for everyone, rows only: for tests about long lists."""
    _let_write()
    begin_writing()
    courses = [
        Course(
            key=f"{prefix}-{n}",
            state="published",
            revision_number=1,
            created_at=clock.now(),
        )
        for n in range(1, number + 1)
    ]
    db.session.add_all(courses)
    db.session.flush()
    db.session.add_all(_revision(course) for course in courses)
    db.session.flush()
    database.commit()


def png(width: int = 2, height: int = 2, *, note: str = "") -> bytes:
    """A real PNG of one colour; `note` is put in its metadata."""
    rows = (b"\0" + b"\x7a\x1f\x2b" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    text = _chunk(b"tEXt", b"Comment\0" + note.encode()) if note else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + text
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def _let_write() -> None:
    # The last request of the test's client may have been a GET, which never writes.
    if not database.is_writing():
        database.begin_unit(may_write=True)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _lesson(number: int, text: str) -> str:
    return (
        f"# Materi {number} {{#materi-{number} minutes=5}}\n\n"
        f"Isi materi {number}. {text}\n\n### Langkah {number}\n\nKerjakan satu per satu.\n"
    )


def _question(number: int, prefix: str) -> str:
    marks = ("( )", "(x)", "( )") if number % 2 else ("[x]", "[ ]", "[x]")
    options = [
        f"- {mark} Pilihan {letter} soal {number}\n  > Umpan balik {letter} {CANARY}."
        for mark, letter in zip(marks, "ABC", strict=True)
    ]
    heading = f"## Pertanyaan {number}? {{#{prefix}{number} outcome=inti}}"
    return "\n".join([heading, *options, "", f"> Pembahasan: Alasannya {CANARY}.", ""])


def _course(key: str) -> Course:
    course: Course = db.session.scalars(db.select(Course).where(Course.key == key)).one()
    return course


def _revision(course: Course) -> Revision:
    return Revision(
        course_id=course.id,
        number=1,
        title=f"Kursus massal {course.key}",
        summary="Satu dari banyak.",
        language="id",
        hours=Decimal(2),
        competency="teknis",
        outcomes=[],
        requires=[],
        complete_lessons=None,
        complete_score=70,
        license="CC-BY-4.0",
        introduction_html="<p>Satu dari banyak.</p>",
        source_hash="0" * 64,
        compiler_version="1",
        published_at=clock.now(),
    )


def course_id_of(key: str) -> int:
    """The id of a published course."""
    return db.session.scalars(db.select(Course.id).where(Course.key == key)).one()


def photograph(width: int = 1600, height: int = 1200) -> bytes:
    """Noise in large spots, like leaves, which costs what photographs cost; it says where it was taken."""
    chance = random.Random(7)
    small = Image.frombytes("RGB", (80, 60), chance.randbytes(80 * 60 * 3))
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = PLACE
    small.resize((width, height), Image.Resampling.BICUBIC).save(out, "JPEG", exif=exif)
    return out.getvalue()
