"""E-mails are sent at least once, bear the same id each time, outwait a failing mail server and quiet
hours, and are given up where the address is refused for good."""

from __future__ import annotations

import smtplib
from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.accounts import actions as accounts
from lms.accounts.models import Person
from lms.core import jobs
from lms.core.db import db
from lms.core.errors import Conflict
from lms.core.jobs import Job
from lms.notifications import actions, views
from lms.notifications.models import Delivery
from lms.notifications.queries import is_address_refused, preferences_of
from lms.notifications.rules import QuietHours, pause_after
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.accounts import letters, writing
from tests.notifications.conftest import UNKNOWN, MailServer, Work, later

EXTENDED = {
    "course_key": "dasar",
    "course_title": "Dasar",
    "activity_title": "",
    "until": MOMENT.isoformat(),
}
CHANGED = {"at": MOMENT.isoformat()}
EVENING = later(hours=10)
"""20.42 WIB, in the usual quiet hours."""
MORNING = later(hours=19, minutes=18)
"""06.00 WIB on the day after, when they end."""


def extend(app: Flask, person_id: int, key: str = "d1") -> None:
    """Tell somebody that a deadline is extended: a letter about it waits."""
    with writing(app):
        actions.notify(person_id=person_id, kind="deadline-extended", params=EXTENDED, key=key)


@pytest.fixture
def extended(app: Flask, cast: Cast) -> None:
    """Ayu's deadline is extended, and a letter about it waits."""
    extend(app, cast.ayu.id)


def delivery(app: Flask) -> Delivery:
    """The only delivery."""
    with app.app_context():
        row = db.session.scalars(select(Delivery)).one()
        db.session.expunge(row)
        return row


@pytest.mark.usefixtures("extended")
def test_a_letter_is_sent_once_and_the_row_says_when(
    app: Flask, server: MailServer, work: Work
) -> None:
    work(MOMENT)
    work(later(minutes=60))
    (letter,) = server.taken
    assert letter.to == "ayu@contoh.go.id"
    assert letter.subject == "Batas waktu Anda diperpanjang: Dasar"
    assert (delivery(app).state, delivery(app).sent_at) == ("sent", MOMENT)


@pytest.mark.usefixtures("extended")
@pytest.mark.parametrize(
    "trouble",
    [ConnectionRefusedError("down"), smtplib.SMTPServerDisconnected("gone"), TimeoutError()],
)
def test_a_mail_server_that_fails_is_tried_again(
    app: Flask, server: MailServer, work: Work, trouble: Exception
) -> None:
    server.trouble = trouble
    work(MOMENT)
    assert (server.taken, delivery(app).state) == ([], "waiting")
    assert delivery(app).error
    server.trouble = None
    work(MOMENT)
    assert server.taken == []
    work(later(minutes=60))
    assert len(server.taken) == 1
    assert (delivery(app).state, delivery(app).error) == ("sent", None)


@pytest.mark.usefixtures("extended")
def test_a_refused_address_is_given_up(app: Flask, server: MailServer, work: Work) -> None:
    server.trouble = UNKNOWN
    work(MOMENT)
    refused = delivery(app)
    assert (refused.state, refused.why, refused.code) == ("failed", "address", 550)
    assert refused.error == "5.1.1 User unknown"
    with app.app_context():
        assert db.session.scalars(select(Job.state)).one() == "done"


@pytest.mark.usefixtures("extended")
def test_a_worker_that_dies_after_sending_sends_the_same_letter_again(
    app: Flask, server: MailServer, work: Work
) -> None:
    with app.app_context():
        params = db.session.scalars(select(Job.params)).one()
        jobs.begin_unit(may_write=True)
        cut_off = actions.deliver(params)
        next(cut_off)
        db.session.rollback()
        cut_off.close()
    work(MOMENT)
    first, second = server.taken
    assert first == second
    assert first.message_id.startswith("<delivery-")


@pytest.mark.usefixtures("extended")
def test_two_letters_have_two_ids(app: Flask, cast: Cast, server: MailServer, work: Work) -> None:
    extend(app, cast.fajar.id)
    work(MOMENT)
    assert len({letter.message_id for letter in server.taken}) == 2


