"""What the pages of the slice accept.

What does not belong here: deciding (`actions`).
"""
