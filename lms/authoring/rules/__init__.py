"""Pure decisions about drafts: which files there may be, how they are named, what differs.

What does not belong here: the course format (courses), reading foreign formats (source).
"""
