"""Nothing that is sent to any route is answered with a fault of ours, and what is refused leaves
nothing behind: as a learner, as an administrator and as a visitor."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.bad_input import hostile
from tests.bad_input.hostile import Body
from tests.bad_input.walk import ENDS_SOMETHING, Walk, all_rows, check
from tests.cast import Cast
from tests.client import Client


@pytest.fixture(params=["visitor", "ayu", "eko"])
def walk(request: pytest.FixtureRequest, app: Flask, cast: Cast, client: Client) -> Walk:
    return Walk(app, cast, client, request.param)


def test_no_address_is_too_strange_to_be_answered(walk: Walk) -> None:
    before = all_rows(walk.app)
    for rule in walk.rules("GET"):
        for path in walk.misnamed(rule.rule, walk.some(rule, hostile.SEGMENTS)):
            walk.get(path)
    assert all_rows(walk.app) == before


def test_no_query_is_too_strange_to_be_answered(walk: Walk) -> None:
    before = all_rows(walk.app)
    for rule in walk.rules("GET"):
        path = walk.address(rule.rule)
        for query in walk.some(rule, hostile.RAW_QUERIES):
            walk.get(path, query)
        for word in walk.some(rule, hostile.WORDS):
            walk.get(path, urlencode(dict.fromkeys(hostile.QUERY_NAMES, word)))
    assert all_rows(walk.app) == before


def test_no_form_is_too_strange_to_be_answered(walk: Walk) -> None:
    for rule in walk.rules("POST"):
        path = walk.address(rule.rule)
        for body in walk.some(rule, hostile.bodies()):
            walk.post(path, body)
        if rule.endpoint in ENDS_SOMETHING:
            walk.sign_in()


def test_no_form_goes_to_an_address_too_strange_to_be_answered(walk: Walk) -> None:
    for rule in walk.rules("POST"):
        for path in walk.misnamed(rule.rule, walk.some(rule, hostile.SEGMENTS)):
            walk.post(path, Body(b"content=x&version=1"))


def test_no_header_is_too_strange_to_be_answered(walk: Walk) -> None:
    for headers in hostile.HEADERS:
        for path in ("/", "/courses", walk.address("/learn/<course>/<activity>"), "/hilang"):
            walk.get(path, headers=headers)
        for path in ("/notices/read-all", "/language"):
            walk.post(path, Body(b"language=x", headers=headers))


def test_static_files_carry_the_headers_and_lead_nowhere_else(app: Flask, client: Client) -> None:
    build = f"/static/{app.config['BUILD']}"
    for path in (f"{build}/app.css", f"{build}/app.js", f"{build}/icons.svg"):
        with client.get(path) as answer:
            assert answer.status_code == 200
            check(answer, path)
    for path in (f"{build}/", f"{build}/..%2fconfig.py", "/static/%00", "/static/../wsgi.py"):
        assert client.get(path).status_code == 404


def test_no_event_is_too_strange_to_be_answered(walk: Walk) -> None:
    path = walk.address("/attempts/<uuid:uuid>/answers")
    for event in hostile.events():
        walk.post(path, Body(json.dumps(event).encode(), "application/json"))
