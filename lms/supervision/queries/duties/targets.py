"""Whom duties are for: the people that a rule fits, those that were named, the courses that can be given.

What does not belong here: how people stand to a duty (`standing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    OrgUnit,
    PayGrade,
    Person,
    SuspectedDouble,
)
from lms.accounts.policy import holds_on, units_below
from lms.accounts.queries import unit_by_words, unit_names
from lms.accounts.queries.units import MOST_CHOICES
from lms.accounts.rules import normalise_identifier
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import Invalid, NotFound, Several
from lms.courses.models import Course, Revision
from lms.courses.policy import listed_for
from lms.supervision import policy
from lms.supervision.models import Duty, DutyPerson, DutyRule
from lms.supervision.rules.duties import MOST_NAMED, Target, lines_of

FIRST_SHOWN = 10
"""People named by a preview."""


@dataclass(frozen=True)
class Caught:
    """How many people a duty would come to, and the first of them by name: (name, post and unit)."""

    total: int
    first: tuple[str, ...]


@dataclass(frozen=True)
class SavedRule:
    """A saved rule: what it is called, whom it describes, and how many duties in force use it."""

    id: int
    name: str
    unit: str
    target: Target
    duties: int


def is_active() -> ColumnElement[bool]:
    """The `Person` can be given something to do."""
    return Person.disabled_at.is_(None)


def fits(target: Target, day: date) -> ColumnElement[bool]:
    """The `Person` is active and is what the target describes on the day, in a main or another post."""
    top = select(OrgUnit.id).where(OrgUnit.id == target.unit_id)
    post = exists().where(
        Membership.person_id == Person.id,
        Membership.unit_id.in_(units_below(top, day)),
        holds_on(Membership, day),
    )
    if target.positions:
        lowered = [position.lower() for position in target.positions]
        post = post.where(func.lower(Membership.position).in_(lowered))
    if target.position_types:
        post = post.where(Membership.position_type.in_(target.position_types))
    fitting = is_active() & post
    if target.pay_grades:
        fitting &= exists().where(
            PayGrade.person_id == Person.id,
            PayGrade.grade.in_(target.pay_grades),
            holds_on(PayGrade, day),
        )
    if target.employments:
        fitting &= Person.employment.in_(target.employments)
    return fitting


def caught_by(target: Target) -> Caught:
    """Whom a rule would catch today."""
    return _caught(fits(target, today()))


def caught_of(person_ids: Iterable[int]) -> Caught:
    """Those who were named."""
    return _caught(Person.id.in_(list(person_ids)))


def unit_for_duties(actor: Person, words: str) -> int:
    """The one unit that the words mean, of those to whose people the actor may give duties.

    Raises:
        Invalid: they mean none (field `unit`).
        Several: they mean several; these are offered by their codes.
    """
    return unit_by_words(actor, words, today(), policy.units_in_care(actor))


def is_unit_for_duties(actor: Person, unit_id: int) -> bool:
    """Whether the actor may give duties to the people of the unit."""
    unit = select(OrgUnit.id).where(
        OrgUnit.id == unit_id, OrgUnit.id.in_(policy.units_in_care(actor))
    )
    return db.session.scalar(unit) is not None


def people_by_lines(actor: Person, text: str) -> list[int]:
    """The people named on the lines of a text (user name, employee number, e-mail, or the whole name),
    of those to whom the actor may give duties.

    Raises:
        Invalid: a line means nobody or several people, or there are too many (field `people`).
    """
    lines = lines_of(text)
    if not lines:
        raise Invalid("people", "Tulis pegawainya, satu di setiap baris.")
    if len(lines) > MOST_NAMED:
        raise Invalid(
            "people",
            "Paling banyak %(most)s pegawai. Untuk yang lebih banyak, pakai aturan.",
            most=MOST_NAMED,
        )
    found = {line: _named(actor, line) for line in lines}
    unknown = [line for line, ids in found.items() if not ids]
    if unknown:
        raise Invalid(
            "people",
            "Bukan pegawai aktif di unit Anda: %(names)s.",
            names=", ".join(line[:80] for line in unknown[:5]),
        )
    several = [line for line, ids in found.items() if len(ids) > 1]
    if several:
        raise Invalid(
            "people",
            "Beberapa orang bernama %(names)s. Tulis NIP atau nama penggunanya.",
            names=", ".join(several[:5]),
        )
    return sorted({ids[0] for ids in found.values()})


def people_for_duties(actor: Person, person_ids: Iterable[int]) -> set[int]:
    """Those of some people to whom the actor may give duties."""
    query = select(Person.id).where(
        Person.id.in_(list(person_ids)), is_active(), policy.is_in_care(actor, Person.id.expression)
    )
    return set(db.session.scalars(query))


def course_by_words(actor: Person, words: str) -> str:
    """The key of the one published course that a key or a title (or a part of one) means, of those that
    the actor may give.

    Raises:
        Invalid: they mean none (field `course`).
        Several: they mean several; these are offered by their keys.
    """
    text = " ".join(words.split()).lower()
    query = _courses(actor).with_only_columns(Course.key, Revision.title).order_by(Revision.title)
    title = func.lower(Revision.title)
    for matches in (Course.key == text, title == text, title.contains(text, autoescape=True)):
        rows = db.session.execute(query.where(matches).limit(MOST_CHOICES + 1)).all()
        if len(rows) == 1:
            return str(rows[0].key)
        if rows:
            choices = [(row.key, f"{row.title} ({row.key})") for row in rows[:MOST_CHOICES]]
            raise Several("course", "Beberapa kursus cocok. Pilih salah satu.", choices)
    raise Invalid("course", "Tidak ada kursus terbit dengan nama itu.")


def course_for_giving(actor: Person, key: str) -> int:
    """The id of a course that the actor may give.

    Raises:
        Invalid: there is none such (field `course`).
    """
    found = db.session.scalar(_courses(actor).where(Course.key == key))
    if found is None:
        raise Invalid("course", "Tidak ada kursus terbit dengan nama itu.")
    return found


def course_titles(actor: Person, most: int = 300) -> list[str]:
    """Titles of the courses that the actor may give, to be suggested."""
    query = _courses(actor).with_only_columns(Revision.title).order_by(Revision.title)
    return list(db.session.scalars(query.limit(most)))


def rules_for_giving(actor: Person) -> list[SavedRule]:
    """The saved rules for units in the actor's care, by name."""
    used = (
        select(func.count())
        .select_from(Duty)
        .where(Duty.rule_id == DutyRule.id, Duty.ended_on.is_(None))
        .correlate(DutyRule)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(DutyRule, used)
        .where(DutyRule.name.is_not(None), DutyRule.unit_id.in_(policy.units_in_care(actor)))
        .order_by(func.lower(DutyRule.name), DutyRule.id)
    ).all()
    names = unit_names({rule.unit_id for rule, _ in rows}, today())
    return [
        SavedRule(rule.id, rule.name or "", names.get(rule.unit_id, ""), Target.of(rule), duties)
        for rule, duties in rows
    ]


