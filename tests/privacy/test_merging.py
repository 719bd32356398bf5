"""Two accounts of one person: noticed, looked at side by side, joined or kept apart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import UniqueConstraint, func, select

from lms import schedule
from lms.accounts import actions as accounts
from lms.accounts import queries
from lms.accounts.models import EmployeeNumber, Membership, Person, SuspectedDouble
from lms.accounts.rules.joining import Stretch, one_after_another
from lms.assessment.actions import report_question
from lms.assessment.models import Attempt, QuestionReport, Sitting
from lms.core import audit, jobs, ledger
from lms.core.clock import now
from lms.core.db import begin_unit, begin_writing, commit, db
from lms.core.errors import Conflict, Invalid
from lms.learning.actions import add_bookmark, add_note, enrol, join_cycles
from lms.learning.models import (
    PROGRESS,
    UNIT_COURSE,
    ActivityProgress,
    Bookmark,
    Enrolment,
    Note,
)
from lms.learning.queries import progress_facts, unit_course_facts
from lms.notifications.models import Notice
from lms.privacy.actions.merging import merge, merge_people
from lms.privacy.actions.merging.rows import STAYS, people_columns
from lms.privacy.actions.requests import decline
from lms.privacy.models import PrivacyRequest
from lms.privacy.queries.holdings import accounts_of
from lms.privacy.rules.merging import COLLISIONS, YIELD_BY
from lms.supervision.actions.figures import recount_some
from tests.cast import Cast
from tests.client import Client
from tests.factories import kinds
from tests.factories.accounts import NEW_PASSWORD
from tests.factories.assessment import answer, hand_in, start, unit_of_work
from tests.factories.canary import NUMBER, WORD, sing
from tests.factories.courses import course_id_of, publish_course

TWIN = f"{NUMBER[:15]}655"


def twin_of(app: Flask, cast: Cast) -> int:
    """A second account of the canary, with a number of the same day of birth."""
    with unit_of_work(app):
        person = accounts.create_person(
            user_name="kembaran",
            full_name=f"{WORD}nama Contoh",
            employee_number=TWIN,
            password=NEW_PASSWORD,
        )
        accounts.add_membership(person_id=person.id, unit_id=cast.units["dpu-cipta"])
        accounts.set_pay_grade(
            person_id=person.id, grade="III/b", day=date(2026, 10, 1), actor_id=cast.eko.id
        )
        return person.id


def noticed(app: Flask) -> int:
    """The pair that a look at everybody finds."""
    with unit_of_work(app):
        for _step in accounts.find_all_doubles():
            commit()
        pairs = db.session.scalars(select(SuspectedDouble)).all()
        assert len(pairs) == 1
        return pairs[0].id


def work(app: Flask) -> None:
    with app.app_context():
        jobs.run_due(schedule.JOBS)
        begin_unit(may_write=False)
        assert jobs.failed() == []
        assert set(db.session.scalars(select(jobs.Job.error))) <= {None}
        db.session.rollback()
        begin_unit(may_write=True)
        while recount_some():
            commit()
        commit()


def rows_naming(person_id: int) -> dict[tuple[str, str], int]:
    """How many rows name a person, by table and column."""
    counts = {}
    for column in people_columns():
        query = select(func.count()).select_from(column.table).where(column == person_id)
        counts[column.table.name, column.name] = db.session.scalar(query) or 0
    return counts


def settled(app: Flask, cast: Cast) -> None:
    """Answer what the canary asked, which would be in the way."""
    with unit_of_work(app):
        for one in db.session.scalars(select(PrivacyRequest.id)).all():
            decline(request_id=one, decision="Sudah benar.", actor_id=cast.eko.id)


def test_whatever_can_collide_has_a_rule(app: Flask) -> None:
    constrained = set()
    for column in people_columns():
        table = column.table
        sets = [table.primary_key.columns]
        sets += [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
        sets += [one.columns for one in table.indexes if one.unique]
        if any(column.name in columns for columns in sets):
            constrained.add((table.name, column.name))
    ruled = {one for one in COLLISIONS if one[0] not in STAYS}
    assert constrained <= ruled
    assert {one for one, rule in COLLISIONS.items() if rule == "yield"} == YIELD_BY.keys()


def test_a_whole_life_moves_to_the_account_that_goes_on(
    app: Flask, cast: Cast, client: Client
) -> None:
    canary = sing(app, cast, client).person_id
    settled(app, cast)
    kept = twin_of(app, cast)
    _learn_too(app, kept)
    pair_id = noticed(app)
    work(app)
    with app.app_context():
        before = {key: count + rows_naming(kept)[key] for key, count in rows_naming(canary).items()}
        attempts = set(db.session.scalars(select(Attempt.uuid)))
    with unit_of_work(app), pytest.raises(Invalid):
        merge(pair_id=pair_id, kept_id=kept, reason="", actor_id=cast.eko.id)
    with unit_of_work(app):
        merge(pair_id=pair_id, kept_id=kept, reason="Ganti nomor.", actor_id=cast.eko.id)
    _cut_off(app, pair_id, after=9)
    work(app)
    with app.app_context():
        assert set(rows_naming(canary).values()) == {0}
        after = rows_naming(kept)
        fewer = {key for key, count in before.items() if after[key] < count}
        # A sitting whose attempts went to the other's is empty; figures are reckoned anew.
        may = {"sitting", "standing_change", *(table for table, _column in COLLISIONS)}
        assert {table for table, _column in fewer} <= may
        assert ledger.differences(PROGRESS, progress_facts()) == []
        assert ledger.differences(UNIT_COURSE, unit_course_facts()) == []
        assert set(db.session.scalars(select(Attempt.uuid))) == attempts
        _one_cycle_goes_on(kept)
        shell = db.session.get_one(Person, canary)
        assert (shell.email, shell.password_hash, shell.full_name) == (
            None,
            None,
            f"Akun {canary} (digabung)",
        )
        numbers = select(EmployeeNumber.number).where(EmployeeNumber.person_id == kept)
        assert set(db.session.scalars(numbers)) == {NUMBER, TWIN}
        told = select(Notice.kind).where(Notice.person_id == kept)
        assert "accounts-merged" in set(db.session.scalars(told))
        begin_unit(may_write=True)
        audit.seal()
        commit()
        assert set(accounts_of(kept)) == {kept, canary}
        assert list(audit.verify()) == []
    client.sign_in("eko")
    assert "Sudah digabung" in client.get(f"/people/doubles/{pair_id}").text


def _learn_too(app: Flask, person_id: int) -> None:
    """The twin takes the canary's course as well, and does less of it."""
    place = {"course_key": kinds.COURSE, "activity_key": "materi", "anchor": ""}
    with unit_of_work(app):
        enrol(person_id=person_id, course_key=kinds.COURSE)
    with unit_of_work(app):
        add_note(person_id=person_id, content="Catatan kembaran", **place)
        add_bookmark(person_id=person_id, **place)
    uuid = start(app, person_id, kinds.COURSE, "kuis")
    answer(app, person_id, uuid, {1: {"choice": 1}})
    hand_in(app, person_id, uuid)
    with unit_of_work(app):
        report_question(attempt_uuid=uuid, person_id=person_id, position=1, content="Keliru.")


