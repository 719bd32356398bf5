"""Pages of quizzes, surveys and assignments: the panel at the activity, the paper, the confirmation,
the result.

Everything works with plain forms; `static/quiz.js` adds saving at each choice. What does not belong
here: the activity's page around the panel (learning).
"""

from lms.assessment.views import attempts, conduct, handing, items, mending, reports
from lms.assessment.views.blueprint import blueprint
from lms.assessment.views.panels import assignment_panel, quiz_panel, survey_panel

__all__ = [
    "assignment_panel",
    "attempts",
    "blueprint",
    "conduct",
    "handing",
    "items",
    "mending",
    "quiz_panel",
    "reports",
    "survey_panel",
]
