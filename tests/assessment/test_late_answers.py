"""What arrives after the end: kept, told so, and worth nothing until somebody accepts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from lms.assessment.actions import accept_late as accept
from lms.assessment.actions import save_answer, submit
from lms.assessment.models import AnswerEvent, Attempt
from lms.assessment.queries.conduct import late_attempts_of, states_of
from lms.core.audit import AuditEntry
from lms.core.db import db
from lms.core.errors import Conflict, NotFound
from lms.learning.models import ActivityProgress
from tests.assessment.test_plain_form import Paper
from tests.cast import Cast
from tests.client import Client
from tests.factories import kinds
from tests.factories.assessment import (
    RIGHT,
    WRONG,
    answer,
    hand_in,
    sent,
    start,
    take_up,
    unit_of_work,
)
from tests.factories.conducting import accept_late, close, end_overdue, later
from tests.factories.courses import course_id_of, publish_course

TIMED = "pass=70 attempts=2 time=10m"


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's attempt at a quiz of ten minutes, in which she answered one of two questions in time."""
    take_up(app, cast.ayu.id, quiz_attributes=TIMED)
    uuid = start(app, cast.ayu.id)
    answer(app, cast.ayu.id, uuid, {1: RIGHT[1]})
    return uuid


def save(
    app: Flask, person_id: int, uuid: str, position: int, payload: Mapping[str, Any], **parts: Any
) -> str:
    """Save an answer; returns what the receipt says."""
    with unit_of_work(app):
        event = sent(position, payload, **parts)
        return save_answer(attempt_uuid=uuid, person_id=person_id, event=event).status


def the_attempt(app: Flask) -> Attempt:
    with app.app_context():
        return db.session.scalars(select(Attempt)).one()


def events(app: Flask) -> list[tuple[int | None, bool]]:
    """Position and lateness of every answer, as they came."""
    with app.app_context():
        query = select(AnswerEvent.position, AnswerEvent.late).where(AnswerEvent.kind == "answer")
        return [tuple(row) for row in db.session.execute(query.order_by(AnswerEvent.id))]


def audited(app: Flask) -> list[str]:
    with app.app_context():
        return list(
            db.session.scalars(
                select(AuditEntry.action).where(AuditEntry.action == "attempt:accept-late")
            )
        )


@pytest.mark.parametrize("handed_in", [False, True])
def test_an_answer_after_the_grace_is_kept_and_not_graded(
    app: Flask, cast: Cast, uuid: str, *, handed_in: bool
) -> None:
    with later(minutes=11):
        assert save(app, cast.ayu.id, uuid, 2, WRONG[2]) == "stored"
    with later(minutes=11, seconds=1):
        if handed_in:
            end_overdue(app)
        assert save(app, cast.ayu.id, uuid, 2, RIGHT[2], seq=2) == "late"
        end_overdue(app)
    assert events(app) == [(1, False), (2, False), (2, True)]
    assert the_attempt(app).score == 50.0


def test_a_late_answer_sent_again_is_a_duplicate(app: Flask, cast: Cast, uuid: str) -> None:
    with later(minutes=12):
        known = str(uuid4())
        assert save(app, cast.ayu.id, uuid, 2, RIGHT[2], event_id=known) == "late"
        assert save(app, cast.ayu.id, uuid, 2, RIGHT[2], event_id=known) == "duplicate"
    assert events(app) == [(1, False), (2, True)]


def test_an_answer_whose_receipt_was_lost_is_no_late_one(app: Flask, cast: Cast, uuid: str) -> None:
    known = str(uuid4())
    save(app, cast.ayu.id, uuid, 2, RIGHT[2], event_id=known)
    with later(minutes=12):
        end_overdue(app)
        assert save(app, cast.ayu.id, uuid, 2, RIGHT[2], event_id=known) == "duplicate"
    assert the_attempt(app).score == 100.0


def test_the_script_is_told_that_it_was_late(client: Client, uuid: str) -> None:
    with later(minutes=12):
        client.sign_in("ayu")
        event = sent(2, RIGHT[2])
        receipt = client.post(
            f"/attempts/{uuid}/answers",
            json={name: getattr(event, name) for name in event.__dataclass_fields__},
            headers={"X-CSRF-Token": client.csrf()},
        )
    assert receipt.status_code == 200
    assert receipt.json is not None
    assert (receipt.json["status"], receipt.json["taken_over"]) == ("late", False)


