"""Every member of the cast, and an agency's administrator, at every route, with own, other unit's
and other agency's objects, compared with the table as written (`tests/access.txt`); answer keys are in
no body; a GET writes nothing.

The table is made anew by `ACCESS_TABLE=write pytest tests/test_access.py`: read its diff cell by cell.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.audit import AccessLogEntry
from lms.core.db import db
from lms.core.throttle import ThrottleCount
from tests.access_world import AGENCY, OPEN, OTHERS, OWNERS, World, build, untouched
from tests.cast import NAMES, Cast
from tests.client import Client
from tests.factories.courses import CANARY

TABLE = Path(__file__).parent / "access.txt"
ACTORS = ("visitor", *NAMES, *OTHERS)
COURSE_RULES = re.compile(r"<course>|<key>")
ENDS_THE_SESSION = ("/sign-out", "/account/sessions/end-others")
NOT_COMPARED = {AccessLogEntry.__tablename__, ThrottleCount.__tablename__}


def cells(app: Flask) -> list[tuple[str, str, str, str]]:
    """Every row of the table: method, rule, owner (or `-`) and course (or `-`); GETs come first,
    what ends the actor's session last."""
    rows = []
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & {"GET", "POST"}):
            owners = OWNERS if re.search(r"<(int|uuid):|<code>", rule.rule) else ("-",)
            courses = (OPEN, AGENCY) if COURSE_RULES.search(rule.rule) else ("-",)
            rows += [(method, rule.rule, owner, course) for owner in owners for course in courses]
            if method == "GET" and rule.endpoint == "assessment.attempt":
                rows += [(method, f"{rule.rule} (result)", owner, "-") for owner in owners]
    return sorted(rows, key=lambda row: (row[0], row[1] in ENDS_THE_SESSION, row))


def written() -> dict[tuple[str, str, str, str], dict[str, str]]:
    """The table: row → actor → status."""
    lines = [line.split("|") for line in TABLE.read_text().splitlines() if "|" in line]
    stripped = [[cell.strip() for cell in line] for line in lines]
    header, *rows = stripped
    assert tuple(header[4:]) == ACTORS
    return {
        (row[0], row[1], row[2], row[3]): dict(zip(ACTORS, row[4:], strict=True)) for row in rows
    }


def ask(client: Client, world: World, row: tuple[str, str, str, str]) -> tuple[int, str]:
    """Send the request of a row; returns status and body."""
    method, rule, owner, course = row
    name = owner if owner != "-" else "ayu"
    address = world.address(rule.removesuffix(" (result)"), name, course)
    if rule.endswith("(result)"):
        address = address.replace(world.things[name].open_attempt, world.things[name].result)
    if method == "GET":
        response = client.get(address)
    else:
        event = str(uuid4())
        response = client.form_post(address, {"content": "x", "version": "1", "event_id": event})
    with response:
        return response.status_code, response.get_data().decode(errors="replace")


def digest(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that a GET must leave alone."""
    with app.app_context():
        found = {
            table.name: sorted((tuple(row) for row in db.session.execute(select(table))), key=repr)
            for table in db.metadata.sorted_tables
            if table.name not in NOT_COMPARED
        }
        db.session.remove()
    return found


@pytest.mark.parametrize("actor", ACTORS)
def test_each_sees_and_does_what_the_table_says(
    app: Flask, client: Client, cast: Cast, actor: str
) -> None:
    world = build(app, cast)
    if actor != "visitor":
        client.sign_in(actor)
    seen: dict[tuple[str, str, str, str], str] = {}
    before = digest(app)
    for row in cells(app):
        if row[0] == "POST" and before:
            assert digest(app) == before, "a GET wrote something"
            before = {}
        status, body = ask(client, world, row)
        seen[row] = str(status)
        released = row[1].endswith("(result)") and row[2] == actor
        assert (CANARY in body) <= released, f"answer keys in {row}"
    assert untouched(app, world) >= set(OWNERS) - {actor}
    if os.environ.get("ACCESS_TABLE") == "write":
        _remember(actor, seen)
        return
    expected = {row: statuses[actor] for row, statuses in written().items()}
    assert seen == expected


def _remember(actor: str, seen: dict[tuple[str, str, str, str], str]) -> None:
    table = written() if TABLE.exists() else {}
    merged = {
        row: {**dict.fromkeys(ACTORS, "?"), **table.get(row, {}), actor: seen[row]} for row in seen
    }
    lines = [[*row, *statuses.values()] for row, statuses in merged.items()]
    header = ["method", "route", "owner", "course", *ACTORS]
    widths = [max(len(line[i]) for line in [header, *lines]) for i in range(len(header))]
    TABLE.write_text(
        "\n".join(
            " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in [header, *lines]
        )
        + "\n"
    )


def test_the_table_has_every_route(app: Flask) -> None:
    assert set(written()) == set(cells(app))
