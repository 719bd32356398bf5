"""Adding, changing, moving, dropping and marking the items of a development plan.

What somebody else wrote meanwhile is never overwritten: a change says which version it began with. What
does not belong here: the steps of the plan as a whole (`plans`).
"""

from __future__ import annotations

from dataclasses import astuple

from sqlalchemy import func, select

from lms.core.clock import now, today
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.reasons import read_reason
from lms.core.words import N_
from lms.courses.models import Course
from lms.courses.policy import readable_by
from lms.credentials.rules.forms import E_LEARNING
from lms.supervision.actions.plans import locked, part_of, record, tell_proposed
from lms.supervision.models.plans import DevelopmentPlan, PlanItem
from lms.supervision.queries.plans import duties_offered
from lms.supervision.rules import plans as rules
from lms.supervision.rules.plans import ItemText

CHANGED = N_("Kegiatan ini sudah diubah di tempat lain.")
BY_ITSELF = N_("Kegiatan ini selesai dengan sendirinya begitu kursusnya tuntas.")


def add_item(*, person_id: int, year: int, text: ItemText, key: str, course_key: str = "") -> int:
    """Put something of one's own into a plan, perhaps with a course; returns the item's id. The same
    `key` twice is once.

    Raises:
        NotFound: there is no such plan, form, quarter or origin, or it comes from a duty.
        Invalid: something is wrong or missing, or there is no such course.
        Conflict: the plan can't be changed now, or has as many items as it may have.
    """
    begin_writing()
    plan = locked(person_id, year)
    own_key = f"own-{key}"
    present = _by_key(plan, own_key)
    if present is not None:
        return present.id
    if text.origin == "duty":
        raise NotFound
    said = rules.tidied(text)
    item = PlanItem(key=own_key, duty_id=None, course_id=_course_id(course_key, person_id))
    return _add(plan, item, said)


def add_duty(*, person_id: int, year: int, duty_id: int) -> int:
    """Put an open duty of one's own into a plan; returns the item's id. One that was dropped is taken up
    again; twice is once.

    Raises:
        NotFound: there is no such plan, or no such open duty of this person.
        Conflict: the plan can't be changed now, or has as many items as it may have.
    """
    begin_writing()
    plan = locked(person_id, year)
    key = f"duty-{duty_id}"
    present = _by_key(plan, key)
    if present is not None and present.state != "dropped":
        return present.id
    if present is not None:
        restore_item(person_id=person_id, year=year, item_id=present.id)
        return present.id
    duty = next((one for one in duties_offered(person_id, year) if one.id == duty_id), None)
    if duty is None:
        raise NotFound
    said = ItemText(
        origin="duty",
        need=duty.title,
        form=E_LEARNING,
        quarter=rules.quarter_for(duty.due_on, year, today()),
        hours=duty.hours,
    )
    item = PlanItem(key=key, duty_id=duty_id, course_id=duty.course_id)
    return _add(plan, item, said)


def change_item(
    *, person_id: int, year: int, item_id: int, text: ItemText, seen: int, actor_id: int
) -> None:
    """Say anew what an item is; its course stays. Twice is once.

    Raises:
        NotFound: there is no such item, form, quarter or origin.
        Invalid: something is wrong or missing.
        Conflict: the plan can't be changed now, or somebody else changed the item since it was shown.
    """
    begin_writing()
    plan = locked(person_id, year)
    item = _item(plan, item_id)
    if (text.origin == "duty") != (item.origin == "duty"):
        raise NotFound
    said = rules.tidied(text)
    if (item.origin, item.need, item.form, item.quarter, item.hours) == astuple(said):
        return
    state = _changed_state(plan, actor_id)
    if item.version != seen:
        raise Conflict(CHANGED)
    _fill(item, said)
    item.version += 1
    _change(plan, state, "plan.change", item, actor_id)


def move_item(*, person_id: int, year: int, item_id: int, before: int) -> None:
    """Put an item of one's own before another, or (0) at the end. Order is nothing to be agreed to.
    Twice is once.

    Raises:
        NotFound: there is no such item.
        Conflict: the plan can't be changed now.
    """
    begin_writing()
    plan = locked(person_id, year)
    moved = _item(plan, item_id)
    _changed_state(plan, person_id)
    query = select(PlanItem).where(PlanItem.plan_id == plan.id)
    items = {
        one.id: one for one in db.session.scalars(query.order_by(PlanItem.position, PlanItem.id))
    }
    for position, one in enumerate(rules.reordered(list(items), moved.id, before), start=1):
        items[one].position = position
    record("plan.move", plan, person_id, {"item": moved.id})


