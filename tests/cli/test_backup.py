"""`flask backup` and `flask restore`, from one installation into an empty one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from lms.app import create_app
from lms.core import files
from lms.core.db import begin_unit, db
from tests.cli.conftest import Command, command
from tests.conftest import ON_POSTGRESQL, app_settings
from tests.factories.courses import png, publish_course
from tests.tools import postgres


@pytest.fixture
def published(app: Flask) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        publish_course(lesson_text="![Kurva S](media/kurva.png)", files={"media/kurva.png": png()})
        db.session.remove()


@pytest.fixture
def elsewhere(template: str, tmp_path: Path) -> Iterator[Path]:
    """An empty place: a folder, and `address` of an empty database in it (a file or of the cluster)."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    if not ON_POSTGRESQL:
        yield folder
        return
    name = f"e{uuid4().hex}"
    postgres.execute(template, f"CREATE DATABASE {name}")
    (folder / "address").write_text(postgres.database(template, name))
    yield folder
    postgres.execute(template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty(elsewhere: Path) -> Iterator[Flask]:
    """An installation without even tables."""
    address = elsewhere / "address"
    other = create_app(app_settings(elsewhere, address.read_text() if address.exists() else ""))
    yield other
    with other.app_context():
        db.engine.dispose()


@pytest.mark.usefixtures("published")
def test_what_was_backed_up_comes_back_elsewhere_and_works(
    app: Flask, flask: Command, empty: Flask, tmp_path: Path
) -> None:
    target = tmp_path / "cadangan.tar"
    files.store_in(Path(app.config["DATA_DIR"]) / "files")
    taken = flask("backup", "--to", str(target))
    assert (taken.exit_code, taken.stderr) == (0, "")
    assert str(target) in taken.stdout
    files.store_in(Path(empty.config["DATA_DIR"]) / "files")
    brought_back = command(empty, "restore", str(target))
    assert (brought_back.exit_code, brought_back.stderr) == (0, "")
    assert "all verified" in brought_back.stdout
    assert command(empty, "doctor").stdout == "Semua baik.\n"
    visitor = empty.test_client()
    assert visitor.get("/sign-in").status_code == 200


@pytest.mark.usefixtures("published")
def test_the_manifest_is_json_and_the_place_is_the_data_folder(app: Flask, flask: Command) -> None:
    manifest = json.loads(flask("backup", "--json").stdout)
    assert manifest["rows"]["person"] == 7
    assert len(manifest["files"]) == 3  # the picture, and the two texts of the course
    assert Path(manifest["file"]).is_relative_to(app.config["DATA_DIR"])
    assert Path(manifest["file"]).stat().st_size > 10_000


def test_a_backup_is_never_written_over(flask: Command, tmp_path: Path) -> None:
    target = tmp_path / "cadangan.tar"
    target.write_bytes(b"milik orang lain")
    refused = flask("backup", "--to", str(target))
    assert refused.exit_code == 1
    assert str(target) in refused.stderr
    assert target.read_bytes() == b"milik orang lain"


def test_a_backup_into_a_folder_that_is_not_there_is_refused_in_words(
    flask: Command, tmp_path: Path
) -> None:
    refused = flask("backup", "--to", str(tmp_path / "tidak" / "ada.tar"))
    assert refused.exit_code == 1
    assert "Error: " in refused.stderr


def test_a_database_without_tables_is_no_traceback_and_leaves_no_file(
    empty: Flask, tmp_path: Path
) -> None:
    target = tmp_path / "cadangan.tar"
    refused = command(empty, "backup", "--to", str(target))
    assert refused.exit_code == 1
    assert "The database can't be read" in refused.stderr
    assert not target.exists()


def test_half_a_backup_is_refused_in_words_and_the_place_stays_empty(
    flask: Command, empty: Flask, tmp_path: Path
) -> None:
    target = tmp_path / "cadangan.tar"
    flask("backup", "--to", str(target))
    whole = target.read_bytes()
    files.store_in(Path(empty.config["DATA_DIR"]) / "files")
    for length in (600, 5000, len(whole) // 2):
        target.write_bytes(whole[:length])
        refused = command(empty, "restore", str(target))
        assert refused.exit_code == 1
        assert "Error: " in refused.stderr
        assert list(files.names()) == []
    target.write_bytes(whole)
    assert command(empty, "restore", str(target)).exit_code == 0


def test_data_is_never_restored_over(flask: Command, tmp_path: Path) -> None:
    target = tmp_path / "cadangan.tar"
    assert flask("backup", "--to", str(target)).exit_code == 0
    refused = flask("restore", str(target))
    assert refused.exit_code == 1
    assert "empty place" in refused.stderr


@pytest.mark.parametrize("content", [b"", b"bukan arsip", b"\x1f\x8b\x08" + b"\0" * 500])
def test_what_is_no_backup_is_refused_in_words(
    empty: Flask, tmp_path: Path, content: bytes
) -> None:
    source = tmp_path / "lain.tar"
    source.write_bytes(content)
    refused = command(empty, "restore", str(source))
    assert refused.exit_code == 1
    assert "Error: " in refused.stderr


def test_a_backup_that_is_not_there_is_wrong_use(empty: Flask, tmp_path: Path) -> None:
    assert command(empty, "restore", str(tmp_path / "hilang.tar")).exit_code == 2
    assert command(empty, "restore").exit_code == 2
