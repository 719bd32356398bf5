"""The pages below `/learn` (the learner's, and below `/-/` those of who runs the course), the learner's
marks, and what learning puts on a course's page."""

from lms.learning.views import announcements, course, dates, lesson, marks, running
from lms.learning.views.panels import course_enrol
from lms.learning.views.shell import blueprint

__all__ = [
    "announcements",
    "blueprint",
    "course",
    "course_enrol",
    "dates",
    "lesson",
    "marks",
    "running",
]
