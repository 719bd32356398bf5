"""`flask demo --people N --courses M`: an invented province, the same each time, gone on with where it
stopped."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import ROOT
from lms.accounts import queries, rules
from lms.accounts.models import EmployeeNumber, Membership, OrgUnit, Person, SupervisorAssignment
from lms.assessment.queries.marking.queue import waiting_works
from lms.cli.demo import PASSWORD, give_duties, hand_in_works, province, works
from lms.cli.demo.names import invented_people
from lms.cli.demo.tree import plan
from lms.core.clock import today
from lms.core.db import begin_unit, commit, db, rollback
from lms.learning.models import CourseCompletion, Enrolment
from lms.supervision.models import DevelopmentPlan, DutyPerson, PlanItem
from tests.cast import Cast
from tests.cli.conftest import Command
from tests.client import Client
from tests.factories import kinds
from tests.factories.assessment import unit_of_work
from tests.factories.courses import course_id_of, publish_course
from tests.factories.marking import TASK

MANY = 700
"""More than one step."""


def counts(app: Flask) -> dict[str, int]:
    with app.app_context():
        learning = (Enrolment, DutyPerson, DevelopmentPlan, PlanItem)
        tables = (Person, OrgUnit, Membership, EmployeeNumber, SupervisorAssignment, *learning)
        return {
            table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        }


def test_invented_people_belong_learn_and_sign_in(
    app: Flask, flask: Command, client: Client
) -> None:
    done = flask("demo", "--people", str(MANY), "--courses", "2")
    assert done.exit_code == 0
    assert "700 invented people" in done.stdout
    assert "2 invented courses" in done.stdout
    there = counts(app)
    assert there["person"] == there["membership"] == there["employee_number"] == MANY + 7
    assert there["duty_person"] == 2 * MANY
    assert 0 < there["development_plan"] < there["plan_item"] < MANY
    assert flask("supervision", "rebuild", "--check").exit_code == 0
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(CourseCompletion))
    client.sign_in("contoh-000000", PASSWORD)
    assert "Pemantauan" in client.get("/").text
    assert flask("doctor").exit_code == 0


def test_a_second_time_changes_nothing(app: Flask, flask: Command) -> None:
    flask("demo", "--people", "40", "--courses", "1")
    before = counts(app)
    assert flask("demo", "--people", "40", "--courses", "1").exit_code == 0
    assert counts(app) == before


def test_what_was_cut_off_is_gone_on_with(app: Flask, flask: Command) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        steps = province.fill(MANY)
        for _ in range(2):
            next(steps)
            commit()
        next(steps)
        rollback()
    assert counts(app)["person"] == 7 + province.STEP
    assert flask("demo", "--people", str(MANY)).exit_code == 0
    assert counts(app)["person"] == counts(app)["membership"] == MANY + 7


def test_another_number_of_people_needs_an_empty_database(app: Flask, flask: Command) -> None:
    flask("demo", "--people", "40")
    before = counts(app)
    refused = flask("demo", "--people", str(MANY))
    assert refused.exit_code == 2
    assert "of another number" in refused.stderr
    assert counts(app) == before


def test_a_unit_answers_to_its_head_and_the_head_to_the_one_above(
    app: Flask, flask: Command
) -> None:
    flask("demo", "--people", "300")
    with app.app_context():
        begin_unit(may_write=False)
        agency = db.session.scalars(
            select(OrgUnit.id).where(OrgUnit.code == "contoh-01-dikbud")
        ).one()
        head = db.session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.unit_id == agency, Membership.position == "Kepala perangkat daerah")
        ).one()
        place = queries.place_of(head.id)
        reached = db.session.scalars(queries.reached_person_ids(head, today())).all()
        assert [name for name, _ in place.supervisors]
        assert len(reached) > 50


@pytest.mark.parametrize("people", [1, 2, 7, 30, 101, 1_500, 40_000])
def test_a_plan_places_everybody_in_a_unit_with_a_head(people: int) -> None:
    units = plan(people)
    assert sum(unit.members for unit in units) == people
    assert min(unit.members for unit in units) >= 1
    assert len({unit.code for unit in units}) == len(units)
    assert all(unit.parent is None or unit.parent < place for place, unit in enumerate(units))


def test_a_large_plan_has_four_levels_and_few_huge_agencies() -> None:
    units = plan(150_000)
    assert {unit.level for unit in units} == {1, 2, 3, 4}
    tops = list(range(len(units)))
    for place, unit in enumerate(units):
        above = unit.parent
        inside = above is not None and "agency" in {unit.kind, units[tops[above]].kind}
        tops[place] = tops[above] if inside and unit.kind != "agency" else place  # type: ignore[index]
    sizes = Counter[int]()
    for place, unit in enumerate(units):
        sizes[tops[place]] += unit.members
    largest = [size for _, size in sizes.most_common()]
    assert sum(largest[:20]) > 0.4 * sum(largest)
    assert largest[len(largest) // 2] < 500


def test_invented_numbers_have_the_shape_of_real_ones_and_are_single() -> None:
    people = list(invented_people(3_000))
    numbers = {rules.employee_number(one.employee_number, one.employment) for one in people}
    assert len(numbers) == len(people)
    assert people[:50] == list(invented_people(50))


def test_names_are_of_many_kinds() -> None:
    people = list(invented_people(3_000))
    lengths = Counter(len(one.full_name.split()) for one in people)
    assert lengths[1] > 100
    assert max(lengths) >= 5
    assert any("'" in one.full_name for one in people)
    assert any(one.title_prefix for one in people)
    assert any(one.email is None for one in people)


def test_works_of_the_cast_wait_for_bima_once(
    app: Flask, cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = (ROOT / "content" / works.COURSE).glob("*.md")
    assert any(f"{{#{works.ACTIVITY} .assignment" in one.read_text() for one in modules)
    with unit_of_work(app):
        hand_in_works()  # the course isn't there
    monkeypatch.setattr(works, "COURSE", kinds.COURSE)
    monkeypatch.setattr(works, "ACTIVITY", TASK)
    kinds.take_up(app)
    for _twice in range(2):
        with unit_of_work(app):
            hand_in_works()
    with app.app_context():
        assert waiting_works(course_id_of(kinds.COURSE), cast.bima.id) == 2
    client.sign_in("bima")
    queue = client.get(f"/courses/{kinds.COURSE}/marking/{TASK}").text
    assert "Ayu Lestari" in queue
    assert "Fajar Nugroho" in queue


def test_a_duty_of_the_cast_is_done_by_one_and_overdue_for_another(
    app: Flask, cast: Cast, client: Client
) -> None:
    with unit_of_work(app):
        give_duties()  # the course isn't there
        publish_course("manajemen-proyek")
    for _twice in range(2):
        with unit_of_work(app):
            give_duties()
    page = client.sign_in("citra").get("/supervision/duties/1").text
    assert "2 pegawai: 1 tuntas, 1 terlambat" in page
    assert "terlambat 10 hari" in client.sign_in("ayu").get("/").text