def _cut_off(app: Flask, pair_id: int, *, after: int) -> None:
    """Let the job do some steps, as before a crash."""
    with unit_of_work(app):
        steps = merge_people({"pair_id": pair_id})
        for _step in range(after):
            next(steps)
            commit()


def _one_cycle_goes_on(person_id: int) -> None:
    cycles = db.session.scalars(
        select(Enrolment).where(Enrolment.person_id == person_id).order_by(Enrolment.cycle)
    ).all()
    assert [one.state for one in cycles] == ["withdrawn", "active"]
    numbers = (
        select(Attempt.number)
        .join(Sitting)
        .where(Sitting.enrolment_id == cycles[1].id, Sitting.activity_key == "kuis")
    )
    assert sorted(db.session.scalars(numbers)) == [1, 2]
    progress = db.session.get(ActivityProgress, (cycles[1].id, "kuis"))
    ended = db.session.get(ActivityProgress, (cycles[0].id, "kuis"))
    assert progress is not None
    assert ended is not None
    assert (progress.score or 0) >= (ended.score or 0)
    notes = select(func.count()).select_from(Note).where(Note.person_id == person_id)
    marks = select(func.count()).select_from(Bookmark).where(Bookmark.person_id == person_id)
    assert (db.session.scalar(notes), db.session.scalar(marks)) == (2, 1)
    report = db.session.scalars(select(QuestionReport)).one()
    assert "Keliru." in report.content
    assert f"{WORD}laporan" in report.content


