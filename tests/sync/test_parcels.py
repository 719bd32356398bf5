"""What a device couldn't send and somebody else brings: it counts as though the device had sent it, nobody
can forge or read it, and whoever brings it learns nothing."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.actions import disable_person
from lms.assessment.models import Attempt
from lms.core.audit import AuditEntry
from lms.core.db import db
from lms.core.errors import Invalid
from lms.learning.models import Note
from lms.notifications.models import Notice
from lms.sync.models import SyncEvent
from lms.sync.rules import parcels as rules
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import RIGHT, WRONG, hand_in, start, take_up, unit_of_work
from tests.factories.conducting import later
from tests.factories.outbox import answered, deliver, happened, results, statuses
from tests.factories.parcels import bring, locked, material, now_ms, parcel

DAYS_MS = 24 * 3600 * 1000


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's open attempt."""
    take_up(app, cast.ayu.id, quiz_attributes="pass=70 attempts=2 time=10m")
    return start(app, cast.ayu.id)


@pytest.fixture
def given(app: Flask, cast: Cast) -> dict[str, Any]:
    """What Ayu's device was given while it had a network."""
    return material(browser(app, "ayu"))


def browser(app: Flask, name: str) -> Client:
    return Client(app, app.response_class).sign_in(name)


def rows(app: Flask) -> list[SyncEvent]:
    with app.app_context():
        return list(db.session.scalars(select(SyncEvent).order_by(SyncEvent.id)))


def score(app: Flask, uuid: str) -> float | None:
    with app.app_context():
        return db.session.scalars(select(Attempt.score).where(Attempt.uuid == uuid)).one()


def audited(app: Flask) -> list[AuditEntry]:
    with app.app_context():
        query = select(AuditEntry).where(AuditEntry.action == "sync:take-in")
        return list(db.session.scalars(query))


def told(app: Flask) -> list[tuple[int, dict[str, Any]]]:
    with app.app_context():
        query = select(Notice.person_id, Notice.params).where(Notice.kind == "parcel-taken-in")
        return [(person_id, params) for person_id, params in db.session.execute(query)]


def counted(text: str) -> list[int]:
    """The figures of the page, in its order."""
    facts = text.partition('<dl class="facts">')[2].partition("</dl>")[0]
    told = [part.partition("</dd>")[0] for part in facts.split("<dd>")[1:]]
    return [int(one) for one in told if one.isdigit()]


def test_answers_that_somebody_brings_count_and_the_device_may_still_send_them(
    app: Flask, client: Client, cast: Cast, uuid: str, given: dict[str, Any]
) -> None:
    events = [
        answered(uuid, 2, RIGHT[2], 2),
        answered(uuid, 1, RIGHT[1], 1),
        happened("submit", f"attempts/{uuid}", {}, seq=3, device_id="d"),
    ]
    data = parcel(given, *events)
    client.sign_in("bima")
    page = bring(client, data)
    assert page.status_code == 200
    assert counted(page.text) == [3, 0, 0]
    assert score(app, uuid) == 100
    (entry,) = audited(app)
    assert (entry.actor_id, entry.about_id) == (cast.bima.id, cast.ayu.id)
    assert entry.details == {"stored": 3, "duplicate": 0, "quarantined": 0, "unreadable": 0}
    assert counted(bring(client, data).text) == [0, 3, 0]
    assert told(app) == [(cast.ayu.id, {"stored": 3, "held": 0})]
    assert statuses(deliver(browser(app, "ayu"), *events)) == ["duplicate"] * 3
    assert len(rows(app)) == 3


def test_what_the_device_could_send_meanwhile_is_not_doubled(
    app: Flask, client: Client, uuid: str, given: dict[str, Any]
) -> None:
    events = [answered(uuid, 1, RIGHT[1], 1), answered(uuid, 2, RIGHT[2], 2)]
    data = parcel(given, *events)
    deliver(browser(app, "ayu"), events[0])
    assert counted(bring(client.sign_in("eko"), data).text) == [1, 1, 0]
    assert len(rows(app)) == 2


def test_more_than_a_batch_comes_in_order(
    app: Flask, client: Client, uuid: str, given: dict[str, Any]
) -> None:
    changes = [answered(uuid, 1, WRONG[1], number) for number in range(1, 70)]
    last = [answered(uuid, 1, RIGHT[1], 70), answered(uuid, 2, RIGHT[2], 71)]
    end = happened("submit", f"attempts/{uuid}", {}, seq=72, device_id="d")
    data = parcel(given, end, *last, *reversed(changes))
    assert counted(bring(client.sign_in("bima"), data).text) == [72, 0, 0]
    assert score(app, uuid) == 100


