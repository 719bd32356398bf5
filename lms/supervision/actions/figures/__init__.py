"""Keeping figures equal to the facts.

What does not belong here: which facts those are (`queries.figures.facts`), arithmetic (`rules`).
"""

from lms.supervision.actions.figures.rebuilding import Differences, differences, rebuild
from lms.supervision.actions.figures.recounting import (
    ask_recount,
    forget,
    recount_all,
    recount_daily,
    recount_some,
)
from lms.supervision.actions.figures.regrouping import regroup

__all__ = [
    "Differences",
    "ask_recount",
    "differences",
    "forget",
    "rebuild",
    "recount_all",
    "recount_daily",
    "recount_some",
    "regroup",
]
