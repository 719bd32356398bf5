"""The paper without JavaScript: no button loses what was typed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from lms.assessment.models import AnswerEvent
from lms.core.db import db
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import answer, hand_in, start, take_up


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's open attempt at four questions: one, several, one, several."""
    take_up(app, cast.ayu.id, questions=4)
    return start(app, cast.ayu.id)


class Paper:
    """The form of the page as a browser holds it."""

    def __init__(self, client: Client, uuid: str) -> None:
        self.client, self.address = client, f"/attempts/{uuid}"
        self.page = client.get(self.address).get_data(as_text=True)
        hidden = re.findall(r'<input type="hidden" name="(shown-\d+)" value="([^"]*)">', self.page)
        self.fields: MultiDict[str, str] = MultiDict(
            (name, unescape(value)) for name, value in hidden
        )
        inputs = r'name="(answer-\d+)" value="(\d+)" checked'
        for name, value in re.findall(inputs, self.page):
            self.fields.add(name, value)

    def choose(self, position: int, *options: int) -> None:
        self.fields.setlist(f"answer-{position}", [str(option) for option in options])

    def press(self, name: str, value: object = 1) -> Any:
        fields = MultiDict(self.fields)
        fields[name] = str(value)
        return self.client.form_post(f"{self.address}/answers", fields.to_dict(flat=False))


def saved(app: Flask) -> list[tuple[int | None, str, dict[str, Any]]]:
    with app.app_context():
        query = select(AnswerEvent.position, AnswerEvent.kind, AnswerEvent.payload)
        return [tuple(row) for row in db.session.execute(query.order_by(AnswerEvent.id))]


def test_saving_one_question_comes_back_to_it_with_a_receipt(
    app: Flask, client: Client, uuid: str
) -> None:
    client.sign_in("ayu")
    paper = Paper(client, uuid)
    paper.choose(1, 2)
    response = paper.press("save", 1)
    assert (response.status_code, response.location) == (303, f"/attempts/{uuid}#soal-1")
    assert saved(app) == [(1, "answer", {"choice": 2})]
    assert "Tersimpan 10.42 WIB" in Paper(client, uuid).page


@pytest.mark.parametrize("button", ["save", "flag", "clear", "finish"])
def test_no_button_loses_what_was_typed_elsewhere(
    app: Flask, client: Client, uuid: str, button: str
) -> None:
    client.sign_in("ayu")
    paper = Paper(client, uuid)
    paper.choose(2, 0, 2)
    paper.choose(3, 1)
    assert paper.press(button, 1).status_code == 303
    answers = [payload for _, kind, payload in saved(app) if kind == "answer"]
    assert answers == [{"choices": [0, 2]}, {"choice": 1}]


def test_the_last_button_goes_on_to_the_confirmation(client: Client, uuid: str) -> None:
    client.sign_in("ayu")
    paper = Paper(client, uuid)
    paper.choose(1, 1)
    response = paper.press("finish")
    assert response.location == f"/attempts/{uuid}/submit"
    confirmation = client.get(response.location).get_data(as_text=True)
    assert "1 dari 4 soal terjawab" in confirmation
    assert re.findall(rf'href="/attempts/{uuid}#soal-(\d)"', confirmation) == ["2", "3", "4"]


def test_what_was_not_changed_is_not_sent_twice(app: Flask, client: Client, uuid: str) -> None:
    client.sign_in("ayu")
    paper = Paper(client, uuid)
    paper.choose(1, 2)
    paper.press("save", 1)
    paper.press("save", 1)
    Paper(client, uuid).press("finish")
    assert len(saved(app)) == 1


def test_an_old_page_does_not_undo_what_another_one_saved(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    client.sign_in("ayu")
    old = Paper(client, uuid)
    answer(app, cast.ayu.id, uuid, {2: {"choices": [0]}})
    old.choose(1, 2)
    old.press("finish")
    assert [(position, payload) for position, _, payload in saved(app)] == [
        (2, {"choices": [0]}),
        (1, {"choice": 2}),
    ]


def test_unticking_everything_is_a_change(app: Flask, client: Client, uuid: str) -> None:
    client.sign_in("ayu")
    paper = Paper(client, uuid)
    paper.choose(2, 0)
    paper.press("save", 2)
    paper = Paper(client, uuid)
    paper.choose(2)
    paper.press("save", 2)
    assert [payload for _, _, payload in saved(app)] == [{"choices": [0]}, {}]


def test_a_single_choice_can_be_taken_back(app: Flask, client: Client, uuid: str) -> None:
    client.sign_in("ayu")
    paper = Paper(client, uuid)
    paper.choose(1, 2)
    paper.press("save", 1)
    Paper(client, uuid).press("clear", 1)
    assert [payload for _, _, payload in saved(app)] == [{"choice": 2}, {}]
    assert "checked" not in Paper(client, uuid).page


def test_a_flag_is_set_and_taken_off(app: Flask, client: Client, uuid: str) -> None:
    client.sign_in("ayu")
    Paper(client, uuid).press("flag", 3)
    assert 'name="unflag" value="3"' in Paper(client, uuid).page
    Paper(client, uuid).press("flag", 3)
    Paper(client, uuid).press("unflag", 3)
    assert [(kind, payload["flagged"]) for _, kind, payload in saved(app)] == [
        ("flag", True),
        ("flag", False),
    ]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"shown-1": "{}", "answer-1": "7"}, 422),
        ({"shown-1": "{}", "answer-1": "satu"}, 422),
        ({"shown-1": "[", "answer-1": "1"}, 422),
        ({"shown-x": "{}"}, 422),
        ({"shown-9": "{}", "answer-9": "1"}, 404),
        ({"flag": "9"}, 404),
        ({"flag": "x"}, 422),
    ],
)
def test_a_tampered_form_is_refused(
    app: Flask, client: Client, uuid: str, fields: dict[str, str], status: int
) -> None:
    client.sign_in("ayu")
    assert client.form_post(f"/attempts/{uuid}/answers", fields).status_code == status
    assert saved(app) == []


def test_after_handing_in_a_changed_form_says_so_and_an_unchanged_one_goes_on(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    client.sign_in("ayu")
    paper = Paper(client, uuid)
    hand_in(app, cast.ayu.id, uuid)
    response = paper.press("finish")
    assert response.location == f"/attempts/{uuid}/submit"
    assert client.get(response.location).location == f"/attempts/{uuid}"
    paper.choose(1, 2)
    refused = paper.press("save", 1)
    assert refused.status_code == 409
    assert "sudah dikumpulkan" in refused.get_data(as_text=True)


def test_the_device_is_remembered(app: Flask, client: Client, uuid: str) -> None:
    client.sign_in("ayu")
    paper = Paper(client, uuid)
    paper.choose(1, 2)
    paper.press("save", 1)
    paper.choose(1, 1)
    paper.press("save", 1)
    with app.app_context():
        devices = set(db.session.scalars(select(AnswerEvent.device_id)))
    cookie = client.get_cookie("device")
    assert cookie is not None
    assert devices == {cookie.value}
