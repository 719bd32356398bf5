"""Giving duties, bringing them to their people, reminding of them.

What does not belong here: whom and when (`queries.duties`, `rules.duties`).
"""