def test_what_is_in_the_way_is_named_and_nothing_is_done(
    app: Flask, cast: Cast, client: Client
) -> None:
    canary = sing(app, cast, client).person_id
    kept = twin_of(app, cast)
    pair_id = noticed(app)
    with unit_of_work(app), pytest.raises(Conflict, match="permintaan"):
        merge(pair_id=pair_id, kept_id=kept, reason="Satu orang.", actor_id=cast.eko.id)
    client.sign_in("eko")
    page = client.get(f"/people/doubles/{pair_id}").text
    assert "unit yang berbeda pada waktu yang sama" in page
    sent = {"kept": str(kept), "reason": ""}
    settled(app, cast)
    refused = client.form_post(f"/people/doubles/{pair_id}/merge", sent)
    assert refused.status_code == 422
    assert "Tulis alasannya" in refused.text
    with app.app_context():
        assert db.session.get_one(Person, canary).disabled_at is None
    client.sign_in("ayu")
    assert client.get(f"/people/doubles/{pair_id}").status_code == 403


def test_two_people_are_never_suggested_again(app: Flask, cast: Cast, client: Client) -> None:
    with unit_of_work(app):
        for name, number in (("satu", NUMBER), ("dua", TWIN)):
            accounts.create_person(user_name=name, full_name="Sri Rahayu", employee_number=number)
    pair_id = noticed(app)
    client.sign_in("eko")
    assert "Sri Rahayu" in client.get("/people/doubles").text
    for _click in range(2):
        assert client.form_post(f"/people/doubles/{pair_id}/apart").status_code == 302
    assert noticed(app) == pair_id
    assert "Tidak ada yang perlu dibandingkan" in client.get("/people/doubles").text
    assert "Bukan orang yang sama" in client.get("/people/doubles?decided=1").text
    with app.app_context():
        begin_unit(may_write=False)
        ids = db.session.scalars(select(Person.id).where(Person.full_name == "Sri Rahayu")).all()
        assert {one.number[-4:] for one in queries.numbers_of(ids[0])} == {NUMBER[-4:]}


def test_a_course_completed_in_either_account_stays_completed(app: Flask, cast: Cast) -> None:
    with app.app_context():
        publish_course()
    with unit_of_work(app):
        for person in (cast.ayu, cast.fajar):
            enrol(person_id=person.id, course_key="kursus")
    with unit_of_work(app):
        begin_writing()
        course_id = course_id_of("kursus")
        done = db.session.scalars(
            select(Enrolment).where(Enrolment.person_id == cast.fajar.id)
        ).one()
        done.state = "completed"
        db.session.flush()
        join_cycles(kept_id=cast.ayu.id, joined_id=cast.fajar.id, course_id=course_id)
        states = select(Enrolment.state).where(Enrolment.person_id == cast.ayu.id)
        assert set(db.session.scalars(states)) == {"completed", "active"}


DAY = date(2026, 1, 1)
STRETCHES = st.lists(
    st.tuples(st.booleans(), st.integers(0, 40), st.none() | st.integers(1, 30)), max_size=8
)


@given(STRETCHES)
def test_no_two_rows_hold_at_once_but_those_beside(
    rows: list[tuple[bool, int, int | None]],
) -> None:
    stretches = [
        Stretch(
            at,
            kept,
            DAY + timedelta(days=begins),
            None if length is None else DAY + timedelta(days=begins + length),
        )
        for at, (kept, begins, length) in enumerate(rows)
    ]
    joined = one_after_another(stretches)
    last = date.min
    for one in sorted(stretches, key=lambda row: (row.begins, row.kept, row.id)):
        if one.id in joined.beside:
            continue
        assert one.begins >= last
        last = joined.cut.get(one.id) or one.until or date.max


def test_an_account_with_a_password_gives_it_to_one_without(app: Flask, cast: Cast) -> None:
    with unit_of_work(app):
        begin_writing()
        kept = accounts.create_person(user_name="baru", full_name="Ayu Lestari")
        accounts.join_places(kept_id=kept.id, joined_id=cast.ayu.id)
        accounts.join_account(kept_id=kept.id, joined_id=cast.ayu.id)
        assert kept.password_hash == db.session.get_one(Person, cast.ayu.id).password_hash
        assert kept.email == cast.ayu.email
        post = db.session.scalars(select(Membership).where(Membership.person_id == kept.id)).one()
        assert post.valid_from <= now().date()
