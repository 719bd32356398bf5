"""Marking by people, for those who run a course: the queue, one work, its files.

What does not belong here: what the respondent sees (`attempts`, `handing`).
"""

from lms.assessment.views.marking import files, queue, works

__all__ = ["files", "queue", "works"]
