"""Pages of quizzes, surveys and assignments: the panel at the activity, the paper, the confirmation,
the result.

Everything works with plain forms; `static/quiz.js` adds saving at each choice. What does not belong
here: the activity's page around the panel (learning).
"""

from lms.assessment.views import (
    attempts,
    conduct,
    gradebook,
    handing,
    items,
    marking,
    mending,
    reports,
    scores,
    taking,
)
from lms.assessment.views.blueprint import blueprint
from lms.assessment.views.panels import assignment_panel, quiz_panel, survey_panel
from lms.assessment.views.scores import own_scores_link

__all__ = [
    "assignment_panel",
    "attempts",
    "blueprint",
    "conduct",
    "gradebook",
    "handing",
    "items",
    "marking",
    "mending",
    "own_scores_link",
    "quiz_panel",
    "reports",
    "scores",
    "survey_panel",
    "taking",
]
