"""The one register of personal data: every table that holds some, whose it is, what a copy shows of it
and what erasure does to it. A test walks all foreign keys to `person` and refuses a table or column
that isn't here.

Tables and columns are named as the database names them, so that this stays pure. Why something is
kept rests on UU 27/2022 Pasal 8 with Pasal 15 (what law requires, and the administration of the
state), and on the duty to prove training (PP 11/2017 as changed by PP 17/2020). What does not belong
here: doing it (`actions`).
"""

from lms.privacy.rules.registry.holdings import HOLDINGS, Fate, Holding
from lms.privacy.rules.registry.mentions import (
    MENTIONS,
    NAMING_PARAMS,
    STORED_FILES,
    TRAILS,
    Mention,
)

__all__ = [
    "HOLDINGS",
    "MENTIONS",
    "NAMING_PARAMS",
    "STORED_FILES",
    "TRAILS",
    "Fate",
    "Holding",
    "Mention",
]
