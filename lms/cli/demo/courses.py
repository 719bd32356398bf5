"""Small courses for measuring, published the way real ones are, and what the invented people did
in them.

What does not belong here: who these people are (`names`, `province`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from lms.core import jobs, ledger
from lms.core.clock import now
from lms.core.db import commit, db
from lms.courses.actions import index_course, publish_folder
from lms.courses.models import Activity, Course, Revision
from lms.courses.source import CourseFolder
from lms.learning.actions.enrolling import month_of
from lms.learning.models import (
    PROGRESS,
    UNIT_COURSE,
    ActivityProgress,
    CourseCompletion,
    Enrolment,
)

KEY_PREFIX = "contoh-"
SUBJECTS = ("arsip", "pelayanan publik", "anggaran", "pengadaan", "data terbuka", "disiplin")
VERBS = ("Memahami", "Mengelola", "Menyusun", "Menilai", "Memperbaiki")
LESSONS = 4
PASS = 70

COURSES_OF_A_PERSON = (0, 1, 2, 3, 5)
THEIR_WEIGHTS = (45, 25, 15, 10, 5)
STATES = ("active", "completed", "withdrawn")
STATE_WEIGHTS = (50, 45, 5)


@dataclass(frozen=True, slots=True)
class Taken:
    """A course that people take: its activities in order as (key, kind, content hash)."""

    course_id: int
    revision_id: int
    activities: tuple[tuple[str, str, str], ...]


def publish(count: int) -> None:
    """Publish so many courses, one after the other; those that are there already don't change."""
    for number in range(1, count + 1):
        publish_folder(_folder(number), actor_id=None)
        commit()
    while jobs.run_due({"index-course": index_course}):
        pass


def published() -> list[Taken]:
    """The courses that the invented people take."""
    rows = db.session.execute(
        select(Course.id, Revision.id, Activity.key, Activity.kind, Activity.content_hash)
        .join(Course.revision)
        .join(Activity, Activity.revision_id == Revision.id)
        .where(Course.key.startswith(KEY_PREFIX), Course.state == "published")
        .order_by(Course.id, Activity.position)
    )
    found: dict[tuple[int, int], list[tuple[str, str, str]]] = {}
    for course_id, revision_id, key, kind, content_hash in rows:
        found.setdefault((course_id, revision_id), []).append((key, kind, content_hash))
    return [Taken(*ids, tuple(activities)) for ids, activities in found.items()]


def take(courses: Sequence[Taken], random: Random, people: Sequence[tuple[int, int]]) -> None:
    """Let people (with their units) take some of the courses, in the transaction in hand: rows and
    sums as the ordinary actions leave them, without attempts."""
    moment = now()
    # A few courses are taken by many.
    weights = [1 / (place + 3) for place in range(len(courses))]
    drawn = [
        _enrolment(random, person, course, moment)
        for person in people
        for course in _chosen(courses, random, weights)
    ]
    if not drawn:
        return
    statement = insert(Enrolment).returning(Enrolment.id, sort_by_parameter_order=True)
    ids = db.session.scalars(statement, [row for row, _ in drawn]).all()
    progress, completions, units = [], [], Counter[tuple[int, int, date, str]]()
    for enrolment_id, (row, course) in zip(ids, drawn, strict=True):
        done = _progress(random, enrolment_id, row, course)
        progress += done
        key = (row["unit_id"], row["course_id"])
        units[*key, month_of(row["enrolled_at"]), "enrolled"] += 1
        if row["state"] == "completed":
            completions.append(_completion(enrolment_id, row, course, done))
            units[*key, month_of(done[-1]["done_at"]), "completed"] += 1
        elif row["state"] == "withdrawn":
            units[*key, month_of(row["withdrawn_at"]), "withdrawn"] += 1
    _insert(ActivityProgress, progress)
    _insert(CourseCompletion, completions)
    _add_up(progress, units)


def _chosen(courses: Sequence[Taken], random: Random, weights: Sequence[float]) -> list[Taken]:
    most = random.choices(COURSES_OF_A_PERSON, THEIR_WEIGHTS)[0] if courses else 0
    places = {random.choices(range(len(courses)), weights)[0] for _ in range(most)}
    return [courses[place] for place in sorted(places)]


