"""Tables of people, of their dated places, and of the ways in.

What does not belong here: any rule about them.
"""

from lms.accounts.models.doors import (
    ApiToken,
    AuthSession,
    CodeBatch,
    PasswordReset,
    RecoveryCode,
    SecondFactor,
)
from lms.accounts.models.doubles import SuspectedDouble
from lms.accounts.models.imports import (
    ImportMapping,
    PeopleImport,
    PeopleImportChange,
    PeopleImportFinding,
)
from lms.accounts.models.people import EmployeeNumber, Person, PersonWord, RoleGrant, with_titles
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
    "CodeBatch",
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
    "PersonWord",
    "RecoveryCode",
    "RoleGrant",
    "SecondFactor",
    "SupervisorAssignment",
    "SuspectedDouble",
    "UnitVersion",
    "with_titles",
]
