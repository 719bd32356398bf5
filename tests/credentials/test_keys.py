"""The key that signs certificates: made once, published, replaced without voiding what it signed."""

from __future__ import annotations

import stat

import pytest
from flask import Flask

from lms.core import db as database
from lms.core.db import begin_unit, db
from lms.core.errors import NotReady
from lms.credentials.actions import keys
from lms.credentials.models.keys import SigningKey
from lms.credentials.queries.keys import public_keys
from lms.credentials.source import tokens
from lms.credentials.source.keys import keys_of
from tests.cli.conftest import command
from tests.client import Client

FACTS: dict[str, tokens.Fact] = {"number": "1/2026", "name": "Ayu", "hours": 4}


@pytest.mark.usefixtures("context")
def test_a_key_is_made_at_its_first_use_and_then_only_read() -> None:
    first = keys.current_key()
    database.commit()
    assert stat.S_IMODE(keys.key_file().stat().st_mode) == 0o600
    begin_unit(may_write=False)  # as a page does
    assert keys.current_key() == first
    assert public_keys() == {first.kid: first.public}
    assert str(first.private) not in repr(first)


@pytest.mark.usefixtures("context")
def test_what_an_old_key_signed_holds_after_a_new_one() -> None:
    old = tokens.sign(FACTS, keys.current_key().private)
    new = tokens.sign(FACTS, keys.rotate().private)
    assert old != new
    for token in (old, new):
        assert tokens.read(token, public_keys())["name"] == "Ayu"
    current = db.session.query(SigningKey).filter(SigningKey.retired_at.is_(None)).one()
    assert current.kid == keys.current_key().kid


@pytest.mark.usefixtures("context")
def test_whatever_key_lies_in_the_file_is_the_current_one() -> None:
    """After a crash between file and database, and where an operator brought a key back."""
    first = keys.current_key()
    pem = keys.key_file().read_bytes()
    keys.rotate()
    keys.key_file().write_bytes(pem)
    assert keys.current_key() == first
    assert [one.kid for one in db.session.query(SigningKey) if one.retired_at is None] == [
        first.kid
    ]
    keys.key_file().write_bytes(b"bukan kunci")
    with pytest.raises(NotReady):
        keys.current_key()


def test_anybody_gets_the_published_keys(app: Flask, client: Client) -> None:
    assert client.get("/verify/keys").json["keys"] == []
    assert command(app, "credentials", "rotate-key").exit_code == 0
    published = client.get("/verify/keys").json
    assert "RFC 7515" in published["description"]
    with app.app_context():
        begin_unit(may_write=False)
        assert keys_of(published) == public_keys()
    assert len(published["keys"]) == 2  # the first was published before it went
    assert all("d" not in key for key in published["keys"])


def test_doctor_names_a_key_that_is_lost_open_or_broken(app: Flask) -> None:
    assert command(app, "credentials", "rotate-key").exit_code == 0
    assert command(app, "doctor").exit_code == 0
    file = keys.key_file()
    file.chmod(0o644)
    assert "chmod 600" in command(app, "doctor").stdout
    kept = file.read_bytes()
    file.write_bytes(b"x")
    assert "bukan kunci Ed25519" in command(app, "doctor").stdout
    assert command(app, "credentials", "rotate-key").exit_code == 1
    file.unlink()
    assert "flask credentials rotate-key" in command(app, "doctor").stdout
    file.write_bytes(kept)
    file.chmod(0o600)
    assert command(app, "doctor").exit_code == 0
