"""Two accounts turn out to be one person's: deciding it, and joining them in steps that can be taken up
again. Nothing that was acknowledged is lost.

What does not belong here: what becomes of which table (`rules.merging`).
"""

from lms.privacy.actions.merging.deciding import merge
from lms.privacy.actions.merging.joining import merge_people

__all__ = ["merge", "merge_people"]
