"""Devices are told by the rules of e-mail, once, of the topic only, after the commit; what their push
service says is followed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.accounts import actions as accounts
from lms.accounts.models import AuthSession, Person
from lms.core import jobs, push
from lms.core.db import begin_unit, db
from lms.core.jobs import Job
from lms.core.push import sending
from lms.notifications import actions
from lms.notifications.models import Delivery, DigestEntry, PushSubscription
from lms.notifications.queries import devices_of, preferences_of
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.accounts import writing
from tests.factories.push_service import Browser, PushService
from tests.notifications.conftest import MailServer, Work, later
from tests.notifications.test_delivery import CHANGED, EVENING, EXTENDED, MORNING, extend


@pytest.fixture
def service(app: Flask) -> Iterator[PushService]:
    """A push service; the installation has a key."""
    push.make_key(replace=False)
    with PushService() as running:
        push.through(running.network())
        yield running
    push.through(sending.INTERNET)


def tell(app: Flask, person_id: int, browser: Browser) -> int:
    """Let a browser of the person's be told; returns its session."""
    with writing(app):
        session = accounts.open_session(
            person_id=person_id,
            remember=False,
            browser=accounts.Browser("127.0.0.1", "Mozilla/5.0 (Android) Chrome/156"),
        )
        actions.tell_device(person_id=person_id, session_id=session.id, **browser.sent)
        return session.id


@pytest.fixture
def phone(app: Flask, cast: Cast, service: PushService) -> Browser:
    """Ayu's phone is told."""
    browser = Browser()
    tell(app, cast.ayu.id, browser)
    return browser


def subscriptions(app: Flask) -> list[int]:
    with app.app_context():
        return list(db.session.scalars(select(PushSubscription.person_id)))


def waiting(app: Flask) -> list[Job]:
    with app.app_context():
        query = select(Job).where(Job.kind == "push", Job.state == "waiting")
        return list(db.session.scalars(query.order_by(Job.id)))


def test_a_device_is_told_once_and_of_the_topic_only(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work
) -> None:
    extend(app, cast.ayu.id)
    extend(app, cast.ayu.id)
    assert service.requests == [], "nothing leaves before the worker is there"
    work(MOMENT)
    work(later(minutes=60))
    (request,) = service.requests
    told = phone.told(request.body)
    assert told == {
        "title": "Tenggat dan tugas yang diminta lagi",
        "body": "Ketuk untuk membacanya di Ruang Belajar ASN.",
        "page": "/learn/dasar",
        "tag": request.headers["Topic"],
    }
    assert request.target == "/send/satu"
    assert request.headers["Content-Encoding"] == "aes128gcm"
    assert request.headers["Urgency"] == "normal"


def test_nothing_is_told_of_what_was_not_committed(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work
) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        actions.notify(
            person_id=cast.ayu.id, kind="deadline-extended", params=EXTENDED, key="undone"
        )
        db.session.rollback()
    work(MOMENT)
    assert service.requests == []


def test_every_device_of_the_person_is_told_and_nobody_elses(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work
) -> None:
    tell(app, cast.ayu.id, Browser("send/dua"))
    tell(app, cast.fajar.id, Browser("send/tiga"))
    extend(app, cast.ayu.id)
    work(MOMENT)
    assert sorted(one.target for one in service.requests) == ["/send/dua", "/send/satu"]


def test_a_person_without_an_address_is_told_all_the_same(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work
) -> None:
    with writing(app):
        db.session.execute(update(Person).where(Person.id == cast.ayu.id).values(email=None))
    extend(app, cast.ayu.id)
    work(MOMENT)
    assert len(service.requests) == 1
    with app.app_context():
        assert db.session.scalars(select(Delivery)).all() == []


def test_quiet_hours_hold_for_devices_too(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work
) -> None:
    extend(app, cast.ayu.id)
    work(EVENING)
    work(MORNING - timedelta(minutes=1))
    assert service.requests == []
    work(MORNING)
    assert len(service.requests) == 1


