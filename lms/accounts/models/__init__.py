"""Tables of people, of their dated places, and of the ways in.

What does not belong here: any rule about them.
"""

from lms.accounts.models.doors import ApiToken, AuthSession, PasswordReset
from lms.accounts.models.people import EmployeeNumber, Person, PersonWord, RoleGrant, with_titles
from lms.accounts.models.places import Membership, OrgUnit, SupervisorAssignment

__all__ = [
    "ApiToken",
    "AuthSession",
    "EmployeeNumber",
    "Membership",
    "OrgUnit",
    "PasswordReset",
    "Person",
    "PersonWord",
    "RoleGrant",
    "SupervisorAssignment",
    "with_titles",
]
