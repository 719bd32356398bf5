"""Reading what people learn: one learner's pages, lists of courses, marks, figures for others, and
a course as its runners see it.

What does not belong here: anything that writes, and who may see other people's figures
(supervision).
"""

from lms.learning.queries.announcements import (
    Told,
    announcements_of,
)
from lms.learning.queries.dates import (
    Extended,
    extensions_of,
    window,
    windows_of,
)
from lms.learning.queries.figures import (
    progress_facts,
    progress_figures,
    progress_overview,
    unit_course_facts,
)
from lms.learning.queries.lists import (
    STATUSES,
    MyCourse,
    Prerequisite,
    completed_count,
    course_ids_of,
    course_ids_with_status,
    course_status,
    my_active_courses,
    my_completed_courses,
    prerequisites,
)
from lms.learning.queries.marks import (
    Mark,
    MarkedPlace,
    bookmark_for_removing,
    marks_of_lesson,
    my_marks,
    note_for_editing,
)
from lms.learning.queries.renewals import reminders_due, renew_before
from lms.learning.queries.running import (
    ClassFilters,
    ClassPage,
    Participant,
    class_list,
    everybody_in_class,
    participant_for_running,
    participants_named,
    units_in_class,
)
from lms.learning.queries.study import (
    Progress,
    Study,
    door_of,
    enrolments_of,
    is_latest_cycle,
    latest_enrolment,
    open_enrolment,
    progress_of,
    rule_of,
    study_for_reading,
)

__all__ = [
    "STATUSES",
    "ClassFilters",
    "ClassPage",
    "Extended",
    "Mark",
    "MarkedPlace",
    "MyCourse",
    "Participant",
    "Prerequisite",
    "Progress",
    "Study",
    "Told",
    "announcements_of",
    "bookmark_for_removing",
    "class_list",
    "completed_count",
    "course_ids_of",
    "course_ids_with_status",
    "course_status",
    "door_of",
    "enrolments_of",
    "everybody_in_class",
    "extensions_of",
    "is_latest_cycle",
    "latest_enrolment",
    "marks_of_lesson",
    "my_active_courses",
    "my_completed_courses",
    "my_marks",
    "note_for_editing",
    "open_enrolment",
    "participant_for_running",
    "participants_named",
    "prerequisites",
    "progress_facts",
    "progress_figures",
    "progress_of",
    "progress_overview",
    "reminders_due",
    "renew_before",
    "rule_of",
    "study_for_reading",
    "unit_course_facts",
    "units_in_class",
    "window",
    "windows_of",
]
