"""Changing courses: publishing a folder, rebuilding, rolling back, state and audience.

What does not belong here: drafts and editing in the browser (authoring). Every function flushes and
leaves the commit to the edge.
"""

from lms.courses.actions.publishing import BrokenFolder, PublishResult, publish_folder, rebuild
from lms.courses.actions.steering import roll_back, set_audience, set_state

__all__ = [
    "BrokenFolder",
    "PublishResult",
    "publish_folder",
    "rebuild",
    "roll_back",
    "set_audience",
    "set_state",
]
