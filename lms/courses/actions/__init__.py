"""Changing courses: publishing a folder, rebuilding, rolling back, state and audience.

What does not belong here: drafts and editing in the browser (authoring). Every function flushes and
leaves the commit to the edge.
"""

from lms.courses.actions.following import follow_merged_unit, follow_merged_unit_later
from lms.courses.actions.indexing import index_course
from lms.courses.actions.lightening import lighten_audio
from lms.courses.actions.preparing import BrokenFolder, Prepared, gather, prepare
from lms.courses.actions.publishing import (
    PublishResult,
    add_course,
    locked_by_key,
    publish_folder,
    publish_prepared,
)
from lms.courses.actions.rebuilding import rebuild
from lms.courses.actions.steering import roll_back, set_approval, set_audience, set_state

__all__ = [
    "BrokenFolder",
    "Prepared",
    "PublishResult",
    "add_course",
    "follow_merged_unit",
    "follow_merged_unit_later",
    "gather",
    "index_course",
    "lighten_audio",
    "locked_by_key",
    "prepare",
    "publish_folder",
    "publish_prepared",
    "rebuild",
    "roll_back",
    "set_approval",
    "set_audience",
    "set_state",
]
