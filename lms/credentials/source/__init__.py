"""What is written for others to read: the sheet of a certificate, its signatures, the badge.

What does not belong here: which certificates there are (`queries`), where files lie (`actions`).
"""