def test_what_concerns_the_account_waits_for_nothing_and_names_no_page_of_its_own(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work
) -> None:
    with writing(app):
        actions.notify(person_id=cast.ayu.id, kind="password-changed", params=CHANGED, key="p")
    work(EVENING)
    (request,) = service.requests
    assert phone.told(request.body)["page"] == "/notices"
    assert request.headers["Urgency"] == "high"


def test_news_of_a_digest_is_one_word_on_its_day(
    app: Flask, cast: Cast, service: PushService, phone: Browser, server: MailServer, work: Work
) -> None:
    with writing(app):
        db.session.execute(update(Person).where(Person.id == cast.ayu.id).values(email=None))
    for number in range(2):
        with writing(app):
            actions.notify(
                person_id=cast.ayu.id,
                kind="course-completed",
                params={"course_key": "dasar", "course_title": "Dasar"},
                key=f"c{number}",
            )
    work(MOMENT)
    assert service.requests == []
    work(later(hours=24))
    work(later(hours=25))
    (request,) = service.requests
    told = phone.told(request.body)
    assert (told["title"], told["page"]) == ("Ringkasan", "/notices")
    assert told["body"] == "2 pemberitahuan menunggu Anda di Ruang Belajar ASN."
    assert request.headers["Topic"].startswith("digest-")
    assert server.taken == []
    with app.app_context():
        assert db.session.scalars(select(Delivery)).all() == []


@pytest.mark.parametrize("why", ["read", "unwanted", "restricted", "disabled"])
def test_what_is_no_longer_to_be_told_is_not(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work, why: str
) -> None:
    extend(app, cast.ayu.id)
    with writing(app):
        if why == "read":
            actions.mark_all_read(person_id=cast.ayu.id, up_to_id=999)
        elif why == "unwanted":
            quiet = preferences_of(cast.ayu.id).quiet
            actions.set_preferences(
                person_id=cast.ayu.id, frequencies={"deadlines": "never"}, quiet=quiet
            )
        elif why == "restricted":
            restricted = update(Person).where(Person.id == cast.ayu.id)
            db.session.execute(restricted.values(restricted_at=MOMENT))
        else:
            accounts.disable_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    work(MOMENT)
    assert service.requests == []
    assert waiting(app) == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_its_service_forgot_ends(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work, status: int
) -> None:
    service.answer_with(status)
    extend(app, cast.ayu.id)
    work(MOMENT)
    assert (subscriptions(app), waiting(app)) == ([], [])


@pytest.mark.parametrize(("status", "until"), [(429, "900"), (503, ""), (403, "")])
def test_what_can_not_be_taken_now_is_tried_again(
    app: Flask,
    cast: Cast,
    service: PushService,
    phone: Browser,
    work: Work,
    status: int,
    until: str,
) -> None:
    service.answer_with(status, {"Retry-After": until})
    extend(app, cast.ayu.id)
    work(MOMENT)
    (again,) = waiting(app)
    assert again.run_at == later(minutes=15 if until else 2)
    service.answer_with(201)
    work(later(minutes=15))
    assert len(service.requests) == 2
    first, second = (one.headers["Topic"] for one in service.requests)
    assert first == second
    assert (waiting(app), len(subscriptions(app))) == ([], 1)


def test_after_two_days_a_word_is_given_up_and_the_device_is_told_of_the_next(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work
) -> None:
    service.answer_with(500)
    extend(app, cast.ayu.id)
    for hour in range(80):
        work(later(hours=hour))
    assert waiting(app) == []
    service.answer_with(201)
    extend(app, cast.ayu.id, "d2")
    work(later(hours=96))
    assert phone.told(service.requests[-1].body)["title"]
    assert len(subscriptions(app)) == 1


def test_a_message_that_is_refused_for_good_is_not_sent_again(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work
) -> None:
    service.answer_with(413)
    extend(app, cast.ayu.id)
    work(MOMENT)
    assert (len(service.requests), waiting(app), len(subscriptions(app))) == (1, [], 1)


