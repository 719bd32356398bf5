"""Two accounts of one marker: what was filled in last goes on."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from lms import schedule
from lms.assessment.models import MarkDraft
from lms.core import jobs
from lms.core.db import db
from lms.core.errors import Conflict
from tests.cast import Cast
from tests.factories.assessment import unit_of_work
from tests.factories.conducting import later
from tests.factories.marking import co_author, draft, run, scheme, task
from tests.factories.merging import decide


@pytest.mark.parametrize("last", ["own", "theirs"])
def test_of_two_drafts_for_a_work_the_last_one_goes_on(app: Flask, cast: Cast, last: str) -> None:
    run(app, cast, "ayu")
    scheme(app, cast.bima.id, double=True, tolerance=10)
    twin = co_author(app, "kembaran")
    uuid = task(app, cast.ayu.id)
    of_both = {"own": cast.bima.id, "theirs": twin}
    for number, whose in enumerate(sorted(of_both, key=lambda one: one == last)):
        with later(minutes=number):
            draft(app, uuid, of_both[whose], {"overall": whose})
    with unit_of_work(app):
        decide(kept_id=cast.bima.id, joined_id=twin, actor_id=cast.eko.id)
    with app.app_context():
        jobs.run_due(schedule.JOBS)
        assert set(db.session.scalars(select(jobs.Job.error))) == {None}
        found = db.session.scalars(select(MarkDraft)).one()
        assert (found.marker_id, found.content["overall"]) == (cast.bima.id, last)
    if last == "theirs":
        with pytest.raises(Conflict):  # A window that is open since before has seen something else.
            draft(app, uuid, cast.bima.id, {"overall": "lain"}, seen=1)