def _enrolment(
    random: Random, person: tuple[int, int], course: Taken, moment: datetime
) -> tuple[dict[str, Any], Taken]:
    state = random.choices(STATES, STATE_WEIGHTS)[0]
    enrolled_at = moment - timedelta(minutes=random.randint(60 * 24 * 30, 60 * 24 * 300))
    row = {
        "person_id": person[0],
        "course_id": course.course_id,
        "cycle": 1,
        "state": state,
        "unit_id": person[1],
        "enrolled_at": enrolled_at,
        "withdrawn_at": enrolled_at + timedelta(days=9) if state == "withdrawn" else None,
    }
    return row, course


def _progress(
    random: Random, enrolment_id: int, row: dict[str, Any], course: Taken
) -> list[dict[str, Any]]:
    every = len(course.activities)
    done = every if row["state"] == "completed" else random.randrange(every)
    rows = []
    for place, (key, kind, content_hash) in enumerate(course.activities[:done], 1):
        at = row["enrolled_at"] + timedelta(hours=place)
        score = float(random.randint(PASS, 100)) if kind == "quiz" else None
        rows.append(
            {
                "enrolment_id": enrolment_id,
                "activity_key": key,
                "done_at": at,
                "content_hash": content_hash,
                "score": score,
                "passed": None if score is None else True,
                "waiting": False,
                "anchor": "",
                "seen_at": at,
            }
        )
    return rows


def _completion(
    enrolment_id: int, row: dict[str, Any], course: Taken, done: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "enrolment_id": enrolment_id,
        "revision_id": course.revision_id,
        "unit_id": row["unit_id"],
        "score": done[-1]["score"],
        "completed_at": done[-1]["done_at"],
    }


def _add_up(progress: Sequence[dict[str, Any]], units: Counter[tuple[int, int, date, str]]) -> None:
    done = Counter(row["enrolment_id"] for row in progress)
    ledger.add(PROGRESS, [{"enrolment_id": one, "done": count} for one, count in done.items()])
    flows: dict[tuple[int, int, date], dict[str, int]] = {}
    for (unit_id, course_id, month, measure), count in units.items():
        nothing = dict.fromkeys(UNIT_COURSE.measures, 0)
        flows.setdefault((unit_id, course_id, month), nothing)[measure] = count
    keys = UNIT_COURSE.keys
    ledger.add(
        UNIT_COURSE, [dict(zip(keys, key, strict=True)) | sums for key, sums in flows.items()]
    )


def _insert(model: type[ActivityProgress] | type[CourseCompletion], rows: list[Any]) -> None:
    if rows:
        db.session.execute(insert(model.__table__), rows)  # type: ignore[arg-type]


def _folder(number: int) -> CourseFolder:
    subject, verb = SUBJECTS[number % len(SUBJECTS)], VERBS[number % len(VERBS)]
    head = f"""---
format: 1
id: {KEY_PREFIX}{number:03}
title: {verb} {subject} daerah {number} (contoh)
summary: Kursus contoh tentang {subject} untuk mengukur kecepatan.
language: id
hours: 2
competency: teknis
outcomes:
  - inti: Menjelaskan inti {subject}
complete: {{lessons: all, score: {PASS}}}
license: CC-BY-4.0
---
Kursus ini dibuat untuk pengukuran; isinya bukan pedoman.
"""
    parts = ["---\nid: modul-1\ntitle: Modul pertama\n---\n"]
    parts += [_lesson(place, subject) for place in range(1, LESSONS + 1)]
    parts.append(f"# Kuis akhir {{#kuis .quiz pass={PASS} attempts=3}}\n\nKerjakan sendiri.\n")
    parts += [_question(place, subject) for place in range(1, 6)]
    files = {"course.md": head, "01-modul.md": "\n".join(parts)}
    return CourseFolder({path: text.encode() for path, text in files.items()})


def _lesson(number: int, subject: str) -> str:
    return f"""# Materi {number} tentang {subject} {{#materi-{number} minutes=8}}

Setiap perangkat daerah mengurus {subject} dengan caranya sendiri. Materi ini mengajak Anda melihat
satu contoh dari dekat, lalu membandingkannya dengan kebiasaan di unit Anda.

- Catat apa yang sudah berjalan baik.
- Tanyakan apa yang paling sering tertunda.

### Langkah berikutnya

Tulis satu kalimat: apa yang akan Anda ubah minggu depan?
"""


def _question(number: int, subject: str) -> str:
    return f"""## Pertanyaan {number} tentang {subject}? {{#s{number} outcome=inti}}
- (x) Jawaban tepat
- ( ) Jawaban keliru
- ( ) Jawaban lain
"""
