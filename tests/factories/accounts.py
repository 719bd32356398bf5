"""People, places and roles beside the cast, made the way real ones are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

from flask import Flask

from lms import schedule
from lms.accounts import actions
from lms.accounts.models import SupervisorAssignment
from lms.core import db as database
from lms.core import jobs
from lms.core.clock import today
from lms.core.db import db

NEW_PASSWORD = "pepaya hujan lentera tujuh"
"""A password that every demand admits, but for composition."""

_LINK = re.compile(r"https?://\S+")


@contextmanager
def writing(app: Flask) -> Iterator[None]:
    """A unit of work that may write, committed at its end."""
    with app.app_context():
        database.begin_unit(may_write=True)
        database.begin_writing()
        yield
        database.commit()


def new_person(
    app: Flask,
    user_name: str,
    *,
    unit_id: int | None = None,
    role: str | None = None,
    role_unit_id: int | None = None,
    password: str | None = None,
    email: str | None = None,
    must_change_password: bool = False,
) -> int:
    """A person, with a place and a role if asked for; returns the id."""
    with writing(app):
        person_id = actions.create_person(
            user_name=user_name,
            full_name=f"{user_name.capitalize()} Contoh",
            password=password,
            email=email,
            must_change_password=must_change_password,
        ).id
        if unit_id is not None:
            actions.add_membership(person_id=person_id, unit_id=unit_id)
        if role is not None:
            actions.grant_role(person_id=person_id, role=role, unit_id=role_unit_id, actor_id=None)
    return person_id


def deliver_mail(app: Flask) -> list[str]:
    """Let the worker do what is due; returns the letters that lie in the folder, decoded."""
    with app.app_context():
        jobs.run_due(schedule.JOBS)
    return letters(app)


def letters(app: Flask) -> list[str]:
    """The letters sent so far, oldest first, as text with their headers."""
    folder = Path(app.config["MAIL_URL"].removeprefix("file:"))
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    messages = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [
        f"To: {message['To']}\nSubject: {message['Subject']}\n\n{message.get_content()}"
        for message in messages
    ]


def link_in(letter: str) -> str:
    """The path of the first link in a letter."""
    found = _LINK.search(letter)
    assert found, "the letter holds no link"
    return "/" + found.group(0).split("/", 3)[3]


def supervise_too(person_id: int, supervisor_id: int) -> None:
    """Give a person one more direct supervisor from today on, in the unit of work in hand."""
    assignment = SupervisorAssignment(
        person_id=person_id, supervisor_id=supervisor_id, valid_from=today()
    )
    db.session.add(assignment)
    db.session.flush()
