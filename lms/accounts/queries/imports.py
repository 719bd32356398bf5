"""Reading imports of people: how far they are, what was found, what changes; findings in words.

What does not belong here: anything that writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import func, select

from lms.accounts import policy
from lms.accounts.models import (
    PeopleImport,
    PeopleImportChange,
    PeopleImportFinding,
    Person,
    UnitVersion,
)
from lms.accounts.source import kept
from lms.accounts.source.columns import NEEDED
from lms.accounts.source.rows import PersonRow, Reader
from lms.core import files
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.words import N_

PREVIEWED = 5
"""Rows that are shown as they would be read."""

FINDINGS: Mapping[str, str] = {
    "number-rounded": N_(
        "Nomor ini dirusak oleh Excel: hanya 15 angka yang disimpan (seperti 1,98E+17). Ubah"
        " kolomnya menjadi teks, lalu tulis ulang ke-18 angkanya."
    ),
    "number-missing": N_("Baris ini tidak memuat NIP / NI PPPK."),
    "number-wrong": N_("NIP / NI PPPK keliru: %(reason)s"),
    "number-twice": N_("Nomor ini sudah ada di baris %(first)s. Baris ini dilewati."),
    "name-missing": N_("Nama tidak diisi."),
    "name-too-long": N_("Nama paling banyak %(most)s huruf."),
    "employment-unknown": N_("Status pegawai tidak dikenali; dibaca dari nomornya."),
    "grade-unknown": N_("Golongan tidak dikenali, jadi tidak diambil."),
    "position-type-unknown": N_("Jenis jabatan tidak dikenali, jadi tidak diambil."),
    "echelon-unknown": N_("Eselon tidak dikenali, jadi tidak diambil."),
    "date-unknown": N_("Tanggal tidak dikenali; dipakai tanggal berlaku impor ini."),
    "email-wrong": N_("Alamat surel tidak lengkap, jadi tidak diambil."),
    "email-taken": N_("Alamat surel ini sudah dipakai orang lain, jadi tidak diambil."),
    "email-out-of-reach": N_("Surel akun ini hanya dapat diubah administrator."),
    "status-unknown": N_("Status tidak dikenali; dianggap aktif."),
    "supervises-oneself": N_("Atasannya dirinya sendiri, jadi tidak diambil."),
    "supervisor-wrong": N_("Nomor atasan tidak dapat dibaca, jadi tidak diambil."),
    "supervisor-unknown": N_(
        "Atasan ini belum terdaftar, dan barisnya tidak ada di berkas ini atau tidak dapat dimasukkan."
    ),
    "unit-unknown": N_("Unit “%(name)s” belum ada."),
    "unit-ambiguous": N_("Ada beberapa unit bernama “%(name)s”. Isi kode unit atau unit induknya."),
    "unit-missing": N_("Unit kerja tidak diisi."),
    "unit-of-others": N_("Unit “%(name)s” bukan bagian dari unit yang Anda kelola."),
    "other-agency": N_("Pegawai ini terdaftar di perangkat daerah lain, jadi tidak diubah."),
    "out-of-reach": N_("Akun ini hanya dapat ditutup administrator."),
    "account-shut": N_("Akun pegawai ini dinonaktifkan; impor tidak membukanya."),
    "leaves-later": N_("Tanggal keluarnya belum tiba. Impor lagi sesudah tanggal itu."),
    "possible-double": N_(
        "Mungkin orang yang sama sudah terdaftar dengan nomor lain: tanggal lahirnya sama dan namanya"
        " mirip."
    ),
    "retires-many": N_(
        "%(count)s dari %(total)s pegawai tidak ada di daftar ini. Centang persetujuannya bila memang"
        " mereka semua keluar."
    ),
}
"""What each finding says: Indonesian msgids."""

REASONS: Mapping[str, str] = {
    "changed-meanwhile": N_("Datanya berubah sesudah pemeriksaan."),
    "changed-since": N_("Datanya sudah diubah lagi, jadi dibiarkan."),
    "merged": N_("Akunnya sudah digabung, jadi dibiarkan."),
    "in-use": N_("Akunnya sudah dipakai, jadi dibiarkan."),
    "other-agency": N_("Di luar unit yang Anda kelola."),
    "unit-not-created": N_("Unitnya tidak dapat dibuat."),
    "email-taken": N_("Surelnya sudah dipakai orang lain."),
}
"""Why a change was not made or not taken back: Indonesian msgids."""


def import_for_running(actor: Person, import_id: int) -> PeopleImport:
    """An import that the actor began, or any for an administrator.

    Raises:
        NotFound: there is none such.
    """
    found = db.session.get(PeopleImport, import_id)
    if found is None or not (found.by_id == actor.id or policy.is_administrator(actor)):
        raise NotFound()
    return found


def import_by_id(import_id: int) -> PeopleImport:
    """An import, for a command.

    Raises:
        NotFound: there is none such.
    """
    found = db.session.get(PeopleImport, import_id)
    if found is None:
        raise NotFound()
    return found


def imports_of(actor: Person) -> Sequence[PeopleImport]:
    """The newest imports that the actor may see."""
    query = select(PeopleImport).order_by(PeopleImport.id.desc()).limit(50)
    if not policy.is_administrator(actor):
        query = query.where(PeopleImport.by_id == actor.id)
    return db.session.scalars(query).all()


def count_open_imports(actor: Person) -> int:
    """How many of the imports that the actor may see wait for a decision: columns to be named, or
    findings and changes to be read before they are made."""
    query = select(func.count()).where(PeopleImport.state.in_(("mapping", "checked")))
    if not policy.is_administrator(actor):
        query = query.where(PeopleImport.by_id == actor.id)
    return db.session.scalar(query) or 0


def findings_of(
    import_id: int, *, code: str = "", severity: str = "", after: int = 0, most: int = 10_000
) -> Iterator[Any]:
    """The findings of an import that were kept, in the sheet's order as it was read, after one (by
    id); all, or those of a kind or a severity."""
    query = select(PeopleImportFinding).where(
        PeopleImportFinding.import_id == import_id, PeopleImportFinding.id > after
    )
    if code:
        query = query.where(PeopleImportFinding.code == code)
    if severity:
        query = query.where(PeopleImportFinding.severity == severity)
    yield from db.session.scalars(query.order_by(PeopleImportFinding.id).limit(most))


def finding_in_words(finding: Any, translate: Callable[[str], str]) -> str:
    """A finding as it is read; `translate` gives a text in the reader's language."""
    params = dict(finding.params)
    if "reason" in params:
        params["reason"] = translate(params["reason"])
    return translate(FINDINGS[finding.code]) % params


