"""A table that was asked for as a file: asking by the page, letting the worker make it, fetching it.

What does not belong here: what is expected of it (the tests).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from lms import schedule
from lms.accounts.actions import end_role
from lms.accounts.models import RoleGrant
from lms.core import files, jobs
from lms.core.clock import today
from lms.core.db import commit, db
from lms.supervision.actions.exports import making
from lms.supervision.models import Export
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import writing


def ask(client: Client, form: str = "csv", what: str = "of=people") -> None:
    """Press the button of a form."""
    response = client.form_post(f"/supervision/exports?{what}", {"form": form})
    assert response.headers["location"] == "/supervision/exports"


def work(app: Flask) -> None:
    """Let the worker do what is due."""
    with app.app_context():
        jobs.run_due(schedule.JOBS)


def exports(app: Flask) -> list[Export]:
    """All exports, in the order in which they were asked for."""
    with app.app_context():
        found = list(db.session.scalars(select(Export).order_by(Export.id)))
        db.session.expunge_all()
    return found


def file_of(export: Export) -> str:
    """Where an export is fetched."""
    return f"/supervision/exports/{export.id}/file"


def status_of(client: Client, export: Export) -> int:
    """What is answered to who fetches it."""
    with client.get(file_of(export)) as response:
        return response.status_code


def content_of(client: Client, export: Export) -> bytes:
    """What is in it."""
    with client.get(file_of(export)) as response:
        assert response.status_code == 200
        return response.get_data()


def names_in(content: bytes) -> list[str]:
    """The people of a CSV."""
    text = content.decode().removeprefix("\ufeff")
    return [row[0] for row in csv.reader(io.StringIO(text), delimiter=";")][1:]


def steps(app: Flask, export_id: int) -> Iterator[int]:
    """Make an export step by step; yields how many rows are written down after each."""
    for _ in making.make_export({"export_id": export_id}):
        commit()
        yield db.session.get_one(Export, export_id).done


def stored(app: Flask, export: Export) -> Path:
    """Where an export's bytes lie."""
    assert export.sha256 is not None
    with app.app_context():
        return files.path(export.sha256)


def no_supervisor(app: Flask, cast: Cast) -> None:
    """Citra's unit is hers no more."""
    with writing(app):
        grant = select(RoleGrant).where(RoleGrant.person_id == cast.citra.id)
        end_role(grant_id=db.session.scalars(grant).one().id, day=today(), actor_id=None)