def drop_item(*, person_id: int, year: int, item_id: int, reason: str) -> None:
    """Take an item out of one's plan. It stays readable, with the reason, which is asked for once
    somebody else has seen the plan. Twice is once.

    Raises:
        NotFound: there is no such item.
        Invalid: a reason is missing, or too long.
        Conflict: the plan can't be changed now.
    """
    begin_writing()
    plan = locked(person_id, year)
    item = _item(plan, item_id)
    if item.state == "dropped":
        return
    state = _changed_state(plan, person_id)
    is_read = plan.proposed_at is not None
    why = read_reason(reason, "supervisor") if is_read or reason.strip() else ""
    item.state, item.reason, item.done_at = "dropped", why, None
    item.version += 1
    _change(plan, state, "plan.drop", item, person_id)


def restore_item(*, person_id: int, year: int, item_id: int) -> None:
    """Take up again what was dropped. Twice is once.

    Raises:
        NotFound: there is no such item.
        Conflict: the plan can't be changed now.
    """
    begin_writing()
    plan = locked(person_id, year)
    item = _item(plan, item_id)
    if item.state != "dropped":
        return
    state = _changed_state(plan, person_id)
    item.state, item.reason = "open", ""
    item.version += 1
    _change(plan, state, "plan.restore", item, person_id)


def mark_item(*, person_id: int, year: int, item_id: int, done: bool) -> None:
    """Say of one's own item that it is done, or that it isn't after all. Twice is once.

    Raises:
        NotFound: there is no such item.
        Conflict: its course says so by itself, it was dropped, or the plan isn't proposed or is
            closed.
    """
    begin_writing()
    plan = locked(person_id, year)
    item = _item(plan, item_id)
    wanted = "done" if done else "open"
    if item.state == wanted:
        return
    rules.after("mark", "person", plan.state)  # type: ignore[arg-type]
    if item.course_id is not None:
        raise Conflict(BY_ITSELF)
    if item.state == "dropped":
        raise Conflict("Kegiatan ini sudah dikeluarkan dari rencana.")
    item.state, item.done_at = wanted, now() if done else None
    item.version += 1
    plan.version += 1
    record("plan.mark", plan, person_id, {"item": item.id, "done": done})


def _add(plan: DevelopmentPlan, item: PlanItem, text: ItemText) -> int:
    state = _changed_state(plan, plan.person_id)
    query = select(func.count(), func.max(PlanItem.position)).where(PlanItem.plan_id == plan.id)
    count, last = db.session.execute(query).one()
    if count >= rules.MOST_ITEMS:
        raise Conflict("Paling banyak %(most)s kegiatan dalam setahun.", most=rules.MOST_ITEMS)
    _fill(item, text)
    item.plan_id, item.position, item.version = plan.id, (last or 0) + 1, 1
    item.state, item.reason = "open", ""
    db.session.add(item)
    db.session.flush()
    _change(plan, state, "plan.add", item, plan.person_id)
    return item.id


def _changed_state(plan: DevelopmentPlan, actor_id: int) -> str:
    """The state of a plan once the actor has changed its items."""
    state = rules.after("change", part_of(plan, actor_id), plan.state)  # type: ignore[arg-type]
    rules.check_year_open(plan.year, today())
    return state


def _change(plan: DevelopmentPlan, state: str, action: str, item: PlanItem, actor_id: int) -> None:
    """Note that what a plan holds is something else now."""
    waits_anew = (plan.state, state) == ("agreed", "proposed")
    plan.state = state
    plan.version += 1
    if waits_anew:
        tell_proposed(plan)
    record(action, plan, actor_id, {"item": item.id})


def _fill(item: PlanItem, text: ItemText) -> None:
    item.origin, item.need, item.form = text.origin, text.need, text.form
    item.quarter, item.hours = text.quarter, text.hours


def _item(plan: DevelopmentPlan, item_id: int) -> PlanItem:
    item = db.session.get(PlanItem, item_id, populate_existing=True)
    if item is None or item.plan_id != plan.id:
        raise NotFound
    return item


def _by_key(plan: DevelopmentPlan, key: str) -> PlanItem | None:
    query = select(PlanItem).where(PlanItem.plan_id == plan.id, PlanItem.key == key)
    return db.session.scalars(query).one_or_none()


def _course_id(course_key: str, person_id: int) -> int | None:
    """The id of a course that the person may open; None where none is meant."""
    if not course_key:
        return None
    readable = readable_by(person_id, today())
    query = select(Course.id).where(Course.key == course_key, readable)
    course_id = db.session.scalar(query)
    if course_id is None:
        raise Invalid("", "Kursus ini tidak ada di katalog Anda.")
    return course_id
