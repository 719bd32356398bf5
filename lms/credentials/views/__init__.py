"""Pages about hours and certificates.

What does not belong here: deciding anything; the pages load, act and answer.
"""

from __future__ import annotations

from lms.credentials.views import claims, hours, hours_rules, verification
from lms.credentials.views.blueprint import blueprint
from lms.credentials.views.hours import home_hours

__all__ = ["blueprint", "claims", "home_hours", "hours", "hours_rules", "verification"]
