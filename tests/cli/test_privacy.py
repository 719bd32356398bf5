"""`flask privacy`: the same as the pages, for those who can't use them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from lms.accounts.models import Person
from lms.core.audit import AuditEntry
from lms.core.db import db
from tests.cast import Cast

BY = ["--by", "eko"]
WHY = [*BY, "--reason", "Diminta lewat surat."]


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["privacy", *arguments])
    return done.exit_code, done.output


def person(app: Flask, person_id: int) -> Person:
    with app.app_context():
        found = db.session.get_one(Person, person_id)
        db.session.expunge(found)
        return found


def test_a_copy_is_written_into_a_new_file(app: Flask, cast: Cast, tmp_path: Path) -> None:
    target = tmp_path / "ayu.zip"
    status, said = run(app, "export", "ayu", str(target))
    assert (status, "baris" in said) == (0, True)
    with zipfile.ZipFile(target) as archive:
        assert cast.ayu.full_name in archive.read("data/person-id.json").decode()
    assert run(app, "export", "ayu", str(target))[0] == 2
    with app.app_context():
        said = select(AuditEntry.about_id).where(AuditEntry.action == "data:export")
        assert db.session.scalars(said).all() == [cast.ayu.id]


def test_a_restriction_comes_and_goes(app: Flask, cast: Cast) -> None:
    assert run(app, "restrict", "ayu", *WHY)[0] == 0
    assert person(app, cast.ayu.id).restricted_at is not None
    assert run(app, "lift", "ayu", *BY)[0] == 0
    assert person(app, cast.ayu.id).restricted_at is None


def test_a_person_is_erased_at_once(app: Flask, cast: Cast) -> None:
    assert run(app, "erase", "fajar", *WHY, "--confirm", "fajar")[0] == 0
    assert person(app, cast.fajar.id).full_name == f"Pegawai terhapus {cast.fajar.id}"


def test_wrong_use_changes_nothing(app: Flask, cast: Cast) -> None:
    assert run(app, "erase", "fajar", *WHY, "--confirm", "ayu")[0] == 2
    assert run(app, "erase", "tidak-ada", *WHY, "--confirm", "x")[0] == 2
    assert run(app, "restrict", "fajar", "--by", "ayu", "--reason", "x")[0] == 2
    assert person(app, cast.fajar.id).full_name == cast.fajar.full_name
