"""Removing files that are kept for a time only, once it is over: copies of a person's data and exports of
supervision. Here, because only here it is known whether anything else needs a file.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, TypeVar

from sqlalchemy import select

from lms.core import files
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.privacy.models import DataExport
from lms.privacy.queries import holdings
from lms.supervision.models import Export

AT_ONCE = 20

Kept = TypeVar("Kept", DataExport, Export)


def expire_copies() -> int:
    """Delete copies of data whose time is over, with their bytes; returns how many."""
    return _expire(DataExport)


def expire_exports() -> int:
    """Delete exports whose time is over, with their bytes; returns how many."""
    return _expire(Export)


def remove_exports(_params: Mapping[str, Any]) -> Generator[None, None, None]:
    """The same at once; the handler of the job `remove-exports`."""
    while expire_exports():
        yield


def _expire(kept: type[Kept]) -> int:
    begin_writing()
    over = select(kept).where(kept.expires_at <= now()).order_by(kept.id).limit(AT_ONCE)
    found = db.session.scalars(over).all()
    for one in found:
        sha256 = one.sha256
        db.session.delete(one)
        db.session.flush()
        if sha256 is not None and not holdings.is_needed(sha256):
            files.remove(sha256)
    return len(found)
