"""Loading what supervisors, organisers and learners see, each through `policy`.

What does not belong here: writing (`actions`).
"""
