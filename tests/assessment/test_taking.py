"""Quizzes that are taken along: which may be, how the attempt begins, and what the kept paper holds."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.assessment.models import Attempt
from lms.assessment.rules import goes_without_network
from lms.core.db import begin_unit, db
from tests.cast import Cast
from tests.client import Client
from tests.factories.courses import CANARY, publish_course
from tests.factories.learning import committed, enrolled

TAKE = "/learn/kursus/kuis/paper"
JSON = {"Accept": "application/json"}
OFFERED = "Bawa untuk dikerjakan tanpa jaringan"
ONLINE_ONLY = "Kuis ini hanya dapat dikerjakan dengan jaringan."


def course(app: Flask, person_id: int, attributes: str = "pass=70 attempts=2 offline") -> None:
    with app.app_context():
        begin_unit(may_write=True)
        publish_course(quiz_attributes=attributes, practice=True)
        enrolled(person_id)
        committed()


def taken(client: Client) -> str:
    answer = client.form_post(TAKE, headers=JSON)
    assert answer.status_code == 200
    assert answer.json is not None
    return str(answer.json["paper"])


@pytest.mark.parametrize(
    ("kind", "settings", "practice", "goes"),
    [
        ("quiz", {"offline": True, "time_seconds": 600}, False, True),
        ("quiz", {"offline": False}, False, False),
        ("quiz", {"offline": False, "time_seconds": None}, True, True),
        ("quiz", {"offline": False, "time_seconds": 600}, True, False),
        ("survey", {}, False, False),
        ("lesson", {}, False, False),
    ],
)
def test_practice_without_a_clock_and_what_its_author_allows_goes_without_a_network(
    kind: str, settings: dict[str, object], practice: bool, goes: bool
) -> None:
    assert goes_without_network(kind, settings, practice=practice) is goes


def test_taking_begins_one_attempt_and_then_goes_on_with_it(
    app: Flask, client: Client, cast: Cast
) -> None:
    course(app, cast.ayu.id)
    client.sign_in("ayu")
    assert OFFERED in client.get("/learn/kursus/kuis").text
    assert taken(client) == taken(client)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_the_kept_paper_holds_the_questions_and_no_key_token_or_name(
    app: Flask, client: Client, cast: Cast
) -> None:
    course(app, cast.ayu.id)
    client.sign_in("ayu")
    page = client.get(taken(client))
    assert page.headers["X-Offline"] == "page"
    assert "Set-Cookie" not in page.headers
    assert 'data-epoch="1"' in page.text
    assert "soal-1" in page.text
    for secret in (CANARY, client.csrf(), "csrf", "Ayu Lestari"):
        assert secret not in page.text


def test_what_needs_the_network_says_so_and_is_refused(
    app: Flask, client: Client, cast: Cast
) -> None:
    course(app, cast.ayu.id, "pass=70 attempts=2")
    client.sign_in("ayu")
    page = client.get("/learn/kursus/kuis").text
    assert ONLINE_ONLY in page
    assert OFFERED not in page
    refused = client.form_post(TAKE, headers=JSON)
    assert refused.status_code == 409
    assert "hanya dapat dikerjakan dengan jaringan" in (refused.json or {})["message"]
    there = client.form_post("/learn/kursus/kuis/attempts").headers["Location"]
    assert client.get(f"{there}/paper").status_code == 404


def test_practice_may_be_taken_and_saving_the_course_names_it(
    app: Flask, client: Client, cast: Cast
) -> None:
    course(app, cast.ayu.id, "pass=70 attempts=2 time=10m offline")
    client.sign_in("ayu")
    pack = client.get("/api/v1/offline/courses/kursus").json
    assert pack is not None
    assert [one["take"] for one in pack["papers"]] == ["/learn/kursus/latihan/paper"]
    assert "Selesai paling lambat" in client.get(taken(client)).text


def test_a_paper_that_is_handed_in_is_gone_and_says_so_to_the_worker(
    app: Flask, client: Client, cast: Cast
) -> None:
    course(app, cast.ayu.id)
    client.sign_in("ayu")
    paper = taken(client)
    there = paper.removesuffix("/paper")
    assert "X-Offline" not in client.get(there).headers
    client.form_post(f"{there}/submit", {"event_id": "5f0f3c66-7d3c-4f8e-9f0a-2d4f3b1c0a11"})
    assert client.get(paper).status_code == 404
    assert client.get(there).headers["X-Offline"] == "gone"


def test_a_paper_is_its_persons_alone_and_one_devices(
    app: Flask, client: Client, cast: Cast
) -> None:
    course(app, cast.ayu.id)
    client.sign_in("ayu")
    paper = taken(client)
    other = app.test_client().sign_in("ayu")  # type: ignore[attr-defined]
    assert other.get(paper).status_code == 404
    refused = other.form_post(TAKE, headers=JSON)
    assert refused.status_code == 409
    fajar = app.test_client().sign_in("fajar")  # type: ignore[attr-defined]
    assert fajar.get(paper).status_code == 404


def test_who_looks_at_somebodys_pages_keeps_no_paper_of_theirs(
    app: Flask, client: Client, cast: Cast
) -> None:
    course(app, cast.ayu.id)
    client.sign_in("ayu")
    paper = taken(client)
    eko = app.test_client().sign_in("eko")  # type: ignore[attr-defined]
    eko.form_post(f"/people/{cast.ayu.id}/reading", {"reason": "Ayu melihat halaman kosong."})
    assert eko.get(paper).status_code == 403
