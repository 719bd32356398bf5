"""Duties as those see them who give them and who have them, and whom they are for.

What does not belong here: writing (`actions.duties`), sums by unit (`figures`).
"""
