"""The cast, the same people as in demonstrations: Ayu learner, Bima instructor, Citra supervisor of
Ayu's unit, Dewi organiser, Eko administrator, Fajar learner and Gita supervisor of another agency.
"""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from lms.accounts.models import OrgUnit, Person
from lms.cli.demo import CAST, create_people
from lms.core.db import db

NAMES = tuple(one.user_name for one in CAST)


def make_cast() -> None:
    """Create the cast in the database of the application in hand."""
    create_people()


class Cast:
    """`cast.ayu` is Ayu's `Person` (a snapshot), `cast.units["dpu"]` the id of a unit."""

    ayu: Person
    bima: Person
    citra: Person
    dewi: Person
    eko: Person
    fajar: Person
    gita: Person

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            for person in db.session.scalars(select(Person)):
                _ = list(person.role_grants), person.has_reports
                setattr(self, person.user_name, person)
            self.units = {
                row.code: row.id for row in db.session.execute(select(OrgUnit.code, OrgUnit.id))
            }
            db.session.expunge_all()
            db.session.rollback()
