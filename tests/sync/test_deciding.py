"""What was held: its person sees it, those who run the course decide, and the person is told."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.assessment.models import AnswerEvent, Attempt
from lms.core.audit import AccessLogEntry, AuditEntry
from lms.core.db import begin_writing, db
from lms.courses.models import Course
from lms.learning.actions import withdraw
from lms.learning.models import ActivityProgress
from lms.notifications.models import Notice
from lms.sync.models import SyncEvent
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import RIGHT, WRONG, answer, hand_in, start, take_up, unit_of_work
from tests.factories.conducting import close, later
from tests.factories.outbox import answered, happened, held

LESSON = "learn/kursus/materi-1"
HELD = "/courses/kursus/held"


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's attempt, handed in with one wrong answer; Bima runs the course."""
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id)
    answer(app, cast.ayu.id, uuid, {1: WRONG[1], 2: RIGHT[2]})
    hand_in(app, cast.ayu.id, uuid)
    with unit_of_work(app):
        begin_writing()
        db.session.scalars(select(Course)).one().owner_id = cast.bima.id
    return uuid


def hold(app: Flask, person_id: int, event: dict[str, Any]) -> int:
    with unit_of_work(app):
        return held(person_id, event)


def row(app: Flask, held_id: int) -> SyncEvent:
    with app.app_context():
        return db.session.get_one(SyncEvent, held_id)


def score(app: Flask, uuid: str) -> float | None:
    with app.app_context():
        return db.session.scalars(select(Attempt.score).where(Attempt.uuid == uuid)).one()


def told(app: Flask, person_id: int) -> list[dict[str, Any]]:
    with app.app_context():
        query = select(Notice.params).where(
            Notice.person_id == person_id, Notice.kind == "held-decided"
        )
        return list(db.session.scalars(query))


def audited(app: Flask) -> list[tuple[str, int | None, int | None]]:
    with app.app_context():
        query = select(AuditEntry.action, AuditEntry.actor_id, AuditEntry.about_id)
        return [tuple(one) for one in db.session.execute(query) if one.action.startswith("sync:")]