def rule_for_giving(actor: Person, rule_id: int, *, saved: bool = True) -> DutyRule:
    """A rule for a unit in the actor's care, of those that are `saved` or of all.

    Raises:
        NotFound: there is none such.
    """
    query = select(DutyRule).where(
        DutyRule.id == rule_id, DutyRule.unit_id.in_(policy.units_in_care(actor))
    )
    if saved:
        query = query.where(DutyRule.name.is_not(None))
    rule = db.session.scalars(query).one_or_none()
    if rule is None:
        raise NotFound
    return rule


def duties_to_follow(after: int, limit: int) -> list[int]:
    """Duties in force (ids above one, in their order) whose rules people may come to fit, or cease to."""
    query = select(Duty.id).where(
        Duty.id > after, Duty.rule_id.is_not(None), Duty.ended_on.is_(None)
    )
    return list(db.session.scalars(query.order_by(Duty.id).limit(limit)))


def newcomers(duty: Duty, rule: DutyRule, *, after: int, limit: int) -> list[int]:
    """Ids above one, in their order, of people whom the rule fits today and who aren't under the duty."""
    query = select(Person.id).where(Person.id > after, *is_new_to(duty, Target.of(rule)))
    return list(db.session.scalars(query.order_by(Person.id).limit(limit)))


def is_new_to(duty: Duty, target: Target) -> tuple[ColumnElement[bool], ...]:
    """The target fits the `Person` today, who isn't under the duty."""
    under = exists().where(
        DutyPerson.duty_id == duty.id,
        DutyPerson.person_id == Person.id,
        DutyPerson.released_on.is_(None),
    )
    return fits(target, today()), ~under


def leavers(duty: Duty, rule: DutyRule | None, *, limit: int) -> list[int]:
    """Ids of `DutyPerson`s under the duty whom its rule doesn't fit any more; everybody where the duty
    was called off. An account that is being joined to another was shut for that alone: what it was
    granted goes on with the other."""
    query = (
        select(DutyPerson.id)
        .join(Person, Person.id == DutyPerson.person_id)
        .where(DutyPerson.duty_id == duty.id, DutyPerson.released_on.is_(None))
    )
    if duty.ended_on is None:
        if rule is None:
            return []
        query = query.where(~fits(Target.of(rule), today()), ~_is_being_joined())
    return list(db.session.scalars(query.order_by(DutyPerson.id).limit(limit)))


def _is_being_joined() -> ColumnElement[bool]:
    one_of_them = or_(SuspectedDouble.one_id == Person.id, SuspectedDouble.other_id == Person.id)
    return exists().where(SuspectedDouble.state == "merging", one_of_them)


def _caught(condition: ColumnElement[bool]) -> Caught:
    total = db.session.scalar(select(func.count()).select_from(Person).where(condition)) or 0
    query = select(Person).where(condition).order_by(func.lower(Person.full_name), Person.id)
    people = db.session.scalars(query.limit(FIRST_SHOWN)).all()
    return Caught(total, tuple(one.display_name for one in people))


def _named(actor: Person, line: str) -> Sequence[int]:
    text = normalise_identifier(line)
    numbered = Person.id.in_(
        select(EmployeeNumber.person_id).where(
            EmployeeNumber.number == text, holds_on(EmployeeNumber, today())
        )
    )
    query = (
        select(Person.id)
        .where(is_active(), policy.is_in_care(actor, Person.id.expression))
        .limit(2)
    )
    exactly = or_(Person.user_name == text, Person.email == text, numbered)
    ids = db.session.scalars(query.where(exactly)).all()
    return ids or db.session.scalars(query.where(func.lower(Person.full_name) == text)).all()


def _courses(actor: Person) -> Select[int]:
    query = select(Course.id).join(Course.revision).where(Course.state == "published")
    return query if policy.cares_for_all(actor) else query.where(listed_for(actor.id, today()))
