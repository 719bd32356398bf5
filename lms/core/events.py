"""Facts announced upward. A slice publishes; `lms/reactions.py` says who acts on it.

Reactions run at once, inside the transaction of the fact. One that may fail alone runs in a
savepoint: its failure is logged and the fact stands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Event:
    """Base of every fact; subclasses are frozen dataclasses of plain values."""


@dataclass(frozen=True)
class Reaction:
    """What happens on an event; `may_fail_alone` keeps its failure from undoing the fact."""

    event: type[Event]
    action: Callable[[Any], None]
    may_fail_alone: bool = False


_reactions: tuple[Reaction, ...] = ()
_savepoint: Callable[[], AbstractContextManager[None]] = nullcontext


def connect(
    reactions: Iterable[Reaction], savepoint: Callable[[], AbstractContextManager[None]]
) -> None:
    """Install the one table of reactions, and what undoes a part of a transaction."""
    global _reactions, _savepoint
    _reactions = tuple(reactions)
    _savepoint = savepoint


def publish(event: Event) -> None:
    """Run every reaction to the event, in the order of the table."""
    for reaction in _reactions:
        if not isinstance(event, reaction.event):
            continue
        if not reaction.may_fail_alone:
            reaction.action(event)
            continue
        try:
            with _savepoint():
                reaction.action(event)
        except Exception:
            log.exception("reaction to %s failed", event)
