"""The tables of the slice.

What does not belong here: what somebody may see of them (`policy`).
"""

from lms.supervision.models.duties import Duty, DutyPerson, DutyRule
from lms.supervision.models.plans import DevelopmentPlan, PlanItem, PlanRemark

__all__ = ["DevelopmentPlan", "Duty", "DutyPerson", "DutyRule", "PlanItem", "PlanRemark"]