def test_what_comes_too_late_is_held_for_those_who_run_the_course(
    app: Flask, client: Client, cast: Cast, uuid: str, given: dict[str, Any]
) -> None:
    hand_in(app, cast.ayu.id, uuid)
    data = parcel(given, answered(uuid, 1, RIGHT[1], 1))
    page = bring(client.sign_in("bima"), data)
    assert counted(page.text) == [0, 0, 1]
    assert [one.state for one in rows(app)] == ["held"]
    assert "sudah dikumpulkan" not in page.text
    assert "sudah dikumpulkan" in browser(app, "ayu").get("/unsent").text
    assert counted(bring(client, data).text) == [0, 0, 1]
    assert len(rows(app)) == 1


def test_who_brings_it_reads_nothing_of_it(
    app: Flask, client: Client, cast: Cast, uuid: str, given: dict[str, Any]
) -> None:
    note = happened("note", "learn/kursus/materi-1", {"anchor": "", "content": "Rahasia saya."})
    page = bring(client.sign_in("bima"), parcel(given, note))
    with app.app_context():
        assert db.session.scalars(select(Note.content)).all() == ["Rahasia saya."]
    assert "Rahasia" not in page.text
    assert cast.ayu.full_name not in page.text
    assert "Rahasia" not in json.dumps(audited(app)[0].details)
    notice = browser(app, "ayu").get("/notices")
    assert "Berkas kiriman Anda sudah diunggah di server: 1 tersimpan" in notice.text


def test_how_far_the_clock_was_off_is_known_however_long_the_file_was_on_its_way(
    app: Flask, client: Client, cast: Cast, uuid: str, given: dict[str, Any]
) -> None:
    ahead_ms = 3 * DAYS_MS
    event = answered(uuid, 1, RIGHT[1], 1, wall_ms=now_ms() + ahead_ms)
    data = parcel(given, event, ahead_ms=ahead_ms)
    with later(days=5):
        bring(client.sign_in("bima"), data)
    assert [one.skew_ms for one in rows(app)] == [ahead_ms]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"[]",
        b"null",
        b"{}",
        b'{"kiriman": 2}',
        b"\xff\xfe",
        b"[" * 200_000,
    ],
)
def test_another_file_is_refused(client: Client, cast: Cast, data: bytes) -> None:
    page = bring(client.sign_in("bima"), data)
    assert page.status_code == 422
    assert "bukan berkas kiriman" in page.text or "rusak" in page.text


def test_a_file_that_is_larger_than_any_parcel_is_not_even_read() -> None:
    with pytest.raises(Invalid, match="bukan berkas kiriman"):
        rules.open_parcel("secret", b'{"kiriman": 1' + b" " * rules.MOST_BYTES + b"}", 0)


def test_no_file_is_refused(client: Client, cast: Cast) -> None:
    page = client.sign_in("bima").form_post("/parcels", {"file": (BytesIO(b""), "")})
    assert page.status_code == 422
    assert "Pilih berkasnya dahulu" in page.text


@pytest.mark.parametrize("name", ["point", "iv", "content"])
@pytest.mark.parametrize("value", [None, 1, "", "###", "AAAA", "A" * 88, "flip"])
def test_a_parcel_that_was_changed_is_refused(
    app: Flask, client: Client, uuid: str, given: dict[str, Any], name: str, value: Any
) -> None:
    said = json.loads(parcel(given, answered(uuid, 1, RIGHT[1], 1)))
    flipped = ("B" if said[name][20 % len(said[name])] == "A" else "A").join(
        (said[name][: 20 % len(said[name])], said[name][20 % len(said[name]) + 1 :])
    )
    said[name] = flipped if value == "flip" else value
    page = bring(client.sign_in("bima"), json.dumps(said).encode())
    assert page.status_code == 422
    assert "rusak atau diubah" in page.text
    assert rows(app) == []
    assert audited(app) == []


def test_a_parcel_for_another_installation_is_refused(
    client: Client, uuid: str, given: dict[str, Any]
) -> None:
    other = rules.public_key("another secret")
    data = parcel(given | {"key": other.id, "point": other.point}, answered(uuid, 1, RIGHT[1], 1))
    page = bring(client.sign_in("bima"), data)
    assert page.status_code == 422
    assert "server lain" in page.text


