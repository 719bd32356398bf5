"""An installation in which every field that an author or a learner writes holds attacks.

Courses are published as authors publish them. What the checker refuses to publish is rendered all the
same and stored in its place, so that every field shows every attack as the renderer leaves it.

What does not belong here: the attacks (`payloads`), and watching them fail (`test_xss`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from config import settings
from lms.accounts import actions as accounts
from lms.accounts import rules as account_rules
from lms.accounts.models import Person
from lms.app import create_app
from lms.core import clock
from lms.core.db import db
from tests.browser.attacked.courses import attacked_course, attempts
from tests.browser.attacked.drafts import drafts
from tests.browser.attacked.learners import names, typed_answers
from tests.browser.attacked.places import LONGEST_BATCH, SEARCHED, Attacked, batches, joined
from tests.browser.payloads import Payload
from tests.factories.learning import committed

__all__ = ["SEARCHED", "Attacked", "batches", "build", "joined"]


def build(environ: dict[str, str], payloads: Sequence[Payload]) -> Attacked:
    """Fill the installation with attacks."""
    app = create_app(settings(environ) | {"CLOCK_FILE": ""})
    attacked = Attacked()
    groups = list(batches(payloads, LONGEST_BATCH))
    with clock.frozen(datetime.fromisoformat(Path(environ["CLOCK_FILE"]).read_text())):
        with app.app_context():
            committed()
            people = _people()
            for number, group in enumerate(groups):
                attacked_course(number, group, people, attacked)
            drafts(payloads, people, attacked)
            names(groups, attacked)
        typed_answers(app, payloads, groups, people, attacked)
        for number in range(len(groups)):
            attempts(app, number, people["ayu"], attacked)
        with app.app_context():
            db.engine.dispose()
    return attacked


def _people() -> dict[str, int]:
    people = {row.user_name: row.id for row in db.session.scalars(select(Person))}
    for person_id in people.values():
        version = account_rules.PRIVACY_NOTICE_VERSION
        accounts.accept_privacy_notice(person_id=person_id, version=version)
    committed()
    return people
