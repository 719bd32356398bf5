"""Asking that data be corrected, used less or erased, and deciding it: once, with a reason, told to
who asked.

Whoever decides has loaded the request through policy. What does not belong here: the erasure itself
(`erasing`).
"""

from __future__ import annotations

from sqlalchemy import select

from lms.accounts import policy as accounts
from lms.accounts.actions import correct_person, lift_restriction, restrict_person
from lms.accounts.models import Person, RoleGrant
from lms.accounts.queries import person as person_by_id
from lms.core import audit, jobs
from lms.core.clock import now, today
from lms.core.db import add_once, begin_writing, db
from lms.core.errors import Conflict, Forbidden, Invalid, NotFound
from lms.notifications.actions import notify, notify_each
from lms.privacy.models import PrivacyRequest
from lms.privacy.queries.requests import deciders_of
from lms.privacy.rules.requests import (
    ERASED_AFTER,
    FIELDS,
    KINDS,
    LONGEST_TEXT,
    LONGEST_VALUE,
)
from lms.supervision.actions.exports import keeping as exports

OPEN = "uq_privacy_request_open"


def ask(
    *, person_id: int, kind: str, content: str, field: str = "", proposed: str = ""
) -> PrivacyRequest:
    """Ask for something to be done with one's own data, and tell those who decide. The same kind
    again, while one waits, is refused unless it says the same.

    Raises:
        Invalid: it doesn't say what is wrong or why, or is too long.
        Conflict: another request of the kind waits.
    """
    request = _request(person_id, kind, content, field, proposed)
    begin_writing()
    if not add_once(request, OPEN):
        return _the_same(request)
    audit.record(
        "data:request",
        actor_id=person_id,
        subject=("person", person_id),
        details={"request": request.id, "kind": kind},
    )
    params = {"request_id": request.id, "kind": kind}
    told = {one: params for one in deciders_of(person_id, kind)}  # noqa: C420 - the same for each
    if told:
        notify_each(told, kind="data-request-asked", key=f"data-request-asked:{request.id}")
    db.session.flush()
    return request


def withdraw(*, person_id: int, request_id: int) -> None:
    """Take one's own request back while it waits; taken back already is success.

    Raises:
        NotFound: it isn't this person's.
        Conflict: it was decided meanwhile.
    """
    begin_writing()
    request = _locked(request_id)
    if request.person_id != person_id:
        raise NotFound()
    if request.state == "withdrawn":
        return
    _close(request, "withdrawn", actor_id=person_id, decision="")


def decline(*, request_id: int, decision: str, actor_id: int) -> None:
    """Refuse a request, saying why. Refused already is success.

    Raises:
        NotFound: there is none such.
        Invalid: there is no reason, or it is too long.
        Conflict: it was decided otherwise meanwhile.
    """
    why = _text("decision", decision, LONGEST_TEXT)
    begin_writing()
    request = _locked(request_id)
    if request.state == "declined":
        return
    _close(request, "declined", actor_id=actor_id, decision=why)
    _tell(request)


def grant(*, request_id: int, decision: str, actor_id: int) -> None:
    """Do what a request asks for: put the value right, restrict, or have the person erased. Granted
    already is success.

    Raises:
        NotFound: there is none such.
        Invalid: there is no reason, or the value that was asked for can't be taken.
        Conflict: it was decided otherwise meanwhile, or nobody would be left to administer.
    """
    why = _text("decision", decision, LONGEST_TEXT)
    begin_writing()
    request = _locked(request_id)
    if request.state in {"done", "running"}:
        return
    if request.kind == "erasure":
        _start_erasing(request, why, actor_id)
        return
    _close(request, "done", actor_id=actor_id, decision=why)
    if request.kind == "restriction":
        _restrict(request.person_id, actor_id)
    elif request.field != "other":
        correct_person(
            person_id=request.person_id,
            field=request.field,
            value=request.proposed,
            actor_id=actor_id,
        )
    _tell(request)


def restrict(*, person_id: int, reason: str, actor_id: int) -> None:
    """Restrict the use of somebody's data without having been asked by them; recorded as a request.

    Raises:
        Invalid: there is no reason, or it is too long.
        NotFound: there is no such person.
    """
    why = _text("reason", reason, LONGEST_TEXT)
    begin_writing()
    if person_by_id(person_id).restricted_at is not None:
        return
    request = _on_behalf(person_id, "restriction", why, actor_id)
    _close(request, "done", actor_id=actor_id, decision=why)
    _restrict(person_id, actor_id)
    _tell(request)


def lift(*, person_id: int, actor_id: int) -> None:
    """Lift a restriction, and tell the person. Without one nothing changes.

    Raises:
        NotFound: there is no such person.
    """
    begin_writing()
    since = person_by_id(person_id).restricted_at
    if since is None:
        return
    lift_restriction(person_id=person_id, actor_id=actor_id)
    notify(
        person_id=person_id,
        kind="data-restriction-lifted",
        params={"at": now().isoformat()},
        key=f"data-restriction-lifted:{since.isoformat()}",
    )


