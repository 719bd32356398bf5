"""The tables of the slice.

What does not belong here: what somebody may see of them (`policy`).
"""

from lms.supervision.models.duties import Duty, DutyPerson, DutyRule
from lms.supervision.models.figures import Recount, StandingChange, UnitFigures, UnitWay

__all__ = ["Duty", "DutyPerson", "DutyRule", "Recount", "StandingChange", "UnitFigures", "UnitWay"]
