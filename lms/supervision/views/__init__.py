"""Pages about duties, what people have learnt, and what follows from it.

What does not belong here: deciding anything; the pages load, act and answer.
"""

from __future__ import annotations

from lms.supervision.views import figures, messages, overview, person, rounds
from lms.supervision.views.blueprint import blueprint

__all__ = ["blueprint", "figures", "messages", "overview", "person", "rounds"]
