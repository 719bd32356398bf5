"""Loading certificates, claims and sums of hours, each through `policy`.

What does not belong here: writing (`actions`).
"""