def test_nobody_makes_a_parcel_of_somebody_else(
    app: Flask, client: Client, cast: Cast, uuid: str, given: dict[str, Any]
) -> None:
    """Fajar has a ticket and the public key; Ayu's ticket he has not."""
    own = material(browser(app, "fajar"))
    _, moment, mark = own["ticket"].split(".")
    event = answered(uuid, 1, RIGHT[1], 1)
    client.sign_in("bima")
    for ticket in (
        f"{cast.ayu.id}.{moment}.{mark}",
        f"{cast.ayu.id}.{moment}.{'0' * 64}",
        f"{cast.ayu.id}",
        None,
        {"person": cast.ayu.id},
    ):
        content = {"ticket": ticket, "at": now_ms(), "events": [event]}
        page = bring(client, json.dumps(locked(own, content)).encode())
        assert page.status_code == 422
        assert "rusak atau diubah" in page.text
    assert rows(app) == []
    # With his own, it is his: an attempt that isn't.
    assert counted(bring(client, parcel(own, event)).text) == [0, 0, 1]
    assert [(one.person_id, one.state) for one in rows(app)] == [(cast.fajar.id, "held")]


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        {"at": None},
        {"at": -1},
        {"at": True},
        {"at": 2**53},
        {"events": {}},
        {"events": None},
    ],
)
def test_a_locked_file_with_anything_else_in_it_is_refused(
    app: Flask, client: Client, given: dict[str, Any], content: Any
) -> None:
    said = content
    if isinstance(content, dict):
        said = {"ticket": given["ticket"], "at": now_ms(), "events": []} | content
    page = bring(client.sign_in("bima"), json.dumps(locked(given, said)).encode())
    assert page.status_code == 422
    assert "rusak atau diubah" in page.text


def test_more_than_a_parcel_holds_is_refused_as_a_whole(
    app: Flask, client: Client, given: dict[str, Any]
) -> None:
    event = happened("done", "learn/kursus/materi-1", {})
    page = bring(client.sign_in("bima"), parcel(given, *[event] * (rules.MOST_EVENTS + 1)))
    assert page.status_code == 422
    assert "Paling banyak 200 kiriman sekaligus" in page.text


def test_a_broken_event_in_it_holds_none_of_the_others_up(
    app: Flask, client: Client, uuid: str, given: dict[str, Any]
) -> None:
    good = answered(uuid, 1, RIGHT[1], 1)
    with_nul = happened("note", "learn/kursus/tidak-ada", {"anchor": "x", "content": "a\0b"})
    page = bring(client.sign_in("bima"), parcel(given, {"event_id": "x"}, with_nul, good))
    assert counted(page.text) == [1, 0, 0, 2]
    assert "Tidak terbaca" in page.text


def test_a_ticket_runs_out_after_a_year(
    app: Flask, client: Client, uuid: str, given: dict[str, Any]
) -> None:
    data = parcel(given, answered(uuid, 1, RIGHT[1], 1))
    with later(days=367):
        page = bring(client.sign_in("bima"), data)
    assert page.status_code == 422
    assert "tidak berlaku" in page.text
    with later(days=365):
        assert bring(browser(app, "bima"), data).status_code == 200


def test_nothing_is_taken_in_for_an_account_that_was_shut(
    app: Flask, client: Client, cast: Cast, uuid: str, given: dict[str, Any]
) -> None:
    with unit_of_work(app):
        disable_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    page = bring(client.sign_in("bima"), parcel(given, answered(uuid, 1, RIGHT[1], 1)))
    assert page.status_code == 422
    assert "tidak aktif" in page.text
    assert rows(app) == []


def test_the_server_gives_a_device_what_it_needs_when_it_asks(app: Flask, cast: Cast) -> None:
    ayu = browser(app, "ayu")
    assert "parcel" not in (deliver(ayu).json or {})
    said = deliver(ayu, parcel=True).json
    assert said is not None
    assert results(deliver(ayu, parcel=True)) == {}
    assert said["parcel"] == material(ayu)


def test_who_looks_at_somebodys_pages_gets_no_ticket_of_theirs(
    app: Flask, client: Client, cast: Cast
) -> None:
    client.sign_in("eko")
    client.form_post(f"/people/{cast.ayu.id}/reading", {"reason": "Ayu melihat halaman kosong."})
    page = client.get("/unsent")
    assert page.status_code == 200
    assert "data-material" not in page.text


def test_learners_bring_nothing(client: Client, cast: Cast) -> None:
    client.sign_in("ayu")
    assert client.get("/parcels").status_code == 403
    assert bring(client, b"{}").status_code == 403


def test_a_parcel_and_its_ticket_tell_nothing_to_who_finds_it(
    cast: Cast, given: dict[str, Any], uuid: str
) -> None:
    data = parcel(given, answered(uuid, 1, RIGHT[1], 1)).decode()
    assert given["ticket"] not in data
    assert set(json.loads(data)) == {"kiriman", "key", "point", "iv", "content"}
