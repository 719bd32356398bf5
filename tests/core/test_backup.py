"""A backup holds everything, is taken while people work, and comes back verified into an empty place."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine

from lms.accounts.models import OrgUnit
from lms.core import backup, files
from lms.core.db import begin_unit, begin_writing, db, sqlite_driver
from lms.core.errors import NotReady
from tests.conftest import ON_POSTGRESQL
from tests.factories.courses import png, publish_course
from tests.tools import postgres


@pytest.fixture
def empty_place(template: str, tmp_path: Path) -> Iterator[Engine]:
    """An engine on an empty database, with an empty file store."""
    files.store_in(tmp_path / "elsewhere" / "files")
    if ON_POSTGRESQL:
        name = f"r{uuid4().hex}"
        postgres.execute(template, f"CREATE DATABASE {name}")
        engine = create_engine(postgres.database(template, name))
        yield engine
        engine.dispose()
        postgres.execute(template, f"DROP DATABASE {name} WITH (FORCE)")
        return
    address = f"sqlite:///{tmp_path / 'elsewhere' / 'lms.db'}"
    engine = create_engine(address, module=sqlite_driver)
    yield engine
    engine.dispose()


@pytest.fixture
def taken(app: Flask, tmp_path: Path) -> tuple[Path, backup.Manifest]:
    """A backup of an installation with a course and a picture."""
    target = tmp_path / "backup.tar"
    with app.app_context():
        begin_unit(may_write=True)
        publish_course(lesson_text="![Kurva S](media/kurva.png)", files={"media/kurva.png": png()})
        db.session.remove()
        manifest = backup.backup(db.engine, target)
    return target, manifest


def test_comes_back_whole(taken: tuple[Path, backup.Manifest], empty_place: Engine) -> None:
    target, manifest = taken
    assert manifest.rows["person"] == 7
    assert manifest.rows["revision"] == 1
    assert manifest.files
    assert backup.restore(target, empty_place) == manifest
    assert set(files.names()) == set(manifest.files)
    with empty_place.connect() as connection:
        assert backup.count_rows(connection) == manifest.rows


def test_sees_only_what_was_committed(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        db.session.add(OrgUnit(code="baru"))
        db.session.flush()
        manifest = backup.backup(db.engine, tmp_path / "backup.tar")
        assert manifest.rows["org_unit"] == 7


def test_is_not_restored_over_data(taken: tuple[Path, backup.Manifest], app: Flask) -> None:
    with app.app_context(), pytest.raises(NotReady, match="empty place"):
        backup.restore(taken[0], db.engine)


@pytest.mark.parametrize("damaged", ["database", "file", "count"])
def test_damage_is_noticed(
    taken: tuple[Path, backup.Manifest], empty_place: Engine, tmp_path: Path, damaged: str
) -> None:
    folder = tmp_path / "unpacked"
    with tarfile.open(taken[0]) as archive:
        archive.extractall(folder, filter="data")
    if damaged == "count":
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["rows"]["person"] += 1
        (folder / "manifest.json").write_text(json.dumps(manifest))
    else:
        pattern = "database.*" if damaged == "database" else "files/*"
        file = next(folder.glob(pattern))
        file.write_bytes(file.read_bytes()[:-1] + b"?")
    broken = tmp_path / "broken.tar"
    with tarfile.open(broken, "w") as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.add(file, file.relative_to(folder).as_posix())
    with pytest.raises(NotReady, match=r"damaged|doesn't hold the rows"):
        backup.restore(broken, empty_place)


def test_another_kind_of_file_is_refused(empty_place: Engine, tmp_path: Path) -> None:
    other = tmp_path / "other.tar"
    with tarfile.open(other, "w") as archive:
        archive.add(Path(__file__), "x.py")
    with pytest.raises(NotReady, match=r"no readable manifest"):
        backup.restore(other, empty_place)
