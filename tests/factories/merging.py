"""Two accounts of which it is known that they are one person's."""

from __future__ import annotations

from lms.accounts.models import SuspectedDouble
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.privacy.actions.merging import merge


def decide(*, kept_id: int, joined_id: int, actor_id: int) -> None:
    """Decide that an account goes on and the other, a younger one, is joined to it; the rest is a job."""
    begin_writing()
    pair = SuspectedDouble(one_id=kept_id, other_id=joined_id, found_at=now())
    db.session.add(pair)
    db.session.flush()
    merge(pair_id=pair.id, kept_id=kept_id, reason="Satu orang.", actor_id=actor_id)
