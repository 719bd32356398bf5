"""What people may ask about the data held of them: to see who looked, a copy, a correction, less use,
erasure; the trail of who did what; and the rules by which data ends.

What does not belong here: recording (`core.audit`), who somebody is (`accounts`).
"""
