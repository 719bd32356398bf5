"""The demo people and their units: invented, the same in demonstrations and in tests.

They share one password, so they exist only where `DEMO=1`, and never on a public https address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from lms.accounts.actions import hash_password
from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    OrgUnit,
    Person,
    RoleGrant,
    SupervisorAssignment,
    UnitVersion,
)
from lms.core.clock import now
from lms.core.db import begin_writing, commit, db

PASSWORD = "belajar di bumi ruwa jurai"  # noqa: S105 - printed at start, for demonstrations only
SINCE = date(2026, 1, 1)


@dataclass(frozen=True)
class DemoPerson:
    """A person of the cast, with a place and roles (`role` or `role@unit`)."""

    user_name: str
    full_name: str
    suffix: str
    number: str
    unit: str
    position: str
    roles: tuple[str, ...] = ()
    employment: str = "permanent_civil_servant"
    words: str = ""


UNITS = (
    ("prov", None, "government", "Pemerintah Provinsi Contoh"),
    ("bpsdm", "prov", "agency", "Badan Pengembangan Sumber Daya Manusia"),
    ("dpu", "prov", "agency", "Dinas Pekerjaan Umum"),
    ("dpu-jalan", "dpu", "unit", "Bidang Jalan dan Jembatan"),
    ("dpu-cipta", "dpu", "unit", "Bidang Cipta Karya"),
    ("dinkes", "prov", "agency", "Dinas Kesehatan"),
    ("dinkes-yankes", "dinkes", "unit", "Bidang Pelayanan Kesehatan"),
)

CAST = (
    DemoPerson(
        "ayu",
        "Ayu Lestari",
        "S.T.",
        "199504122020012001",
        "dpu-jalan",
        "Staf teknis",
        words="peserta",
    ),
    DemoPerson(
        "bima",
        "Bima Prakoso",
        "M.Pd.",
        "198003152005011002",
        "bpsdm",
        "Widyaiswara",
        ("instructor",),
        words="pengajar",
    ),
    DemoPerson(
        "citra",
        "Citra Maharani",
        "S.T., M.T.",
        "197811202003122003",
        "dpu-jalan",
        "Kepala Bidang",
        ("supervisor@dpu-jalan",),
        words="atasan Ayu",
    ),
    DemoPerson(
        "dewi",
        "Dewi Anggraini",
        "S.Sos.",
        "198607082010012004",
        "bpsdm",
        "Penyelenggara pelatihan",
        ("organiser@prov", "agency_admin@prov"),
        words="penyelenggara, admin perangkat daerah",
    ),
    DemoPerson(
        "eko",
        "Eko Saputra",
        "S.Kom.",
        "198902142014031005",
        "bpsdm",
        "Pranata komputer",
        ("administrator",),
        words="administrator",
    ),
    DemoPerson(
        "fajar",
        "Fajar Nugroho",
        "A.Md.Kep.",
        "199209012025211006",
        "dinkes-yankes",
        "Perawat terampil",
        (),
        "contract_civil_servant",
        words="peserta di dinas lain",
    ),
    DemoPerson(
        "gita",
        "Gita Permatasari",
        "M.Kes.",
        "197605172001122007",
        "dinkes-yankes",
        "Kepala Bidang",
        ("supervisor@dinkes-yankes",),
        words="atasan di dinas lain",
    ),
)

DIRECT_SUPERVISORS = (("ayu", "citra"), ("fajar", "gita"))


@click.command("demo")
@with_appcontext
def command() -> None:
    """Create the demo people where DEMO=1; a second time changes nothing."""
    if not current_app.config["DEMO"]:
        raise click.UsageError("demo people share a password: they are created only where DEMO=1")
    create_people()
    commit()
    click.echo(sign_ins(current_app.config["PUBLIC_URL"]))


def sign_ins(address: str) -> str:
    """The demo sign-ins as the start prints them."""
    lines = [f"{one.user_name:8} {one.words}" for one in CAST]
    return "\n".join([address, "", *lines, "", f"password: {PASSWORD}", ""])


def create_people() -> bool:
    """Create the units and the cast; False when they are there already."""
    password_hash = hash_password(PASSWORD)
    begin_writing()
    if db.session.scalar(select(Person.id).where(Person.user_name == CAST[0].user_name)):
        return False
    units = _create_units()
    people = {one.user_name: _create_person(one, units, password_hash) for one in CAST}
    for person, supervisor in DIRECT_SUPERVISORS:
        db.session.add(
            SupervisorAssignment(
                person_id=people[person], supervisor_id=people[supervisor], valid_from=SINCE
            )
        )
    db.session.flush()
    return True


def _create_units() -> dict[str, int]:
    ids: dict[str, int] = {}
    for code, parent, kind, name in UNITS:
        unit = OrgUnit(code=code)
        db.session.add(unit)
        db.session.flush()
        db.session.add(
            UnitVersion(
                unit_id=unit.id,
                name=name,
                kind=kind,
                parent_id=ids.get(parent or ""),
                valid_from=SINCE,
            )
        )
        ids[code] = unit.id
    return ids


def _create_person(one: DemoPerson, units: dict[str, int], password_hash: str) -> int:
    person = Person(
        user_name=one.user_name,
        full_name=one.full_name,
        title_suffix=one.suffix,
        employment=one.employment,
        email=f"{one.user_name}@contoh.go.id",
        password_hash=password_hash,
        created_at=now(),
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(EmployeeNumber(person_id=person.id, number=one.number, valid_from=SINCE))
    db.session.add(
        Membership(
            person_id=person.id, unit_id=units[one.unit], position=one.position, valid_from=SINCE
        )
    )
    for grant in one.roles:
        role, _, unit = grant.partition("@")
        db.session.add(
            RoleGrant(person_id=person.id, role=role, unit_id=units.get(unit), valid_from=SINCE)
        )
    return person.id
