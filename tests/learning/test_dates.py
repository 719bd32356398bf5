"""Opening and closing dates, and later closings for single people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock
from lms.core import db as database
from lms.core.db import begin_unit, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.learning import actions, queries
from lms.learning.actions.dates import NotOpen
from lms.learning.models import ActivityDates, Extension
from lms.learning.queries import window
from lms.learning.rules import ALWAYS, Dates, Window, is_open
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.courses import course_id_of
from tests.factories.learning import enrolled, read
from tests.statements import statements

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER, PAST = MOMENT + DAY, MOMENT - DAY


def set_dates(
    key: str = "", opens_at: datetime | None = None, closes_at: datetime | None = None
) -> None:
    actions.set_dates(
        course_id=course_id_of("kursus"),
        activity_key=key,
        opens_at=opens_at,
        closes_at=closes_at,
        actor_id=1,
    )
    committed()


def extend(person_id: int, closes_at: datetime, key: str = "") -> None:
    actions.extend(
        course_id=course_id_of("kursus"),
        activity_key=key,
        person_id=person_id,
        closes_at=closes_at,
        reason="Sakit",
        actor_id=1,
    )
    committed()


def committed() -> None:
    database.commit()
    db.session.remove()
    begin_unit(may_write=True)


class TestWindows:
    def test_without_dates_everything_is_open(self) -> None:
        assert Dates().window("kuis") == ALWAYS
        assert is_open(ALWAYS, MOMENT)

    def test_the_tighter_date_holds(self) -> None:
        dates = Dates(
            {
                "": Window(PAST, LATER),
                "kuis": Window(MOMENT, LATER + DAY),
                "awal": Window(None, PAST),
            }
        )
        assert dates.window() == Window(PAST, LATER)
        assert dates.window("kuis") == Window(MOMENT, LATER)
        assert dates.window("awal") == Window(PAST, PAST)

    def test_it_is_open_from_the_first_moment_and_not_at_the_last(self) -> None:
        bounds = Window(MOMENT, LATER)
        assert [is_open(bounds, at) for at in (MOMENT - HOUR, MOMENT, LATER - HOUR, LATER)] == [
            False,
            True,
            True,
            False,
        ]

    def test_an_extension_moves_what_it_is_given_for_and_never_shortens(self) -> None:
        windows = {"": Window(None, MOMENT), "kuis": Window(None, MOMENT + HOUR)}
        assert Dates(windows, {"": LATER}).window("materi-1").closes_at == LATER
        assert Dates(windows, {"": LATER}).window("kuis").closes_at == MOMENT + HOUR
        assert Dates(windows, {"": LATER}).window().closes_at == LATER
        assert Dates(windows, {"kuis": LATER}).window("kuis").closes_at == LATER
        assert Dates(windows, {"kuis": LATER}).window("materi-1").closes_at == MOMENT
        assert Dates(windows, {"": PAST}).window("materi-1").closes_at == MOMENT
        assert Dates({"": Window(PAST, None)}, {"": LATER}).window().closes_at is None


@pytest.mark.usefixtures("context", "course")
class TestSetting:
    def test_dates_are_read_back_alone_and_with_the_study(self, cast: Cast) -> None:
        enrolled(cast.ayu.id)
        set_dates("", PAST, LATER + DAY)
        set_dates("kuis", closes_at=LATER)
        extend(cast.ayu.id, LATER + 3 * HOUR, "kuis")
        study = queries.study_for_reading(cast.ayu.id, "kursus")
        course_id = study.course_id
        for key in ("", "kuis", "materi-1"):
            assert study.dates.window(key) == window(cast.ayu.id, course_id, key)
        assert study.dates.window("kuis") == Window(PAST, LATER + 3 * HOUR)
        assert window(cast.fajar.id, course_id, "kuis") == Window(PAST, LATER)

    def test_moments_come_back_to_the_microsecond(self, cast: Cast) -> None:
        enrolled(cast.ayu.id)
        odd = datetime(2026, 12, 1, 1, 2, 3, 456, tzinfo=UTC)
        set_dates("kuis", odd, LATER + 9 * DAY)
        study = queries.study_for_reading(cast.ayu.id, "kursus")
        assert study.dates.window("kuis") == Window(odd, LATER + 9 * DAY)

    def test_taking_both_dates_away_leaves_nothing(self) -> None:
        set_dates("kuis", PAST, LATER)
        set_dates("kuis")
        set_dates("kuis")
        assert db.session.scalars(select(ActivityDates)).all() == []

    def test_it_cannot_close_before_it_opens(self) -> None:
        for closes_at in (PAST, MOMENT):
            with pytest.raises(Invalid) as refusal:
                set_dates("kuis", MOMENT, closes_at)
            assert refusal.value.field == "closes_at"
            database.rollback()

    def test_an_activity_that_is_not_there_has_no_dates(self) -> None:
        with pytest.raises(NotFound):
            set_dates("tidak-ada", PAST, LATER)

    def test_an_extension_is_told_once_and_replaced_by_the_next(self, cast: Cast) -> None:
        enrolled(cast.ayu.id)
        set_dates(closes_at=MOMENT + HOUR)
        for end in (LATER, LATER, LATER + DAY):
            extend(cast.ayu.id, end)
        kept = db.session.scalars(select(Extension)).all()
        assert [one.closes_at for one in kept] == [LATER + DAY]
        told = select(Notice).where(Notice.kind == "deadline-extended")
        assert len(db.session.scalars(told).all()) == 2
        mine = {"course_id": kept[0].course_id, "extension_id": kept[0].id}
        for _click in range(2):
            actions.remove_extension(**mine, actor_id=1)
        assert db.session.scalars(select(Extension)).all() == []

    @pytest.mark.parametrize(
        ("name", "closes_at", "field"),
        [("fajar", LATER, "person"), ("ayu", MOMENT + HOUR, "until"), ("ayu", PAST, "until")],
    )
    def test_an_extension_is_for_participants_and_longer(
        self, cast: Cast, name: str, closes_at: datetime, field: str
    ) -> None:
        enrolled(cast.ayu.id)
        set_dates(closes_at=MOMENT + HOUR)
        with pytest.raises(Invalid) as refusal:
            extend(getattr(cast, name).id, closes_at)
        assert refusal.value.field == field

    def test_what_never_closes_is_not_extended(self, cast: Cast) -> None:
        enrolled(cast.ayu.id)
        with pytest.raises(Invalid, match="Tidak ada tanggal tutup"):
            extend(cast.ayu.id, LATER)


@pytest.mark.usefixtures("context", "course")
class TestLearning:
    @pytest.mark.parametrize("dates", [{"opens_at": LATER}, {"closes_at": MOMENT}])
    @pytest.mark.parametrize("key", ["", "materi-1"])
    def test_nothing_is_done_while_it_is_not_open(
        self, cast: Cast, dates: dict[str, datetime], key: str
    ) -> None:
        enrolled(cast.ayu.id)
        set_dates(key, **dates)
        with pytest.raises(NotOpen):
            read(cast.ayu.id, "materi-1")

    def test_what_was_done_in_time_stays_done(self, cast: Cast) -> None:
        enrolled(cast.ayu.id)
        read(cast.ayu.id, "materi-1")
        set_dates(closes_at=MOMENT)
        read(cast.ayu.id, "materi-1")
        with pytest.raises(NotOpen):
            actions.mark_not_done(
                person_id=cast.ayu.id, course_key="kursus", activity_key="materi-1"
            )

    def test_who_may_take_longer_goes_on(self, cast: Cast) -> None:
        enrolled(cast.ayu.id)
        set_dates(closes_at=MOMENT)
        extend(cast.ayu.id, LATER)
        read(cast.ayu.id, "materi-1")
        with clock.frozen(LATER), pytest.raises(NotOpen):
            read(cast.ayu.id, "materi-2")

    def test_a_closed_course_takes_nobody_in(self, cast: Cast) -> None:
        set_dates(closes_at=MOMENT)
        with pytest.raises(Conflict, match="sudah ditutup"):
            enrolled(cast.ayu.id)


@pytest.fixture
def ayu(app: Flask, client: Client, cast: Cast, course: str) -> Client:
    """Ayu's browser, in a course whose second lesson opens tomorrow and whose quiz has closed."""
    with app.app_context():
        begin_unit(may_write=True)
        enrolled(cast.ayu.id)
        set_dates("materi-2", LATER, LATER + DAY)
        set_dates("kuis", closes_at=PAST)
    return client.sign_in("ayu")


