"""The pages below `/learn`, the learner's marks, and what learning puts on a course's page."""

from lms.learning.views import course, lesson, marks
from lms.learning.views.panels import course_enrol
from lms.learning.views.shell import blueprint

__all__ = ["blueprint", "course", "course_enrol", "lesson", "marks"]
