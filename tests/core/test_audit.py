"""The trail: both books are sealed in chained batches, and whatever is done to a row afterwards
shows, named; an anchor shows what a whole new chain, or a missing end, would hide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from lms.core import audit
from lms.core import db as database
from lms.core.audit import AccessLogEntry, AuditBatch, AuditEntry, Finding
from lms.core.clock import frozen, now
from lms.core.db import begin_unit, begin_writing, db

pytestmark = pytest.mark.usefixtures("context")


def _write(count: int, *, looks: int = 0) -> None:
    """Entries of their own batch; and so many looks, of another."""
    begin_unit(may_write=True)
    for number in range(looks):
        audit.record_view(actor_id=1, page="people", subject=("person", number + 1))
    begin_writing()
    for number in range(count):
        audit.record("did", actor_id=1, subject=("thing", number), details={"n": number, "x": 0.5})
    db.session.flush()
    while audit.seal():
        db.session.flush()
    database.commit()


def _tamper(statement: str) -> None:
    begin_unit(may_write=True)
    begin_writing()
    db.session.execute(text(statement))
    database.commit()
    begin_unit(may_write=True)


def _found(*kept: audit.Anchor) -> list[Finding]:
    begin_unit(may_write=False)
    return list(audit.verify(kept))


def _kinds(*kept: audit.Anchor) -> set[tuple[str, str]]:
    return {(one.book, one.kind) for one in _found(*kept)}


def test_what_was_sealed_verifies() -> None:
    _write(3, looks=2)
    _write(2)
    assert _found() == []


def test_many_batches_verify_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.core.audit.sealing.BATCH_SIZE", 2)
    monkeypatch.setattr("lms.core.audit.verifying.PAGE", 2)
    _write(9, looks=5)
    numbers = db.session.scalars(select(AuditBatch.number).where(AuditBatch.book == "access"))
    assert list(numbers) == [1, 2, 3]
    assert _found() == []


@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-11-23 03:41:00'",
        "actor_id = 2",
        "actor_id = NULL",
        "action = 'was idle'",
        "subject_kind = 'person'",
        "subject_id = '99'",
        "about_id = 5",
        """details = '{"n": 1, "x": 0.25}'""",
    ],
)
def test_any_changed_field_of_an_entry_shows(change: str) -> None:
    _write(3)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.subject_id == "1")).one().id
    _tamper(f"UPDATE audit_entry SET {change} WHERE id = {entry}")
    assert Finding("audit", 1, "changed", entry) in _found()


@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-11-23 03:41:00'",
        "actor_id = 2",
        "page = 'x'",
        "subject_id = '9'",
        "about_id = 9",
    ],
)
def test_any_changed_field_of_a_look_shows(change: str) -> None:
    _write(0, looks=2)
    _tamper(f"UPDATE access_log SET {change} WHERE subject_id = '1'")
    assert _kinds() == {("access", "changed")}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("sealed_at = '2026-11-22 03:41:00'", "batch-changed"),
        ("previous_hash = 'x'", "batch-missing"),
        ("hash = 'x'", "batch-changed"),
        ("number = 7", "batch-missing"),
        ("digests = '[]'", "batch-changed"),
        ("pruned_at = '2026-11-23 03:41:00'", "pruned-unsaid"),
        ("book = 'access'", "batch-changed"),
    ],
)
def test_any_changed_field_of_a_batch_shows(change: str, kind: str) -> None:
    _write(3)
    _write(2)
    _tamper(f"UPDATE audit_batch SET {change} WHERE number = 2")
    assert kind in {one.kind for one in _found()}


def test_a_deleted_entry_is_named() -> None:
    _write(3)
    gone = db.session.scalars(select(AuditEntry.id).where(AuditEntry.subject_id == "1")).one()
    _tamper("DELETE FROM audit_entry WHERE subject_id = '1'")
    assert _found() == [Finding("audit", 1, "missing", gone)]


def test_two_swapped_entries_are_both_named() -> None:
    _write(3)
    _tamper(
        "UPDATE audit_entry SET subject_id = CASE subject_id WHEN '1' THEN '2' ELSE '1' END"
        " WHERE subject_id IN ('1', '2')"
    )
    assert [one.kind for one in _found()] == ["changed", "changed"]


def test_an_entry_put_into_a_sealed_batch_is_named() -> None:
    _write(2)
    _tamper(
        "INSERT INTO audit_entry (id, at, action, subject_kind, subject_id, details, batch_id)"
        " SELECT 900, '2026-11-23 03:42:00', 'did', 'thing', '5', '{}', id FROM audit_batch"
    )
    assert _found() == [Finding("audit", 1, "inserted", 900)]


def test_a_forged_entry_of_last_week_shows_once_it_is_sealed() -> None:
    _write(2)
    with frozen(now() - timedelta(days=7)):
        _write(1)
    assert _kinds() == {("audit", "backdated")}


def test_a_batch_taken_out_of_the_middle_shows() -> None:
    for _ in range(3):
        _write(1)
    _tamper(
        "DELETE FROM audit_entry WHERE batch_id IN (SELECT id FROM audit_batch WHERE number = 2)"
    )
    _tamper("DELETE FROM audit_batch WHERE number = 2")
    assert _found() == [Finding("audit", 3, "batch-missing")]


def test_only_an_anchor_shows_that_the_end_is_cut_off() -> None:
    _write(1)
    _write(1)
    (kept,) = audit.anchors()
    _tamper(
        "DELETE FROM audit_entry WHERE batch_id IN (SELECT id FROM audit_batch WHERE number = 2)"
    )
    _tamper("DELETE FROM audit_batch WHERE number = 2")
    assert _found() == []
    assert _found(kept) == [Finding("audit", 2, "truncated")]


def test_only_an_anchor_shows_a_whole_new_chain() -> None:
    _write(2)
    kept = audit.anchors()
    _tamper("UPDATE audit_entry SET batch_id = NULL")
    _tamper("DELETE FROM audit_batch")
    _tamper("UPDATE audit_entry SET actor_id = 7")
    _write(0)
    assert _found() == []
    assert _found(*kept) == [Finding("audit", 1, "rewritten")]


def test_an_anchor_survives_being_printed() -> None:
    _write(1)
    (kept,) = audit.anchors()
    assert audit.Anchor.of(f"{kept}\n") == kept


def test_looks_are_let_go_by_whole_batches_and_the_chain_still_verifies() -> None:
    _write(0, looks=2)
    with frozen(now() + timedelta(days=800)):
        _write(0, looks=1)
        begin_writing()
        assert audit.prune_access_log(now() - timedelta(days=730)) == 2
        assert audit.prune_access_log(now() - timedelta(days=730)) == 0
        database.commit()
        _write(0)
        assert db.session.scalars(select(AccessLogEntry.subject_id)).all() == ["1"]
        assert _found() == []


def test_looks_deleted_as_if_they_were_let_go_show() -> None:
    _write(1, looks=2)
    _tamper("DELETE FROM access_log")
    _tamper("UPDATE audit_batch SET pruned_at = '2026-11-23 03:42:00' WHERE book = 'access'")
    assert _found() == [Finding("access", 1, "pruned-unsaid")]
