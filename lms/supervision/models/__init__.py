"""The tables of the slice.

What does not belong here: what somebody may see of them (`policy`).
"""

from lms.supervision.models.duties import Duty, DutyPerson, DutyRule
from lms.supervision.models.figures import Recount, StandingChange, UnitFigures, UnitWay
from lms.supervision.models.messages import ReminderRound, SupervisorMessage
from lms.supervision.models.plans import DevelopmentPlan, PlanItem, PlanRemark

__all__ = [
    "DevelopmentPlan",
    "Duty",
    "DutyPerson",
    "DutyRule",
    "PlanItem",
    "PlanRemark",
    "Recount",
    "ReminderRound",
    "StandingChange",
    "SupervisorMessage",
    "UnitFigures",
    "UnitWay",
]