@pytest.mark.usefixtures("extended")
def test_a_person_who_was_disabled_meanwhile_gets_no_letter(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    with writing(app):
        accounts.disable_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    work(MOMENT)
    assert (server.taken, delivery(app).state) == ([], "void")


@pytest.mark.usefixtures("extended")
def test_the_language_is_the_readers_at_delivery(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    with writing(app):
        accounts.set_language(person_id=cast.ayu.id, locale="en")
    seen: list[str] = []

    def renderer(kind: str, params: object, reader: actions.Reader) -> tuple[str, str]:
        seen.append(reader.locale)
        return "subject", "text"

    actions.deliver_with(renderer=renderer, digest_renderer=views.render_digest, sender=server.take)
    work(MOMENT)
    assert seen == ["en"]


@pytest.mark.usefixtures("extended")
def test_a_letter_in_the_folder_is_whole_mail(app: Flask, work: Work) -> None:
    work(MOMENT)
    (letter,) = letters(app)
    assert letter.startswith(
        "To: ayu@contoh.go.id\nSubject: Batas waktu Anda diperpanjang: Dasar\n"
    )
    assert "http://127.0.0.1:8000/learn/dasar" in letter


@pytest.mark.usefixtures("extended")
def test_a_recipient_who_is_refused_for_now_is_tried_again(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    server.trouble = smtplib.SMTPRecipientsRefused({"ayu@contoh.go.id": (451, b"Greylisted")})
    work(MOMENT)
    assert (delivery(app).state, delivery(app).why) == ("waiting", "later")
    server.trouble = None
    work(later(minutes=5))
    assert delivery(app).state == "sent"


@pytest.mark.usefixtures("extended")
@pytest.mark.parametrize(
    ("trouble", "state", "why"),
    [
        (smtplib.SMTPDataError(554, b"Spam"), "failed", "message"),
        (smtplib.SMTPDataError(452, b"Full"), "waiting", "later"),
        (smtplib.SMTPSenderRefused(550, b"Who?", "a@b"), "waiting", "sender"),
        (smtplib.SMTPAuthenticationError(535, b"Password?"), "waiting", "sender"),
        (ConnectionRefusedError("down"), "waiting", "connection"),
    ],
)
def test_each_refusal_is_known_by_its_code(
    app: Flask, server: MailServer, work: Work, trouble: Exception, state: str, why: str
) -> None:
    server.trouble = trouble
    work(MOMENT)
    assert (delivery(app).state, delivery(app).why) == (state, why)


@pytest.mark.usefixtures("extended")
def test_after_two_days_without_a_mail_server_a_letter_is_given_up_and_can_be_sent_again(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    server.trouble = ConnectionRefusedError("down")
    for hour in range(80):
        work(later(hours=hour))
    assert (delivery(app).state, delivery(app).why) == ("failed", "connection")
    assert 40 < _hours_tried(delivery(app)) < 72
    server.trouble = None
    failed = delivery(app).id
    for _click in range(2):
        with writing(app):
            actions.send_again(delivery_id=failed, actor_id=cast.eko.id)
    work(MOMENT)
    assert (len(server.taken), delivery(app).state) == (1, "sent")


@pytest.mark.usefixtures("extended")
def test_a_letter_due_in_quiet_hours_leaves_at_their_end(
    app: Flask, server: MailServer, work: Work
) -> None:
    work(EVENING)
    work(MORNING - timedelta(minutes=1))
    assert server.taken == []
    work(MORNING)
    assert len(server.taken) == 1
    assert delivery(app).attempts == 1


def test_a_letter_about_security_waits_for_no_morning(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    with writing(app):
        actions.notify(person_id=cast.ayu.id, kind="password-changed", params=CHANGED, key="p")
    work(EVENING)
    assert len(server.taken) == 1


@pytest.mark.usefixtures("extended")
@pytest.mark.parametrize("quiet", [None, QuietHours(time(22), time(5))])
def test_quiet_hours_are_the_readers_own(
    app: Flask, cast: Cast, server: MailServer, work: Work, quiet: QuietHours | None
) -> None:
    with writing(app):
        actions.set_preferences(person_id=cast.ayu.id, frequencies={}, quiet=quiet)
    work(EVENING)
    assert len(server.taken) == 1


@pytest.mark.usefixtures("extended")
def test_the_evening_is_that_of_the_readers_zone(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    with writing(app):
        db.session.execute(update(Person).values(time_zone="Asia/Jayapura"))
    work(later(hours=7, minutes=17))
    assert len(server.taken) == 1
    extend(app, cast.ayu.id, "d2")
    work(later(hours=7, minutes=18))
    assert len(server.taken) == 1


@pytest.mark.usefixtures("extended")
def test_what_was_read_meanwhile_is_not_sent(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    with writing(app):
        actions.mark_all_read(person_id=cast.ayu.id, up_to_id=999)
    work(MOMENT)
    assert server.taken == []
    assert (delivery(app).state, delivery(app).why) == ("void", "read")


def test_a_letter_about_security_is_sent_though_somebody_read_the_notice(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    with writing(app):
        actions.notify(person_id=cast.ayu.id, kind="password-changed", params=CHANGED, key="p")
        actions.mark_all_read(person_id=cast.ayu.id, up_to_id=999)
    work(MOMENT)
    assert len(server.taken) == 1


def _refused_three_times(app: Flask, cast: Cast, server: MailServer, work: Work) -> None:
    server.trouble = UNKNOWN
    for number in range(3):
        extend(app, cast.ayu.id, f"r{number}")
        work(MOMENT)
    server.trouble = None


def test_an_address_refused_three_times_gets_letters_about_security_only(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    _refused_three_times(app, cast, server, work)
    extend(app, cast.ayu.id, "r4")
    with writing(app):
        assert is_address_refused(cast.ayu.id)
        actions.notify(person_id=cast.ayu.id, kind="password-changed", params=CHANGED, key="p")
    work(MOMENT)
    assert [letter.subject for letter in server.taken] == ["Kata sandi Anda sudah diganti"]


def test_another_address_is_tried_at_once(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    _refused_three_times(app, cast, server, work)
    with writing(app):
        db.session.execute(
            update(Person).where(Person.id == cast.ayu.id).values(email="lestari@contoh.go.id")
        )
        assert not is_address_refused(cast.ayu.id)
    extend(app, cast.ayu.id, "r4")
    work(MOMENT)
    assert [letter.to for letter in server.taken] == ["lestari@contoh.go.id"]


def test_refusals_count_only_in_a_row(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    for number, trouble in enumerate([UNKNOWN, UNKNOWN, None, UNKNOWN, UNKNOWN]):
        server.trouble = trouble
        extend(app, cast.ayu.id, f"r{number}")
        work(MOMENT)
    with app.app_context():
        assert not is_address_refused(cast.ayu.id)


def test_a_letter_to_a_refused_address_is_not_sent_again(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    _refused_three_times(app, cast, server, work)
    with writing(app):
        failed = db.session.scalars(select(Delivery.id).order_by(Delivery.id)).first() or 0
        with pytest.raises(Conflict, match="berkali-kali ditolak"):
            actions.send_again(delivery_id=failed, actor_id=cast.eko.id)


def test_nothing_leaves_about_what_nobody_wants_by_mail(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    extend(app, cast.ayu.id, "before")
    with writing(app):
        quiet = preferences_of(cast.ayu.id).quiet
        actions.set_preferences(
            person_id=cast.ayu.id, frequencies={"deadlines": "never"}, quiet=quiet
        )
    extend(app, cast.ayu.id, "after")
    work(MOMENT)
    assert server.taken == []
    assert (delivery(app).state, delivery(app).why) == ("void", "unwanted")


def _hours_tried(one: Delivery) -> float:
    return (
        sum(pause.total_seconds() for n in range(1, one.attempts) if (pause := pause_after(n)))
        / 3600
    )