def test_a_device_whose_address_leads_inside_is_told_no_more(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work
) -> None:
    push.through(service.network(allows=sending.is_public))
    extend(app, cast.ayu.id)
    work(MOMENT)
    assert (service.requests, subscriptions(app)) == ([], [])


def test_a_worker_that_dies_after_sending_sends_under_the_same_tag(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work
) -> None:
    extend(app, cast.ayu.id)
    with app.app_context():
        params = db.session.scalars(select(Job.params).where(Job.kind == "push")).one()
        jobs.begin_unit(may_write=True)
        cut_off = actions.push_to_device(params)
        next(cut_off)
        db.session.rollback()
        cut_off.close()
    work(MOMENT)
    first, second = (phone.told(one.body) for one in service.requests)
    assert first == second


@pytest.mark.parametrize("how", ["ended", "others", "swept", "disabled"])
def test_with_its_session_a_device_is_told_no_more(
    app: Flask, cast: Cast, service: PushService, how: str
) -> None:
    session = tell(app, cast.ayu.id, Browser())
    with writing(app):
        if how == "ended":
            accounts.end_session(person_id=cast.ayu.id, session_id=session)
        elif how == "others":
            accounts.end_other_sessions(person_id=cast.ayu.id, session_id=0)
        elif how == "swept":
            long_ago = MOMENT - timedelta(days=8)
            db.session.execute(update(AuthSession).values(expires_at=long_ago))
            accounts.sweep()
        else:
            accounts.disable_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    assert subscriptions(app) == []


def test_a_new_session_on_the_device_takes_it_along_and_somebody_elses_ends_it(
    app: Flask, cast: Cast, service: PushService, phone: Browser
) -> None:
    def sign_in(person_id: int) -> int:
        return accounts.open_session(
            person_id=person_id, remember=False, browser=accounts.Browser("127.0.0.1", "Firefox/1")
        ).id

    with writing(app):
        session = sign_in(cast.ayu.id)
        told = {"session_id": session, "endpoint": phone.endpoint}
        assert actions.take_along(person_id=cast.ayu.id, **told)
        assert [one.session_id for one in devices_of(cast.ayu.id)] == [session]
    with writing(app):
        told = {"session_id": sign_in(cast.fajar.id), "endpoint": phone.endpoint}
        assert not actions.take_along(person_id=cast.fajar.id, **told)
    assert subscriptions(app) == []
    with writing(app):
        assert not actions.take_along(person_id=cast.ayu.id, **told)


def test_a_device_has_one_subscription_and_a_subscription_one_person(
    app: Flask, cast: Cast, service: PushService
) -> None:
    session = tell(app, cast.ayu.id, Browser("send/lama"))
    new = Browser("send/baru")
    with writing(app):
        actions.tell_device(person_id=cast.ayu.id, session_id=session, **new.sent)
    assert subscriptions(app) == [cast.ayu.id]
    tell(app, cast.fajar.id, new)
    assert subscriptions(app) == [cast.fajar.id]


def test_another_key_ends_what_was_subscribed_with_the_old(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work
) -> None:
    extend(app, cast.ayu.id)
    push.make_key(replace=True)
    work(MOMENT)
    assert (service.requests, subscriptions(app)) == ([], [])


def test_without_a_key_nobody_is_told_and_nothing_waits(
    app: Flask, cast: Cast, service: PushService, phone: Browser, work: Work
) -> None:
    Path(app.config["PUSH_KEY_FILE"]).unlink()
    with writing(app):
        db.session.execute(update(Person).where(Person.id == cast.ayu.id).values(email=None))
        actions.notify(
            person_id=cast.ayu.id,
            kind="course-completed",
            params={"course_key": "dasar", "course_title": "Dasar"},
            key="c",
        )
        assert db.session.scalars(select(DigestEntry)).all() == []
    extend(app, cast.ayu.id)
    assert waiting(app) == []
