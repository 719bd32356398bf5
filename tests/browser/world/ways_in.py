"""Ways in: printed codes in their states, a second factor that waits and one that is asked for.

What does not belong here: which pages are looked at (`places`).
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from lms.accounts import actions
from lms.accounts.models import CodeBatch, OrgUnit, Person
from lms.cli.demo import PASSWORD
from lms.core.clock import now, today
from lms.core.db import begin_writing, db
from tests.factories.learning import committed


def build(found: dict[str, str]) -> dict[str, str]:
    """Two batches of codes by Eko that can be shown and one that was; Mira sets up a second factor,
    Nanda is asked for one; Joko's roles are of all times."""
    eko = int(found["eko"])
    unit_id = db.session.scalars(select(OrgUnit.id).where(OrgUnit.code == "dpu")).one()
    batches = {
        f"batch_{name}": str(_batch(eko, unit_id, int(found["hana"]), name))
        for name in ("shown", "ready", "slips")
    }
    _shown_before(int(batches["batch_shown"]))
    _roles_of_all_times(int(found["joko"]), unit_id, eko)
    actions.begin_enrolment(person_id=int(found["mira"]))
    nanda = actions.create_person(user_name="nanda", full_name="Nanda Putri", password=PASSWORD)
    actions.begin_enrolment(person_id=nanda.id)
    nanda.second_factor_at = now()
    committed()
    _disabled("oki", "Oki Setiawan", eko)
    return batches | {"oki": str(_id_of("oki")), "nanda": str(_id_of("nanda"))}


def _batch(actor_id: int, unit_id: int, person_id: int, key: str) -> int:
    batch_id = actions.request_codes(
        actor_id=actor_id, unit_id=unit_id, person_ids=[person_id], key=key, days=14
    )
    for _step in actions.issue_codes({"batch_id": batch_id}):
        committed()
    return batch_id


def _shown_before(batch_id: int) -> None:
    begin_writing()
    db.session.get_one(CodeBatch, batch_id).printed_at = now() - timedelta(hours=2)
    committed()


def _roles_of_all_times(person_id: int, unit_id: int, actor_id: int) -> None:
    for first, last in ((-90, -30), (30, 90)):
        actions.grant_role(
            person_id=person_id,
            role="supervisor",
            unit_id=unit_id,
            actor_id=actor_id,
            valid_from=today() + timedelta(days=first),
            valid_until=today() + timedelta(days=last),
        )
    committed()


def _disabled(user_name: str, full_name: str, actor_id: int) -> None:
    person = actions.create_person(user_name=user_name, full_name=full_name)
    actions.disable_person(person_id=person.id, actor_id=actor_id, reason="Pindah ke kementerian.")
    committed()


def _id_of(user_name: str) -> int:
    return db.session.scalars(select(Person.id).where(Person.user_name == user_name)).one()
