"""A mail server that remembers, and a worker that works when told."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from lms import schedule
from lms.core import clock, jobs
from lms.core.db import begin_unit, commit
from lms.notifications import actions, views
from lms.notifications.actions import Letter
from tests.conftest import MOMENT

UNKNOWN = smtplib.SMTPRecipientsRefused({"ayu@contoh.go.id": (550, b"5.1.1 User unknown")})

Work = Callable[[datetime], None]


def later(**amount: int) -> datetime:
    """So long after the frozen moment."""
    return MOMENT + timedelta(**amount)


class MailServer:
    """Keeps what it is given, or raises what it was told to."""

    def __init__(self) -> None:
        self.taken: list[Letter] = []
        self.trouble: Exception | None = None

    def take(self, letter: Letter) -> None:
        """Take a letter, or fail."""
        if self.trouble is not None:
            raise self.trouble
        self.taken.append(letter)


@pytest.fixture
def server(app: Flask) -> Iterator[MailServer]:
    """A mail server in place of the folder."""
    fake = MailServer()
    actions.deliver_with(
        renderer=views.render_message, digest_renderer=views.render_digest, sender=fake.take
    )
    yield fake
    views.install(app)


@pytest.fixture
def work(app: Flask) -> Work:
    """Let the worker make the digests and do the jobs that are due at a moment."""

    def run(moment: datetime) -> None:
        with app.app_context(), clock.frozen(moment):
            made = 1
            while made:
                begin_unit(may_write=True)
                made = actions.make_digests()
                commit()
            jobs.run_due(schedule.JOBS)

    return run
