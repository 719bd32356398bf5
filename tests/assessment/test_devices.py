"""One attempt and two browsers of the same person: nothing is lost, and one of them goes on."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.assessment.actions import save_answer, take_over
from lms.assessment.models import AnswerEvent, Attempt
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from tests.assessment.test_plain_form import Paper
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import RIGHT, WRONG, sent, take_up, unit_of_work

START = "/learn/kursus/kuis/attempts"
OTHER = "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def phone(app: Flask, cast: Cast, client: Client) -> Client:
    """Ayu's first browser."""
    take_up(app, cast.ayu.id)
    return client.sign_in("ayu")


@pytest.fixture
def laptop(app: Flask, phone: Client) -> Client:
    """Ayu's second browser."""
    return app.test_client().sign_in("ayu")  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def uuid(phone: Client) -> str:
    """Her attempt, started in the first browser."""
    return str(phone.form_post(START).location.rpartition("/")[2])


def page(browser: Client, uuid: str) -> str:
    return browser.get(f"/attempts/{uuid}").get_data(as_text=True)


def take(browser: Client, uuid: str) -> Any:
    return browser.form_post(f"/attempts/{uuid}/take-over")


def the_attempt(app: Flask) -> Attempt:
    with app.app_context():
        return db.session.scalars(select(Attempt)).one()


def events(app: Flask) -> list[tuple[int, dict[str, Any]]]:
    with app.app_context():
        query = select(AnswerEvent.epoch, AnswerEvent.payload).where(AnswerEvent.kind == "answer")
        return [tuple(row) for row in db.session.execute(query.order_by(AnswerEvent.id))]


def test_a_browser_is_known_again_by_its_cookie(phone: Client, uuid: str) -> None:
    known = phone.get_cookie("device")
    assert known is not None
    assert known.http_only
    for _ in range(2):
        assert 'class="quiz"' in page(phone, uuid)
    assert phone.get_cookie("device") == known


def test_another_browser_sees_where_the_attempt_is_open(
    app: Flask, laptop: Client, uuid: str
) -> None:
    seen = page(laptop, uuid)
    assert "sedang terbuka di perangkat lain" in seen
    assert "Pertanyaan 1?" not in seen
    assert the_attempt(app).epoch == 1  # looking changes nothing


def test_starting_in_another_browser_opens_no_second_attempt(
    app: Flask, laptop: Client, uuid: str
) -> None:
    assert laptop.form_post(START).location == f"/attempts/{uuid}"
    assert "sedang terbuka di perangkat lain" in page(laptop, uuid)
    assert the_attempt(app).epoch == 1


def test_another_browser_takes_over_once(
    app: Flask, phone: Client, laptop: Client, uuid: str
) -> None:
    page(laptop, uuid)
    for _ in range(3):
        assert take(laptop, uuid).location == f"/attempts/{uuid}"
    assert the_attempt(app).epoch == 2
    assert 'name="epoch" value="2"' in page(laptop, uuid)
    assert "sedang terbuka di perangkat lain" in page(phone, uuid)


def test_what_was_saved_before_goes_along(phone: Client, laptop: Client, uuid: str) -> None:
    paper = Paper(phone, uuid)
    paper.choose(1, 1)
    paper.press("save", 1)
    take(laptop, uuid)
    assert Paper(laptop, uuid).fields.getlist("answer-1") == ["1"]


def test_the_attempt_goes_back_and_forth(
    app: Flask, phone: Client, laptop: Client, uuid: str
) -> None:
    for number, browser in enumerate((laptop, phone, laptop), start=2):
        take(browser, uuid)
        assert the_attempt(app).epoch == number
        assert 'class="quiz"' in page(browser, uuid)


