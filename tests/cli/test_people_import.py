"""`flask people import`: a dry run tells and changes nothing, the real one takes people in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.actions.importing import slices
from lms.accounts.models import Person
from lms.core.db import db
from tests.cli.conftest import Command

SHEET = (
    "NIP,Nama,NIK,Unit Kerja\n"
    "'198001012005011009,Budi Santoso,18,Bidang Cipta Karya\n"
    '"1,98001E+17",Dora,18,Bidang Cipta Karya\n'
)


def people(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_a_dry_run_names_rows_and_columns_and_changes_nothing(
    app: Flask, flask: Command, tmp_path: Path
) -> None:
    file, before = tmp_path / "pegawai.csv", people(app)
    file.write_text(SHEET)
    done = flask("people", "import", str(file), "--dry-run")
    assert done.exit_code == 1
    assert f"{file}:3: number-rounded " in done.stderr
    assert "Kolom yang tidak diambil: NIK" in done.stdout
    assert people(app) == before


def test_good_rows_come_in_and_a_second_time_nothing_changes(
    app: Flask, flask: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The command goes on where a worker would take turns with other work.
    monkeypatch.setattr(slices, "SLICE_SECONDS", -1.0)
    file, before = tmp_path / "pegawai.csv", people(app)
    file.write_text(SHEET)
    first = json.loads(flask("people", "import", str(file), "--json").stdout)
    assert (first["state"], first["changes"]) == ("applied", {"create": 1})
    assert people(app) == before + 1
    assert json.loads(flask("people", "import", str(file), "--json").stdout)["changes"] == {}


def test_what_is_no_table_is_wrong_use(flask: Command, tmp_path: Path) -> None:
    file = tmp_path / "pegawai.xls"
    file.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(100))
    refused = flask("people", "import", str(file))
    assert refused.exit_code == 2
    assert "bukan tabel" in refused.stderr
