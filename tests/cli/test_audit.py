"""`flask audit`: the exit status says whether the trail is whole, the lines say where it isn't."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import text

from lms.core import audit
from lms.core import db as database
from lms.core.db import begin_unit, begin_writing, db


@pytest.fixture
def sealed(app: Flask) -> Flask:
    """A trail of two entries, sealed."""
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        for number in (1, 2):
            audit.record("did", actor_id=1, subject=("thing", number))
        db.session.flush()
        audit.seal()
        database.commit()
    return app


def _break(app: Flask) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        db.session.execute(text("DELETE FROM audit_entry WHERE subject_id = '2'"))
        database.commit()


def test_a_whole_trail_is_good(sealed: Flask) -> None:
    done = sealed.test_cli_runner().invoke(args=["audit", "verify"])
    assert (done.exit_code, done.output) == (0, "Jejak utuh.\n")


def test_what_is_broken_is_named(sealed: Flask) -> None:
    _break(sealed)
    done = sealed.test_cli_runner().invoke(args=["audit", "verify"])
    assert done.exit_code == 1
    assert done.output.startswith("- audit:1: entri ")
    assert done.output.endswith(" hilang.\n")


def test_findings_as_json(sealed: Flask) -> None:
    _break(sealed)
    done = sealed.test_cli_runner().invoke(args=["audit", "verify", "--json"])
    found = json.loads(done.output)
    assert (found["book"], found["number"], found["kind"]) == ("audit", 1, "missing")


def test_an_anchor_of_a_chain_that_is_gone_is_a_finding(sealed: Flask) -> None:
    runner = sealed.test_cli_runner()
    kept = runner.invoke(args=["audit", "anchor"]).output
    assert runner.invoke(args=["audit", "verify", "--anchors", "-"], input=kept).exit_code == 0
    newer = kept.replace("audit:1:", "audit:2:").strip()
    done = runner.invoke(args=["audit", "verify", "--anchor", newer])
    assert done.exit_code == 1
    assert "audit:2: ada di jangkar" in done.output


def test_what_is_no_anchor_is_wrong_use(sealed: Flask) -> None:
    done = sealed.test_cli_runner().invoke(args=["audit", "verify", "--anchor", "x"])
    assert done.exit_code == 2
