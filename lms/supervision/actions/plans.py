"""Beginning, proposing, agreeing to and closing a development plan, and the dialogue about it.

Nobody agrees to their own. Who calls these has loaded the plan for somebody who may see it: their own,
or (through policy) that of somebody whose plans they agree to. What does not belong here: the items
(`plan_items`).
"""

from __future__ import annotations

from sqlalchemy import select

from lms.accounts.queries import person, supervisors_to_tell
from lms.core import audit
from lms.core.clock import now, today
from lms.core.db import add_once, begin_writing, db
from lms.core.errors import Conflict, NotFound
from lms.core.words import N_
from lms.notifications.actions import notify, notify_each
from lms.supervision.models.plans import DevelopmentPlan, PlanItem, PlanRemark
from lms.supervision.rules import plans as rules

CHANGED = N_("Rencana ini baru saja berubah. Periksa isinya sekali lagi.")
EXCERPT = 200
"""Characters of a remark that its notice holds."""


def begin_plan(*, person_id: int, year: int) -> int:
    """Begin a person's own plan of this year or the next; returns its id. Twice is once.

    Raises:
        NotFound: there are no plans of that year.
    """
    begin_writing()
    if year not in rules.years_to_begin(today()):
        raise NotFound
    plan = DevelopmentPlan(
        person_id=person_id, year=year, state="draft", version=1, created_at=now()
    )
    if add_once(plan, "uq_development_plan_person_id_year"):
        record("plan.begin", plan, person_id)
        return plan.id
    return locked(person_id, year).id


def propose(*, person_id: int, year: int) -> None:
    """Ask the supervisors to agree to one's plan. Twice is once.

    Raises:
        NotFound: there is no such plan.
        Conflict: nothing is in it, its year is over, or it was agreed to or closed.
    """
    begin_writing()
    plan = locked(person_id, year)
    if plan.state == "proposed":
        return
    rules.check_year_open(year, today())
    state = rules.after("propose", "person", plan.state)  # type: ignore[arg-type]
    planned = select(PlanItem.id).where(PlanItem.plan_id == plan.id, PlanItem.state != "dropped")
    if db.session.scalar(planned.limit(1)) is None:
        raise Conflict("Isi dahulu rencananya: tambahkan sedikitnya satu kegiatan.")
    plan.state = state
    tell_proposed(plan)
    record("plan.propose", plan, person_id)


def agree(*, person_id: int, year: int, seen: int, content: str, actor_id: int) -> None:
    """Agree to a plan as it was seen, perhaps with a word. Twice is once.

    Raises:
        NotFound: there is no such plan.
        Invalid: the word is too long.
        Conflict: it isn't proposed, is the actor's own, or changed since the page was shown.
    """
    begin_writing()
    plan = locked(person_id, year)
    if (plan.state, plan.agreed_by_id) == ("agreed", actor_id):
        return
    plan.state = _decided("agree", plan, seen, actor_id)
    plan.agreed_at, plan.agreed_by_id = now(), actor_id
    words = rules.checked_remark(content) if content.strip() else ""
    if words:
        _say(plan, f"agree-{plan.version}", words, actor_id)
    _tell_owner("plan-agreed", plan, words, actor_id)
    record("plan.agree", plan, actor_id)


def send_back(*, person_id: int, year: int, seen: int, content: str, actor_id: int) -> None:
    """Give a plan back with a word about what should be otherwise. Twice is once.

    Raises:
        NotFound: there is no such plan.
        Invalid: there is no word, or it is too long.
        Conflict: it isn't proposed, is the actor's own, or changed since the page was shown.
    """
    begin_writing()
    plan = locked(person_id, year)
    words = rules.checked_remark(content)
    key = f"send-back-{seen}"
    if _has_said(plan, key, words, actor_id):
        return
    plan.state = _decided("send-back", plan, seen, actor_id)
    _say(plan, key, words, actor_id)
    _tell_owner("plan-sent-back", plan, words, actor_id)
    record("plan.send_back", plan, actor_id)


def add_remark(*, person_id: int, year: int, content: str, key: str, actor_id: int) -> None:
    """Say something about a plan to the other side. Twice is once.

    Raises:
        NotFound: there is no such plan.
        Invalid: nothing is said, or too much.
        Conflict: the plan is closed.
    """
    begin_writing()
    plan = locked(person_id, year)
    words = rules.checked_remark(content)
    own_key = f"{actor_id}-{key}"
    if _has_said(plan, own_key, words, actor_id):
        return
    rules.after("remark", part_of(plan, actor_id), plan.state)  # type: ignore[arg-type]
    _say(plan, own_key, words, actor_id)
    if actor_id == person_id:
        _tell_supervisors("plan-remark", plan, own_key, words)
    else:
        _tell_owner("plan-remark", plan, words, actor_id, key=own_key)
    record("plan.remark", plan, actor_id)


