"""People, their employee numbers, units, supervisors and roles; signing in and sessions.

What does not belong here: anything about courses, and the notices people receive.
"""
