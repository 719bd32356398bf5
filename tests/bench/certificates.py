"""A thousand certificates in a batch: how long issuing and drawing them take, how much memory, and
whether each opens, says whose it is and is signed.

Run as `python -m tests.bench.certificates fill` or `… issue`, each in a process of its own, in the
environment of an installation; the second prints JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdf
from flask import Flask
from sqlalchemy import insert, select

from config import settings
from lms.accounts.models import Person
from lms.app import create_app
from lms.core import db as database
from lms.core import files, jobs
from lms.core.clock import now
from lms.core.db import db
from lms.courses.models import Course, Revision
from lms.credentials.actions import sealing
from lms.credentials.actions.batches import request_batch
from lms.credentials.actions.rendering import Press, render_issue
from lms.credentials.models import CertificateIssue
from lms.credentials.queries.batches import Period
from lms.credentials.source.pades import seals
from lms.learning.models import CourseCompletion, Enrolment
from lms.schedule import JOBS
from tests.factories.courses import publish_course

COURSE = "seribu"
PEOPLE = 1_000
KINDS = ("issue-certificates", "render-certificate")


def fill(app: Flask) -> None:
    """A course that so many people completed before anybody thought of certificates."""
    with app.app_context():
        database.begin_unit(may_write=True)
        course_id = publish_course(COURSE, title="Pelayanan Publik").id
        database.begin_unit(may_write=True)
        database.begin_writing()
        revision_id = db.session.scalars(
            select(Revision.id)
            .join(Course, Course.id == Revision.course_id)
            .where(Course.id == course_id)
        ).one()
        _completed(course_id, revision_id, now())
        database.commit()
        db.session.remove()


def issue(app: Flask) -> dict[str, float]:
    """Let the worker do the batch; seconds and megabytes that it took."""
    with app.app_context():
        database.begin_unit(may_write=True)
        asked_by = db.session.scalars(select(Person.id).where(Person.user_name == "eko")).one()
        course_id = db.session.scalars(select(Course.id).where(Course.key == COURSE)).one()
        request_batch(period=Period(course_id), key="bench", actor_id=asked_by)
        database.commit()
        before, cpu = time.monotonic(), _cpu_seconds()
        handlers = {kind: JOBS[kind] for kind in KINDS}
        while jobs.run_due(handlers):
            pass
        took = {"seconds": time.monotonic() - before, "cpu_seconds": _cpu_seconds() - cpu}
        worker_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {**took, "worker_mb": worker_mb, "drawing_mb": _drawing_mb()}


def looked_at(app: Flask) -> dict[str, int]:
    """How many sheets open and hold the name that they are for, and how many have one signature that is
    whole and by this installation."""
    with app.app_context():
        rows = db.session.execute(
            select(CertificateIssue.holder_name, CertificateIssue.sha256).where(
                CertificateIssue.sha256.is_not(None)
            )
        ).all()
        roots = sealing.own_roots()
        return {
            "opened": sum(_says(sha256, name) for name, sha256 in rows),
            "verified": sum(_is_sealed(sha256, roots) for _name, sha256 in rows),
        }


def _drawing_mb() -> float:
    """The most that the process which draws has held after a hundred sheets. A child's own figures
    won't do: they begin with its parent's memory."""
    issues = db.session.scalars(select(CertificateIssue).order_by(CertificateIssue.id).limit(100))
    with Press() as press:
        for one in issues.all():
            render_issue(one, press)
        assert press.pid is not None
        lines = Path(f"/proc/{press.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def _says(sha256: str, name: str) -> bool:
    text = pypdf.PdfReader(files.path(sha256)).pages[0].extract_text()
    return "".join(name.split()) in "".join(text.split())


def _is_sealed(sha256: str, roots: list[bytes]) -> bool:
    (found,) = seals(files.read(sha256), roots)
    return found.intact and found.trusted


def _completed(course_id: int, revision_id: int, moment: datetime) -> None:
    names = [
        {"user_name": f"lulus{n}", "full_name": f"Lulusan Ke{n} Contoh"} for n in range(PEOPLE)
    ]
    people = _inserted(Person, [{**one, "created_at": moment} for one in names])
    cycles = _inserted(
        Enrolment,
        [
            {
                "person_id": one,
                "course_id": course_id,
                "cycle": 1,
                "state": "completed",
                "enrolled_at": moment,
            }
            for one in people
        ],
    )
    done = {"revision_id": revision_id, "score": 80.0, "completed_at": moment}
    _inserted(CourseCompletion, [{"enrolment_id": one, **done} for one in cycles])


def _inserted(model: Any, rows: list[dict[str, Any]]) -> list[int]:
    return list(db.session.scalars(insert(model).returning(model.id), rows))


def _cpu_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    """Fill, or issue, open and print."""
    app = create_app(settings(dict(os.environ)))
    if sys.argv[1] == "fill":
        fill(app)
        return
    json.dump({**issue(app), **looked_at(app)}, sys.stdout)


if __name__ == "__main__":
    main()