def test_the_plain_form_is_told_too(app: Flask, client: Client, uuid: str) -> None:
    client.sign_in("ayu")
    paper = Paper(client, uuid)
    paper.choose(2, 0, 2)
    with later(minutes=12):
        response = paper.press("finish")
        assert response.location == f"/attempts/{uuid}"
        page = client.get(response.location).get_data(as_text=True)
    assert "tersimpan sebagai terlambat" in page
    assert "Waktu habis" in page
    assert events(app) == [(1, False), (2, True)]


def test_accepted_answers_count_and_the_course_learns_of_it(
    app: Flask, cast: Cast, uuid: str
) -> None:
    with later(minutes=12):
        save(app, cast.ayu.id, uuid, 2, RIGHT[2])
        end_overdue(app)
        accept_late(app, cast.bima.id, uuid)
    assert (the_attempt(app).score, the_attempt(app).passed) == (100.0, True)
    with app.app_context():
        progress = db.session.scalars(select(ActivityProgress)).one()
        assert (progress.score, progress.done_at is not None) == (100.0, True)
    assert audited(app) == ["attempt:accept-late"]


def test_accepting_once_more_changes_nothing(app: Flask, cast: Cast, uuid: str) -> None:
    with later(minutes=12):
        save(app, cast.ayu.id, uuid, 2, RIGHT[2])
        end_overdue(app)
        for _ in range(3):
            accept_late(app, cast.bima.id, uuid)
    assert audited(app) == ["attempt:accept-late"]


def test_what_comes_after_the_acceptance_waits_again(app: Flask, cast: Cast, uuid: str) -> None:
    with later(minutes=12):
        save(app, cast.ayu.id, uuid, 2, RIGHT[2])
        end_overdue(app)
        accept_late(app, cast.bima.id, uuid)
        save(app, cast.ayu.id, uuid, 1, WRONG[1], seq=9)
    assert the_attempt(app).score == 100.0
    assert waiting(app) == 1
    accept_late(app, cast.bima.id, uuid)
    assert the_attempt(app).score == 50.0
    assert waiting(app) == 0


def waiting(app: Flask) -> int:
    """Attempts with late answers that nobody has decided on, as the list of quizzes counts them."""
    with app.app_context():
        state = states_of(course_id_of("kursus")).get("kuis")
        return state.late if state else 0


def listed(app: Flask) -> list[tuple[int, bool]]:
    with app.app_context():
        late = late_attempts_of(course_id_of("kursus"), "kuis")
        return [(one.answers, one.accepted) for one in late]


def test_runners_see_what_waits_and_what_they_accepted(app: Flask, cast: Cast, uuid: str) -> None:
    with later(minutes=12):
        save(app, cast.ayu.id, uuid, 2, {"choices": [0]})
        save(app, cast.ayu.id, uuid, 2, RIGHT[2], seq=2)
        assert (waiting(app), listed(app)) == (0, [])  # it isn't handed in yet
        end_overdue(app)
        assert (waiting(app), listed(app)) == (1, [(1, False)])
        accept_late(app, cast.bima.id, uuid)
        assert (waiting(app), listed(app)) == (0, [(1, True)])


def test_a_late_flag_is_nothing_to_decide_on(app: Flask, cast: Cast, uuid: str) -> None:
    with later(minutes=12):
        save(app, cast.ayu.id, uuid, 2, {"flagged": True}, kind="flag")
        end_overdue(app)
    assert (waiting(app), listed(app)) == (0, [])


def test_an_open_attempt_has_nothing_to_accept(app: Flask, cast: Cast, uuid: str) -> None:
    with unit_of_work(app), pytest.raises(Conflict):
        accept(course_id=course_id_of("kursus"), attempt_uuid=uuid, actor_id=cast.bima.id)


