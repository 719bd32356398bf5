"""The result says of every question how its points came about: right parts of all, points of the most
there are, and what a penalty took off."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask

from tests.assessment.test_every_kind import page, right_answers
from tests.cast import Cast
from tests.client import Client
from tests.factories import assessment
from tests.factories.assessment import WRONG, answer, hand_in, start, take
from tests.factories.kinds import COURSE, MODULE, take_up
from tests.factories.mending import mended

PENALTY = MODULE.replace("{#kuis .quiz pass=60", "{#kuis .quiz pass=60 penalty=25%")


def explained(client: Client, uuid: str) -> dict[int, str]:
    """What stands at the head of each question, by its number."""
    parts = page(client, f"/attempts/{uuid}").split('id="soal-')[1:]
    heads = (part.split('<div class="prose">')[0].partition("</h2>")[2] for part in parts)
    words = [" ".join(unescape(re.sub(r"<[^>]+>", " ", head)).split()) for head in heads]
    return dict(enumerate(words, start=1))


def handed_in(
    app: Flask, client: Client, person_id: int, uuid: str, answers: dict[int, Any]
) -> dict[int, str]:
    answer(app, person_id, uuid, answers)
    hand_in(app, person_id, uuid)
    client.sign_in("ayu")
    return explained(client, uuid)


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's open attempt at a quiz of every kind, where a wrong answer costs a quarter."""
    take_up(app, cast.ayu.id, module=PENALTY)
    return start(app, cast.ayu.id, COURSE)


def test_right_answers_of_every_kind(app: Flask, client: Client, cast: Cast, uuid: str) -> None:
    assert handed_in(app, client, cast.ayu.id, uuid, right_answers(app, uuid)) == {
        1: "Benar 2 dari 2 poin · 1 dari 1 benar, pengurangan −0",
        2: "Benar 1 dari 1 poin · 2 dari 2 pilihan benar Anda pilih, pengurangan −0",
        3: "Benar 1 dari 1 poin · 1 dari 1 benar, pengurangan −0",
        4: "Benar 1 dari 1 poin · 1 dari 1 benar, pengurangan −0",
        5: "Benar 1 dari 1 poin · 2 dari 2 benar, pengurangan −0",
        6: "Benar 1 dari 1 poin · 3 dari 3 benar, pengurangan −0",
        7: "Benar 1 dari 1 poin · 2 dari 2 benar, pengurangan −0",
    }


def test_answers_that_are_partly_right_and_none(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    right = right_answers(app, uuid)
    pairs, places = right[5]["pairs"], right[6]["places"]
    half = {
        2: {"choices": [0]},
        5: {"pairs": [pairs[0], pairs[0]]},
        6: {"places": [places[0], places[0], places[0]]},
        7: {"gaps": ["", "hari"]},
    }
    assert handed_in(app, client, cast.ayu.id, uuid, half) == {
        1: "Tidak dijawab 0 dari 2 poin",
        2: "Benar sebagian 0,5 dari 1 poin · 1 dari 2 pilihan benar Anda pilih, pengurangan −0",
        3: "Tidak dijawab 0 dari 1 poin",
        4: "Tidak dijawab 0 dari 1 poin",
        5: "Benar sebagian 0,5 dari 1 poin · 1 dari 2 benar, pengurangan −0",
        6: "Benar sebagian 0,33 dari 1 poin · 1 dari 3 benar, pengurangan −0",
        7: "Benar sebagian 0,5 dari 1 poin · 1 dari 2 benar, pengurangan −0",
    }


def test_wrong_answers_of_every_kind(app: Flask, client: Client, cast: Cast, uuid: str) -> None:
    right = right_answers(app, uuid)
    pairs, places = right[5]["pairs"], right[6]["places"]
    wrong = {
        1: {"choice": 1},
        2: {"choices": [0, 2]},
        3: {"text": "13"},
        4: {"text": "Angkatan"},
        5: {"pairs": pairs[::-1]},
        6: {"places": [places[1], places[2], places[0]]},
        7: {"gaps": ["hari", ""]},
    }
    shown = handed_in(app, client, cast.ayu.id, uuid, wrong)
    assert shown == {
        1: "Salah -0,5 dari 2 poin · 0 dari 1 benar, pengurangan −0,5",
        2: "Salah -0,25 dari 1 poin · 1 dari 2 pilihan benar Anda pilih, 1 pilihan salah,"
        " pengurangan −0,25 Setiap pilihan yang salah membatalkan satu pilihan yang benar.",
        3: "Salah -0,25 dari 1 poin · 0 dari 1 benar, pengurangan −0,25",
        4: "Salah -0,25 dari 1 poin · 0 dari 1 benar, pengurangan −0,25",
        5: "Salah -0,25 dari 1 poin · 0 dari 2 benar, pengurangan −0,25",
        6: "Salah -0,25 dari 1 poin · 0 dari 3 benar, pengurangan −0,25",
        7: "Salah -0,25 dari 1 poin · 0 dari 2 benar, pengurangan −0,25",
    }
    assert "Jumlah poin semua soal di bawah nol, jadi dihitung nol." in page(
        client, f"/attempts/{uuid}"
    )


def test_without_a_penalty_none_is_mentioned(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id, COURSE)
    shown = handed_in(app, client, cast.ayu.id, uuid, {1: {"choice": 1}})
    assert shown[1] == "Salah 0 dari 2 poin · 0 dari 1 benar"


def test_what_waits_for_people_has_no_points_yet(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id, COURSE, "uraian")
    answers = {1: {"choice": 0}, 2: {"text": "Terlambat."}}
    shown = handed_in(app, client, cast.ayu.id, uuid, answers)
    assert shown == {1: "Benar 1 dari 1 poin · 1 dari 1 benar", 2: "Menunggu penilaian"}


def test_the_answers_of_a_survey_are_not_graded(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id, COURSE, "survei")
    assert handed_in(app, client, cast.ayu.id, uuid, {1: {"point": 3}}) == {1: "", 2: "", 3: ""}


@pytest.mark.parametrize(
    ("what", "said"), [("drop", "Tidak dinilai"), ("full", "Nilai penuh untuk semua 1 dari 1 poin")]
)
def test_a_corrected_question_says_what_was_ruled(
    app: Flask, client: Client, cast: Cast, what: str, said: str
) -> None:
    assessment.take_up(app, cast.ayu.id)
    uuid = take(app, cast.ayu.id, WRONG)
    mended(app, cast.bima.id, what=what, values=())
    client.sign_in("ayu")
    assert explained(client, uuid)[1].startswith(said)
