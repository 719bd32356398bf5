"""Whom a supervisor reaches and on which day, where units stand in the tree, who is signed in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from lms.accounts import actions, policy, queries
from lms.accounts.models import (
    AuthSession,
    Membership,
    Person,
    RoleGrant,
    SupervisorAssignment,
    UnitVersion,
)
from lms.core import clock
from lms.core.db import db
from tests.cast import Cast
from tests.factories.accounts import new_person, writing

TODAY = date(2026, 11, 23)
A_BROWSER = actions.Browser("192.0.2.1", "Firefox/120")


def reached(app: Flask, actor: Person, day: date = TODAY) -> set[str]:
    """User names of the people whom the actor reaches."""
    with app.app_context():
        ids = queries.reached_person_ids(actor, day)
        return set(db.session.scalars(select(Person.user_name).where(Person.id.in_(ids))))


def test_the_direct_supervisor_is_told_else_the_nearest_units(app: Flask, cast: Cast) -> None:
    lonely = new_person(app, "lonely", unit_id=cast.units["dpu"])
    below = new_person(app, "bawah", unit_id=cast.units["dpu-jalan"])
    with app.app_context():
        told = queries.supervisors_to_tell
        assert told(cast.ayu.id) == told(below) == [cast.citra.id]
        assert told(cast.citra.id) == told(lonely) == []


def test_a_supervisor_reaches_the_unit_but_not_themselves(app: Flask, cast: Cast) -> None:
    assert reached(app, cast.citra) == {"ayu"}
    assert reached(app, cast.gita) == {"fajar"}


def test_others_reach_nobody(app: Flask, cast: Cast) -> None:
    assert all(not reached(app, one) for one in (cast.ayu, cast.bima, cast.dewi, cast.eko))


def test_a_grant_covers_everything_below_its_unit(app: Flask, cast: Cast) -> None:
    new_person(
        app, "hana", unit_id=cast.units["dpu"], role="supervisor", role_unit_id=cast.units["dpu"]
    )
    new_person(app, "indra", unit_id=cast.units["dpu-cipta"])
    with app.app_context():
        hana = queries.person_by_identifier("hana")
        assert hana is not None
    assert reached(app, hana) == {"ayu", "citra", "indra"}


def test_direct_reports_count_wherever_they_work_acting_ones_too(app: Flask, cast: Cast) -> None:
    with writing(app):
        actions.assign_supervisor(
            person_id=cast.fajar.id,
            supervisor_id=cast.bima.id,
            acting="plt",
            valid_until=date(2027, 1, 1),
        )
        actions.assign_supervisor(person_id=cast.dewi.id, supervisor_id=cast.bima.id)
    assert reached(app, cast.bima) == {"fajar", "dewi"}
    assert reached(app, cast.gita) == {"fajar"}


def test_a_new_supervisor_takes_the_place_of_the_one_before(app: Flask, cast: Cast) -> None:
    with writing(app):
        actions.assign_supervisor(
            person_id=cast.fajar.id, supervisor_id=cast.bima.id, valid_from=TODAY
        )
        actions.add_membership(person_id=cast.fajar.id, unit_id=cast.units["dinkes"])
    assert reached(app, cast.bima) == {"fajar"}
    assert reached(app, cast.gita) == set()


def test_reach_follows_the_day(app: Flask, cast: Cast) -> None:
    with writing(app):
        actions.add_membership(
            person_id=cast.ayu.id, unit_id=cast.units["dpu-cipta"], valid_from=date(2026, 6, 1)
        )
        db.session.execute(
            update(SupervisorAssignment)
            .where(SupervisorAssignment.person_id == cast.ayu.id)
            .values(valid_until=date(2026, 6, 1))
        )
    assert reached(app, cast.citra, date(2026, 5, 31)) == {"ayu"}
    assert reached(app, cast.citra, date(2026, 6, 1)) == set()


def test_a_grant_that_is_over_reaches_nobody(app: Flask, cast: Cast) -> None:
    grant = next(grant for grant in cast.citra.role_grants if grant.role == "supervisor")
    with writing(app):
        actions.end_role(grant_id=grant.id, actor_id=cast.eko.id)
        db.session.execute(
            update(SupervisorAssignment)
            .where(SupervisorAssignment.supervisor_id == cast.citra.id)
            .values(valid_until=TODAY)
        )
    assert reached(app, cast.citra) == set()
    assert reached(app, cast.citra, TODAY - timedelta(days=1)) == {"ayu"}


def test_a_ring_of_units_still_ends(app: Flask, cast: Cast) -> None:
    with writing(app):
        db.session.execute(
            update(UnitVersion)
            .where(UnitVersion.unit_id == cast.units["dpu"])
            .values(parent_id=cast.units["dpu-jalan"])
        )
    assert reached(app, cast.citra) == {"ayu"}
    with app.app_context():
        above = queries.unit_and_above(cast.units["dpu-jalan"], TODAY)
        assert above == [cast.units["dpu-jalan"], cast.units["dpu"]]


def test_a_unit_knows_what_is_above_and_below_it(app: Flask, cast: Cast) -> None:
    units = cast.units
    with app.app_context():
        assert queries.unit_and_above(units["dpu-jalan"], TODAY) == [
            units["dpu-jalan"],
            units["dpu"],
            units["prov"],
        ]
        below = set(db.session.scalars(queries.unit_and_below(units["dpu"], TODAY)))
        assert below == {units["dpu"], units["dpu-jalan"], units["dpu-cipta"]}
        assert queries.unit_of(cast.ayu.id, TODAY) == units["dpu-jalan"]
        assert queries.unit_of(cast.ayu.id, date(2025, 12, 31)) is None


def test_the_day_begins_in_the_zone_of_the_installation() -> None:
    with clock.frozen(datetime.fromisoformat("2026-12-31T17:30:00+00:00")):
        assert clock.today() == date(2027, 1, 1)


def test_a_session_is_loaded_in_one_statement_with_todays_roles(app: Flask, cast: Cast) -> None:
    with writing(app):
        token = actions.open_session(
            person_id=cast.citra.id, remember=False, browser=A_BROWSER
        ).token
        db.session.add(
            RoleGrant(person_id=cast.citra.id, role="organiser", valid_from=date(2027, 1, 1))
        )
    seen: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        loaded = queries.session_by_token(token)
        assert loaded is not None
        person = loaded.person
        assert policy.has_role(person, "supervisor")
        assert not policy.has_role(person, "organiser")
        assert policy.role_units(person, "supervisor") == {cast.units["dpu-jalan"]}
        assert person.has_reports
        assert policy.reaches_somebody(person)
        assert loaded.get_id() == token
    assert len(seen) == 1, seen


def test_only_the_hash_of_a_sessions_token_is_stored(app: Flask, cast: Cast) -> None:
    with writing(app):
        token = actions.open_session(person_id=cast.ayu.id, remember=True, browser=A_BROWSER).token
    with app.app_context():
        row = db.session.scalars(select(AuthSession)).one()
        assert row.token == ""
        assert token not in {row.token_hash, row.user_agent}
        assert row.token_hash == queries.token_hash(token)


def test_an_expired_session_is_none(app: Flask, cast: Cast, moment: datetime) -> None:
    with writing(app):
        token = actions.open_session(person_id=cast.ayu.id, remember=False, browser=A_BROWSER).token
    with app.app_context(), clock.frozen(moment + timedelta(hours=11, minutes=59)):
        assert queries.session_by_token(token) is not None
    with app.app_context(), clock.frozen(moment + timedelta(hours=12)):
        assert queries.session_by_token(token) is None


@pytest.mark.parametrize(
    "identifier", ["ayu", "AYU ", "ayu@contoh.go.id", "199504122020012001", "19950412 202001 2 001"]
)
def test_a_person_is_found_by_each_identifier(app: Flask, cast: Cast, identifier: str) -> None:
    with app.app_context():
        found = queries.person_by_identifier(identifier)
        assert found is not None
        assert found.id == cast.ayu.id


def test_what_is_swept_is_long_over(app: Flask, cast: Cast, moment: datetime) -> None:
    with writing(app):
        actions.open_session(person_id=cast.ayu.id, remember=False, browser=A_BROWSER)
        actions.open_session(person_id=cast.ayu.id, remember=True, browser=A_BROWSER)
    with clock.frozen(moment + timedelta(days=8)), writing(app):
        assert actions.sweep() == 1
        assert actions.sweep() == 0


def test_moving_ends_the_place_held_until_then(app: Flask, cast: Cast) -> None:
    with writing(app):
        actions.add_membership(
            person_id=cast.ayu.id, unit_id=cast.units["bpsdm"], position="Analis"
        )
    with app.app_context():
        places = db.session.scalars(
            select(Membership).where(Membership.person_id == cast.ayu.id).order_by(Membership.id)
        ).all()
        assert [place.valid_until for place in places] == [TODAY, None]
        assert queries.place_of(cast.ayu.id).position == "Analis"