def test_an_attempt_of_another_course_can_not_be_accepted(
    app: Flask, cast: Cast, uuid: str
) -> None:
    with unit_of_work(app):
        other = publish_course("lain").id
    with unit_of_work(app), pytest.raises(NotFound):
        accept(course_id=other, attempt_uuid=uuid, actor_id=cast.bima.id)


def test_nothing_is_late_in_what_the_person_handed_in(app: Flask, cast: Cast, uuid: str) -> None:
    hand_in(app, cast.ayu.id, uuid)
    with later(minutes=12), unit_of_work(app), pytest.raises(Conflict):
        save_answer(attempt_uuid=uuid, person_id=cast.ayu.id, event=sent(2, RIGHT[2]))
    assert events(app) == [(1, False)]


def test_a_later_end_makes_the_next_answers_good_again(app: Flask, cast: Cast, uuid: str) -> None:
    close(app, cast.bima.id, minutes=5)
    with later(minutes=7):
        assert save(app, cast.ayu.id, uuid, 2, WRONG[2]) == "late"
        close(app, cast.bima.id, minutes=60)
        assert save(app, cast.ayu.id, uuid, 2, RIGHT[2], seq=2) == "stored"
        hand_in(app, cast.ayu.id, uuid)
    assert the_attempt(app).score == 100.0


@pytest.mark.parametrize(
    ("activity", "payload"), [("survei", {"point": 2}), ("tugas", {"text": "Risiko."})]
)
def test_surveys_and_assignments_refuse_what_comes_after_the_closing(
    app: Flask, client: Client, cast: Cast, activity: str, payload: dict[str, Any]
) -> None:
    kinds.take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id, kinds.COURSE, activity)
    close(app, cast.bima.id, activity, course_key=kinds.COURSE, minutes=5)
    client.sign_in("ayu")
    paper = Paper(client, uuid)
    with later(minutes=6):
        assert save(app, cast.ayu.id, uuid, 1, payload) == "stored"
    with later(minutes=6, seconds=1):
        with unit_of_work(app), pytest.raises(Conflict):
            save_answer(attempt_uuid=uuid, person_id=cast.ayu.id, event=sent(1, payload, seq=2))
        paper.fields["answer-1"] = "1"
        assert paper.press("save", 1).status_code == 409
        assert end_overdue(app) == 0
    assert events(app) == [(1, False)]


def test_a_survey_in_progress_can_be_handed_in_after_the_closing(app: Flask, cast: Cast) -> None:
    kinds.take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id, kinds.COURSE, "survei")
    answer(app, cast.ayu.id, uuid, {1: {"point": 2}})
    close(app, cast.bima.id, "survei", course_key=kinds.COURSE, minutes=5)
    with later(hours=1), unit_of_work(app):
        attempt = submit(
            attempt_uuid=uuid, person_id=cast.ayu.id, event_id=str(uuid4()), device_id="-"
        )
        assert attempt.ended_by == "person"


def result_page(client: Client, uuid: str) -> str:
    client.sign_in("ayu")
    return client.get(f"/attempts/{uuid}").get_data(as_text=True)


def test_the_result_says_that_the_clock_handed_it_in(app: Flask, client: Client, uuid: str) -> None:
    with later(minutes=12):
        end_overdue(app)
        shown = result_page(client, uuid)
    assert "Percobaan 1, dikumpulkan server saat waktunya habis, " in shown
    assert "setelah waktunya habis" not in shown


def test_the_result_of_what_the_learner_handed_in_names_no_clock(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    hand_in(app, cast.ayu.id, uuid)
    assert "Percobaan 1, dikumpulkan 23 November 2026" in result_page(client, uuid)


def test_the_result_says_what_becomes_of_late_answers(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    with later(minutes=12):
        end_overdue(app)
        save(app, cast.ayu.id, uuid, 2, WRONG[2], seq=2)
        save(app, cast.ayu.id, uuid, 2, RIGHT[2], seq=3)
        waiting = "Jawaban untuk 1 soal sampai setelah waktunya habis. Jawaban itu tersimpan"
        assert waiting in result_page(client, uuid)
        accept_late(app, cast.bima.id, uuid)
        shown = result_page(client, uuid)
    assert waiting not in shown
    assert "Jawaban untuk 1 soal sampai setelah waktunya habis. Jawaban itu diterima" in shown
