"""A digest: one letter for a person and a day, with what they haven't read, in their language; every
notice in one digest, however often and by however many workers digests are made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from lms import schedule
from lms.accounts import actions as accounts
from lms.accounts.models import Person
from lms.core import clock, jobs
from lms.core.db import begin_unit, commit, db
from lms.core.jobs import Job
from lms.notifications import actions, views
from lms.notifications.actions import digests
from lms.notifications.models import Delivery, Digest, DigestEntry, Notice
from lms.notifications.rules import KINDS, MOST_IN_DIGEST, TOPICS, USUAL_QUIET
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.accounts import writing
from tests.notifications.conftest import MailServer, Work
from tests.notifications.test_notices import PARAMS, give
from tests.statements import statements

SEVEN = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
"""Tuesday 24 November 2026, 07.00 WIB: when the next daily digest is due."""
DAY = timedelta(days=1)
MONDAY = SEVEN + 6 * DAY


def prefer(app: Flask, person_id: int, **frequencies: str) -> None:
    """Choose frequencies for topics."""
    with writing(app):
        actions.set_preferences(person_id=person_id, frequencies=frequencies, quiet=USUAL_QUIET)


def count(app: Flask, what: Any, *conditions: Any) -> int:
    """How many rows there are."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(what).where(*conditions)) or 0


@pytest.fixture
def news(app: Flask, cast: Cast) -> None:
    """Ayu has two things to learn by digest."""
    give(app, cast.ayu.id, "announcement", "a1")
    give(app, cast.ayu.id, "work-marked", "m1")


@pytest.mark.usefixtures("news")
def test_what_comes_daily_is_one_letter_in_the_morning(server: MailServer, work: Work) -> None:
    work(MOMENT)
    work(SEVEN - timedelta(minutes=1))
    assert server.taken == []
    for minute in range(3):
        work(SEVEN + timedelta(minutes=minute))
    (letter,) = server.taken
    assert letter.subject == "2 pemberitahuan untuk Anda"
    assert "Jadwal <Pengadaan>" in letter.text
    assert "Nilai Anda 72,5." in letter.text
    assert letter.text.count("Yth.") == 1
    assert "http://127.0.0.1:8000/notifications/preferences" in letter.text


