"""E-mails are sent at least once, bear the same id each time, and outwait a failing mail server."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms import schedule
from lms.accounts import actions as accounts
from lms.core import clock, jobs
from lms.core.db import db
from lms.core.jobs import Job
from lms.notifications import actions, views
from lms.notifications.actions import Letter
from lms.notifications.models import Delivery
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.accounts import letters, writing

COMPLETED = {"course_key": "dasar", "course_title": "Dasar"}


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
    actions.deliver_with(renderer=views.render_message, sender=fake.take)
    yield fake
    views.install(app)


@pytest.fixture
def work(app: Flask) -> Callable[[int], None]:
    """Let the worker do what is due so many minutes from now."""

    def run(minutes: int = 0) -> None:
        with app.app_context(), clock.frozen(MOMENT + timedelta(minutes=minutes)):
            jobs.run_due(schedule.JOBS)

    return run


@pytest.fixture
def completed(app: Flask, cast: Cast) -> None:
    """Ayu has completed a course, and a letter about it waits."""
    with writing(app):
        actions.notify(person_id=cast.ayu.id, kind="course-completed", params=COMPLETED, key="c1")


def delivery(app: Flask) -> Delivery:
    """The only delivery."""
    with app.app_context():
        row = db.session.scalars(select(Delivery)).one()
        db.session.expunge(row)
        return row


@pytest.mark.usefixtures("completed")
def test_a_letter_is_sent_once_and_the_row_says_when(
    app: Flask, server: MailServer, work: Callable[[int], None]
) -> None:
    work(0)
    work(60)
    (letter,) = server.taken
    assert letter.to == "ayu@contoh.go.id"
    assert letter.subject == "Kursus tuntas: Dasar"
    assert (delivery(app).state, delivery(app).sent_at) == ("sent", MOMENT)


@pytest.mark.usefixtures("completed")
@pytest.mark.parametrize(
    "trouble",
    [ConnectionRefusedError("down"), smtplib.SMTPServerDisconnected("gone"), TimeoutError()],
)
def test_a_mail_server_that_fails_is_tried_again(
    app: Flask, server: MailServer, work: Callable[[int], None], trouble: Exception
) -> None:
    server.trouble = trouble
    work(0)
    assert (server.taken, delivery(app).state) == ([], "waiting")
    assert delivery(app).error
    server.trouble = None
    work(0)
    assert server.taken == []
    work(60)
    assert len(server.taken) == 1
    assert (delivery(app).state, delivery(app).error) == ("sent", None)


@pytest.mark.usefixtures("completed")
def test_a_refused_address_is_given_up(
    app: Flask, server: MailServer, work: Callable[[int], None]
) -> None:
    server.trouble = smtplib.SMTPRecipientsRefused({"ayu@contoh.go.id": (550, b"unknown")})
    work(0)
    assert delivery(app).state == "failed"
    with app.app_context():
        assert db.session.scalars(select(Job.state)).one() == "done"


@pytest.mark.usefixtures("completed")
def test_a_worker_that_dies_after_sending_sends_the_same_letter_again(
    app: Flask, server: MailServer, work: Callable[[int], None]
) -> None:
    with app.app_context():
        params = db.session.scalars(select(Job.params)).one()
        jobs.begin_unit(may_write=True)
        cut_off = actions.deliver(params)
        next(cut_off)
        db.session.rollback()
        cut_off.close()
    work(0)
    first, second = server.taken
    assert first == second
    assert first.message_id.startswith("<delivery-")


@pytest.mark.usefixtures("completed")
def test_two_letters_have_two_ids(
    app: Flask, cast: Cast, server: MailServer, work: Callable[[int], None]
) -> None:
    with writing(app):
        actions.notify(person_id=cast.fajar.id, kind="course-completed", params=COMPLETED, key="c1")
    work(0)
    assert len({letter.message_id for letter in server.taken}) == 2


@pytest.mark.usefixtures("completed")
def test_a_person_who_was_disabled_meanwhile_gets_no_letter(
    app: Flask, cast: Cast, server: MailServer, work: Callable[[int], None]
) -> None:
    with writing(app):
        accounts.disable_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    work(0)
    assert (server.taken, delivery(app).state) == ([], "void")


@pytest.mark.usefixtures("completed")
def test_the_language_is_the_readers_at_delivery(
    app: Flask, cast: Cast, server: MailServer, work: Callable[[int], None]
) -> None:
    with writing(app):
        accounts.set_language(person_id=cast.ayu.id, locale="en")
    seen: list[str] = []

    def renderer(kind: str, params: object, reader: actions.Reader) -> tuple[str, str]:
        seen.append(reader.locale)
        return "subject", "text"

    actions.deliver_with(renderer=renderer, sender=server.take)
    work(0)
    assert seen == ["en"]


@pytest.mark.usefixtures("completed")
def test_a_letter_in_the_folder_is_whole_mail(app: Flask, work: Callable[[int], None]) -> None:
    work(0)
    (letter,) = letters(app)
    assert letter.startswith("To: ayu@contoh.go.id\nSubject: Kursus tuntas: Dasar\n")
    assert "http://127.0.0.1:8000/courses/dasar" in letter