def preview_of(one: PeopleImport, mapping: Mapping[str, int]) -> list[tuple[PersonRow | None, int]]:
    """The first rows of a sheet as they would be read, each with its number in the sheet: None where
    an error keeps it out. Nothing where a needed column has no meaning yet, or the rows are gone."""
    if one.rows_sha256 is None or any(field not in mapping for field in NEEDED):
        return []
    reader = Reader(one.header, mapping)
    with files.path(one.rows_sha256).open("rb") as rows:
        rows.readline()
        lines = [kept.read_row(line) for line in islice(rows, PREVIEWED)]
    return [(reader.read(row, cells)[0], row) for row, cells in lines]


def changes_of(import_id: int, *, after: int = 0, most: int = 100) -> Sequence[PeopleImportChange]:
    """The changes of an import, some at a time."""
    query = (
        select(PeopleImportChange)
        .where(PeopleImportChange.import_id == import_id, PeopleImportChange.id > after)
        .order_by(PeopleImportChange.id)
        .limit(most)
    )
    return db.session.scalars(query).all()


def names_in(changes: Sequence[PeopleImportChange]) -> tuple[dict[int, str], dict[int, str]]:
    """What the people and the units are called that changes are about, by id."""
    people = [one.person_id for one in changes if one.person_id is not None]
    posts = [side.get("post") for one in changes for side in (one.before, one.after)]
    units = {post["unit_id"] for post in posts if post and "unit_id" in post}
    persons = db.session.scalars(select(Person).where(Person.id.in_(people)))
    versions = select(UnitVersion.unit_id, UnitVersion.name).where(
        UnitVersion.unit_id.in_(units), policy.holds_on(UnitVersion, today())
    )
    return (
        {one.id: one.display_name for one in persons},
        {row.unit_id: row.name for row in db.session.execute(versions)},
    )
