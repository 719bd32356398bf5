"""A course of 20 quizzes that 2,000 people have taken, as rows; and what its export takes of memory.

Run as `python -m tests.bench.gradebook fill` or `… memory`, each in a process of its own; the second
prints JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from config import settings
from lms.accounts.models import Person
from lms.app import create_app
from lms.assessment.models import Attempt, Sitting
from lms.core import db as database
from lms.core.clock import now
from lms.core.db import db
from lms.courses.actions import publish_folder
from lms.courses.models import Activity, Course, Revision
from lms.learning.models import ActivityProgress, Enrolment
from tests.client import Client
from tests.factories.courses import course_folder

COURSE = "buku-nilai"
PEOPLE = 2_000
QUIZZES = 20
PASS = 70
CHUNK = 5_000
"""Rows inserted at once."""


def fill(app: Flask) -> None:
    """Publish the course and let everybody have taken every quiz once."""
    with app.app_context():
        database.begin_unit(may_write=True)
        folder = course_folder(COURSE, files={"01-modul.md": _module()})
        publish_folder(folder, actor_id=None)
        course = db.session.scalars(select(Course).where(Course.key == COURSE)).one()
        quizzes = list(
            db.session.scalars(
                select(Activity)
                .join(Revision, Revision.id == Activity.revision_id)
                .where(Revision.course_id == course.id)
            )
        )
        _take_all(course.id, quizzes, _enrolled(course.id, now()), now())
        database.commit()


def memory(app: Flask) -> dict[str, float]:
    """How far the memory of a process that has shown a page already rises during the export."""
    app.test_client_class = Client
    client: Any = app.test_client()
    client.sign_in("eko")
    client.get(f"/courses/{COURSE}/gradebook").get_data()
    Path("/proc/self/clear_refs").write_text("5")  # forgets the highest memory so far
    before = _status_kb("VmRSS")
    response = client.get(f"/courses/{COURSE}/gradebook.xlsx", buffered=False)
    size = sum(len(piece) for piece in response.iter_encoded())
    return {"megabytes": (_status_kb("VmHWM") - before) / 1024, "bytes": size}


def _status_kb(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _enrolled(course_id: int, moment: datetime) -> list[tuple[int, int]]:
    """So many people who take part: ids of person and enrolment."""
    people = _inserted(
        Person,
        (
            {"user_name": f"peserta-{n}", "full_name": f"Peserta Nomor {n}", "created_at": moment}
            for n in range(PEOPLE)
        ),
    )
    enrolments = _inserted(
        Enrolment,
        (
            {"person_id": one, "course_id": course_id, "cycle": 1, "enrolled_at": moment}
            for one in people
        ),
    )
    return list(zip(people, enrolments, strict=True))


def _take_all(
    course_id: int, quizzes: list[Activity], people: list[tuple[int, int]], moment: datetime
) -> None:
    pairs = list(product(people, quizzes))
    sittings = _inserted(
        Sitting,
        (
            {
                "course_id": course_id,
                "activity_key": quiz.key,
                "respondent_id": person_id,
                "enrolment_id": enrolment_id,
            }
            for (person_id, enrolment_id), quiz in pairs
        ),
    )
    scores = [float(place * 7919 % 10_001) / 100 for place in range(len(pairs))]
    attempts = (
        {
            "uuid": f"bench-{sitting_id}",
            "sitting_id": sitting_id,
            "activity_id": quiz.id,
            "number": 1,
            "rules": {},
            "started_at": moment,
            "submitted_at": moment,
            "ended_by": "person",
            "score": score,
            "passed": score >= PASS,
        }
        for sitting_id, (_who, quiz), score in zip(sittings, pairs, scores, strict=True)
    )
    progress = (
        {
            "enrolment_id": enrolment_id,
            "activity_key": quiz.key,
            "done_at": moment if score >= PASS else None,
            "score": score,
            "passed": score >= PASS,
            "seen_at": moment,
        }
        for ((_person_id, enrolment_id), quiz), score in zip(pairs, scores, strict=True)
    )
    for model, rows in ((Attempt, attempts), (ActivityProgress, progress)):
        for some in _chunks(rows):
            db.session.execute(insert(model), some)


def _inserted(model: Any, rows: Iterable[dict[str, Any]]) -> list[int]:
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    return [one for some in _chunks(rows) for one in db.session.scalars(statement, some)]


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    pending = list(rows)
    return (pending[start : start + CHUNK] for start in range(0, len(pending), CHUNK))


def _module() -> bytes:
    quizzes = (
        f"# Kuis nomor {n} {{#kuis-{n} .quiz pass={PASS}}}\n\n"
        f"## Pertanyaan {n}? {{#s{n} outcome=inti}}\n- (x) Ya\n- ( ) Tidak\n"
        for n in range(1, QUIZZES + 1)
    )
    head = "---\nid: modul-1\ntitle: Modul pertama\nsummary: Isi modul pertama.\n---\n"
    return "\n".join((head, *quizzes)).encode()


if __name__ == "__main__":
    app = create_app(settings(os.environ))
    if sys.argv[1] == "fill":
        fill(app)
    else:
        print(json.dumps(memory(app)))
