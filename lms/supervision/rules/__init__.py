"""Filters, days and figures as plain values: no database, no clock, no Flask.

What does not belong here: where figures come from (`queries`).
"""
