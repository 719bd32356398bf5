"""Notices to people, in the application and by e-mail; their text is rendered at delivery.

What does not belong here: deciding that something is worth a notice (`lms/reactions.py`, actions).
"""
