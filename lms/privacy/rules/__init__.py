"""What is held of a person and what becomes of it, in words and numbers. Pure.

What does not belong here: reading or changing anything.
"""
