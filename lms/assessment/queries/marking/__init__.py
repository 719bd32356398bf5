"""Marking by people: schemes, the queue, one work with its marks, what its respondent sees of them.

What does not belong here: writing any of it (actions).
"""