def test_before_it_opens_only_the_title_and_the_date_are_shown(ayu: Client) -> None:
    page = ayu.get("/learn/kursus/materi-2").text
    assert "Dibuka 24 November 2026, 10.42 WIB" in page
    assert "Materi 2" in page
    assert "Isi materi 2." not in page
    assert "Tandai selesai" not in page
    refused = ayu.form_post("/learn/kursus/materi-2/notes", {"anchor": "x", "content": "y"})
    assert "Isi materi 2." not in refused.text
    assert ayu.form_post("/learn/kursus/materi-2/done").status_code == 409


def test_after_it_closed_a_lesson_is_read_and_no_longer_done(app: Flask, ayu: Client) -> None:
    etag = ayu.get("/learn/kursus/materi-1").headers["ETag"]
    with app.app_context():
        begin_unit(may_write=True)
        set_dates("materi-1", closes_at=MOMENT - HOUR)
    response = ayu.get("/learn/kursus/materi-1", headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert "Isi materi 1." in response.text
    assert "Sudah ditutup 23 November 2026, 09.42 WIB" in response.text
    assert "Tandai selesai" not in response.text


def test_the_course_says_what_opens_when_and_leads_to_what_is_open(ayu: Client) -> None:
    page = ayu.get("/learn/kursus").text
    assert "Dibuka 24 November 2026, 10.42 WIB" in page
    assert "Sudah ditutup 22 November 2026, 10.42 WIB" in page
    assert "Mulai: Materi 1" in page
    ayu.form_post("/learn/kursus/materi-1/done")
    assert "Lanjutkan: Kuis akhir" in ayu.get("/learn/kursus").text


def test_dates_cost_a_lesson_no_statement(app: Flask, ayu: Client) -> None:
    ayu.get("/learn/kursus/materi-1")
    with statements(app) as sent:
        assert ayu.get("/learn/kursus/materi-1").status_code == 200
    assert len(sent) <= 3, "\n\n".join(sent)
