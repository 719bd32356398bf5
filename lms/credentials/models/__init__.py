"""The tables of the slice.

What does not belong here: what somebody may see of them (`policy`).
"""
