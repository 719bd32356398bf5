"""`flask content import` and `export`: courses and questions leave and come back; what is lost is
said on stderr; nothing that exists is written over."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from lms.core.db import db
from lms.courses.models import Course
from tests.cli.conftest import Command
from tests.factories.courses import course_folder, png, publish_course

SHOWN = {"lesson_text": "![Gambar](media/gambar.png)", "files": {"media/gambar.png": png()}}


@pytest.fixture
def published(app: Flask) -> str:
    """The key of a published course with a picture and a quiz."""
    with app.app_context():
        publish_course("kursus", **SHOWN)  # type: ignore[arg-type]
        db.session.remove()
    return "kursus"


def zipped(folder: Path, name: str, files: dict[str, bytes]) -> Path:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    (folder / name).write_bytes(buffer.getvalue())
    return folder / name


def courses(app: Flask) -> list[str]:
    with app.app_context():
        found = [course.key for course in db.session.query(Course)]
        db.session.remove()
    return found


def test_a_course_leaves_as_its_folder_and_comes_back_unchanged(
    flask: Command, published: str, tmp_path: Path
) -> None:
    folder = tmp_path / "keluar"
    assert flask("content", "export", published, "--to", str(folder)).exit_code == 0
    for path, data in course_folder(**SHOWN).files.items():  # type: ignore[arg-type]
        if path.endswith(".md"):
            assert (folder / path).read_bytes() == data
    assert flask("content", "check", str(folder)).exit_code == 0
    again = flask("content", "publish", str(folder))
    assert "tidak berubah" in again.stdout


def test_an_export_never_writes_over_what_is_there(
    flask: Command, published: str, tmp_path: Path
) -> None:
    (tmp_path / "course.md").write_text("milik saya")
    result = flask("content", "export", published, "--to", str(tmp_path))
    assert result.exit_code == 2
    assert (tmp_path / "course.md").read_text() == "milik saya"
    assert not (tmp_path / "01-modul.md").exists()


def test_a_course_that_does_not_exist_is_said(flask: Command) -> None:
    result = flask("content", "export", "tidak-ada")
    assert result.exit_code == 2
    assert "tidak-ada" in result.stderr


@pytest.mark.parametrize("format_", ["gift", "moodlexml", "aiken"])
def test_questions_leave_in_other_formats_and_become_a_bank_again(
    flask: Command, published: str, tmp_path: Path, format_: str
) -> None:
    ending = {"gift": "gift", "moodlexml": "xml", "aiken": "txt"}[format_]
    file = tmp_path / f"soal.{ending}"
    assert (
        flask("content", "export", published, "--format", format_, "--to", str(file)).exit_code == 0
    )
    (tmp_path / "baru").mkdir()
    result = flask("content", "import", str(file), "--into", str(tmp_path / "baru"))
    assert result.exit_code == 0
    bank = (tmp_path / "baru" / "bank" / "soal.md").read_text()
    assert "## Pertanyaan 1?" in bank
    if format_ == "aiken":
        assert (
            "jenisnya tidak dikenal Aiken"
            in flask("content", "export", published, "--format", "aiken").stderr
        )


def test_a_dry_run_reads_and_writes_nothing(flask: Command, tmp_path: Path) -> None:
    (tmp_path / "soal.gift").write_text("Benar? {T}\n\nHanya teks.")
    result = flask(
        "content",
        "import",
        str(tmp_path / "soal.gift"),
        "--into",
        str(tmp_path),
        "--dry-run",
        "--json",
    )
    assert result.exit_code == 0
    assert [one["line"] for one in json.loads(result.stdout)] == [3]
    assert not (tmp_path / "bank").exists()


def test_a_zip_is_checked_and_published(flask: Command, app: Flask, tmp_path: Path) -> None:
    files = {f"kursus/{path}": data for path, data in course_folder("dari-zip").files.items()}
    archive = zipped(tmp_path, "kursus.zip", files)
    assert flask("content", "import", str(archive), "--dry-run").exit_code == 0
    assert courses(app) == []
    assert flask("content", "import", str(archive)).exit_code == 0
    assert courses(app) == ["dari-zip"]


def test_a_broken_or_hostile_zip_changes_nothing(
    flask: Command, app: Flask, tmp_path: Path
) -> None:
    broken = dict(course_folder().files) | {"01-modul.md": b"tanpa kepala"}
    result = flask("content", "import", str(zipped(tmp_path, "rusak.zip", broken)))
    assert result.exit_code == 1
    assert "E201" in result.stderr
    outside = dict(course_folder().files) | {"../luar.md": b"x"}
    result = flask("content", "import", str(zipped(tmp_path, "jahat.zip", outside)))
    assert result.exit_code == 2
    assert "menunjuk ke luar folder" in result.stderr
    assert courses(app) == []


def test_what_is_no_moodle_xml_is_refused(flask: Command, tmp_path: Path) -> None:
    (tmp_path / "soal.xml").write_text("<html/>")
    result = flask("content", "import", str(tmp_path / "soal.xml"))
    assert result.exit_code == 2
    assert "soal.xml tidak terbaca" in result.stderr


def test_findings_are_given_as_sarif(flask: Command, tmp_path: Path) -> None:
    folder = tmp_path / "kursus"
    for path, data in (dict(course_folder().files) | {"01-modul.md": b"x"}).items():
        folder.mkdir(exist_ok=True)
        (folder / path).write_bytes(data)
    result = flask("content", "check", "--sarif", str(folder))
    assert result.exit_code == 1
    [run] = json.loads(result.stdout)["runs"]
    assert "E201" in {found["ruleId"] for found in run["results"]}
