"""What comes into a draft from elsewhere, as pure functions: the texts a new course begins with,
and parsers of foreign formats.

What does not belong here: the course format itself (courses), archives (core), storing anything.
"""
