"""Batches from a device: every event has a receipt, doubles are success, and nothing is dropped."""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from lms.assessment.models import AnswerEvent, Attempt
from lms.core import db as database
from lms.core.db import begin_unit, db
from lms.learning.models import ActivityProgress, Bookmark, Note
from lms.sync.actions import kinds
from lms.sync.models import SyncEvent
from lms.sync.rules.events import hash_of
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import RIGHT, WRONG, hand_in, start, take_up
from tests.factories.conducting import later
from tests.factories.outbox import answered, deliver, happened, headers, results, statuses

LESSON = "learn/kursus/materi-1"


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's open attempt."""
    take_up(app, cast.ayu.id, quiz_attributes="pass=70 attempts=2 time=10m")
    return start(app, cast.ayu.id)


@pytest.fixture
def ayu(client: Client) -> Client:
    return client.sign_in("ayu")


def rows(app: Flask) -> list[SyncEvent]:
    with app.app_context():
        return list(db.session.scalars(select(SyncEvent).order_by(SyncEvent.id)))


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def score(app: Flask, uuid: str) -> float | None:
    with app.app_context():
        return db.session.scalars(select(Attempt.score).where(Attempt.uuid == uuid)).one()


def test_answers_and_the_hand_in_of_a_whole_journey_come_at_once(
    app: Flask, ayu: Client, uuid: str
) -> None:
    events = [
        answered(uuid, 1, WRONG[1], 1),
        answered(uuid, 1, RIGHT[1], 2),
        answered(uuid, 2, RIGHT[2], 3),
        happened("flag", f"attempts/{uuid}", {"position": 2, "flag": {"flagged": True}}, seq=4),
        happened("submit", f"attempts/{uuid}", {}, seq=5),
    ]
    events[-1]["device_id"] = events[0]["device_id"]
    response = deliver(ayu, *events)
    assert statuses(response) == ["stored"] * 5
    assert {one["event_id"]: one["hash"] for one in results(response).values()} == {
        event["event_id"]: hash_of(event) for event in events
    }
    assert score(app, uuid) == 100


def test_within_a_batch_the_order_of_arrival_does_not_matter(
    app: Flask, ayu: Client, uuid: str
) -> None:
    events = [
        happened("submit", f"attempts/{uuid}", {}, seq=9),
        answered(uuid, 2, RIGHT[2], 3),
        answered(uuid, 1, RIGHT[1], 2),
    ]
    assert statuses(deliver(ayu, *events)) == ["stored"] * 3
    assert score(app, uuid) == 100


def test_what_is_done_in_a_lesson_comes_as_well(app: Flask, ayu: Client, uuid: str) -> None:
    response = deliver(
        ayu,
        happened("read", LESSON, {"anchor": ""}, seq=1),
        happened("note", LESSON, {"anchor": "", "content": "Dari bus."}, seq=2),
        happened("bookmark", LESSON, {"anchor": ""}, seq=3),
        happened("done", LESSON, {}, seq=4),
    )
    assert statuses(response) == ["stored"] * 4
    assert count(app, Note) == 1
    assert count(app, Bookmark) == 1
    with app.app_context():
        progress = db.session.scalars(select(ActivityProgress)).one()
        assert progress.done_at is not None
    deliver(ayu, happened("not-done", LESSON, {}, seq=5))
    with app.app_context():
        assert db.session.scalars(select(ActivityProgress.done_at)).one() is None


def test_what_is_stored_leaves_no_second_copy_behind(app: Flask, ayu: Client, uuid: str) -> None:
    deliver(ayu, happened("note", LESSON, {"anchor": "", "content": "Rahasia saya."}))
    assert [(row.state, row.payload) for row in rows(app)] == [("stored", {})]


def test_a_batch_sent_again_changes_nothing_and_is_a_success(
    app: Flask, ayu: Client, uuid: str
) -> None:
    events = [answered(uuid, 1, RIGHT[1]), happened("note", LESSON, {"anchor": "", "content": "A"})]
    first, again = deliver(ayu, *events), deliver(ayu, *events)
    assert statuses(first) == ["stored"] * 2
    assert statuses(again) == ["duplicate"] * 2
    assert [one["hash"] for one in results(first).values()] == [
        one["hash"] for one in results(again).values()
    ]
    assert (count(app, AnswerEvent), count(app, Note), count(app, SyncEvent)) == (1, 1, 2)


def test_an_event_twice_in_a_batch_is_one(app: Flask, ayu: Client, uuid: str) -> None:
    event = answered(uuid, 1, RIGHT[1])
    response = deliver(ayu, event, event)
    assert response.json is not None
    assert [one["status"] for one in response.json["results"]] == ["stored", "duplicate"]
    assert count(app, AnswerEvent) == 1


