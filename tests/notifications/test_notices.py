"""Notices: one for each fact, read or unread, in the reader's language, on the page and by mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.cli.demo import PASSWORD
from lms.core import clock
from lms.core.db import db
from lms.notifications import actions, queries, views
from lms.notifications.actions import Reader
from lms.notifications.models import Delivery, Notice
from lms.notifications.rules import KINDS
from lms.supervision.rules.figures.standing import MEASURES
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.accounts import NEW_PASSWORD, deliver_mail, writing

PARAMS = {
    "course_key": "dasar",
    "subject": "figures",
    "form": "xlsx",
    "code": "7K3MQ2XA9WDT",
    "course_title": "Dasar <Pengadaan> & Kontrak",
    "title": "Jadwal <Pengadaan>",
    "excerpt": "Kelas diundur.\nLihat https://contoh.go.id/jadwal",
    "day": "2027-01-31",
    "late": True,
    "activities": "Kuis <Pengadaan>, Tugas",
    "activity_key": "kuis",
    "activity_title": "Kuis <Pengadaan>",
    "question": "Berapa batas <Pengadaan> langsung?",
    "answer": "Sudah <Pengadaan> kami perbaiki.",
    "note": "Kunci soal 3 <diperbaiki>.",
    "comment": "Setuju; lengkapi <rujukan>.",
    "number": 3,
    "before": 50.0,
    "after": 100.0,
    "why": "moved",
    "role": "co_author",
    "extra_time": 50,
    "extra_attempts": 1,
    "attempt": "00000000-0000-4000-8000-000000000001",
    "what": "key",
    "accepted": False,
    "stored": 3,
    "held": 1,
    "reason": "Opsi <ketiga> juga benar.",
    "changes": [
        {"number": 1, "before": 50.0, "after": 100.0, "points": False, "passes": True},
        {"number": 2, "before": 3.0, "after": 2.5, "points": True, "passes": None},
    ],
    "completed": True,
    "score": 72.5,
    "passed": True,
    "claim_id": 1,
    "user_name": "sri.rahayu",
    "hours": 4.5,
    "year": 2026,
    "content": "Tambahkan <Pengadaan> di triwulan II.",
    "person_id": 1,
    "view_id": 1,
    "view": "Bidang <Pengadaan>",
    "unit": "Bagian <Pengadaan>",
    "status": "",
    "searched": True,
    "figures": {**dict.fromkeys(MEASURES, 7), "scored": 2, "hours": 1250},
    "told": {**dict.fromkeys(MEASURES, 4), "score": 80},
    "told_at": MOMENT.isoformat(),
    "reset_id": 1,
    "at": MOMENT.isoformat(),
    "by": "Eko Saputra, S.Kom.",
    "change": "on",
    "issued_by": "Eko Saputra, S.Kom.",
    "request_id": 1,
    "kind": "erasure",
    "state": "running",
    "until": (MOMENT + timedelta(hours=72)).isoformat(),
}


def give(app: Flask, person_id: int, kind: str = "enrolled", key: str = "k1") -> None:
    """Give a person a notice of a kind."""
    params = {name: PARAMS[name] for name in KINDS[kind].params}
    with writing(app):
        actions.notify(person_id=person_id, kind=kind, params=params, key=key)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("locale", ["id", "en"])
def test_every_kind_has_a_page_text_and_a_letter_in_both_languages(
    client: Client, app: Flask, cast: Cast, kind: str, locale: str
) -> None:
    client.sign_in("ayu")
    if kind == "password-reset-link":
        client.form_post("/forgot-password", {"identifier": "ayu"})
    else:
        give(app, cast.ayu.id, kind)
    client.form_post("/language", {"language": locale, "next": "/"})
    page = client.get("/notices")
    assert page.status_code == 200
    assert '<li class="new">' in page.text
    assert "%(" not in page.text
    assert "<Pengadaan>" not in page.text
    params = {name: PARAMS[name] for name in KINDS[kind].params}
    with app.app_context():
        reader = Reader(cast.ayu.id, "Ayu Lestari, S.T.", locale, None)
        letter = views.render_message(kind, params, reader)
    assert letter is not None
    subject, text = letter
    assert subject
    assert "\n" not in subject
    assert "Ayu Lestari, S.T." in text
    assert "%(" not in subject + text
    assert "&amp;" not in subject + text
    assert "Ruang Belajar ASN" in text


def test_the_files_of_texts_are_exactly_the_kinds(app: Flask) -> None:
    names = {
        name.removeprefix("notifications/messages/")
        for name in app.jinja_env.list_templates()
        if name.startswith("notifications/messages/")
    }
    assert names == {f"{kind}.{form}" for kind in KINDS for form in ("txt", "html")}


def test_moments_are_written_in_the_readers_zone(app: Flask, cast: Cast) -> None:
    with app.app_context():
        reader = Reader(cast.ayu.id, "Ayu", "id", "Asia/Jayapura")
        letter = views.render_message("password-changed", {"at": MOMENT.isoformat()}, reader)
    assert letter is not None
    assert "23 November 2026, 12.42 WIT" in letter[1]


def test_one_fact_is_one_notice_and_one_letter(app: Flask, cast: Cast) -> None:
    for _time in range(3):
        give(app, cast.ayu.id, "deadline-extended")
    with app.app_context():
        assert queries.unread_count(cast.ayu.id) == 1
    assert len(deliver_mail(app)) == 1


def test_the_same_key_is_another_fact_for_another_person(app: Flask, cast: Cast) -> None:
    give(app, cast.ayu.id)
    give(app, cast.fajar.id)
    with app.app_context():
        assert [queries.unread_count(one.id) for one in (cast.ayu, cast.fajar)] == [1, 1]


@pytest.mark.parametrize(
    ("kind", "params"),
    [("tidak-ada", {}), ("enrolled", {}), ("enrolled", PARAMS)],
)
def test_an_unknown_kind_or_wrong_parameters_are_refused(
    app: Flask, cast: Cast, kind: str, params: dict[str, object]
) -> None:
    with writing(app), pytest.raises(ValueError, match="no notice"):
        actions.notify(person_id=cast.ayu.id, kind=kind, params=params, key="k")


def test_a_notice_that_is_rolled_back_is_never_sent(app: Flask, cast: Cast) -> None:
    params = {name: PARAMS[name] for name in KINDS["deadline-extended"].params}
    with writing(app):
        actions.notify(person_id=cast.ayu.id, kind="deadline-extended", params=params, key="k")
        db.session.rollback()
    assert deliver_mail(app) == []


def test_kinds_that_are_not_mailed_stay_on_the_page(app: Flask, cast: Cast) -> None:
    give(app, cast.ayu.id, "enrolled")
    assert deliver_mail(app) == []


def test_reading_marks_ones_own_only(client: Client, app: Flask, cast: Cast) -> None:
    give(app, cast.ayu.id)
    give(app, cast.fajar.id)
    with app.app_context():
        ids = {notice.person_id: notice.id for notice in db.session.scalars(select(Notice))}
    client.sign_in("ayu")
    for notice_id in [*ids.values(), 999_999]:
        for _click in range(2):
            assert client.form_post(f"/notices/{notice_id}/read").status_code == 302
    with app.app_context():
        assert [queries.unread_count(one.id) for one in (cast.ayu, cast.fajar)] == [0, 1]


def test_reading_all_spares_what_came_after_the_page(
    client: Client, app: Flask, cast: Cast
) -> None:
    for key in ("k1", "k2"):
        give(app, cast.ayu.id, key=key)
    with app.app_context():
        shown = queries.notices_of(cast.ayu.id, 1).notices[0].id
    give(app, cast.ayu.id, key="k3")
    client.sign_in("ayu")
    client.form_post("/notices/read-all", {"up_to": str(shown)})
    with app.app_context():
        assert queries.unread_count(cast.ayu.id) == 1


def test_the_menu_counts_what_is_unread(client: Client, app: Flask, cast: Cast) -> None:
    client.sign_in("ayu")
    assert 'class="count"' not in client.get("/notices").text
    give(app, cast.ayu.id)
    assert '<span class="count">1' in client.get("/notices").text


def test_the_newest_comes_first_and_a_long_list_has_pages(
    client: Client, app: Flask, cast: Cast
) -> None:
    for number in range(31):
        with clock.frozen(MOMENT + timedelta(minutes=number)):
            give(app, cast.ayu.id, key=f"k{number}")
    client.sign_in("ayu")
    page = client.get("/notices").text
    assert "11.12 WIB" in page
    assert "10.42 WIB" not in page
    assert "Halaman 1 dari 2" in page
    assert "10.42 WIB" in client.get("/notices?page=2").text


def test_nothing_yet_is_said_kindly(client: Client) -> None:
    client.sign_in("ayu")
    assert "Belum ada pemberitahuan" in client.get("/notices").text


def test_a_changed_password_makes_a_notice_with_a_letter(
    client: Client, app: Flask, cast: Cast
) -> None:
    client.sign_in("ayu")
    form = {"current_password": PASSWORD, "password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    client.form_post("/account/password", form)
    assert "Kata sandi Anda diganti" in client.get("/notices").text
    assert len(deliver_mail(app)) == 1
    with app.app_context():
        assert db.session.scalars(select(Delivery.state)).all() == ["sent"]


@pytest.mark.parametrize("change", ["on", "off", "codes", "used", "reset"])
@pytest.mark.parametrize("locale", ["id", "en"])
def test_each_change_of_a_second_factor_has_a_sentence_of_its_own(
    app: Flask, cast: Cast, change: str, locale: str
) -> None:
    params = {"by": PARAMS["by"], "at": PARAMS["at"], "change": change}
    with app.app_context():
        reader = Reader(cast.ayu.id, "Ayu Lestari, S.T.", locale, None)
        letter = views.render_message("second-factor-changed", params, reader)
    assert letter is not None
    assert "23" in letter[1]
    assert ("Eko Saputra" in letter[1]) is (change == "reset")
