"""A double click on any button: the second post does nothing more than the first."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.cli.demo import PASSWORD
from lms.core.db import db
from tests.access_world import OPEN, World, build
from tests.bad_input.forms import FORMS, NEW
from tests.cast import Cast
from tests.client import Client

ISSUES_A_CODE = "/people/<int:person_id>/one-time-code"
MAKES_A_TOKEN = "/account/tokens"
"""Both show what is stored nowhere, so a second click can only issue another one."""

BY_AUTHORS = re.compile(
    r"^/authoring|/-/|^/courses/<key>/(?:reports|conduct|gradebook|held|questions|marking|certificate)"
)

BY_SUPERVISORS = re.compile(r"^/supervision/(?:people|reminders|exports|views/(?:new|replace))")

BY_ADMINISTRATORS = re.compile(
    r"^/people|^/parcels|^/settings|^/units|^/notifications/deliveries|^/privacy-requests/"
    r"|^/supervision/(?:duties|units)"
    r"|^/credentials/(?:batches|certificates|hours|renamed|rules|templates|verification)"
)

ANSWERS = {
    "/units/<int:parent_id>/units/new": (302, 422),
    "/units/<int:unit_id>/close": (422, 422),
    "/units/<int:unit_id>/merge": (302, 422),
    "/units/<int:unit_id>/take-back": (409, 409),
    "/units/new": (302, 422),
    "/account/password": (302, 400),
    "/account/second-factor/recovery-codes": (409, 409),
    "/account/second-factor/setup": (409, 409),
    "/account/second-factor/turn-off": (409, 409),
    "/people/codes": (422, 422),
    "/people/codes/<int:batch_id>/slips": (404, 404),
    "/sign-in/code": (422, 422),
    "/credentials/batches": (422, 422),
    "/credentials/renamed": (422, 422),
    "/credentials/templates/new": (303, 422),
    "/credentials/templates/preview": (422, 422),
    "/learn/<course>/<activity>/paper": (409, 409),
    "/learn/<course>/finish": (409, 409),
    "/reset-code": (422, 422),
    "/supervision/people/<int:person_id>/plans/<int:year>/close": (409, 409),
    "/supervision/plans/<int:year>/close": (409, 409),
    "/supervision/views/replace": (422, 422),
    "/reset/<token>": (404, 404),
    "/api/v1/courses/<key>/revisions": (401, 401),
    "/api/v1/people/imports": (401, 401),
    "/api/v1/people/imports/<int:import_id>/apply": (401, 401),
    "/api/v1/people/imports/<int:import_id>/undo": (401, 401),
    "/api/v1/sync": (403, 403),
    "/authoring/<key>/check": (422, 422),
    "/authoring/<key>/people": (422, 422),
    "/authoring/<key>/preview": (422, 422),
    "/authoring/<key>/publish": (422, 422),
    "/authoring/<key>/requests/<int:request_id>/approve": (404, 404),
    "/authoring/<key>/requests/<int:request_id>/decline": (404, 404),
    "/authoring/<key>/requests/<int:request_id>/withdraw": (404, 404),
    "/authoring/<key>/uploads": (422, 422),
    "/authoring/new": (422, 422),
    "/authoring/new/upload": (422, 422),
    "/courses/<key>/conduct/<activity>/accommodations": (422, 422),
    "/courses/<key>/conduct/<activity>/accommodations/<int:row_id>/delete": (404, 404),
    "/courses/<key>/conduct/<activity>/late/<uuid:uuid>": (409, 409),
    "/courses/<key>/marking/<activity>/<uuid:uuid>/change": (404, 404),
    "/courses/<key>/marking/<activity>/<uuid:uuid>/files": (422, 422),
    "/courses/<key>/questions/<int:question_id>/correction": (422, 422),
    "/courses/<key>/questions/<int:question_id>/correction/preview": (422, 422),
    "/courses/<key>/reports/<int:report_id>": (404, 404),
    "/learn/<key>/-/dates/<activity>/extensions": (422, 422),
    "/parcels": (422, 422),
    "/people/doubles/<int:pair_id>/merge": (422, 422),
    "/people/imports": (422, 422),
    "/notifications/devices": (422, 422),
    "/notifications/devices/take-along": (422, 422),
    "/people/imports/<int:import_id>/apply": (404, 404),
    "/people/imports/<int:import_id>/check": (404, 404),
    "/people/imports/<int:import_id>/discard": (404, 404),
    "/people/imports/<int:import_id>/undo": (404, 404),
}
"""What is answered where it isn't twice the same success."""


def click(client: Client, address: str, rule: str, token: str) -> int:
    """Send the form of a page that carries the token; returns the answer's status."""
    if rule.endswith("/position"):
        headers = {"X-CSRF-Token": token}
        return client.post(address, json=FORMS[rule], headers=headers).status_code
    return client.post(address, data={"csrf_token": token, **FORMS[rule]}).status_code


def who_sends(rule: str) -> str:
    """Who has the page with the button."""
    if BY_ADMINISTRATORS.search(rule):
        return "eko"
    if BY_SUPERVISORS.search(rule):
        return "citra"
    return "bima" if BY_AUTHORS.search(rule) else "ayu"


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    return build(app, cast)


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table has. What was done is recorded as often as it was done,
    and so is who is to be counted anew."""
    with app.app_context():
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
            if table.name not in {"audit_entry", "access_log", "throttle_count", "recount"}
        }


@pytest.mark.parametrize("rule", sorted(set(FORMS) - {ISSUES_A_CODE, MAKES_A_TOKEN}))
def test_a_second_click_adds_nothing(app: Flask, client: Client, world: World, rule: str) -> None:
    client.sign_in(who_sends(rule))
    address, token = world.address(rule, "ayu", OPEN), client.csrf()
    first = click(client, address, rule, token)
    once = rows(app)
    second = click(client, address, rule, token)
    assert rows(app) == once
    assert (first, second) == ANSWERS.get(rule, (first, first))
    assert rule in ANSWERS or first < 400


def test_of_two_codes_only_the_one_on_the_page_opens_the_account(
    app: Flask, client: Client, world: World
) -> None:
    client.sign_in("eko")
    address = world.address(ISSUES_A_CODE, "ayu", OPEN)
    pages = [client.form_post(address).text for _ in range(2)]
    codes = [re.findall(r"\b[A-HJ-KM-NP-Z2-9]{5}-?[A-HJ-KM-NP-Z2-9]{5}\b", page) for page in pages]
    assert codes[0] != codes[1]
    visitor = client.application.test_client()
    assert isinstance(visitor, Client)
    for (code,), status in zip(codes, (422, 302), strict=True):
        answer = visitor.form_post("/reset-code", {"identifier": "ayu", "code": code, **NEW})
        assert answer.status_code == status


def test_a_second_click_on_the_way_in_is_no_error(client: Client) -> None:
    form = {"csrf_token": client.csrf(), "identifier": "ayu", "password": PASSWORD}
    for _ in range(2):
        answer = client.post("/sign-in", data={**form, "next": "/courses"})
        assert answer.status_code == 302
    assert answer.headers["Location"] == "/courses"
    assert client.get("/courses").status_code == 200


def test_no_form_is_left_out(app: Flask) -> None:
    assert set(FORMS) == {rule.rule for rule in app.url_map.iter_rules() if "POST" in rule.methods}