def close(*, person_id: int, year: int, actor_id: int) -> None:
    """End the plan of a year that ends. Twice is once.

    Raises:
        NotFound: there is no such plan.
        Conflict: it isn't agreed to, or the year has long to go.
    """
    begin_writing()
    plan = locked(person_id, year)
    if plan.state == "closed":
        return
    state = rules.after("close", part_of(plan, actor_id), plan.state)  # type: ignore[arg-type]
    rules.check_may_close(year, today())
    plan.state, plan.closed_at, plan.closed_by_id = state, now(), actor_id
    record("plan.close", plan, actor_id)


def locked(person_id: int, year: int) -> DevelopmentPlan:
    """A plan, held for writing. For the other actions of this slice.

    Raises:
        NotFound: there is none such.
    """
    query = select(DevelopmentPlan).where(
        DevelopmentPlan.person_id == person_id, DevelopmentPlan.year == year
    )
    options = {"populate_existing": True}
    plan = db.session.scalars(query.with_for_update(), execution_options=options).one_or_none()
    if plan is None:
        raise NotFound
    return plan


def part_of(plan: DevelopmentPlan, actor_id: int) -> rules.Part:
    """In which part somebody acts on a plan."""
    return "person" if plan.person_id == actor_id else "supervisor"


def tell_proposed(plan: DevelopmentPlan) -> None:
    """Note that a plan waits from now on, and tell the supervisors. For the other actions of this
    slice."""
    plan.proposed_at = now()
    plan.version += 1
    _tell_supervisors("plan-proposed", plan, str(plan.version), None)


def record(
    action: str, plan: DevelopmentPlan, actor_id: int, details: dict[str, object] | None = None
) -> None:
    """Write what was done to a plan into the trail. For the other actions of this slice."""
    db.session.flush()
    audit.record(
        action,
        actor_id=actor_id,
        subject=("plan", plan.id),
        about=plan.person_id,
        details=details,
    )


def _decided(step: rules.Step, plan: DevelopmentPlan, seen: int, actor_id: int) -> str:
    state = rules.after(step, part_of(plan, actor_id), plan.state)  # type: ignore[arg-type]
    if plan.version != seen:
        raise Conflict(CHANGED)
    return state


def _has_said(plan: DevelopmentPlan, key: str, content: str, actor_id: int) -> bool:
    query = select(PlanRemark.id).where(
        PlanRemark.plan_id == plan.id,
        PlanRemark.key == key,
        PlanRemark.content == content,
        PlanRemark.author_id == actor_id,
    )
    return db.session.scalar(query) is not None


def _say(plan: DevelopmentPlan, key: str, content: str, actor_id: int) -> None:
    remark = PlanRemark(
        plan_id=plan.id, key=key, author_id=actor_id, content=content, written_at=now()
    )
    if not add_once(remark, "uq_plan_remark_plan_id_key"):
        raise Conflict(CHANGED)


def _tell_supervisors(kind: str, plan: DevelopmentPlan, key: str, content: str | None) -> None:
    """Tell those who may agree; `content` is what was said, where the kind says it."""
    supervisors = supervisors_to_tell(plan.person_id)
    if not supervisors:
        return
    params: dict[str, object] = {
        "person_id": plan.person_id,
        "year": plan.year,
        "by": person(plan.person_id).display_name,
    }
    if content is not None:
        params["content"] = content[:EXCERPT]
    told = dict.fromkeys(supervisors, params)
    notify_each(told, kind=kind, key=f"{kind}:{plan.id}:{key}")


def _tell_owner(
    kind: str, plan: DevelopmentPlan, content: str, actor_id: int, *, key: str = ""
) -> None:
    """Tell the one whose plan it is (which 0 for `person_id` means)."""
    params: dict[str, object] = {
        "year": plan.year,
        "by": person(actor_id).display_name,
        "content": content[:EXCERPT],
    }
    if kind == "plan-remark":
        params["person_id"] = 0
    notify(
        person_id=plan.person_id,
        kind=kind,
        params=params,
        key=f"{kind}:{plan.id}:{key or plan.version}",
    )
