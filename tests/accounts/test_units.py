"""The tree of units as it changes from a day on."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts import actions, policy, queries
from lms.accounts.models import Membership, Person, UnitVersion
from lms.core import clock, jobs
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.courses.actions import follow_merged_unit
from lms.courses.models import AudienceMember
from tests.cast import Cast
from tests.factories.accounts import new_person, writing

JULY = date(2026, 7, 1)
JUNE = date(2026, 6, 30)
SOON = date(2027, 1, 1)
MARCH = date(2027, 3, 1)
APRIL = date(2027, 4, 1)


def names_on(app: Flask, unit_id: int, day: date) -> list[str]:
    """What the unit is called on the day."""
    with app.app_context():
        query = select(UnitVersion.name).where(
            UnitVersion.unit_id == unit_id, policy.holds_on(UnitVersion, day)
        )
        return list(db.session.scalars(query))


def members_on(app: Flask, unit_id: int, day: date) -> set[str]:
    with app.app_context():
        ids = policy.members_of(queries.unit_and_below(unit_id, day), day)
        return set(db.session.scalars(select(Person.user_name).where(Person.id.in_(ids))))


def test_a_renamed_unit_has_each_name_in_its_time(app: Flask, cast: Cast) -> None:
    dpu = cast.units["dpu"]
    with writing(app):
        actions.rename_unit(unit_id=dpu, name="Dinas PUPR", kind="agency", day=JULY, actor_id=None)
    assert names_on(app, dpu, JUNE) == ["Dinas Pekerjaan Umum"]
    assert names_on(app, dpu, JULY) == ["Dinas PUPR"]


def test_a_moved_unit_takes_its_people_along_from_the_day_on(app: Flask, cast: Cast) -> None:
    units = cast.units
    with writing(app):
        actions.move_unit(
            unit_id=units["dpu-jalan"], parent_id=units["dinkes"], day=JULY, actor_id=None
        )
    assert "ayu" in members_on(app, units["dpu"], JUNE)
    assert "ayu" not in members_on(app, units["dpu"], JULY)
    assert "ayu" in members_on(app, units["dinkes"], JULY)


def test_a_unit_is_never_put_below_itself(app: Flask, cast: Cast) -> None:
    with writing(app), pytest.raises(Invalid):
        actions.move_unit(
            unit_id=cast.units["dpu"],
            parent_id=cast.units["dpu-jalan"],
            day=JULY,
            actor_id=None,
        )


def test_a_unit_with_people_or_units_in_it_is_not_closed(app: Flask, cast: Cast) -> None:
    for code in ("dpu-jalan", "dpu"):
        with writing(app), pytest.raises(Conflict):
            actions.close_unit(unit_id=cast.units[code], day=JULY, actor_id=None)


def test_an_empty_unit_is_closed_and_opened_again(app: Flask, cast: Cast) -> None:
    cipta = cast.units["dpu-cipta"]
    with writing(app):
        actions.close_unit(unit_id=cipta, day=JULY, actor_id=None)
    assert names_on(app, cipta, JULY) == []
    with writing(app), pytest.raises(Invalid):
        actions.add_membership(person_id=cast.ayu.id, unit_id=cipta, valid_from=JULY)
    with writing(app):
        actions.take_back_change(unit_id=cipta, actor_id=None)
    assert names_on(app, cipta, JULY) == ["Bidang Cipta Karya"]


def test_a_merged_unit_gives_its_people_and_units_to_the_other(app: Flask, cast: Cast) -> None:
    units = cast.units
    with writing(app):
        actions.merge_unit(unit_id=units["dinkes"], into_id=units["dpu"], day=JULY, actor_id=None)
        actions.merge_unit(
            unit_id=units["dinkes-yankes"], into_id=units["dpu-cipta"], day=JULY, actor_id=None
        )
    assert members_on(app, units["dpu-cipta"], JULY) == {"fajar", "gita"}
    assert members_on(app, units["dinkes-yankes"], JUNE) == {"fajar", "gita"}
    assert "fajar" in members_on(app, units["dpu"], JULY)
    assert names_on(app, units["dinkes"], JULY) == []


def test_a_closed_unit_lies_in_the_one_that_took_it_in_or_where_it_stood_last(
    app: Flask, cast: Cast
) -> None:
    units = cast.units

    def within(code: str, day: date) -> set[str]:
        with app.app_context():
            ids = set(db.session.scalars(queries.unit_and_below_with_closed(units[code], day)))
        return {code for code, unit_id in units.items() if unit_id in ids}

    agency = {"dpu", "dpu-jalan", "dpu-cipta"}
    for code, parent in (("dpu-air", "dpu"), ("dpu-air-1", "dpu-air")):
        with writing(app):
            units[code] = actions.create_unit(
                code=code, name=code, parent_id=units[parent], valid_from=SOON
            ).id
    assert within("dpu", JUNE) == within("dpu", clock.today()) == agency
    with writing(app):
        for code, day in (("dpu-air-1", MARCH), ("dpu-air", APRIL)):
            actions.close_unit(unit_id=units[code], day=day, actor_id=None)
        actions.merge_unit(
            unit_id=units["dinkes-yankes"], into_id=units["dpu-cipta"], day=MARCH, actor_id=None
        )
        actions.merge_unit(
            unit_id=units["dpu-cipta"], into_id=units["dpu-jalan"], day=APRIL, actor_id=None
        )
    airs, later = {"dpu-air", "dpu-air-1"}, date(2030, 1, 1)
    assert within("dpu", SOON) == agency | airs
    assert within("dpu", MARCH) == agency | airs | {"dinkes-yankes"}
    assert within("dpu-cipta", MARCH) == {"dpu-cipta", "dinkes-yankes"}
    assert within("dpu", later) == agency | airs | {"dinkes-yankes"}
    assert within("dpu-jalan", later) == {"dpu-jalan", "dpu-cipta", "dinkes-yankes"}
    assert within("dpu-air", later) == airs
    assert within("dinkes", SOON) == {"dinkes", "dinkes-yankes"}
    assert within("dinkes", later) == {"dinkes"}
    assert within("prov", later) == set(units)


def test_who_joins_later_joins_the_unit_that_took_the_other_in(app: Flask, cast: Cast) -> None:
    units = cast.units
    hana = new_person(app, "hana")
    with writing(app):
        actions.add_membership(person_id=hana, unit_id=units["dinkes-yankes"], valid_from=SOON)
        actions.merge_unit(
            unit_id=units["dinkes-yankes"], into_id=units["dpu-cipta"], day=JULY, actor_id=None
        )
    assert "hana" in members_on(app, units["dpu-cipta"], SOON)
    assert "hana" not in members_on(app, units["dpu-cipta"], JULY)


def test_nobodys_reach_grows_by_a_merger(app: Flask, cast: Cast) -> None:
    units = cast.units
    with writing(app):
        actions.merge_unit(
            unit_id=units["dinkes-yankes"], into_id=units["dpu-jalan"], day=JULY, actor_id=None
        )
    with app.app_context():
        ids = set(db.session.scalars(queries.reached_person_ids(cast.gita, clock.today())))
    assert ids == {cast.fajar.id}


def test_a_merger_is_not_taken_back(app: Flask, cast: Cast) -> None:
    units = cast.units
    with writing(app):
        actions.merge_unit(
            unit_id=units["dinkes-yankes"], into_id=units["dpu-cipta"], day=JULY, actor_id=None
        )
    with writing(app), pytest.raises(Conflict):
        actions.take_back_change(unit_id=units["dinkes-yankes"], actor_id=None)


def test_courses_follow_a_merger_on_its_day_and_not_before(app: Flask, cast: Cast) -> None:
    units = cast.units
    with writing(app):
        db.session.add(_course_for(units["dinkes-yankes"]))
        actions.merge_unit(
            unit_id=units["dinkes-yankes"], into_id=units["dpu-cipta"], day=SOON, actor_id=None
        )
    handlers = {"follow-merged-unit": follow_merged_unit}
    with app.app_context():
        assert jobs.run_due(handlers) == 0
        with clock.frozen(clock.start_of(SOON)):
            assert jobs.run_due(handlers) == 1
        wanted = select(AudienceMember.unit_id).order_by(AudienceMember.unit_id)
        assert set(db.session.scalars(wanted)) == {units["dinkes-yankes"], units["dpu-cipta"]}


def test_what_does_not_exist_cannot_be_changed(app: Flask, cast: Cast) -> None:
    with writing(app), pytest.raises(NotFound):
        actions.rename_unit(unit_id=999, name="Baru", kind="unit", day=JULY, actor_id=None)
    with writing(app), pytest.raises(Invalid):
        actions.create_unit(code="baru", name="Baru", parent_id=999)


class TestAPersonsPlaces:
    def test_an_additional_post_stands_beside_the_main_one(self, app: Flask, cast: Cast) -> None:
        with writing(app):
            actions.add_membership(
                person_id=cast.ayu.id,
                unit_id=cast.units["bpsdm"],
                position="Pengelola",
                additional=True,
                valid_from=JULY,
            )
        with app.app_context():
            place = queries.place_of(cast.ayu.id)
            assert place.unit_name == "Bidang Jalan dan Jembatan"
        assert "ayu" in members_on(app, cast.units["bpsdm"], JULY)

    def test_a_transfer_ends_the_main_post_and_keeps_it_in_history(
        self, app: Flask, cast: Cast
    ) -> None:
        with writing(app):
            actions.add_membership(
                person_id=cast.ayu.id, unit_id=cast.units["dinkes"], valid_from=JULY
            )
        assert "ayu" in members_on(app, cast.units["dpu-jalan"], JUNE)
        assert "ayu" not in members_on(app, cast.units["dpu-jalan"], JULY)

    def test_a_transfer_of_today_twice_leaves_one_post(self, app: Flask, cast: Cast) -> None:
        for code in ("dinkes", "bpsdm"):
            with writing(app):
                actions.add_membership(
                    person_id=cast.ayu.id, unit_id=cast.units[code], valid_from=JULY
                )
        with app.app_context():
            posts = select(Membership).where(Membership.person_id == cast.ayu.id)
            assert len(db.session.scalars(posts).all()) == 2
        assert "ayu" in members_on(app, cast.units["bpsdm"], JULY)

    def test_a_post_of_somebody_else_is_not_ended(self, app: Flask, cast: Cast) -> None:
        with app.app_context():
            post = db.session.scalars(
                select(Membership.id).where(Membership.person_id == cast.fajar.id)
            ).one()
        with writing(app), pytest.raises(NotFound):
            actions.end_membership(
                person_id=cast.ayu.id, membership_id=post, day=JULY, actor_id=None
            )

    def test_nobody_makes_themselves_a_supervisor(self, app: Flask, cast: Cast) -> None:
        dewi = cast.dewi.id
        with writing(app), pytest.raises(Invalid):
            actions.assign_supervisor(person_id=cast.ayu.id, supervisor_id=dewi, actor_id=dewi)
        with writing(app), pytest.raises(Invalid):
            actions.grant_role(
                person_id=dewi, role="supervisor", unit_id=cast.units["dinkes"], actor_id=dewi
            )

    def test_who_acts_needs_an_end(self, app: Flask, cast: Cast) -> None:
        with writing(app), pytest.raises(Invalid):
            actions.assign_supervisor(
                person_id=cast.ayu.id, supervisor_id=cast.bima.id, acting="plt", valid_from=JULY
            )


def _course_for(unit_id: int) -> AudienceMember:
    from lms.courses.models import Course

    course = Course(key="untuk-yankes", audience="units", created_at=clock.now())
    db.session.add(course)
    db.session.flush()
    return AudienceMember(course_id=course.id, unit_id=unit_id)
