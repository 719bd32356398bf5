"""People of the invented province complete courses on a schedule that doesn't wait; what they waited for is
printed as JSON: `python -m tests.scale.completing SECONDS`.

A process of its own, so that it takes its turn at the database beside the worker of jobs.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select

from config import settings
from lms.app import create_app
from lms.cli.demo.courses import Taken, published
from lms.core import db as database
from lms.core.clock import now
from lms.core.db import begin_unit, begin_writing, db
from lms.learning.actions import complete_activity
from lms.learning.models import ActivityProgress, Enrolment
from lms.supervision.actions.figures.recounting import differing_people
from lms.supervision.models import Recount

COMPLETIONS_A_SECOND = 20
DRAINED_S = 180.0
"""So long the worker may take for what is left when the last has completed."""


def main(seconds: float) -> dict[str, Any]:
    """Let them complete, wait until everything is counted; the figures for the report."""
    wanted = int(seconds * COMPLETIONS_A_SECOND)
    courses = published()
    ready = list(islice(_ready(courses), wanted))
    waits, took = _complete(ready)
    began = time.monotonic()
    left = _waiting()
    while _waiting() and time.monotonic() - began < DRAINED_S:
        time.sleep(0.5)
    people = [person_id for person_id, _enrolment, _course in ready]
    return {
        "completions": len(ready),
        "wait": max(waits),
        "took": max(took),
        "took_p99": sorted(took)[int(len(took) * 0.99)],
        "left": left,
        "drained": time.monotonic() - began,
        "differing": sum(
            len(differing_people(people[at : at + 50])) for at in range(0, len(people), 50)
        ),
    }


def _ready(courses: Sequence[Taken]) -> Any:
    """People of all units who have only the last test to do: (person, enrolment, course)."""
    for course in courses:
        query = select(Enrolment.id, Enrolment.person_id).where(
            Enrolment.course_id == course.course_id, Enrolment.state == "active"
        )
        # By a number that has nothing to do with their units.
        rows = sorted(db.session.execute(query).all(), key=lambda row: row.id * 7919 % 10_007)
        database.rollback()
        for at in range(0, len(rows), 200):
            some = rows[at : at + 200]
            _read_everything(course, [row.id for row in some])
            yield from ((row.person_id, row.id, course) for row in some)


def _read_everything(course: Taken, enrolment_ids: Sequence[int]) -> None:
    begin_writing()
    done = select(ActivityProgress.enrolment_id, ActivityProgress.activity_key)
    there = set(
        map(tuple, db.session.execute(done.where(ActivityProgress.enrolment_id.in_(enrolment_ids))))
    )
    moment = now()
    rows = [
        {
            "enrolment_id": enrolment_id,
            "activity_key": key,
            "done_at": moment,
            "content_hash": content_hash,
            "waiting": False,
            "anchor": "",
            "seen_at": moment,
        }
        for enrolment_id in enrolment_ids
        for key, kind, content_hash in course.activities
        if kind != "quiz" and (enrolment_id, key) not in there
    ]
    if rows:
        db.session.execute(insert(ActivityProgress.__table__), rows)  # type: ignore[arg-type]
    database.commit()


def _complete(ready: Sequence[tuple[int, int, Taken]]) -> tuple[list[float], list[float]]:
    waits, took = [], []
    began = time.monotonic()
    for step, (_person, enrolment_id, course) in enumerate(ready):
        due = began + step / COMPLETIONS_A_SECOND
        time.sleep(max(0.0, due - time.monotonic()))
        key, _kind, content_hash = course.activities[-1]
        asked = time.monotonic()
        begin_writing()
        waits.append(time.monotonic() - asked)
        complete_activity(
            enrolment_id=enrolment_id,
            activity_key=key,
            content_hash=content_hash,
            score=90.0,
            passed=True,
        )
        database.commit()
        took.append(time.monotonic() - asked)
    return waits, took


def _waiting() -> int:
    found = db.session.scalar(select(func.count(Recount.person_id.distinct()))) or 0
    database.rollback()
    return found


if __name__ == "__main__":
    with create_app(settings(os.environ)).app_context():
        begin_unit(may_write=True)
        print(json.dumps(main(float(sys.argv[1]))))
