"""`flask doctor` finds what is wrong, says what to do, and is content with a sound installation."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from lms.accounts import actions as accounts
from lms.app import create_app
from lms.core import audit, files, jobs, push
from lms.core.clock import now
from lms.core.db import db
from lms.courses.actions import lighten_audio
from lms.courses.models import LightAudio, PictureVersion, RevisionFile
from lms.notifications import actions as notifications
from lms.notifications.models import Delivery, Notice
from tests.cast import Cast
from tests.cli.conftest import Command, command
from tests.conftest import app_settings
from tests.factories.accounts import writing
from tests.factories.courses import photograph, png, publish_course
from tests.factories.learning import enrolled
from tests.factories.push_service import Browser
from tests.factories.sounds import sound
from tests.tools import server


def lose_a_file(app: Flask, cast: Cast) -> None:
    with writing(app):
        publish_course(lesson_text="![Kurva S](media/kurva.png)", files={"media/kurva.png": png()})
        sha256 = db.session.scalars(
            select(RevisionFile.sha256).where(RevisionFile.path == "media/kurva.png")
        ).one()
    files.path(sha256).unlink()


def lose_a_version(app: Flask, cast: Cast) -> None:
    with writing(app):
        publish_course(
            lesson_text="![Kebun](media/kebun.jpg)", files={"media/kebun.jpg": photograph()}
        )
        version = select(PictureVersion.sha256).order_by(PictureVersion.width)
        files.path(db.session.scalars(version).first()).unlink()


def lose_a_light_sound(app: Flask, cast: Cast) -> None:
    text = "\n\n![Wawancara](media/suara.mp3)"
    with writing(app):
        publish_course(lesson_text=text, audio="light", files={"media/suara.mp3": sound()})
    with app.app_context():
        while jobs.run_due({"lighten-audio": lighten_audio}):
            pass
        files.path(str(db.session.scalars(select(LightAudio.sha256)).one())).unlink()


def fail_a_job(app: Flask, cast: Cast) -> None:
    with writing(app):
        jobs.enqueue("kirim", {})
        db.session.flush()
        db.session.execute(text("UPDATE job SET state = 'failed', error = 'disk penuh'"))


def forget_the_worker(app: Flask, cast: Cast) -> None:
    with writing(app):
        jobs.enqueue("kirim", {}, run_at=now() - timedelta(minutes=11))


def change_the_trail(app: Flask, cast: Cast) -> None:
    with writing(app):
        audit.record("session:open", actor_id=cast.ayu.id, subject=("session", 1))
        db.session.flush()
        audit.seal()
        db.session.flush()
        db.session.execute(text(f"UPDATE audit_entry SET actor_id = {cast.bima.id}"))


def fail_a_letter(app: Flask, cast: Cast) -> None:
    with writing(app):
        notice = Notice(person_id=cast.ayu.id, kind="x", params={}, key="x", created_at=now())
        db.session.add(notice)
        db.session.flush()
        db.session.add(
            Delivery(
                person_id=cast.ayu.id,
                notice_id=notice.id,
                made_at=notice.created_at,
                state="failed",
            )
        )


def miscount(app: Flask, cast: Cast) -> None:
    with writing(app):
        publish_course()
        enrolled(cast.ayu.id)
    with writing(app):
        db.session.execute(text("DELETE FROM progress_delta"))
        db.session.execute(text("DELETE FROM unit_course_delta"))


def mistype_the_mail_server(app: Flask, cast: Cast) -> None:
    app.config["MAIL_URL"] = "ftp://surel"


def lose_the_push_key(app: Flask, cast: Cast) -> None:
    push.make_key(replace=False)
    with writing(app):
        session = accounts.open_session(
            person_id=cast.ayu.id, remember=False, browser=accounts.Browser("127.0.0.1", "")
        )
        notifications.tell_device(
            person_id=cast.ayu.id, session_id=session.id, **Browser("send/satu").sent
        )
    push.key_file().unlink()


def break_the_push_key(app: Flask, cast: Cast) -> None:
    push.key_file().write_text("{}")


def show_the_push_key(app: Flask, cast: Cast) -> None:
    push.make_key(replace=False)
    push.key_file().chmod(0o644)


FAULTS: dict[str, tuple[Callable[[Flask, Cast], None], str]] = {
    "a file is missing": (lose_a_file, "Berkas kursus media/kurva.png hilang."),
    "a version of a picture is missing": (
        lose_a_version,
        "Versi kecil gambar media/kebun.jpg hilang.",
    ),
    "a light sound is lost": (
        lose_a_light_sound,
        "Audio ringan media/suara.mp3 hilang.",
    ),
    "a job failed": (fail_a_job, "Pekerjaan kirim gagal: disk penuh"),
    "the worker stands still": (forget_the_worker, "Ada pekerjaan yang terlambat."),
    "the audit trail was changed": (change_the_trail, "Jejak berubah setelah disegel"),
    "a letter wasn't sent": (fail_a_letter, "1 surel tidak terkirim."),
    "sums are wrong": (miscount, "Rekapitulasi unit_course"),
    "the key for devices is lost": (lose_the_push_key, "hilang, jadi perangkat tidak lagi"),
    "the key for devices is none": (break_the_push_key, "bukan kunci pemberitahuan"),
    "the key for devices is open": (show_the_push_key, "dapat dibaca orang lain"),
    "the mail server is mistyped": (mistype_the_mail_server, "Pengaturan surel keliru"),
}


def test_a_sound_installation_is_well(flask: Command) -> None:
    done = flask("doctor")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "Semua baik.\n", "")
    assert json.loads(flask("doctor", "--json").stdout) == {"findings": []}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_and_named(app: Flask, cast: Cast, flask: Command, name: str) -> None:
    harm, words = FAULTS[name]
    harm(app, cast)
    done = flask("doctor")
    assert done.exit_code == 1
    assert words in done.stdout
    assert len(done.stdout.splitlines()) == 1, done.stdout
    as_json = flask("doctor", "--json")
    assert as_json.exit_code == 1
    assert [words in finding for finding in json.loads(as_json.stdout)["findings"]] == [True]


def test_a_database_without_tables_is_to_be_migrated(tmp_path: Path) -> None:
    done = command(create_app(app_settings(tmp_path)), "doctor")
    assert done.exit_code == 1
    assert done.stdout == "- Basis data belum dimutakhirkan. Jalankan: flask db upgrade\n"


@pytest.mark.parametrize(
    "address", ["sqlite:////tidak/ada/lms.db", "postgresql://lms@/lms?host=/tidak/ada"]
)
def test_a_database_that_does_not_answer_is_said_to(tmp_path: Path, address: str) -> None:
    done = command(create_app(app_settings(tmp_path, address)), "doctor")
    assert done.exit_code == 1
    assert "Basis data tidak dapat dibuka" in done.stdout
    assert "Periksa DATABASE_URL" in done.stdout


def test_a_demonstration_is_well_after_its_start(tmp_path: Path) -> None:
    environ = server.environment(tmp_path)
    server.flask(environ, "prepare")
    assert server.flask(environ, "doctor") == "Semua baik.\n"
    environ["MAIL_URL"] = "ftp://surel"
    done = subprocess.run(
        [str(server.BIN / "flask"), "doctor"],
        cwd=server.ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "MAIL_URL" in done.stdout
    assert done.stderr == ""
