"""Who may read a course: the catalogue, a course's page and the rule in words never disagree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from lms.accounts.models import Membership, OrgUnit
from lms.core import db as database
from lms.core.clock import today
from lms.core.db import begin_writing, db
from lms.core.errors import NotFound
from lms.courses import policy
from lms.courses.models import AudienceMember, Course
from lms.courses.queries import Filters, catalogue, course_for_reading
from tests.factories.courses import catalogue_of, publish_course

pytestmark = pytest.mark.usefixtures("context")

UNITS = {
    "prov": None,
    "bpsdm": "prov",
    "dpu": "prov",
    "dpu-jalan": "dpu",
    "dpu-cipta": "dpu",
    "dinkes": "prov",
}
POSITIONS = ("Perawat", "Staf teknis", "perawat")


@dataclass(frozen=True)
class Place:
    """A membership of the reader, in days from today; `until` None is open."""

    unit: str
    position: str
    since: int
    until: int | None

    @property
    def holds(self) -> bool:
        return self.since <= 0 and (self.until is None or self.until > 0)


@dataclass(frozen=True)
class Offer:
    """A course: its state, whom it is for, and whether the reader learns in it."""

    state: str
    audience: str
    units: frozenset[str]
    positions: frozenset[str]
    invited: bool
    enrolled: bool


places = st.lists(
    st.builds(
        Place,
        unit=st.sampled_from(sorted(UNITS)),
        position=st.sampled_from(POSITIONS),
        since=st.integers(-3, 2),
        until=st.none() | st.integers(-1, 3),
    ),
    max_size=3,
)
offers = st.lists(
    st.builds(
        Offer,
        state=st.sampled_from(["draft", "published", "archived"]),
        audience=st.sampled_from(["everyone", "units", "positions", "invited"]),
        units=st.frozensets(st.sampled_from(sorted(UNITS)), max_size=2),
        positions=st.frozensets(st.sampled_from(POSITIONS), max_size=2),
        invited=st.booleans(),
        enrolled=st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


def above(unit: str | None) -> set[str]:
    return {unit} | above(UNITS[unit]) if unit else set()


def is_for(offer: Offer, held: list[Place]) -> bool:
    match offer.audience:
        case "units":
            return any(above(place.unit) & offer.units for place in held)
        case "positions":
            wanted = {position.lower() for position in offer.positions}
            return any(place.position.lower() in wanted for place in held)
        case "invited":
            return offer.invited
    return True


def arrange(held: list[Place], wanted: list[Offer], person_id: int, monkeypatch) -> list[str]:
    """Write the reader's places and the courses; returns the courses' keys in order."""
    ids = {row.code: row.id for row in db.session.execute(select(OrgUnit.code, OrgUnit.id))}
    begin_writing()
    db.session.execute(delete(Membership).where(Membership.person_id == person_id))
    db.session.execute(delete(AudienceMember))
    for place in held:
        since = today() + timedelta(days=place.since)
        until = None if place.until is None else today() + timedelta(days=place.until)
        db.session.add(
            Membership(
                person_id=person_id,
                unit_id=ids[place.unit],
                position=place.position,
                valid_from=since,
                valid_until=until,
            )
        )
    courses = db.session.scalars(select(Course).order_by(Course.id)).all()
    for course, offer in zip(courses, wanted, strict=False):
        course.state, course.audience = offer.state, offer.audience
        names = [AudienceMember(unit_id=ids[unit]) for unit in offer.units]
        names += [AudienceMember(position=position) for position in offer.positions]
        names += [AudienceMember(person_id=person_id)] if offer.invited else []
        course.audience_members = names
    enrolled = [c.id for c, offer in zip(courses, wanted, strict=False) if offer.enrolled]
    keys = [course.key for course, _ in zip(courses, wanted, strict=False)]
    db.session.flush()
    mine = select(Course.id).where(Course.id.in_(enrolled))
    monkeypatch.setattr(policy, "_courses_of_learner", lambda person_id: mine)
    return keys


def opens(actor, key: str) -> bool:
    try:
        course_for_reading(actor, key)
    except NotFound:
        return False
    return True


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(held=places, wanted=offers)
def test_the_list_the_page_and_the_rule_agree(cast, held, wanted):
    if not db.session.scalar(select(Course.id).limit(1)):
        catalogue_of(8)
    with pytest.MonkeyPatch.context() as patch:
        keys = arrange(held, wanted, cast.ayu.id, patch)
        today_held = [place for place in held if place.holds]
        fits = {key: is_for(offer, today_held) for key, offer in zip(keys, wanted, strict=True)}
        listed = {course.key for course in catalogue(cast.ayu, Filters()).courses} & set(keys)
        opened = {key for key in keys if opens(cast.ayu, key)}
        database.rollback()

    by_key = dict(zip(keys, wanted, strict=True))
    assert listed == {key for key in keys if by_key[key].state == "published" and fits[key]}
    kept = {key for key, offer in by_key.items() if offer.enrolled and offer.state != "draft"}
    assert opened == listed | kept


def test_a_course_for_a_unit_is_for_the_units_below_it_too(cast):
    publish_course("jalan", audience="units", unit_ids=[cast.units["dpu"]])

    assert opens(cast.ayu, "jalan")
    assert not opens(cast.fajar, "jalan")


def test_somebody_who_has_left_the_unit_no_longer_finds_its_courses(cast):
    publish_course("jalan", audience="units", unit_ids=[cast.units["dpu-jalan"]])
    begin_writing()
    membership = db.session.scalars(
        select(Membership).where(Membership.person_id == cast.ayu.id)
    ).one()
    membership.valid_until = today()
    database.commit()

    assert not opens(cast.ayu, "jalan")


def test_nobody_finds_a_course_that_does_not_exist(cast):
    assert not opens(cast.ayu, "tidak-ada")


def test_a_ring_of_units_does_not_hang_the_catalogue(cast):
    publish_course("jalan", audience="units", unit_ids=[cast.units["dinkes"]])
    begin_writing()
    db.session.get_one(OrgUnit, cast.units["prov"]).parent_id = cast.units["dpu-jalan"]
    database.commit()

    assert not opens(cast.ayu, "jalan")
