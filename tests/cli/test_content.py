"""`flask content check` and `publish`: findings as `file:line: CODE message` on stderr, nothing
published of a folder that holds an error."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core import files
from lms.core.db import db
from lms.courses.models import Course, Revision
from tests.cli.conftest import Command
from tests.factories.courses import course_folder, png

FINDING = re.compile(r"(?P<file>[^:]+):(?P<line>\d+): (?P<code>[EWI]\w*\d+) (?P<message>\S.*)")

BROKEN: dict[str, dict[str, bytes]] = {
    "front matter that is no YAML": {"course.md": b"---\nid: [\ntitle: x\n---\n"},
    "front matter that never ends": {"course.md": b"---\nid: kursus\ntitle: Kursus\n"},
    "front matter of another kind": {"course.md": b"---\n- satu\n- dua\n---\nIsi.\n"},
    "no front matter": {"01-modul.md": b"# Materi {#materi-1}\n\nIsi.\n"},
    "front matter with a bomb": {
        "course.md": b"---\na: &a [x]\nb: &b [*a,*a]\nid: kursus\nhours: *b\n---\n"
    },
    "an unknown field": {
        "01-modul.md": b"---\nid: m\ntitle: M\nwarna: biru\n---\n# A {#a}\n\nIsi.\n"
    },
    "bytes of another encoding": {
        "01-modul.md": "---\nid: m\ntitle: Café\n---\n".encode("latin-1")
    },
    "bytes of no encoding": {"01-modul.md": bytes(range(256))},
    "UTF-16": {"01-modul.md": "---\nid: m\n---\n".encode("utf-16")},
    "an empty module": {"01-modul.md": b""},
    "a picture that is text": {"media/gambar.png": b"bukan gambar"},
    "a program named picture": {"media/gambar.png": b"MZ\x90\x00" + b"\0" * 100},
    "half a picture": {"media/gambar.png": png(40, 40)[:60]},
}
"""What replaces a file of a right folder, whose lesson shows `media/gambar.png`."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A right course folder with a picture."""
    shown = {"lesson_text": "![Gambar](media/gambar.png)", "files": {"media/gambar.png": png()}}
    return write(tmp_path / "kursus", course_folder(**shown).files)  # type: ignore[arg-type]


def write(folder: Path, contents: dict[str, bytes]) -> Path:
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def published(app: Flask) -> tuple[int, int, list[str]]:
    """How many courses, revisions and stored files there are."""
    with app.app_context():
        courses = db.session.scalar(select(func.count()).select_from(Course)) or 0
        revisions = db.session.scalar(select(func.count()).select_from(Revision)) or 0
    return courses, revisions, list(files.names())


def test_a_right_folder_is_checked_without_a_word_and_published(
    app: Flask, flask: Command, folder: Path
) -> None:
    checked = flask("content", "check", str(folder))
    assert (checked.exit_code, checked.output) == (0, "")
    first = flask("content", "publish", str(folder))
    assert (first.exit_code, first.stdout) == (0, "kursus: revisi 1 diterbitkan\n")
    again = flask("content", "publish", str(folder))
    assert (again.exit_code, again.stdout) == (0, "kursus: tidak berubah sejak revisi 1\n")
    assert published(app)[:2] == (1, 1)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_folder_is_explained_line_by_line_and_nothing_is_published(
    app: Flask, flask: Command, folder: Path, name: str
) -> None:
    write(folder, BROKEN[name])
    changed = folder / next(iter(BROKEN[name]))
    refused = flask("content", "publish", str(folder))
    assert (refused.exit_code, refused.stdout) == (1, "")
    found = [FINDING.fullmatch(line) for line in refused.stderr.splitlines()]
    assert all(found), refused.stderr
    assert str(changed) in {one["file"] for one in found if one is not None}
    assert published(app) == (0, 0, [])


def test_a_missing_picture_is_named_where_it_is_shown(
    app: Flask, flask: Command, folder: Path
) -> None:
    (folder / "media" / "gambar.png").unlink()
    lines = (folder / "01-modul.md").read_text().splitlines()
    shown = next(number for number, line in enumerate(lines, start=1) if "gambar.png" in line)
    for verb in ("check", "publish"):
        refused = flask("content", verb, str(folder))
        assert refused.exit_code == 1
        assert refused.stderr.startswith(f"{folder / '01-modul.md'}:{shown}: E")
        assert "gambar.png" in refused.stderr
    assert published(app) == (0, 0, [])


def test_a_new_revision_that_is_broken_leaves_the_old_one_in_place(
    app: Flask, flask: Command, folder: Path
) -> None:
    assert flask("content", "publish", str(folder)).exit_code == 0
    before = published(app)
    write(folder, {"course.md": b"---\nid: [\n---\n"})
    assert flask("content", "publish", str(folder)).exit_code == 1
    assert published(app) == before


def test_one_broken_folder_does_not_keep_the_others_back(
    app: Flask, flask: Command, tmp_path: Path
) -> None:
    for key in ("awal", "tengah"):
        write(tmp_path / "semua" / key, dict(course_folder(key).files))
    write(tmp_path / "semua" / "tengah", {"01-modul.md": b"\xff"})
    refused = flask("content", "publish", str(tmp_path / "semua"))
    assert refused.exit_code == 1
    assert "awal: revisi 1 diterbitkan" in refused.stdout
    assert published(app)[:2] == (1, 1)


def test_findings_are_json_where_a_program_asks(flask: Command, folder: Path) -> None:
    assert json.loads(flask("content", "check", "--json", str(folder)).stdout) == []
    write(folder, BROKEN["bytes of no encoding"])
    refused = flask("content", "check", "--json", str(folder))
    assert refused.exit_code == 1
    found = json.loads(refused.stdout)
    assert found
    assert {tuple(one) for one in found} == {("file", "line", "code", "message")}
    assert {one["file"] for one in found} >= {str(folder / "01-modul.md")}


@pytest.mark.parametrize("output", ["--json", "--sarif"])
def test_a_file_name_of_no_encoding_is_written_as_json_too(
    flask: Command, folder: Path, output: str
) -> None:
    write(folder, {"\udcff.md": b""})
    refused = flask("content", "check", output, str(folder))
    assert refused.exit_code == 1
    assert "\\udcff.md" in refused.stdout
    assert json.loads(refused.stdout)


def test_results_are_json_where_a_program_asks(flask: Command, folder: Path) -> None:
    done = flask("content", "publish", "--json", str(folder))
    assert json.loads(done.stdout) == [
        {"course_key": "kursus", "revision_number": 1, "changed": True}
    ]


@pytest.mark.parametrize("arguments", [(), ("--warna",), ("tidak-ada",)])
@pytest.mark.parametrize("verb", ["check", "publish"])
def test_wrong_use_is_said_to_be(flask: Command, verb: str, arguments: tuple[str, ...]) -> None:
    done = flask("content", verb, *arguments)
    assert done.exit_code == 2
    assert done.stderr.startswith("Usage: ")


def test_a_folder_that_leads_elsewhere_is_refused(app: Flask, flask: Command, folder: Path) -> None:
    (folder / "02-lain.md").symlink_to("/etc/passwd")
    for verb in ("check", "publish"):
        refused = flask("content", verb, str(folder))
        assert refused.exit_code == 2
        assert "02-lain.md" in refused.stderr
        assert "root:" not in refused.output
    assert published(app) == (0, 0, [])
