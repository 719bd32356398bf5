"""`flask push make-key`: devices can ask to be told from then on, and must ask anew after another key."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from lms.accounts import actions as accounts
from lms.core import keyfiles, push
from lms.core.db import db
from lms.notifications import actions as notifications
from lms.notifications.models import PushSubscription
from tests.cast import Cast
from tests.cli.conftest import Command
from tests.factories.accounts import writing
from tests.factories.push_service import Browser


def test_the_key_is_made_once_and_read_by_its_owner_only(app: Flask, flask: Command) -> None:
    made = flask("push", "make-key")
    assert made.exit_code == 0
    assert app.config["PUSH_KEY_FILE"] in made.stdout
    assert keyfiles.is_private(push.key_file())
    key = push.own_key()
    again = flask("push", "make-key")
    assert (again.exit_code, push.own_key()) == (1, key)
    assert "exists already" in again.stderr


def test_another_key_ends_what_was_subscribed_with_the_first(
    app: Flask, cast: Cast, flask: Command
) -> None:
    flask("push", "make-key")
    first = push.own_key()
    with writing(app):
        session = accounts.open_session(
            person_id=cast.ayu.id, remember=False, browser=accounts.Browser("127.0.0.1", "")
        )
        notifications.tell_device(person_id=cast.ayu.id, session_id=session.id, **Browser().sent)
    made = flask("push", "make-key", "--replace")
    assert made.exit_code == 0
    assert made.stdout.splitlines()[-1].endswith(": 1")
    assert push.own_key() != first
    with app.app_context():
        assert db.session.scalars(select(PushSubscription)).all() == []


def test_a_backup_says_that_the_key_is_not_in_it(app: Flask, flask: Command) -> None:
    assert "push-key" not in flask("backup").stdout
    flask("push", "make-key")
    assert "push-key" in flask("backup", "--to", app.config["DATA_DIR"] + "/dua.tar").stdout
