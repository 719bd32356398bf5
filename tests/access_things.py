"""What each person of the access world has: something of every kind that stands in an address.

What does not belong here: who the people are and what is asked of whom (`access_world`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.accounts.actions import (
    create_token,
    grant_role,
)
from lms.accounts.models import (
    AuthSession,
    Membership,
    Person,
    RoleGrant,
    SupervisorAssignment,
)
from lms.accounts.queries import unit_of
from lms.assessment.actions import add_file, start_attempt, submit
from lms.assessment.models import Attempt, HandedFile
from lms.core import db as database
from lms.core import files
from lms.core.clock import now
from lms.core.db import db
from lms.learning.actions import add_bookmark, add_note, enrol
from lms.learning.models import Bookmark
from lms.notifications.models import Delivery, Notice, PushSubscription
from lms.privacy.actions.requests import ask
from lms.privacy.models import DataExport
from lms.supervision.actions.duties.applying import assign
from lms.supervision.actions.duties.giving import ByRule, give_duty
from lms.supervision.actions.plans import propose
from lms.supervision.models import Duty
from lms.supervision.rules.duties import Target, Terms
from tests.factories.certificates import with_sheet
from tests.factories.claims import handed_in
from tests.factories.hours import attended
from tests.factories.outbox import held_answer
from tests.factories.plans import YEAR, begun

OPEN, AGENCY, SHORT = "terbuka", "khusus-dpu", "singkat"
TASK = """---
id: modul-2
title: Modul kedua
---
# Tugas {#tugas .assignment optional pass=60 files=1 types=txt}

Tulis satu risiko.

____
"""


@dataclass(frozen=True)
class Things:
    """What one person has: ids that stand in addresses."""

    person_id: int
    open_attempt: str
    result: str
    held: int
    note: int
    bookmark: int
    notice: int
    delivery: int
    device: int
    session: int
    token: int
    work: str
    handed_file: int
    unit: int
    post: int
    assignment: int
    supervision: int
    grant: int
    asked: int
    copy: int
    certificate: str
    claim: int
    claim_file: int
    entry: int
    plan_item: int
    duty: int
    duty_rule: int


def things_of(person_id: int) -> Things:
    enrol(person_id=person_id, course_key=OPEN)
    attempt = start_attempt(person_id=person_id, course_key=OPEN, activity_key="kuis")
    result = attempt.uuid
    submit(attempt_uuid=result, person_id=person_id, event_id=f"{person_id:032}", device_id="uji")
    database.commit()
    attempt = start_attempt(person_id=person_id, course_key=OPEN, activity_key="kuis")
    work = _handed_in(person_id)
    note = add_note(
        person_id=person_id, course_key=OPEN, activity_key="materi-1", anchor="", content="Milikku."
    )
    add_bookmark(person_id=person_id, course_key=OPEN, activity_key="materi-1", anchor="")
    session = AuthSession(
        token_hash=f"hash-{person_id}",
        person_id=person_id,
        remember=False,
        user_agent="",
        address="",
        created_at=now(),
        expires_at=now().replace(year=2027),
    )
    token, _secret = create_token(person_id=person_id, name="Laptop", days=30)
    grant = grant_role(
        person_id=person_id,
        role="supervisor",
        unit_id=unit_of(person_id, now().date()),
        actor_id=None,
        valid_from=date(2027, 6, 1),
    )
    copy = DataExport(
        person_id=person_id,
        asked_by_id=person_id,
        asked_at=now(),
        done_at=now(),
        expires_at=now().replace(year=2027),
        sha256=files.save(f"PK{person_id}".encode()),
        size=3,
    )
    db.session.add_all((session, copy))
    asked = ask(
        person_id=person_id,
        kind="correction",
        field="other",
        content="Milikku.",
        proposed="Milikku.",
    )
    claim, claim_file = handed_in(person_id)
    plan_item, _other = begun(person_id, "Milikku.", "Juga milikku.")
    propose(person_id=person_id, year=YEAR)
    things = Things(
        person_id=person_id,
        open_attempt=attempt.uuid,
        result=result,
        held=held_answer(person_id, result),
        note=note.id,
        bookmark=db.session.scalars(
            select(Bookmark.id).where(Bookmark.person_id == person_id)
        ).one(),
        notice=db.session.scalars(select(Notice.id).where(Notice.person_id == person_id)).first()
        or 0,
        delivery=_failed_delivery(person_id),
        device=_told_device(person_id, session.id),
        session=session.id,
        token=token.id,
        work=work.uuid,
        certificate=with_sheet(person_id, SHORT),
        handed_file=db.session.scalars(
            select(HandedFile.id).where(HandedFile.attempt_id == work.id)
        ).one(),
        grant=grant.id,
        **_places(person_id),
        asked=asked.id,
        copy=copy.id,
        claim=claim,
        claim_file=claim_file,
        entry=attended(person_id, person_id).id,
        plan_item=plan_item,
        **_duty(person_id),
    )
    database.commit()
    return things


def _places(person_id: int) -> dict[str, int]:
    """Where somebody belongs; 1, which is somebody else's, where they have no such thing."""
    post = db.session.scalars(select(Membership).where(Membership.person_id == person_id)).one()
    assignment = select(SupervisorAssignment.id).where(SupervisorAssignment.person_id == person_id)
    grant = select(RoleGrant.id).where(RoleGrant.unit_id == post.unit_id)
    return {
        "unit": post.unit_id,
        "post": post.id,
        "assignment": db.session.scalars(assignment).first() or 1,
        "supervision": db.session.scalars(grant).first() or 1,
    }


def _duty(person_id: int) -> dict[str, int]:
    """A duty for everybody in the person's unit, by a saved rule of an administrator's."""
    giver = db.session.scalars(select(Person.id).where(Person.user_name == "eko")).one()
    unit_id = unit_of(person_id, now().date())
    assert unit_id is not None
    duty_id = give_duty(
        actor_id=giver,
        key=f"{person_id}",
        course_key=OPEN,
        terms=Terms("Perlu untuk tugas.", due_days=30),
        to=ByRule(Target(unit_id), f"Unit {unit_id}"),
    )
    assign(db.session.get_one(Duty, duty_id), [person_id])
    return {"duty": duty_id, "duty_rule": db.session.get_one(Duty, duty_id).rule_id or 0}


def _failed_delivery(person_id: int) -> int:
    """A letter about a notice of the person's that the mail server refused."""
    notice_id = db.session.scalars(select(Notice.id).where(Notice.person_id == person_id)).first()
    failed = Delivery(
        person_id=person_id, notice_id=notice_id, made_at=now(), state="failed", why="later"
    )
    db.session.add(failed)
    db.session.flush()
    return failed.id


def _told_device(person_id: int, session_id: int) -> int:
    """A device of the person's that is told of notices."""
    device = PushSubscription(
        person_id=person_id,
        session_id=session_id,
        endpoint=f"https://push.contoh.id/{person_id}",
        public_key="",
        secret="",
        server_key="",
        created_at=now(),
    )
    db.session.add(device)
    db.session.flush()
    return device.id


def _handed_in(person_id: int) -> Attempt:
    """An assignment with a file that waits to be marked."""
    attempt = start_attempt(person_id=person_id, course_key=OPEN, activity_key="tugas")
    add_file(attempt_uuid=attempt.uuid, person_id=person_id, name="risiko.txt", content=b"Banjir.")
    event = f"{person_id:031}t"
    submit(attempt_uuid=attempt.uuid, person_id=person_id, event_id=event, device_id="uji")
    return attempt
