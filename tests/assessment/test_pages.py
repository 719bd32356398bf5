"""What attempts show, to whom and when: no key before its time, nobody else's paper."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import RIGHT, WRONG, answer, hand_in, start, take, take_up
from tests.factories.courses import CANARY

PANEL = "/learn/kursus/kuis"


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status
    return response.get_data(as_text=True)


@pytest.mark.parametrize("name", ["bima", "citra", "dewi", "eko", "fajar", "gita"])
@pytest.mark.parametrize("submitted", [False, True])
def test_an_attempt_is_its_respondent_s_alone(
    app: Flask, client: Client, cast: Cast, name: str, submitted: bool
) -> None:
    take_up(app, cast.ayu.id)
    uuid = take(app, cast.ayu.id, RIGHT) if submitted else start(app, cast.ayu.id)
    client.sign_in(name)
    assert client.get(f"/attempts/{uuid}").status_code == 404
    assert client.get(f"/attempts/{uuid}/submit").status_code == 404


def test_a_visitor_is_asked_to_sign_in(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    response = client.get(f"/attempts/{start(app, cast.ayu.id)}")
    assert response.status_code == 302
    assert response.location.startswith("/sign-in")


@pytest.mark.parametrize("uuid", ["00000000-0000-4000-8000-000000000000", "1", "../kuis", "%00"])
def test_an_unknown_attempt_is_not_found(client: Client, uuid: str) -> None:
    client.sign_in("ayu")
    assert client.get(f"/attempts/{uuid}").status_code == 404


def test_no_key_is_in_any_response_before_handing_in(
    app: Flask, client: Client, cast: Cast
) -> None:
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id)
    answer(app, cast.ayu.id, uuid, WRONG)
    client.sign_in("ayu")
    for address in (PANEL, f"/attempts/{uuid}", f"/attempts/{uuid}/submit", "/learn/kursus"):
        shown = page(client, address)
        assert CANARY not in shown
        assert "feedback" not in shown


def test_the_result_explains_every_question(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id, quiz_attributes="pass=70")
    uuid = take(app, cast.ayu.id, {1: WRONG[1], 2: RIGHT[2]})
    client.sign_in("ayu")
    shown = page(client, f"/attempts/{uuid}")
    assert "Belum lulus" in shown
    assert "<b>50</b>" in shown
    assert f"Umpan balik A {CANARY}" in shown  # chosen
    assert "Pilihan Anda, salah" in shown
    assert "Jawaban benar" in shown
    assert f"Alasannya {CANARY}" in shown
    assert shown.count("Umpan balik") == 3  # never of options that were not chosen


def test_a_quiz_that_is_never_reviewed_shows_the_score_alone(
    app: Flask, client: Client, cast: Cast
) -> None:
    take_up(app, cast.ayu.id, quiz_attributes="review=never")
    uuid = take(app, cast.ayu.id, RIGHT)
    client.sign_in("ayu")
    shown = page(client, f"/attempts/{uuid}")
    assert "<b>100</b>" in shown
    assert CANARY not in shown
    assert "Pertanyaan 1?" not in shown


def test_the_paper_comes_back_as_it_was_left(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id, questions=3)
    uuid = start(app, cast.ayu.id)
    answer(app, cast.ayu.id, uuid, {1: {"choice": 2}, 2: {"choices": [0, 2]}})
    client.sign_in("ayu")
    shown = page(client, f"/attempts/{uuid}")
    assert shown.count(" checked") == 3
    assert shown.count("Tersimpan 10.42 WIB") == 2
    assert "2 dari 3 soal terjawab" in shown
    assert 'id="soal-3"' in shown


def test_the_confirmation_is_content_when_nothing_is_missing(
    app: Flask, client: Client, cast: Cast
) -> None:
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id)
    answer(app, cast.ayu.id, uuid, RIGHT)
    client.sign_in("ayu")
    assert "Semua soal sudah terjawab dan tersimpan." in page(client, f"/attempts/{uuid}/submit")


def test_the_panel_tells_the_rules_and_offers_a_start(
    app: Flask, client: Client, cast: Cast
) -> None:
    take_up(app, cast.ayu.id, quiz_attributes="pass=75 attempts=2 counts=last penalty=0.25")
    client.sign_in("ayu")
    shown = page(client, PANEL)
    for words in (
        "Kerjakan sendiri.",
        "2 soal",
        "75 dari 100",
        "2 dari 2 masih tersisa.",
        "nilai percobaan terakhir",
        "sebesar 25% dari bobot soalnya",
        "Mulai kuis",
    ):
        assert words in shown


def test_the_panel_goes_on_with_an_open_attempt(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id)
    client.sign_in("ayu")
    shown = page(client, PANEL)
    assert f'href="/attempts/{uuid}"' in shown
    assert "Lanjutkan percobaan 1" in shown
    assert "Mulai kuis" not in shown


def test_the_panel_lists_past_attempts_and_stops_at_the_last(
    app: Flask, client: Client, cast: Cast
) -> None:
    take_up(app, cast.ayu.id, quiz_attributes="pass=70 attempts=2")
    first, second = take(app, cast.ayu.id, WRONG), take(app, cast.ayu.id, RIGHT)
    client.sign_in("ayu")
    shown = page(client, PANEL)
    assert f"/attempts/{first}" in shown
    assert f"/attempts/{second}" in shown
    assert "Nilai yang dipakai: 100." in shown
    assert "sudah habis" in shown
    assert "Coba lagi" not in shown


def test_practice_says_that_it_never_counts(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id, practice=True)
    uuid = take(app, cast.ayu.id, WRONG, activity_key="latihan")
    client.sign_in("ayu")
    shown = page(client, "/learn/kursus/latihan")
    assert "Ini latihan. Nilainya tidak dihitung" in shown
    assert "Nilai minimum" not in shown
    result = page(client, f"/attempts/{uuid}")
    assert "Hasil latihan" in result
    assert "Belum lulus" not in result


def test_the_confirmation_of_a_submitted_attempt_leads_to_its_result(
    app: Flask, client: Client, cast: Cast
) -> None:
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id)
    hand_in(app, cast.ayu.id, uuid)
    client.sign_in("ayu")
    assert client.get(f"/attempts/{uuid}/submit").location == f"/attempts/{uuid}"