@pytest.mark.usefixtures("news")
def test_the_next_days_digest_holds_only_what_is_new(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    work(SEVEN)
    with clock.frozen(SEVEN):
        give(app, cast.ayu.id, "course-completed", "c1")
    work(SEVEN)
    work(SEVEN + DAY)
    work(SEVEN + 2 * DAY)
    first, second = server.taken
    assert first.message_id != second.message_id
    assert second.subject == "1 pemberitahuan untuk Anda"


@pytest.mark.usefixtures("news")
def test_what_was_read_meanwhile_is_left_out(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    with app.app_context():
        first = db.session.scalars(select(Notice.id).order_by(Notice.id)).first() or 0
    with writing(app):
        actions.mark_read(person_id=cast.ayu.id, notice_id=first)
    work(SEVEN)
    (letter,) = server.taken
    assert letter.subject == "1 pemberitahuan untuk Anda"
    assert "Jadwal" not in letter.text


@pytest.mark.usefixtures("news")
def test_a_digest_of_which_everything_was_read_is_not_sent(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    with writing(app):
        actions.mark_all_read(person_id=cast.ayu.id, up_to_id=999)
    work(SEVEN)
    assert server.taken == []
    with app.app_context():
        assert db.session.execute(select(Delivery.state, Delivery.why)).one() == ("void", "read")


@pytest.mark.usefixtures("news")
def test_a_digest_is_in_the_readers_language_at_delivery(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    with writing(app):
        accounts.set_language(person_id=cast.ayu.id, locale="en")
    work(SEVEN)
    assert server.taken[0].subject == "2 notices for you"


def test_a_weekly_digest_comes_on_monday(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    prefer(app, cast.ayu.id, course="weekly")
    give(app, cast.ayu.id, "announcement", "a1")
    work(SEVEN)
    work(MONDAY - timedelta(minutes=1))
    assert server.taken == []
    work(MONDAY)
    assert len(server.taken) == 1


def test_what_is_due_on_the_same_day_is_in_the_same_letter(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    prefer(app, cast.ayu.id, course="weekly")
    give(app, cast.ayu.id, "announcement", "a1")
    with clock.frozen(MONDAY - timedelta(hours=12)):
        give(app, cast.ayu.id, "work-marked", "m1")
    work(MONDAY)
    assert [letter.subject for letter in server.taken] == ["2 pemberitahuan untuk Anda"]


def test_a_digest_waits_for_the_end_of_quiet_hours(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    give(app, cast.ayu.id, "announcement", "a1")
    with writing(app):
        quiet = USUAL_QUIET.__class__(USUAL_QUIET.starts, USUAL_QUIET.ends.replace(hour=9))
        actions.set_preferences(person_id=cast.ayu.id, frequencies={}, quiet=quiet)
    work(SEVEN)
    assert server.taken == []
    work(SEVEN + timedelta(hours=2))
    assert len(server.taken) == 1


def test_the_morning_is_that_of_the_readers_zone(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    with writing(app):
        db.session.execute(update(Person).values(time_zone="Asia/Jayapura"))
    give(app, cast.ayu.id, "announcement", "a1")
    work(SEVEN - timedelta(hours=2))
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("frequency", "mornings"),
    [("weekly", {"Monday"}), ("daily", {"Tuesday"}), ("at-once", {"Tuesday"}), ("never", set())],
)
@pytest.mark.usefixtures("news")
def test_what_waits_follows_a_changed_preference(
    app: Flask, cast: Cast, server: MailServer, work: Work, frequency: str, mornings: set[str]
) -> None:
    prefer(app, cast.ayu.id, course=frequency, marks=frequency)
    seen = set()
    for morning, name in ((SEVEN, "Tuesday"), (MONDAY, "Monday")):
        work(morning)
        if server.taken:
            seen.add(name)
            server.taken.clear()
    assert seen == mornings


def test_at_once_makes_a_letter_of_its_own(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    prefer(app, cast.ayu.id, course="at-once")
    give(app, cast.ayu.id, "announcement", "a1")
    work(MOMENT)
    assert len(server.taken) == 1
    assert count(app, DigestEntry) == 0


def test_a_long_digest_tells_the_newest_and_counts_the_others(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    for number in range(MOST_IN_DIGEST + 5):
        give(app, cast.ayu.id, "announcement", f"a{number}")
    work(SEVEN)
    (letter,) = server.taken
    assert letter.subject == f"{MOST_IN_DIGEST + 5} pemberitahuan untuk Anda"
    assert letter.text.count("* Dasar") == MOST_IN_DIGEST
    assert "Masih ada 5 pemberitahuan lain." in letter.text


@pytest.mark.usefixtures("news")
def test_what_comes_too_late_for_a_days_digest_goes_with_the_next(
    app: Flask, cast: Cast, server: MailServer, work: Work
) -> None:
    work(SEVEN)
    # Its transaction began before the digest was made and was committed after.
    give(app, cast.ayu.id, "announcement", "late")
    work(SEVEN + timedelta(minutes=1))
    assert len(server.taken) == 1
    work(SEVEN + DAY)
    assert [letter.subject for letter in server.taken[1:]] == ["1 pemberitahuan untuk Anda"]
    assert count(app, Digest) == 2


@pytest.mark.usefixtures("news")
def test_a_worker_that_dies_after_sending_sends_the_same_digest_again(
    app: Flask, server: MailServer, work: Work
) -> None:
    with app.app_context(), clock.frozen(SEVEN):
        begin_unit(may_write=True)
        actions.make_digests()
        commit()
        params = db.session.scalars(select(Job.params).where(Job.kind == "deliver")).one()
        begin_unit(may_write=True)
        cut_off = actions.deliver(params)
        next(cut_off)
        db.session.rollback()
        cut_off.close()
    work(SEVEN)
    first, second = server.taken
    assert first == second


@pytest.mark.usefixtures("news")
def test_a_worker_that_dies_before_the_commit_leaves_everything_for_the_next(
    app: Flask, server: MailServer, work: Work
) -> None:
    with app.app_context(), clock.frozen(SEVEN):
        begin_unit(may_write=True)
        assert actions.make_digests() == 1
        db.session.rollback()
    assert count(app, Digest) == count(app, Delivery) == 0
    work(SEVEN)
    assert len(server.taken) == 1


def test_a_notice_that_is_rolled_back_is_in_no_digest(app: Flask, cast: Cast) -> None:
    params = {name: PARAMS[name] for name in KINDS["announcement"].params}
    with writing(app):
        actions.notify(person_id=cast.ayu.id, kind="announcement", params=params, key="k")
        db.session.rollback()
    assert count(app, DigestEntry) == 0


def crowd(app: Flask, size: int) -> None:
    """Many people to whom something is announced."""
    params = {name: PARAMS[name] for name in KINDS["announcement"].params}
    with writing(app):
        people = [
            Person(
                user_name=f"orang{n}",
                full_name=f"Orang {n}",
                email=f"orang{n}@contoh.go.id",
                created_at=MOMENT,
            )
            for n in range(size)
        ]
        db.session.add_all(people)
        db.session.flush()
        ids = [person.id for person in people]
        actions.notify_each(dict.fromkeys(ids, params), kind="announcement", key="k")


def test_two_workers_at_once_make_one_digest_for_each(
    app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "MOST_ENTRIES", 7)
    crowd(app, 40)

    def worker(_number: int) -> None:
        with app.app_context(), clock.frozen(SEVEN):
            made = 1
            while made:
                begin_unit(may_write=True)
                made = actions.make_digests()
                commit()
            jobs.run_due(schedule.JOBS)

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(worker, range(4)))
    assert count(app, Digest) == count(app, Delivery, Delivery.state == "sent") == 40
    assert count(app, DigestEntry, DigestEntry.digest_id.is_(None)) == 0
    assert len({letter.to for letter in server.taken}) == len(server.taken) == 40


def test_a_step_is_bounded_and_its_statements_do_not_grow_with_the_people(app: Flask) -> None:
    def step() -> tuple[int, int]:
        begin_unit(may_write=True)
        with statements(app) as sent:
            people = actions.make_digests()
        commit()
        return people, len(sent)

    crowd(app, digests.MOST_ENTRIES + 20)
    with app.app_context(), clock.frozen(SEVEN):
        full, rest, nothing = step(), step(), step()
    assert (full[0], rest[0], nothing[0]) == (digests.MOST_ENTRIES, 20, 0)
    assert full[1] == rest[1] <= 10
    assert nothing[1] <= 1


@pytest.mark.parametrize("locale", ["id", "en"])
@pytest.mark.parametrize(
    "kind", sorted(kind for topic in TOPICS.values() if not topic.urgent for kind in topic.kinds)
)
def test_every_kind_can_stand_in_a_digest(app: Flask, cast: Cast, kind: str, locale: str) -> None:
    params = {name: PARAMS[name] for name in KINDS[kind].params}
    news = [actions.News(kind, params, MOMENT)]
    with app.app_context():
        reader = actions.Reader(cast.ayu.id, "Ayu Lestari, S.T.", locale, None)
        subject, text = views.render_digest(news, reader)
    assert "\n" not in subject
    assert "%(" not in subject + text
    assert "&amp;" not in text
    assert text.count("Ayu Lestari, S.T.") == 1
    assert "http://127.0.0.1:8000/" in text.split("* ", 1)[1].split("/notices", 1)[0]