def erase(*, person_id: int, typed_name: str, reason: str, actor_id: int) -> int:
    """Decide that a person be erased: the administrator has typed the user name and a reason. Returns
    the request's id; one that runs already is success.

    Raises:
        NotFound: there is no such person.
        Forbidden: nobody erases themselves.
        Invalid: the name isn't the person's, or there is no reason.
        Conflict: the person is erased already, or nobody would be left to administer.
    """
    why = _text("reason", reason, LONGEST_TEXT)
    if person_id == actor_id:
        raise Forbidden("Akun Anda sendiri hanya dapat dihapus administrator lain.")
    begin_writing()
    person = person_by_id(person_id)
    if person.erased_at is not None:
        raise Conflict("Data pegawai ini sudah dihapus.")
    if typed_name.strip().casefold() != person.user_name.casefold():
        raise Invalid("typed_name", "Ketik nama pengguna pegawai ini persis seperti di atas.")
    request = _on_behalf(person_id, "erasure", why, actor_id)
    if request.state != "running":
        _start_erasing(request, why, actor_id)
    return request.id


def _request(person_id: int, kind: str, content: str, field: str, proposed: str) -> PrivacyRequest:
    if kind not in KINDS:
        raise NotFound()
    said = _text("content", content, LONGEST_TEXT)
    right = ""
    if kind == "correction":
        if field not in FIELDS:
            raise Invalid("field", "Pilih data yang keliru.")
        right = _text("proposed", proposed, LONGEST_VALUE)
    return PrivacyRequest(
        person_id=person_id,
        kind=kind,
        field=field if kind == "correction" else "",
        content=said,
        proposed=right,
        asked_at=now(),
        asked_by_id=person_id,
    )


def _the_same(request: PrivacyRequest) -> PrivacyRequest:
    present = _open_request(request.person_id, request.kind)
    said = (request.field, request.content, request.proposed)
    if (present.field, present.content, present.proposed) != said:
        raise Conflict(
            "Permintaan Anda yang sejenis masih menunggu. Batalkan dahulu, lalu ajukan lagi."
        )
    return present


def _open_request(person_id: int, kind: str) -> PrivacyRequest:
    query = select(PrivacyRequest).where(
        PrivacyRequest.person_id == person_id,
        PrivacyRequest.kind == kind,
        PrivacyRequest.state.in_(("waiting", "running")),
    )
    return db.session.scalars(query).one()


def _on_behalf(person_id: int, kind: str, why: str, actor_id: int) -> PrivacyRequest:
    """A request that an administrator makes and decides, or the one that waits already."""
    request = PrivacyRequest(
        person_id=person_id, kind=kind, content=why, asked_at=now(), asked_by_id=actor_id
    )
    return request if add_once(request, OPEN) else _open_request(person_id, kind)


def _locked(request_id: int) -> PrivacyRequest:
    request = db.session.get(PrivacyRequest, request_id, with_for_update=True)
    if request is None:
        raise NotFound()
    return request


def _close(request: PrivacyRequest, state: str, *, actor_id: int, decision: str) -> None:
    if request.state != "waiting":
        raise Conflict("Permintaan ini sudah diputuskan. Muat ulang halaman.")
    request.state, request.decision = state, decision
    request.decided_by_id, request.decided_at, request.finished_at = actor_id, now(), now()
    db.session.flush()
    audit.record(
        f"data:request-{state}",
        actor_id=actor_id,
        subject=("person", request.person_id),
        details={"request": request.id, "kind": request.kind},
    )


def _restrict(person_id: int, actor_id: int) -> None:
    restrict_person(person_id=person_id, actor_id=actor_id)
    exports.forget_lists()


def _start_erasing(request: PrivacyRequest, why: str, actor_id: int) -> None:
    if request.state != "waiting":
        raise Conflict("Permintaan ini sudah diputuskan. Muat ulang halaman.")
    _refuse_last_administrator(request.person_id)
    moment = now()
    request.state, request.decision = "running", why
    request.decided_by_id, request.decided_at = actor_id, moment
    db.session.flush()
    jobs.enqueue(
        "erase-person",
        {"request_id": request.id},
        key=f"erase-person:{request.person_id}",
        run_at=moment + ERASED_AFTER,
    )
    audit.record(
        "data:erase",
        actor_id=actor_id,
        subject=("person", request.person_id),
        details={"request": request.id},
    )
    _tell(request)


def _refuse_last_administrator(person_id: int) -> None:
    others = (
        select(RoleGrant.id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role == accounts.ADMINISTRATOR,
            RoleGrant.person_id != person_id,
            Person.disabled_at.is_(None),
            accounts.holds_on(RoleGrant, today()),
        )
    )
    if db.session.scalar(others.limit(1)) is None:
        raise Conflict("Ini administrator terakhir. Angkat dahulu administrator lain.")


def _tell(request: PrivacyRequest) -> None:
    notify(
        person_id=request.person_id,
        kind="data-request-decided",
        params={"kind": request.kind, "state": request.state, "reason": request.decision},
        key=f"data-request-decided:{request.id}",
    )


def _text(field: str, text: str, most: int) -> str:
    said = " ".join(text.split())
    if not said:
        raise Invalid(field, "Kolom ini harus diisi.")
    if len(said) > most:
        raise Invalid(field, "Paling banyak %(most)s huruf.", most=most)
    return said
