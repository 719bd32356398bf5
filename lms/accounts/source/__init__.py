"""Sheets of people as offices make them: bytes become rows, rows become what they say of a person, and
that is compared with who is there. Pure.

What does not belong here: finding who there is, and everything that is written (`actions.importing`).
"""
