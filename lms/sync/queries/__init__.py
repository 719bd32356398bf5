"""What may be taken along of a course (`packages`), which course an event is about (`courses`), what was
held (`held`).

What does not belong here: deciding on it (actions).
"""
