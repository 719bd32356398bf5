"""The tables of the slice.

What does not belong here: what somebody may see of them (`policy`).
"""

from lms.supervision.models.duties import Duty, DutyPerson, DutyRule
from lms.supervision.models.exports import Export, Letterhead
from lms.supervision.models.figures import Recount, StandingChange, UnitFigures, UnitWay
from lms.supervision.models.messages import ReminderRound, SupervisorMessage
from lms.supervision.models.plans import DevelopmentPlan, PlanItem, PlanRemark
from lms.supervision.models.saved_views import SavedView

__all__ = [
    "DevelopmentPlan",
    "Duty",
    "DutyPerson",
    "DutyRule",
    "Export",
    "Letterhead",
    "PlanItem",
    "PlanRemark",
    "Recount",
    "ReminderRound",
    "SavedView",
    "StandingChange",
    "SupervisorMessage",
    "UnitFigures",
    "UnitWay",
]
