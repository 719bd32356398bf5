"""Permissions as sentences: a name and a predicate over (actor, subject).

Each slice's `policy.py` holds its own table; the parts to build one with are here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lms.core.errors import Forbidden

Predicate = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Permission:
    """A verb on a kind of thing, such as `course:publish`, and who has it."""

    name: str
    allows: Predicate

    def __call__(self, actor: object, subject: object = None) -> bool:
        return self.allows(actor, subject)


def any_of(*predicates: Predicate) -> Predicate:
    """True where at least one predicate holds."""
    return lambda actor, subject: any(predicate(actor, subject) for predicate in predicates)


def all_of(*predicates: Predicate) -> Predicate:
    """True where every predicate holds."""
    return lambda actor, subject: all(predicate(actor, subject) for predicate in predicates)


def authorise(actor: object, permission: Permission, subject: object = None) -> None:
    """Go on only if the actor has the permission on the subject.

    Raises:
        Forbidden: the actor hasn't.
    """
    if not permission(actor, subject):
        raise Forbidden()