def test_an_answer_that_came_by_the_page_before_is_no_second_one(
    app: Flask, ayu: Client, uuid: str
) -> None:
    event = answered(uuid, 1, RIGHT[1])
    body = event | {"position": 1, "payload": RIGHT[1]}
    token = {"X-CSRF-Token": ayu.csrf()}
    assert ayu.post(f"/attempts/{uuid}/answers", json=body, headers=token).status_code == 200
    assert statuses(deliver(ayu, event)) == ["stored"]
    assert count(app, AnswerEvent) == 1


def test_the_same_id_with_other_content_is_held_and_both_are_kept(
    app: Flask, ayu: Client, uuid: str
) -> None:
    event = answered(uuid, 1, RIGHT[1])
    other = answered(uuid, 1, WRONG[1], event_id=event["event_id"])
    deliver(ayu, event)
    response = deliver(ayu, other)
    assert statuses(response) == ["quarantined"]
    assert results(response)[event["event_id"]]["hash"] == hash_of(other)
    assert [row.state for row in rows(app)] == ["stored", "held"]
    assert rows(app)[1].payload == other["payload"]
    assert statuses(deliver(ayu, other)) == ["quarantined"]


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (happened("dance", LESSON, {}), "tidak dikenal"),
        (happened("done", "learn/tidak-ada/materi-1", {}), "tidak terbuka"),
        (happened("done", "learn/kursus/tidak-ada", {}), "tidak terbuka"),
        (happened("done", "learn/kursus/kuis", {}), "lewat hasilnya"),
        (happened("done", "attempts/1", {}), "tidak terbuka"),
        (happened("note", LESSON, {"anchor": "", "content": " "}), "isi catatannya"),
        (happened("note", LESSON, {"anchor": "", "content": 5}), "tidak terbaca"),
        (happened("bookmark", LESSON, {"anchor": "entah"}), "tidak ada lagi"),
        (happened("answer", f"attempts/{uuid4()}", {"position": 1, "answer": {}}), "tidak terbuka"),
        (happened("answer", LESSON, {"position": 1, "answer": {}}), "tidak terbuka"),
    ],
)
def test_what_cannot_be_done_is_held_with_the_reason_and_stops_nothing(
    app: Flask, ayu: Client, uuid: str, event: dict[str, Any], words: str
) -> None:
    response = deliver(ayu, event | {"seq": 1}, answered(uuid, 1, RIGHT[1], 2))
    assert statuses(response) == ["quarantined", "stored"]
    assert words in results(response)[event["event_id"]]["message"]
    held = rows(app)[0]
    assert (held.state, held.payload) == ("held", event["payload"])
    assert count(app, AnswerEvent) == 1


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"position": 1},
        {"position": True, "answer": {}},
        {"position": 2**40, "answer": {}},
        {"position": -1, "answer": {}},
        {"position": 99, "answer": {}},
        {"position": 1, "answer": []},
        {"position": 1, "answer": {"choice": 99}},
        {"position": 1, "answer": {"choices": [1]}},
    ],
)
def test_an_answer_that_no_question_has_is_held(
    app: Flask, ayu: Client, uuid: str, payload: dict[str, Any]
) -> None:
    event = happened("answer", f"attempts/{uuid}", payload)
    assert statuses(deliver(ayu, event)) == ["quarantined"]
    assert count(app, AnswerEvent) == 0
    assert rows(app)[0].payload == payload


def test_an_answer_after_the_hand_in_is_held_for_the_course(
    app: Flask, ayu: Client, cast: Cast, uuid: str
) -> None:
    hand_in(app, cast.ayu.id, uuid)
    response = deliver(ayu, answered(uuid, 1, RIGHT[1]))
    assert statuses(response) == ["quarantined"]
    assert "sudah dikumpulkan" in next(iter(results(response).values()))["message"]
    assert rows(app)[0].course_id is not None
    assert score(app, uuid) == 0


def test_an_answer_after_the_end_is_kept_as_late(app: Flask, ayu: Client, uuid: str) -> None:
    with later(minutes=20):
        response = deliver(ayu, answered(uuid, 1, RIGHT[1]))
    assert [(one["status"], one.get("late")) for one in results(response).values()] == [
        ("stored", True)
    ]


def test_an_attempt_of_somebody_else_is_touched_by_nobody(
    app: Flask, client: Client, uuid: str
) -> None:
    client.sign_in("fajar")
    events = answered(uuid, 1, RIGHT[1], 1), happened("submit", f"attempts/{uuid}", {}, seq=2)
    assert statuses(deliver(client, *events)) == ["quarantined"] * 2
    assert count(app, AnswerEvent) == 0
    assert {row.course_id for row in rows(app)} == {None}


