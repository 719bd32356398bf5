"""Sittings, attempts, answers and grading: quizzes now, surveys and assignments on the same tables.

What does not belong here: the source of questions (courses), completion of a course (learning).
"""
