"""Arithmetic of hours, numbers and periods of certificates: no database, no clock, no Flask.

What does not belong here: where figures come from (`queries`).
"""