def test_answers_of_the_first_browser_are_kept_but_lose(
    app: Flask, cast: Cast, phone: Client, laptop: Client, uuid: str
) -> None:
    take(laptop, uuid)
    device = the_attempt(app).device_id
    for position, payload in RIGHT.items():
        with unit_of_work(app):
            event = sent(position, payload, epoch=2, device_id=device)
            receipt = save_answer(attempt_uuid=uuid, person_id=cast.ayu.id, event=event)
            assert not receipt.taken_over
    for position, payload in WRONG.items():
        with unit_of_work(app):
            event = sent(position, payload, seq=2**40)
            receipt = save_answer(attempt_uuid=uuid, person_id=cast.ayu.id, event=event)
            assert (receipt.status, receipt.taken_over) == ("stored", True)
    assert [epoch for epoch, _ in events(app)] == [2, 2, 1, 1]
    laptop.form_post(f"/attempts/{uuid}/submit", {"event_id": OTHER})
    assert the_attempt(app).score == 100.0
    assert "100" in page(phone, uuid)


def test_where_the_second_browser_said_nothing_the_first_one_counts(
    app: Flask, cast: Cast, laptop: Client, uuid: str
) -> None:
    take(laptop, uuid)
    with unit_of_work(app):
        save_answer(attempt_uuid=uuid, person_id=cast.ayu.id, event=sent(1, RIGHT[1]))
    laptop.form_post(f"/attempts/{uuid}/submit", {"event_id": OTHER})
    assert the_attempt(app).score == 50.0


def test_the_script_of_the_first_browser_is_told(phone: Client, laptop: Client, uuid: str) -> None:
    take(laptop, uuid)
    event = sent(1, RIGHT[1])
    receipt = phone.post(
        f"/attempts/{uuid}/answers",
        json={name: getattr(event, name) for name in event.__dataclass_fields__},
        headers={"X-CSRF-Token": phone.csrf()},
    )
    assert receipt.json is not None
    assert (receipt.status_code, receipt.json["taken_over"]) == (200, True)


def test_the_plain_form_of_the_first_browser_is_refused(
    app: Flask, phone: Client, laptop: Client, uuid: str
) -> None:
    paper = Paper(phone, uuid)
    paper.fields["epoch"] = "1"
    take(laptop, uuid)
    paper.choose(1, 1)
    refused = paper.press("save", 1)
    assert refused.status_code == 409
    assert "dilanjutkan di perangkat lain" in refused.get_data(as_text=True)
    assert events(app) == []


def test_a_plain_form_with_nothing_new_is_no_conflict(
    phone: Client, laptop: Client, uuid: str
) -> None:
    paper = Paper(phone, uuid)
    paper.fields["epoch"] = "1"
    take(laptop, uuid)
    assert paper.press("save", 1).status_code == 303


def test_only_the_browser_that_goes_on_hands_in(
    app: Flask, phone: Client, laptop: Client, uuid: str
) -> None:
    take(laptop, uuid)
    assert phone.get(f"/attempts/{uuid}/submit").location == f"/attempts/{uuid}"
    assert phone.form_post(f"/attempts/{uuid}/submit", {"event_id": OTHER}).status_code == 409
    assert the_attempt(app).submitted_at is None


def test_what_is_handed_in_can_not_be_taken_over(
    app: Flask, cast: Cast, phone: Client, laptop: Client, uuid: str
) -> None:
    phone.form_post(f"/attempts/{uuid}/submit", {"event_id": OTHER})
    assert take(laptop, uuid).status_code == 409
    with unit_of_work(app), pytest.raises(Conflict):
        take_over(attempt_uuid=uuid, person_id=cast.ayu.id, device_id=OTHER)


def test_nobody_takes_over_the_attempt_of_another_person(app: Flask, cast: Cast, uuid: str) -> None:
    with unit_of_work(app), pytest.raises(NotFound):
        take_over(attempt_uuid=uuid, person_id=cast.fajar.id, device_id=OTHER)


def test_an_epoch_that_was_never_given_is_refused(app: Flask, cast: Cast, uuid: str) -> None:
    with unit_of_work(app), pytest.raises(Invalid):
        save_answer(attempt_uuid=uuid, person_id=cast.ayu.id, event=sent(1, RIGHT[1], epoch=2))


def test_a_device_that_is_no_id_gets_a_new_one(phone: Client, uuid: str) -> None:
    phone.set_cookie("device", "<script>")
    assert "sedang terbuka di perangkat lain" in page(phone, uuid)
    known = phone.get_cookie("device")
    assert known is not None
    assert len(known.value) == 36
