"""Enrolment, reading, progress and completion; the pages below `/learn`.

What does not belong here: questions and answers (assessment fills the quiz's slot).
"""
