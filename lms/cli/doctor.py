"""`flask doctor`: what is wrong with this installation, in plain words."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from lms.accounts.queries import unindexed
from lms.core import audit, files, jobs, keyfiles, ledger, mail, push
from lms.core.clock import now
from lms.core.db import db
from lms.core.errors import NotFound, NotReady
from lms.courses.models import LightAudio, PictureVersion, RevisionFile
from lms.credentials.actions import keys, sealing
from lms.credentials.models.hours import HOURS
from lms.credentials.queries.hours import hours_facts
from lms.credentials.queries.keys import published_keys, stolen_keys
from lms.learning.models import PROGRESS, UNIT_COURSE
from lms.learning.queries import progress_facts, unit_course_facts
from lms.notifications.models import Delivery, PushSubscription
from lms.privacy.queries import retention

LEAST_FREE_BYTES = 500_000_000
LATE = timedelta(minutes=10)
FACTS = ((PROGRESS, progress_facts), (UNIT_COURSE, unit_course_facts), (HOURS, hours_facts))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="print the findings as JSON")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Say what is wrong with this installation; exit status 1 when something is."""
    findings = list(examine())
    if as_json:
        click.echo(json.dumps({"findings": findings}, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"- {finding}")
        if not findings:
            click.echo(_("Semua baik."))
    raise SystemExit(1 if findings else 0)


def examine() -> Iterator[str]:
    """Every finding, as a sentence that says what to do."""
    yield from _place()
    try:
        db.session.execute(text("SELECT 1"))
        migrated = list(_migrations())
    except SQLAlchemyError as error:
        yield _("Basis data tidak dapat dibuka: %(error)s. Periksa DATABASE_URL.", error=error)
        return
    yield from migrated
    if migrated:
        return
    for check in (
        _database,
        _stored_files,
        _signing_key,
        _electronic_signature,
        _push_key,
        _work,
        _deliveries,
        _trail,
        _retention,
        _sums,
        _people,
    ):
        yield from check()


def _place() -> Iterator[str]:
    data = Path(current_app.config["DATA_DIR"])
    if not os.access(data, os.W_OK):
        yield _("Folder data %(folder)s tidak dapat ditulisi. Perbaiki izinnya.", folder=data)
    if shutil.disk_usage(data).free < LEAST_FREE_BYTES:
        yield _("Ruang disk hampir habis (kurang dari 500 MB). Kosongkan atau perbesar disk.")
    try:
        mail.transport(current_app.config["MAIL_URL"])
    except ValueError as error:
        yield _("Pengaturan surel keliru: %(error)s", error=error)


def _migrations() -> Iterator[str]:
    script = ScriptDirectory(current_app.extensions["migrate"].directory)
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present != script.get_current_head():
        yield _("Basis data belum dimutakhirkan. Jalankan: flask db upgrade")


def _database() -> Iterator[str]:
    if db.engine.dialect.name != "sqlite":
        return
    if db.session.scalar(text("PRAGMA quick_check")) != "ok":
        yield _("Berkas basis data rusak. Hentikan layanan, lalu pulihkan cadangan terakhir.")
    if db.session.execute(text("PRAGMA foreign_key_check")).first():
        yield _("Ada baris tanpa induk di basis data. Pulihkan cadangan terakhir.")


def _stored_files() -> Iterator[str]:
    for sha256, path in db.session.execute(
        select(RevisionFile.sha256, func.min(RevisionFile.path)).group_by(RevisionFile.sha256)
    ):
        if not _is_stored(sha256):
            yield _("Berkas kursus %(path)s hilang. Pulihkan dari cadangan.", path=path)
    versions = (
        select(PictureVersion.sha256, func.min(RevisionFile.path))
        .join(RevisionFile, RevisionFile.sha256 == PictureVersion.picture_sha256)
        .where(PictureVersion.sha256 != PictureVersion.picture_sha256)
        .group_by(PictureVersion.sha256)
    )
    for sha256, path in db.session.execute(versions):
        if not _is_stored(sha256):
            yield _("Versi kecil gambar %(path)s hilang. Pulihkan dari cadangan.", path=path)
    light = (
        select(LightAudio.sha256, func.min(RevisionFile.path))
        .join(RevisionFile, RevisionFile.sha256 == LightAudio.audio_sha256)
        .group_by(LightAudio.sha256)
    )
    for made, path in db.session.execute(light):
        if made is not None and not _is_stored(made):
            yield _("Audio ringan %(path)s hilang. Pulihkan dari cadangan.", path=path)


def _is_stored(sha256: str) -> bool:
    try:
        files.path(sha256)
    except NotFound:
        return False
    return True


def _signing_key() -> Iterator[str]:
    file = keys.key_file()
    current = {one.kid for one in published_keys() if one.retired_at is None}
    try:
        at_hand = keys.key_at_hand()
    except NotReady:
        yield _("Berkas %(file)s bukan kunci Ed25519. Pulihkan dari salinannya.", file=file)
        return
    if at_hand is None and current:
        yield _(
            "Kunci tanda tangan sertifikat %(file)s hilang. Pulihkan dari salinannya, atau buat yang"
            " baru: flask credentials rotate-key",
            file=file,
        )
    if at_hand is not None and at_hand in stolen_keys():
        yield _(
            "Kunci di %(file)s tidak dipercaya lagi. Buat yang baru: flask credentials rotate-key",
            file=file,
        )
    if at_hand is not None and not keyfiles.is_private(file):
        yield _("Kunci %(file)s dapat dibaca orang lain. Jalankan: chmod 600", file=file)


def _electronic_signature() -> Iterator[str]:
    try:
        sealing.present_sealer()
    except NotReady as error:
        yield _("Tanda tangan elektronik tidak dapat dipakai: %(error)s", error=error)


def _push_key() -> Iterator[str]:
    file = push.key_file()
    try:
        key = push.own_key()
    except NotReady:
        yield _(
            "Berkas %(file)s bukan kunci pemberitahuan. Pulihkan dari salinannya, atau buat yang baru:"
            " flask push make-key --replace",
            file=file,
        )
        return
    if key is None:
        if db.session.scalar(select(PushSubscription.id).limit(1)) is not None:
            yield _(
                "Kunci pemberitahuan %(file)s hilang, jadi perangkat tidak lagi memberi tahu. Pulihkan"
                " dari salinannya, atau buat yang baru: flask push make-key",
                file=file,
            )
    elif not keyfiles.is_private(file):
        yield _("Kunci %(file)s dapat dibaca orang lain. Jalankan: chmod 600", file=file)


def _work() -> Iterator[str]:
    for job in jobs.failed():
        yield _("Pekerjaan %(kind)s gagal: %(error)s", kind=job.kind, error=job.error)
    waiting = select(func.count()).where(
        jobs.Job.state == "waiting", jobs.Job.run_at < now() - LATE
    )
    if db.session.scalar(waiting):
        yield _("Ada pekerjaan yang terlambat. Apakah `flask work` berjalan?")


def _deliveries() -> Iterator[str]:
    failed = db.session.scalar(select(func.count()).where(Delivery.state == "failed"))
    if failed:
        yield _("%(count)s surel tidak terkirim. Periksa MAIL_URL.", count=failed)


def _trail() -> Iterator[str]:
    for batch in sorted({f"{one.book}:{one.number}" for one in audit.verify()}):
        yield _(
            "Jejak berubah setelah disegel (kelompok %(batch)s). `flask audit verify` merincinya.",
            batch=batch,
        )


def _retention() -> Iterator[str]:
    if retention.is_late():
        yield _(
            "Aturan masa simpan tidak berjalan lebih dari dua hari. Apakah `flask work` berjalan?"
        )


def _sums() -> Iterator[str]:
    for book, facts in FACTS:
        if ledger.differences(book, facts()):
            name = book.summary.__tablename__
            yield _("Rekapitulasi %(name)s tidak sama dengan faktanya.", name=name)


def _people() -> Iterator[str]:
    if unindexed():
        yield _("Sebagian pegawai tidak ditemukan menurut namanya. Jalankan: flask people reindex")
