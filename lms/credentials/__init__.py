"""What somebody takes away from learning: the ledger of learning hours (JP), certificates, and what
lets a stranger verify them.

What does not belong here: when a course is completed (`learning`), who owes which course (supervision).
"""
