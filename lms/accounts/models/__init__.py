"""Tables of people, of their dated places, and of the ways in.

What does not belong here: any rule about them.
"""

from lms.accounts.models.doors import ApiToken, AuthSession, PasswordReset
from lms.accounts.models.imports import (
    ImportMapping,
    PeopleImport,
    PeopleImportChange,
    PeopleImportFinding,
)
from lms.accounts.models.people import EmployeeNumber, Person, RoleGrant, with_titles
from lms.accounts.models.places import (
    Membership,
    OrgUnit,
    PayGrade,
    SupervisorAssignment,
    UnitVersion,
)

__all__ = [
    "ApiToken",
    "AuthSession",
    "EmployeeNumber",
    "ImportMapping",
    "Membership",
    "OrgUnit",
    "PasswordReset",
    "PayGrade",
    "PeopleImport",
    "PeopleImportChange",
    "PeopleImportFinding",
    "Person",
    "RoleGrant",
    "SupervisorAssignment",
    "UnitVersion",
    "with_titles",
]
