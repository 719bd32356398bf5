"""Files that were made: kept for a while, and fetched as long as what they were made of is within reach."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.actions import grant_role
from lms.accounts.models import Person, SupervisorAssignment
from lms.core.clock import frozen
from lms.core.db import begin_unit, begin_writing, commit, db, rollback
from lms.core.jobs import Job
from lms.privacy.actions import requests
from lms.privacy.actions.expiring import expire_exports
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.accounts import new_person, supervise_too, writing
from tests.factories.exports import made_of_figures
from tests.factories.merging import decide
from tests.supervision.asked import (
    ask,
    content_of,
    exports,
    file_of,
    names_in,
    no_supervisor,
    status_of,
    steps,
    stored,
    work,
)


@pytest.mark.parametrize("what", ["of=people", "of=figures&unit={unit}"])
def test_who_lost_the_unit_since_gets_nothing(
    app: Flask, client: Client, cast: Cast, unit: int, what: str
) -> None:
    app.config["EXPORT_AT_ONCE"] = 0
    client.sign_in("citra")
    ask(client, what=what.format(unit=unit))
    work(app)
    (export,) = exports(app)
    assert status_of(client, export) == 200
    no_supervisor(app, cast)
    assert status_of(client, export) == 404


def test_who_reaches_a_part_only_of_what_is_shown_gets_nothing(
    app: Flask, client: Client, cast: Cast, unit: int
) -> None:
    """Citra keeps her unit and loses a direct report of another agency, who stands in the file."""
    with writing(app):
        supervise_too(cast.fajar.id, cast.citra.id)
    client.sign_in("citra")
    ask(client)
    work(app)
    (export,) = exports(app)
    assert len(names_in(content_of(client, export))) == 14
    with writing(app):
        report = select(SupervisorAssignment).where(
            SupervisorAssignment.supervisor_id == cast.citra.id,
            SupervisorAssignment.person_id == cast.fajar.id,
        )
        db.session.delete(db.session.scalars(report).one())
    assert client.get("/supervision").status_code == 200
    assert status_of(client, export) == 404


@pytest.mark.usefixtures("unit")
def test_a_file_is_its_askers_alone(app: Flask, client: Client, cast: Cast) -> None:
    """Not even an administrator fetches it, or somebody who supervises the same unit."""
    client.sign_in("citra")
    ask(client)
    work(app)
    (export,) = exports(app)
    with writing(app):
        grant_role(
            person_id=cast.gita.id,
            role="supervisor",
            unit_id=cast.units["dpu-jalan"],
            actor_id=None,
        )
    client.form_post("/sign-out")
    for who in ("gita", "eko", "ayu"):
        client.sign_in(who)
        assert status_of(client, export) == 404
        assert client.form_post(file_of(export).replace("file", "delete")).status_code == 404
        client.form_post("/sign-out")


@pytest.mark.usefixtures("unit")
def test_a_file_is_kept_for_seven_days(app: Flask, client: Client) -> None:
    client.sign_in("citra")
    ask(client)
    work(app)
    (export,) = exports(app)
    path = stored(app, export)
    for days, status, kept in ((6, 200, 1), (8, 404, 0)):
        with frozen(MOMENT + timedelta(days=days)):
            client.sign_in("citra")
            with app.app_context():
                begin_unit(may_write=True)
                expire_exports()
                commit()
            assert status_of(client, export) == status
            assert len(exports(app)) == kept
            assert path.exists() == bool(kept)


@pytest.mark.usefixtures("unit")
def test_a_file_that_is_deleted_is_gone_and_its_twin_is_not(
    app: Flask, client: Client, cast: Cast
) -> None:
    client.sign_in("citra")
    for _ in range(2):
        ask(client)
        work(app)
    first, second = exports(app)
    assert first.sha256 == second.sha256
    for export, remains in ((first, True), (second, False)):
        path = stored(app, export)
        client.form_post(f"/supervision/exports/{export.id}/delete")
        assert status_of(client, export) == 404
        work(app)
        assert path.exists() is remains
    assert exports(app) == []


def erase(app: Flask, person: Person, cast: Cast) -> None:
    """Decide that somebody is erased, and let the worker do it when the time has come."""
    with writing(app):
        requests.erase(
            person_id=person.id,
            typed_name=person.user_name,
            reason="Diminta.",
            actor_id=cast.eko.id,
        )
    with frozen(MOMENT + timedelta(minutes=16)):
        work(app)


@pytest.mark.usefixtures("unit")
def test_with_who_asked_the_file_is_erased(app: Flask, client: Client, cast: Cast) -> None:
    client.sign_in("citra")
    ask(client)
    work(app)
    path = stored(app, exports(app)[0])
    erase(app, cast.citra, cast)
    assert exports(app) == []
    assert not path.exists()


def restrict(app: Flask, person: Person, cast: Cast) -> None:
    """Restrict the use of somebody's data unasked."""
    with writing(app):
        requests.restrict(person_id=person.id, reason="Sengketa nilai.", actor_id=cast.eko.id)
    work(app)


def restrict_as_asked(app: Flask, person: Person, cast: Cast) -> None:
    """Grant somebody the restriction that they ask for."""
    with writing(app):
        asked = requests.ask(person_id=person.id, kind="restriction", content="Sengketa nilai.")
        requests.grant(request_id=asked.id, decision="Ya.", actor_id=cast.eko.id)
    work(app)


def merge_with_a_restricted_one(app: Flask, person: Person, cast: Cast) -> None:
    """Join an account to somebody's whose data may only be kept."""
    twin_id = new_person(app, "kembaran")
    with writing(app):
        begin_writing()
        db.session.get_one(Person, twin_id).restricted_at = MOMENT
        decide(kept_id=person.id, joined_id=twin_id, actor_id=cast.eko.id)
    work(app)


@pytest.mark.parametrize("end", [erase, restrict, restrict_as_asked, merge_with_a_restricted_one])
def test_lists_with_who_may_stand_in_none_are_gone_and_figures_stay(
    app: Flask,
    client: Client,
    cast: Cast,
    unit: int,
    end: Callable[[Flask, Person, Cast], None],
) -> None:
    """What was being made at the time is made again, without the name."""
    client.sign_in("citra")
    ask(client)
    with app.app_context():
        begin_unit(may_write=True)
        made_of_figures(cast.citra.id, unit)
    work(app)
    listed, counted = exports(app)
    path = stored(app, listed)
    ask(client, what="of=people&sort=-name")
    waiting = exports(app)[2]
    with app.app_context():
        begin_unit(may_write=True)
        work_on = steps(app, waiting.id)
        assert [next(work_on) for _ in range(2)] == [0, 13]
        work_on.close()
        rollback()
    with writing(app):
        job = db.session.scalars(select(Job).where(Job.key == f"make-export:{waiting.id}")).one()
        job.run_at = MOMENT + timedelta(hours=1)
    end(app, cast.ayu, cast)
    assert not path.exists()
    assert status_of(client, listed) == 404
    assert status_of(client, counted) == 200
    with frozen(MOMENT + timedelta(hours=2)):
        work(app)
    assert "Ayu" not in content_of(client, waiting).decode()


@pytest.mark.usefixtures("unit")
def test_no_number_of_anybody_stands_in_addresses_or_names(app: Flask, client: Client) -> None:
    client.sign_in("citra")
    ask(client, what="of=people&q=Ayu")
    work(app)
    (export,) = exports(app)
    with client.get(file_of(export)) as response:
        said = file_of(export) + response.headers["Content-Disposition"]
    assert not re.search(r"\d{9}", said)
    assert "Ayu" not in said
