"""Creating people, giving and ending roles, shutting accounts: what is refused and what is kept."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts import actions, policy, queries, rules
from lms.accounts.models import RoleGrant
from lms.core.audit import AuditEntry
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import Invalid, NotFound
from tests.cast import Cast
from tests.factories.accounts import NEW_PASSWORD, writing


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"user_name": "AYU"}, "user_name"),
        ({"email": "Ayu@contoh.go.id"}, "email"),
        ({"employee_number": "19950412 202001 2 001"}, "employee_number"),
        ({"employee_number": "123"}, "employee_number"),
        ({"full_name": "  "}, "full_name"),
    ],
)
def test_what_is_taken_or_misshapen_is_told_at_its_field(
    app: Flask, cast: Cast, given: dict[str, str], field: str
) -> None:
    values = {"user_name": "hana", "full_name": "Hana Contoh"} | given
    with writing(app):
        with pytest.raises(Invalid) as refused:
            actions.create_person(**values)  # type: ignore[arg-type]
        assert refused.value.field == field


def test_a_refused_person_leaves_the_rest_of_the_transaction_whole(app: Flask, cast: Cast) -> None:
    with writing(app):
        actions.create_person(user_name="hana", full_name="Hana Contoh")
        with pytest.raises(Invalid):
            actions.create_person(user_name="hana", full_name="Hana Lain")
    with app.app_context():
        found = queries.person_by_identifier("hana")
        assert found is not None
        assert found.full_name == "Hana Contoh"


def test_the_first_administrator_is_made_with_a_good_password_only(app: Flask) -> None:
    demands = rules.PasswordPolicy()
    with writing(app), pytest.raises(Invalid):
        actions.create_admin(
            user_name="utama",
            full_name="Admin Utama",
            password="admin12345",
            password_policy=demands,
        )
    with writing(app):
        made = actions.create_admin(
            user_name="utama",
            full_name="Admin Utama",
            password=NEW_PASSWORD,
            password_policy=demands,
        )
        assert policy.has_role_everywhere(made, policy.ADMINISTRATOR)


def test_a_role_given_twice_is_one_grant(app: Flask, cast: Cast) -> None:
    with writing(app):
        for _time in range(2):
            actions.grant_role(person_id=cast.ayu.id, role="instructor", actor_id=cast.eko.id)
    with app.app_context():
        grants = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == cast.ayu.id))
        assert len(grants.all()) == 1


def test_a_role_of_a_unit_needs_one(app: Flask, cast: Cast) -> None:
    with writing(app):
        with pytest.raises(Invalid, match="unit"):
            actions.grant_role(person_id=cast.ayu.id, role="supervisor", actor_id=None)
        with pytest.raises(Invalid, match="tidak dikenal"):
            actions.grant_role(person_id=cast.ayu.id, role="raja", actor_id=None)


def test_an_ended_role_is_over_today(app: Flask, cast: Cast) -> None:
    with writing(app):
        grant = actions.grant_role(person_id=cast.ayu.id, role="instructor", actor_id=None)
        actions.end_role(grant_id=grant.id, actor_id=cast.eko.id)
        actions.end_role(grant_id=grant.id, actor_id=cast.eko.id)
    with app.app_context():
        assert not policy.has_role(queries.person(cast.ayu.id), "instructor")


def test_nobody_supervises_themselves(app: Flask, cast: Cast) -> None:
    with writing(app), pytest.raises(Invalid):
        actions.assign_supervisor(person_id=cast.ayu.id, supervisor_id=cast.ayu.id)


def test_people_who_are_not_there_are_not_found(app: Flask) -> None:
    with writing(app):
        for act in (actions.disable_person, actions.enable_person):
            with pytest.raises(NotFound):
                act(person_id=999_999, actor_id=None)
        with pytest.raises(NotFound):
            actions.end_role(grant_id=999_999, actor_id=None)
        with pytest.raises(NotFound):
            actions.issue_code(actor_id=1, person_id=999_999, secret="s")


def test_shutting_an_account_twice_is_noted_once(app: Flask, cast: Cast) -> None:
    with writing(app):
        for _time in range(2):
            actions.disable_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    with app.app_context():
        noted = db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.action == "person:disable")
        )
        assert len(noted.all()) == 1


def test_a_new_unit_stands_where_it_was_put(app: Flask, cast: Cast) -> None:
    with writing(app):
        unit = actions.create_unit(code="dpu-uji", name="Laboratorium", parent_id=cast.units["dpu"])
        with pytest.raises(Invalid):
            actions.create_unit(code="dpu-uji", name="Lagi")
        assert queries.unit_and_above(unit.id, today()) == [
            unit.id,
            cast.units["dpu"],
            cast.units["prov"],
        ]