def test_two_people_may_have_events_of_the_same_id(app: Flask, client: Client, uuid: str) -> None:
    event = answered(uuid, 1, RIGHT[1])
    deliver(client.sign_in("fajar"), event)
    other = app.test_client()
    assert statuses(deliver(other.sign_in("ayu"), event)) == ["stored"]  # type: ignore[attr-defined, arg-type]


def test_a_fault_of_ours_holds_one_event_and_no_other(
    app: Flask,
    ayu: Client,
    uuid: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(person_id: int, event: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setitem(kinds.KINDS, "done", kinds.Kind(broken))  # type: ignore[arg-type]
    with caplog.at_level(logging.CRITICAL):
        response = deliver(
            ayu, happened("done", LESSON, {}, seq=1), answered(uuid, 1, RIGHT[1], seq=2)
        )
    assert statuses(response) == ["quarantined", "stored"]


@pytest.mark.parametrize("survived", [0, 1, 2, 3])
def test_when_the_transaction_dies_after_any_event_nothing_is_acknowledged_or_half_kept(
    app: Flask, ayu: Client, uuid: str, monkeypatch: pytest.MonkeyPatch, survived: int
) -> None:
    whole = kinds.KINDS["answer"]
    left = iter(range(survived))

    def dies(person_id: int, event: Any) -> Any:
        if next(left, None) is None:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))
        return whole.apply(person_id, event)

    monkeypatch.setitem(kinds.KINDS, "answer", kinds.Kind(dies))  # type: ignore[arg-type]
    events = [
        answered(uuid, 1 + seq % 2, [RIGHT, WRONG][seq // 2][1 + seq % 2], seq) for seq in range(4)
    ]
    assert deliver(ayu, *events).status_code == 503
    assert (count(app, AnswerEvent), rows(app)) == (0, [])
    monkeypatch.undo()
    assert statuses(deliver(ayu, *events)) == ["stored"] * 4
    assert count(app, AnswerEvent) == 4


def test_a_clock_that_is_days_off_is_noted_and_never_believed(
    app: Flask, ayu: Client, uuid: str, moment: Any
) -> None:
    days_ahead = 3 * 24 * 3600 * 1000
    clock_ms = int(moment.timestamp() * 1000) + days_ahead
    response = deliver(ayu, answered(uuid, 1, RIGHT[1], wall_ms=clock_ms), sent_ms=clock_ms)
    assert statuses(response) == ["stored"]
    assert next(iter(results(response).values()))["saved_at"] == "10.42 WIB"
    assert (rows(app)[0].skew_ms, rows(app)[0].received_at) == (days_ahead, moment)


@pytest.mark.parametrize(
    "changed",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-Outbox": ""},
        {"Sec-Fetch-Site": None, "Origin": "https://jahat.example"},
        {"Sec-Fetch-Site": None, "Origin": None},
    ],
)
def test_only_a_script_of_our_own_pages_may_send(
    app: Flask, ayu: Client, uuid: str, changed: dict[str, str | None]
) -> None:
    sent = {name: value for name, value in {**headers(ayu), **changed}.items() if value is not None}
    body = {"events": [answered(uuid, 1, RIGHT[1])], "sent_ms": 1}
    assert ayu.post("/api/v1/sync", json=body, headers=sent).status_code == 403
    assert ayu.post("/api/v1/sync", data="{}", headers=headers(ayu)).status_code == 403
    assert rows(app) == []


def test_a_browser_without_fetch_metadata_is_known_by_its_origin(ayu: Client, uuid: str) -> None:
    sent = headers(ayu) | {"Origin": "http://localhost"}
    del sent["Sec-Fetch-Site"]
    body = {"events": [answered(uuid, 1, RIGHT[1])], "sent_ms": 1}
    assert ayu.post("/api/v1/sync", json=body, headers=sent).status_code == 200


def test_the_outbox_of_somebody_else_stays_on_the_device(
    app: Flask, client: Client, uuid: str
) -> None:
    mine = headers(client.sign_in("ayu"))
    other: Any = app.test_client()
    other.sign_in("fajar")
    body = {"events": [answered(uuid, 1, RIGHT[1])], "sent_ms": 1}
    response = other.post("/api/v1/sync", json=body, headers=mine)
    assert response.status_code == 409
    assert "orang lain" in response.json["message"]
    assert rows(app) == []


def test_without_a_session_everything_stays_on_the_device(client: Client) -> None:
    sent = {"X-Outbox": "x", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/api/v1/sync", json={"events": []}, headers=sent).status_code == 401


def test_no_event_is_done_without_its_row(app: Flask, cast: Cast, uuid: str) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        database.begin_writing()
        kinds.KINDS["done"].apply(cast.ayu.id, _read(happened("done", LESSON, {})))
        database.rollback()
    assert count(app, ActivityProgress) == 0


def _read(event: dict[str, Any]) -> Any:
    from lms.sync.rules.events import read_batch

    return read_batch({"events": [event], "sent_ms": 1}).events[0]
