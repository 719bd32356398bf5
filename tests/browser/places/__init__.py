"""The table of every page in every state that can be reached, in the world of `world`.

What does not belong here: what is checked on each (the tests that walk the table).
"""

from __future__ import annotations

from tests.browser.places import (
    accounts,
    authoring,
    credentials,
    duties,
    exports,
    figures,
    held,
    holding,
    hours,
    learning,
    marking,
    messages,
    plans,
    privacy,
    running,
    saved_views,
)
from tests.browser.places.place import VISITOR, Place

__all__ = ["PLACES", "VISITOR", "Place"]

PLACES = [
    *accounts.PLACES,
    *learning.PLACES,
    *authoring.PLACES,
    *running.PLACES,
    *holding.PLACES,
    *held.PLACES,
    *marking.PLACES,
    *privacy.PLACES,
    *credentials.PLACES,
    *hours.PLACES,
    *figures.PLACES,
    *exports.PLACES,
    *messages.PLACES,
    *plans.PLACES,
    *duties.PLACES,
    *saved_views.PLACES,
]
