"""Every kind of question from the paper to the result: answered by event or by plain form, graded,
explained, and with no key in sight before its time."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from lms.assessment.models import AnswerEvent, Attempt, AttemptQuestion
from lms.core.db import db
from lms.courses.models import Question
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import answer, hand_in, start
from tests.factories.kinds import COURSE, RIGHT, SECRETS, take_up


def prompts(app: Flask, uuid: str) -> dict[int, dict[str, Any]]:
    with app.app_context():
        rows = db.session.execute(
            select(AttemptQuestion.position, Question.prompt)
            .join(Question, Question.id == AttemptQuestion.question_id)
            .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
            .where(Attempt.uuid == uuid)
        )
        return {row.position: row.prompt for row in rows}


def right_answers(app: Flask, uuid: str) -> dict[int, dict[str, Any]]:
    """The right answers of the quiz, found by reading it as a person would."""
    asked = prompts(app, uuid)
    partners = asked[5]["right_words"]
    items = asked[6]["items"]
    order = ["Usulan", "Perencanaan", "Pelaksanaan"]
    wanted = ("menandatangani kontrak", "mengendalikan kegiatan")
    return RIGHT | {
        5: {"pairs": [partners.index(partner) for partner in wanted]},
        6: {"places": [order.index(item) for item in items]},
    }


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's open attempt at a quiz of seven questions, one of each kind that rules grade."""
    take_up(app, cast.ayu.id)
    return start(app, cast.ayu.id, COURSE)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status
    return response.get_data(as_text=True)


def result_of(app: Flask, uuid: str) -> tuple[float | None, bool | None]:
    with app.app_context():
        row = db.session.execute(
            select(Attempt.score, Attempt.passed).where(Attempt.uuid == uuid)
        ).one()
        return row.score, row.passed


def test_right_answers_earn_everything(app: Flask, cast: Cast, uuid: str) -> None:
    answer(app, cast.ayu.id, uuid, right_answers(app, uuid))
    hand_in(app, cast.ayu.id, uuid)
    assert result_of(app, uuid) == (100.0, True)


def test_no_key_is_on_the_paper(app: Flask, client: Client, cast: Cast, uuid: str) -> None:
    client.sign_in("ayu")
    for address in (f"/attempts/{uuid}", f"/attempts/{uuid}/submit", f"/learn/{COURSE}/kuis"):
        shown = page(client, address)
        assert [secret for secret in SECRETS if secret in shown] == []


def test_the_result_says_of_every_part_whether_it_is_right(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    right = right_answers(app, uuid)
    pairs, places = right[5]["pairs"], right[6]["places"]
    half = {
        2: {"choices": [0, 2]},
        3: {"text": "13"},
        4: {"text": "Angkatan"},
        5: {"pairs": [pairs[0], pairs[0]]},
        6: {"places": [places[0], places[0], places[0]]},
        7: {"gaps": ["", "hari"]},
    }
    answer(app, cast.ayu.id, uuid, half)
    hand_in(app, cast.ayu.id, uuid)
    client.sign_in("ayu")
    shown = page(client, f"/attempts/{uuid}")
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())
    for text in (
        "1 dari 2 pilihan benar Anda pilih, 1 pilihan salah",
        "1 dari 2 benar",
        "1 dari 3 benar",
        "Jawaban benar: 12 ± 0,5 %",
        "Jawaban benar: “Aparatur Sipil Negara”",
        "Pasangan yang benar: mengendalikan kegiatan",
        "Urutan yang benar:",
        "Jawaban benar: “1/1000” atau “satu permil”",
        "Lengkapi: denda adalah ____ per ____.",
        "lihat aturan",
    ):
        assert text in words
    # s1 empty; s2 (1 - 1)/2; s3, s4 wrong; s5 1/2; s6 1/3; s7 1/2 of eight points.
    assert result_of(app, uuid) == (16.67, False)


class Paper:
    """The form of the page as a browser holds it."""

    def __init__(self, client: Client, uuid: str) -> None:
        self.client, self.address = client, f"/attempts/{uuid}"
        self.page = page(client, self.address)
        hidden = re.findall(r'<input type="hidden" name="(shown-\d+)" value="([^"]*)">', self.page)
        self.fields: MultiDict[str, str] = MultiDict(
            (name, unescape(value)) for name, value in hidden
        )

    def press(self, name: str) -> Any:
        fields = self.fields.to_dict(flat=False) | {name: ["1"]}
        return self.client.form_post(f"{self.address}/answers", fields)


def test_the_plain_form_keeps_every_kind(app: Flask, client: Client, cast: Cast, uuid: str) -> None:
    right = right_answers(app, uuid)
    client.sign_in("ayu")
    paper = Paper(client, uuid)
    paper.fields.setlist("answer-1", ["0"])
    paper.fields.setlist("answer-2", ["0", "1"])
    paper.fields["answer-3-0"] = "12,25 %"
    paper.fields["answer-4-0"] = "aparatur sipil  negara"
    for part, index in enumerate(right[5]["pairs"]):
        paper.fields[f"answer-5-{part}"] = str(index)
    for part, place in enumerate(right[6]["places"]):
        paper.fields[f"answer-6-{part}"] = str(place)
    paper.fields["answer-7-0"], paper.fields["answer-7-1"] = "satu permil", "hari"
    assert paper.press("finish").status_code == 303
    assert "7 dari 7 soal terjawab" in page(client, f"/attempts/{uuid}/submit")
    again = page(client, f"/attempts/{uuid}")
    assert 'value="12,25 %"' in again
    assert again.count(" selected") == 5
    assert again.count(" checked") == 3
    hand_in(app, cast.ayu.id, uuid)
    assert result_of(app, uuid) == (100.0, True)


def test_a_page_sent_again_unchanged_saves_nothing(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    answer(app, cast.ayu.id, uuid, right_answers(app, uuid))
    client.sign_in("ayu")
    paper = Paper(client, uuid)
    controls = r'<input type="text"[^>]* name="(answer-\d-\d)" value="([^"]*)"'
    for name, value in re.findall(controls, paper.page):
        paper.fields[name] = unescape(value)
    for name, options in re.findall(
        r'<select name="(answer-\d-\d)".*?>(.*?)</select>', paper.page, re.S
    ):
        paper.fields[name] = re.findall(r'value="(\d+)" selected', options)[0]
    for name, value in re.findall(r'name="(answer-\d)" value="(\d+)" checked', paper.page):
        paper.fields.add(name, value)
    paper.press("save")
    with app.app_context():
        assert len(db.session.scalars(select(AnswerEvent)).all()) == 7


def test_what_is_half_filled_is_named_before_handing_in(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    answer(app, cast.ayu.id, uuid, {7: {"gaps": ["", "hari"]}})
    client.sign_in("ayu")
    shown = page(client, f"/attempts/{uuid}/submit")
    partial = shown.split("Belum lengkap:")[1]
    assert re.findall(r"#soal-(\d)", partial.split("</ul>")[0]) == ["7"]
    assert "1 dari 7 soal terjawab" in shown


def test_an_answer_of_another_kind_is_refused(client: Client, cast: Cast, uuid: str) -> None:
    client.sign_in("ayu")
    paper = Paper(client, uuid)
    paper.fields["answer-5-0"] = "99"
    assert paper.press("save").status_code == 422
