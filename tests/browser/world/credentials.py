"""Certificates in every state: valid, revoked, over, being made, with a name that was corrected, and a
batch that is under way.

What does not belong here: which pages are looked at (`places`).
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from lms.accounts.models import Person
from lms.core.clock import now, today
from lms.core.db import begin_writing, db
from lms.courses.models import Course
from lms.credentials.actions import keys
from lms.credentials.actions.batches import request_batch, request_renaming
from lms.credentials.actions.revoking import revoke
from lms.credentials.actions.templates import set_course_policy
from lms.credentials.models import Certificate
from lms.credentials.queries.attestations import recorded_facts
from lms.credentials.queries.batches import Period
from lms.credentials.queries.templates import CoursePolicy
from lms.credentials.source import tokens
from tests.factories.certificates import make_sheets
from tests.factories.learning import committed, completed

COURSE = "tuntas"


def build(found: dict[str, str]) -> dict[str, str]:
    """Ayu's is valid with a name that differs, Mira's is revoked, Lina's (a long name) is over and was
    issued anew, Joko's is being made; Indra completed the course while it gave none. Returns their
    codes."""
    begin_writing()
    course_id = db.session.scalars(select(Course.id).where(Course.key == COURSE)).one()
    committed()
    _completed_without(int(found["indra"]), course_id, int(found["eko"]))
    for name in ("mira", "lina"):
        completed(int(found[name]), COURSE)
    make_sheets()
    codes = {name: _code(int(found[name])) for name in ("ayu", "mira", "lina")}
    revoke(
        certificate_id=_id(int(found["mira"])),
        category="mistake",
        reason="Nilai ujian akhir tertukar dengan peserta lain.",
        actor_id=int(found["dewi"]),
    )
    committed()
    begin_writing()
    db.session.execute(
        update(Certificate)
        .where(Certificate.code == codes["lina"])
        .values(valid_until=today() - timedelta(days=1))
    )
    committed()
    renaming = _issued_anew(int(found["lina"]), int(found["dewi"]))
    completed(int(found["joko"]), COURSE)
    _correct_name(int(found["ayu"]), "S.T., M.T.")
    batch_id = request_batch(period=Period(course_id), key="dunia", actor_id=int(found["dewi"]))
    committed()
    named = {f"certificate_{name}": code for name, code in codes.items()}
    named["token_stolen"] = _stolen(_token("mira", codes), int(found["eko"]))
    named |= {"token_ayu": _token("ayu", codes), "token_lina": _token("lina", codes)}
    joko = _code(int(found["joko"]))
    batches = {"certificate_batch": str(batch_id), "certificate_renaming": str(renaming)}
    return {**named, **batches, "certificate_joko": joko}


def _completed_without(person_id: int, course_id: int, actor_id: int) -> None:
    for issues in (False, True):
        policy = CoursePolicy(issues=issues)
        set_course_policy(course_id=course_id, policy=policy, actor_id=actor_id)
        committed()
        if not issues:
            completed(person_id, COURSE)


def _correct_name(person_id: int, suffix: str) -> None:
    begin_writing()
    db.session.execute(update(Person).where(Person.id == person_id).values(title_suffix=suffix))
    committed()


def _issued_anew(person_id: int, actor_id: int) -> int:
    """A batch that has issued a certificate anew under a corrected name."""
    _correct_name(person_id, "S.E., M.M.")
    begin_writing()
    batch_id = request_renaming(period=Period(), key="nama", actor_id=actor_id)
    committed()
    make_sheets()
    return batch_id


def _token(name: str, codes: dict[str, str]) -> str:
    """What the QR code of the first sheet of somebody's certificate carries."""
    return tokens.sign(recorded_facts(codes[name])[-1], keys.current_key().private)


def _stolen(token: str, actor_id: int) -> str:
    """The same token, now that somebody else has the key that signed it."""
    kid = keys.current_key().kid
    keys.distrust(kid=kid, since=now(), reason="Peladen lama dicuri.", actor_id=actor_id)
    committed()
    return token


def _code(person_id: int) -> str:
    return (
        db.session.scalars(
            select(Certificate.code).where(Certificate.person_id == person_id)
        ).first()
        or ""
    )


def _id(person_id: int) -> int:
    return db.session.scalars(
        select(Certificate.id).where(Certificate.person_id == person_id)
    ).one()
