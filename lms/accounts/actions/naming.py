"""What must be one person's or one unit's alone: the constraint says so, here it becomes a message."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from lms.accounts.models import EmployeeNumber, OrgUnit, Person
from lms.core.db import db, savepoint, violated
from lms.core.errors import Invalid

TAKEN = {
    "uq_person_user_name": Invalid("user_name", "Nama pengguna ini sudah dipakai."),
    "uq_person_email": Invalid("email", "Alamat surel ini sudah dipakai akun lain."),
    "uq_employee_number_number": Invalid("employee_number", "Nomor ini sudah dipakai akun lain."),
    "uq_org_unit_code": Invalid("code", "Kode unit ini sudah dipakai."),
}


def add_unless_taken(row: Person | EmployeeNumber | OrgUnit) -> None:
    """Add a row with a name of its own. For the other actions of this slice.

    Raises:
        Invalid: the name, address, number or code is taken.
    """
    try:
        with savepoint():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        taken = TAKEN.get(violated(error) or "")
        if taken is None:
            raise
        raise Invalid(taken.field, taken.message) from error
