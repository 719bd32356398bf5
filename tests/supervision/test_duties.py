"""Duties are given by name or by rule, once, within one's care; people are excused and given more time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts.actions import add_membership, end_role, grant_role
from lms.accounts.models import Person, RoleGrant
from lms.accounts.rules import FIRST
from lms.core.audit import AuditEntry
from lms.core.db import begin_writing, db
from lms.core.errors import Forbidden, Invalid, NotFound
from lms.learning.actions.renewing import open_renewal
from lms.notifications.models import Notice
from lms.supervision.actions.duties import applying
from lms.supervision.actions.duties import giving as actions
from lms.supervision.actions.duties.giving import ByName, ByRule, BySavedRule
from lms.supervision.models import Duty, DutyPerson, DutyRule
from lms.supervision.queries.duties import lists as queries
from lms.supervision.queries.duties import own as own_duties
from lms.supervision.queries.duties import targets
from lms.supervision.rules.duties import (
    DONE,
    DUE,
    OVERDUE,
    WAIVED,
    DutyFilters,
    PeopleFilters,
    Target,
    Terms,
)
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.duties import (
    DUE_ON,
    TERMS,
    TODAY,
    give,
    noon_of,
    standings,
    sweep,
    told,
    work_off,
)
from tests.factories.learning import committed, completed, read, scored


@pytest.mark.usefixtures("context", "course")
def test_people_who_are_named_have_the_duty_at_once_and_once(cast: Cast) -> None:
    duty_id = give(cast.dewi, ByName((cast.ayu.id,)))
    assert give(cast.dewi, ByName((cast.ayu.id,))) == duty_id
    assert standings(duty_id) == {"ayu": DUE}
    notice = db.session.scalars(select(Notice).where(Notice.kind == "duty-given")).one()
    assert notice.person_id == cast.ayu.id
    assert notice.params["by"] == "Dewi Anggraini, S.Sos."
    assert notice.params["day"] == DUE_ON.isoformat()
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "duty:give")) == 1
    completed(cast.ayu.id)
    assert standings(duty_id) == {"ayu": DONE}
    assert own_duties.to_do(cast.ayu.id) == []
    assert [one.standing for one in own_duties.every_duty(cast.ayu.id)] == [DONE]


@pytest.mark.usefixtures("context", "course")
def test_a_completion_before_the_duty_counts_unless_it_says_otherwise(cast: Cast) -> None:
    completed(cast.ayu.id)
    assert standings(give(cast.dewi, ByName((cast.ayu.id,)))) == {"ayu": DONE}
    anew = Terms("Aturannya baru.", due_on=DUE_ON, counts_from=TODAY + timedelta(days=1))
    assert standings(give(cast.dewi, ByName((cast.ayu.id,)), anew, "dua")) == {"ayu": DUE}


@pytest.mark.usefixtures("context", "course")
def test_a_saved_rule_is_used_again_under_its_name(cast: Cast) -> None:
    target = Target(cast.units["prov"], pay_grades=(), employments=("contract_civil_servant",))
    give(cast.dewi, ByRule(target, "PPPK"))
    rule_id = db.session.scalars(select(DutyRule.id)).one()
    again = give(cast.dewi, BySavedRule(rule_id), key="dua")
    same = give(cast.dewi, ByRule(target, " PPPK "), key="tiga")
    assert db.session.scalar(select(func.count()).select_from(DutyRule)) == 1
    work_off()
    assert standings(again) == standings(same) == {"fajar": DUE}
    with pytest.raises(Invalid) as refused:
        give(cast.dewi, ByRule(Target(cast.units["prov"]), "PPPK"), key="empat")
    assert refused.value.field == "rule_name"
    committed()
    dewi = db.session.get_one(Person, cast.dewi.id)
    saved = targets.rules_for_giving(dewi)
    assert [(one.name, one.duties) for one in saved] == [("PPPK", 3)]
    actions.rename_rule(actor_id=cast.dewi.id, rule_id=rule_id, name="Semua PPPK")
    committed()
    give(cast.dewi, ByRule(Target(cast.units["prov"]), "PPPK"), key="lima")
    with pytest.raises(Invalid):
        actions.rename_rule(actor_id=cast.dewi.id, rule_id=rule_id, name="PPPK")
    committed()
    with pytest.raises(NotFound):
        actions.rename_rule(actor_id=cast.citra.id, rule_id=rule_id, name="Punya saya")
    committed()
    actions.unlist_rule(actor_id=cast.dewi.id, rule_id=rule_id)
    committed()
    with pytest.raises(NotFound):
        give(cast.dewi, BySavedRule(rule_id), key="enam")


@pytest.mark.usefixtures("context", "course")
def test_each_gives_to_the_people_in_their_care_alone(cast: Cast) -> None:
    own = give(cast.citra, ByRule(Target(cast.units["dpu-jalan"])))
    work_off()
    assert set(standings(own)) == {"ayu", "citra"}
    for to in (ByRule(Target(cast.units["dpu"])), ByName((cast.ayu.id, cast.fajar.id))):
        with pytest.raises(Invalid):
            give(cast.citra, to, key="lain")
        committed()
    with pytest.raises(Forbidden):
        give(cast.ayu, ByName((cast.ayu.id,)))
    committed()
    other = give(cast.gita, ByName((cast.fajar.id,)))
    for who, duty_id, person in (
        (cast.citra, other, cast.fajar),
        (cast.gita, own, cast.ayu),
        (cast.gita, other, cast.ayu),
    ):
        with pytest.raises(NotFound):
            actions.waive(
                actor_id=who.id, duty_id=duty_id, person_id=person.id, reason="Tidak berhak."
            )
        committed()
    citra = db.session.get_one(Person, cast.citra.id)
    page = queries.duties_page(citra, DutyFilters(), FIRST)
    assert [one.id for one in page.duties] == [own]
    assert page.duties[0].figures.assigned == 2
    with pytest.raises(NotFound):
        queries.duty_page(citra, other)
    dewi = db.session.get_one(Person, cast.dewi.id)
    assert queries.duties_page(dewi, DutyFilters(state="in-force"), FIRST).total == 1


@pytest.mark.usefixtures("context", "course")
def test_who_is_excused_is_told_why_and_it_can_be_taken_back(cast: Cast) -> None:
    duty_id = give(cast.dewi, ByName((cast.ayu.id,)))
    who = {"actor_id": cast.dewi.id, "duty_id": duty_id, "person_id": cast.ayu.id}
    for reason in ("Sudah lulus uji kompetensi.", "Alasan lain."):
        actions.waive(**who, reason=reason)
        committed()
    assert standings(duty_id, DUE_ON + timedelta(days=9)) == {"ayu": WAIVED}
    assert own_duties.every_duty(cast.ayu.id)[0].waive_reason == "Sudah lulus uji kompetensi."
    assert told("duty-waived", cast.ayu) == 1
    sweep(DUE_ON - timedelta(days=7))
    assert told("duty-due", cast.ayu) == 0
    for _ in range(2):
        actions.unwaive(**who)
        committed()
    assert standings(duty_id) == {"ayu": DUE}
    assert told("duty-given", cast.ayu) == 2
    for reason in ("", " ", "x" * 501):
        with pytest.raises(Invalid):
            actions.waive(**who, reason=reason)
        with pytest.raises(Invalid):
            actions.move_due(**who, due_on=DUE_ON, reason=reason)
    with pytest.raises(Invalid):
        actions.move_due(**who, due_on=TODAY - timedelta(days=1), reason="Mundur.")
    for _ in range(2):
        actions.move_due(**who, due_on=DUE_ON + timedelta(days=30), reason="Tugas belajar.")
        committed()
    assert told("duty-moved", cast.ayu) == 1
    assert standings(duty_id, DUE_ON + timedelta(days=9)) == {"ayu": DUE}


@pytest.mark.usefixtures("context", "course")
def test_several_are_excused_together_or_none_of_them(cast: Cast) -> None:
    duty_id = give(cast.dewi, ByName((cast.ayu.id, cast.citra.id, cast.fajar.id)))
    who = {"duty_id": duty_id, "reason": "Sudah lulus uji kompetensi."}
    actions.waive(actor_id=cast.dewi.id, person_id=cast.ayu.id, **who)
    committed()
    for actor, people in ((cast.citra, (cast.ayu.id, cast.fajar.id)), (cast.dewi, (cast.gita.id,))):
        with pytest.raises(NotFound):
            actions.waive_each(actor_id=actor.id, person_ids=people, **who)
        committed()
    for people in ((), range(1, 200)):
        with pytest.raises(Invalid) as refused:
            actions.waive_each(actor_id=cast.dewi.id, person_ids=people, **who)
        assert refused.value.field == "people"
        committed()
    together = (cast.ayu.id, cast.fajar.id)
    for excused in (1, 0):
        found = actions.waive_each(actor_id=cast.dewi.id, person_ids=together, **who)
        assert found == excused
        committed()
    assert standings(duty_id) == {"ayu": WAIVED, "fajar": WAIVED, "citra": DUE}
    assert [told("duty-waived", one) for one in (cast.ayu, cast.fajar, cast.citra)] == [1, 1, 0]


@pytest.mark.usefixtures("context", "course")
@pytest.mark.parametrize("who", ["citra", "dewi", "eko"])
def test_nobody_excuses_themselves_or_gives_themselves_more_time(cast: Cast, who: str) -> None:
    """Neither a supervisor in their own unit, nor who has everybody in care; somebody else does."""
    actor = getattr(cast, who)
    begin_writing()
    for one in (cast.dewi, cast.eko):
        add_membership(person_id=one.id, unit_id=cast.units["dpu-jalan"])
    committed()
    duty_id = give(cast.dewi, ByRule(Target(cast.units["dpu-jalan"])))
    work_off()
    mine = {"actor_id": actor.id, "duty_id": duty_id, "person_id": actor.id}
    later = {"due_on": DUE_ON + timedelta(days=30), "reason": "Mundur."}
    with pytest.raises(NotFound):
        actions.move_due(**mine, **later)
    committed()
    for people in ((actor.id,), (cast.ayu.id, actor.id)):
        with pytest.raises(NotFound):
            actions.waive_each(
                actor_id=actor.id, duty_id=duty_id, person_ids=people, reason="Sibuk."
            )
        committed()
    other = cast.eko if actor.id != cast.eko.id else cast.dewi
    actions.waive(**{**mine, "actor_id": other.id}, reason="Cuti panjang.")
    committed()
    with pytest.raises(NotFound):
        actions.unwaive(**mine)
    committed()
    assert {one for one, how in standings(duty_id).items() if how == WAIVED} == {who}


@pytest.mark.usefixtures("context", "course")
def test_who_had_still_to_do_it_is_told_once_that_it_was_called_off(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "ASSIGNED_AT_ONCE", 2)
    everybody = (cast.ayu, cast.bima, cast.citra, cast.eko, cast.fajar, cast.gita)
    duty_id = give(cast.dewi, ByName(tuple(one.id for one in everybody)))
    completed(cast.ayu.id)
    who = {"actor_id": cast.dewi.id, "duty_id": duty_id}
    actions.waive(**who, person_id=cast.fajar.id, reason="Cuti panjang.")
    committed()
    for _time in range(2):
        actions.end_duty(**who)
        committed()
        work_off()
    counted = {one.user_name: told("duty-ended", one) for one in everybody}
    assert counted == {"ayu": 0, "bima": 1, "citra": 1, "eko": 1, "fajar": 0, "gita": 1}


@pytest.mark.usefixtures("context", "course")
def test_who_lost_the_unit_no_longer_calls_off_what_they_gave_there(cast: Cast) -> None:
    """Citra goes to another agency. What she gave by a rule is others' now; what she gave by name is hers,
    and she sees nobody in it."""
    by_rule = give(cast.citra, ByRule(Target(cast.units["dpu-jalan"])))
    by_name = give(cast.citra, ByName((cast.ayu.id,)), key="dua")
    work_off()
    begin_writing()
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == cast.citra.id)).one()
    end_role(grant_id=grant.id, day=TODAY, actor_id=None)
    grant_role(
        person_id=cast.citra.id, role="supervisor", unit_id=cast.units["dinkes"], actor_id=None
    )
    committed()
    citra = db.session.get_one(Person, cast.citra.id)
    page = queries.duties_page(citra, DutyFilters(), FIRST)
    assert [(one.id, one.figures.assigned) for one in page.duties] == [(by_name, 0)]
    assert not queries.may_end(citra, by_rule)
    with pytest.raises(NotFound):
        actions.end_duty(actor_id=cast.citra.id, duty_id=by_rule)
    committed()
    actions.end_duty(actor_id=cast.citra.id, duty_id=by_name)
    committed()
    ended = select(Duty.id).where(Duty.ended_on.is_not(None))
    assert db.session.scalars(ended).all() == [by_name]


@pytest.mark.usefixtures("context", "course")
def test_a_duty_that_was_called_off_stays_as_it_was_that_day(cast: Cast) -> None:
    """Ayu had done it, Fajar was late, Citra was renewing what she had done. Later Ayu has to renew hers
    too, and the others complete the course."""
    people = (cast.ayu, cast.fajar, cast.citra)
    duty_id = give(cast.dewi, ByName(tuple(one.id for one in people)))
    done = {one.id: completed(one.id) for one in (cast.ayu, cast.citra)}
    with noon_of(DUE_ON - timedelta(days=5)):
        renewing = open_renewal(
            enrolment_id=done[cast.citra.id], due_on=DUE_ON + timedelta(days=90)
        )
        assert renewing is not None
        again = renewing.renewed_by_id
        committed()
    with noon_of(DUE_ON + timedelta(days=1)):
        actions.end_duty(actor_id=cast.dewi.id, duty_id=duty_id)
        committed()
        work_off()
    told = {"ayu": DONE, "fajar": OVERDUE, "citra": DUE}
    assert standings(duty_id, DUE_ON + timedelta(days=1)) == told
    with noon_of(DUE_ON + timedelta(days=2)):
        completed(cast.fajar.id)
        read(cast.citra.id, "materi-1", "materi-2")
        scored(again, 80)
        open_renewal(enrolment_id=done[cast.ayu.id], due_on=DUE_ON + timedelta(days=30))
        committed()
    with noon_of(DUE_ON + timedelta(days=99)):
        assert standings(duty_id, DUE_ON + timedelta(days=99)) == told
        figures = queries.duty_page(db.session.get_one(Person, cast.dewi.id), duty_id).figures
        assert (figures.assigned, figures.done, figures.overdue) == (3, 1, 1)
        (own,) = own_duties.every_duty(cast.ayu.id)
        assert (own.standing, own.done_at) == (DONE, MOMENT)


@pytest.mark.usefixtures("context", "course")
def test_who_left_and_came_back_on_the_day_it_was_called_off_counts_once(cast: Cast) -> None:
    duty_id = give(cast.dewi, ByRule(Target(cast.units["dpu-jalan"])))
    work_off()
    begin_writing()
    row = select(DutyPerson).where(DutyPerson.person_id == cast.ayu.id)
    db.session.scalars(row).one().released_on = TODAY
    committed()
    sweep()
    actions.end_duty(actor_id=cast.dewi.id, duty_id=duty_id)
    committed()
    work_off()
    dewi = db.session.get_one(Person, cast.dewi.id)
    page = queries.people_under(dewi, duty_id, PeopleFilters(), FIRST)
    assert sorted(one.person_id for one in page.people) == sorted((cast.ayu.id, cast.citra.id))
    assert queries.duty_page(dewi, duty_id).figures.assigned == 2


@pytest.mark.usefixtures("context", "course")
def test_terms_that_cannot_be_are_refused_and_nothing_is_written(cast: Cast) -> None:
    wrong = {
        "due_on": (
            Terms("Ya."),
            Terms("Ya.", DUE_ON, 30),
            Terms("Ya.", TODAY - timedelta(days=1)),
        ),
        "due_days": (Terms("Ya.", due_days=0), Terms("Ya.", due_days=9999)),
        "counts_from": (Terms("Ya.", DUE_ON, None, DUE_ON + timedelta(days=1)),),
        "reason": (Terms(" ", DUE_ON), Terms("x" * 501, DUE_ON)),
    }
    for field, several in wrong.items():
        for terms in several:
            with pytest.raises(Invalid) as refused:
                give(cast.dewi, ByName((cast.ayu.id,)), terms)
            assert refused.value.field == field
            committed()
    with pytest.raises(Invalid) as refused:
        actions.give_duty(
            actor_id=cast.dewi.id,
            key="x",
            course_key="tidak-ada",
            terms=TERMS,
            to=ByName((cast.ayu.id,)),
        )
    assert refused.value.field == "course"
    committed()
    assert db.session.scalar(select(func.count()).select_from(Duty)) == 0