def test_an_accepted_answer_counts_as_though_it_had_come_in_time(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    held_id = hold(app, cast.ayu.id, answered(uuid, 1, RIGHT[1], seq=2**45))
    assert score(app, uuid) == 50
    client.sign_in("bima")
    page = client.get(HELD).get_data(as_text=True)
    assert cast.ayu.full_name in page
    assert "sudah dikumpulkan" in page
    client.form_post(f"{HELD}/{held_id}/accept")
    assert score(app, uuid) == 100
    assert (row(app, held_id).state, row(app, held_id).payload) == ("accepted", {})
    assert [one["accepted"] for one in told(app, cast.ayu.id)] == [True]
    assert audited(app) == [("sync:accept", cast.bima.id, cast.ayu.id)]
    client.form_post(f"{HELD}/{held_id}/accept")
    assert len(told(app, cast.ayu.id)) == 1


def test_an_accepted_answer_does_not_win_over_one_that_was_given_after_it(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    held_id = hold(app, cast.ayu.id, answered(uuid, 2, WRONG[2], seq=0))
    client.sign_in("bima").form_post(f"{HELD}/{held_id}/accept")
    assert row(app, held_id).state == "accepted"
    assert score(app, uuid) == 50


def test_a_mark_that_came_after_the_end_is_accepted(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    close(app, cast.bima.id, "materi-1", minutes=1)
    with later(minutes=2):
        held_id = hold(app, cast.ayu.id, happened("done", LESSON, {}))
    client.sign_in("bima").form_post(f"{HELD}/{held_id}/accept")
    with app.app_context():
        progress = db.session.get(ActivityProgress, (1, "materi-1"))
        assert progress is not None
        assert progress.done_at is not None


def test_what_is_left_is_kept_and_its_person_reads_why(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    event = answered(uuid, 1, RIGHT[1])
    held_id = hold(app, cast.ayu.id, event)
    client.sign_in("bima")
    assert client.form_post(f"{HELD}/{held_id}/leave", {"reason": " "}).status_code == 422
    client.form_post(f"{HELD}/{held_id}/leave", {"reason": "Pembahasan sudah dibuka."})
    assert (row(app, held_id).state, row(app, held_id).payload) == ("left", event["payload"])
    assert [one["reason"] for one in told(app, cast.ayu.id)] == ["Pembahasan sudah dibuka."]
    assert score(app, uuid) == 50
    answer_page = client.form_post(f"{HELD}/{held_id}/accept", follow_redirects=True)
    assert "sudah diputuskan" in answer_page.get_data(as_text=True)
    assert "Dibiarkan" in client.get(f"{HELD}?state=decided").get_data(as_text=True)
    own = app.test_client()
    own.sign_in("ayu")  # type: ignore[attr-defined]
    assert "Pembahasan sudah dibuka." in own.get("/unsent").get_data(as_text=True)


def test_what_still_cannot_be_done_stays_held_and_nothing_of_it_is_done(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    with unit_of_work(app):
        withdraw(person_id=cast.ayu.id, course_key="kursus")
    held_id = hold(app, cast.ayu.id, happened("done", LESSON, {}))
    client.sign_in("bima")
    page = client.form_post(f"{HELD}/{held_id}/accept", follow_redirects=True)
    assert "tidak terbuka" in page.get_data(as_text=True)
    assert row(app, held_id).state == "held"
    assert told(app, cast.ayu.id) == []


def test_notes_are_nobody_elses(app: Flask, client: Client, cast: Cast, uuid: str) -> None:
    note = {"anchor": "entah", "content": "Hanya untuk saya."}
    held_id = hold(app, cast.ayu.id, happened("note", LESSON, note))
    assert row(app, held_id).course_id is not None
    client.sign_in("bima")
    assert "Hanya untuk saya." not in client.get(HELD).get_data(as_text=True)
    assert client.get(f"{HELD}/{held_id}").status_code == 404
    assert client.form_post(f"{HELD}/{held_id}/accept").status_code == 404
    own = app.test_client()
    own.sign_in("ayu")  # type: ignore[attr-defined]
    assert "Hanya untuk saya." in own.get("/unsent").get_data(as_text=True)


def test_the_person_tries_again_once_it_is_possible(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    with unit_of_work(app):
        withdraw(person_id=cast.ayu.id, course_key="kursus")
    held_id = hold(app, cast.ayu.id, happened("note", LESSON, {"anchor": "", "content": "A"}))
    client.sign_in("ayu")
    client.form_post(f"/unsent/{held_id}/retry")
    assert row(app, held_id).state == "held"
    client.form_post("/courses/kursus/enrol")
    client.form_post(f"/unsent/{held_id}/retry")
    assert (row(app, held_id).state, row(app, held_id).payload) == ("stored", {})
    assert "Tidak ada." in client.get("/unsent").get_data(as_text=True)


def test_nobody_tries_again_for_somebody_else(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    held_id = hold(app, cast.ayu.id, answered(uuid, 1, RIGHT[1]))
    assert client.sign_in("fajar").form_post(f"/unsent/{held_id}/retry").status_code == 404
    assert client.get(f"{HELD}/{held_id}").status_code == 404


def test_trying_again_gets_no_answer_in_that_the_course_must_decide_on(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    held_id = hold(app, cast.ayu.id, answered(uuid, 1, RIGHT[1]))
    client.sign_in("ayu").form_post(f"/unsent/{held_id}/retry")
    assert (row(app, held_id).state, score(app, uuid)) == ("held", 50)
    with app.app_context():
        assert len(db.session.scalars(select(AnswerEvent.id)).all()) == 3


@pytest.mark.parametrize(
    "payload",
    [{"position": 1, "answer": {"choice": 99}}, {"position": 99, "answer": {}}, {"x": [1]}, {}],
)
def test_content_that_no_question_has_breaks_no_page(
    app: Flask, client: Client, cast: Cast, uuid: str, payload: dict[str, Any]
) -> None:
    event = happened("answer", f"attempts/{uuid}", payload, wall_ms=2**53 - 1)
    held_id = hold(app, cast.ayu.id, event)
    client.sign_in("bima")
    assert client.get(HELD).status_code == 200
    assert client.get(f"{HELD}/{held_id}").status_code == 200
    own = app.test_client()
    own.sign_in("ayu")  # type: ignore[attr-defined]
    assert own.get("/unsent").status_code == 200


def test_looking_at_what_was_held_is_logged(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    client.sign_in("bima").get(HELD)
    with app.app_context():
        assert "sync.course_held" in db.session.scalars(select(AccessLogEntry.page)).all()
