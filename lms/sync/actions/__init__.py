"""Taking in what devices send, and deciding on what was held.

What does not belong here: what an event does; the slices' own actions do it (`kinds` names them).
"""

from lms.sync.actions.deciding import accept, leave, try_again
from lms.sync.actions.parcels import Taken, take_in
from lms.sync.actions.receiving import Receipt, receive

__all__ = ["Receipt", "Taken", "accept", "leave", "receive", "take_in", "try_again"]
