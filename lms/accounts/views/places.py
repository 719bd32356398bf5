"""Where a person belonged and belongs: posts, pay grades, direct supervisors.

What does not belong here: units themselves (`units`), people's accounts (`people`).
"""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts import actions, policy, queries
from lms.accounts.forms import AppointForm, PayGradeForm, PostForm
from lms.accounts.forms.places import ACTING_WORDS
from lms.accounts.views.blueprint import blueprint
from lms.accounts.views.units import ending_day
from lms.core import audit
from lms.core.clock import today
from lms.web.access import actor, needs
from lms.web.changing import Shown, changed
from lms.web.forms import BaseForm


@blueprint.get("/people/<int:person_id>/places")
@needs(policy.LIST_PEOPLE)
def places(person_id: int) -> str:
    """A person's posts, pay grades and supervisors, with their dates."""
    person = queries.person_for_administering(actor(), person_id)
    audit.record_view(actor_id=actor().id, page="accounts.places", subject=("person", person_id))
    return render_template(
        "accounts/places/index.html",
        person=person,
        history=queries.history_of(person_id),
        today=today(),
        acting=ACTING_WORDS,
    )


@blueprint.route("/people/<int:person_id>/places/posts/new", methods=["GET", "POST"])
@needs(policy.LIST_PEOPLE)
def new_post(person_id: int) -> Shown:
    """Transfer a person, or give them a post beside their main one."""
    form = PostForm(valid_from=today())

    def begin() -> None:
        actions.add_membership(
            person_id=person_id,
            unit_id=queries.unit_by_words(actor(), form.unit.data, form.valid_from.data),
            position=form.position.data or "",
            position_type=form.position_type.data,
            echelon=form.echelon.data,
            additional=form.additional.data,
            valid_from=form.valid_from.data,
            valid_until=form.valid_until,
            actor_id=actor().id,
        )

    return _changed(form, "post", person_id, begin, _("Jabatan dicatat."))


@blueprint.post("/people/<int:person_id>/places/posts/<int:post_id>/end")
@needs(policy.LIST_PEOPLE)
def end_post(person_id: int, post_id: int) -> Response:
    """End one of a person's posts."""
    queries.person_for_administering(actor(), person_id)
    actions.end_membership(
        person_id=person_id, membership_id=post_id, day=ending_day(), actor_id=actor().id
    )
    return _back(person_id, _("Jabatan diakhiri."))


@blueprint.route("/people/<int:person_id>/places/pay-grade", methods=["GET", "POST"])
@needs(policy.LIST_PEOPLE)
def pay_grade(person_id: int) -> Shown:
    """Promote a person to a pay grade."""
    form = PayGradeForm(day=today())

    def promote() -> None:
        actions.set_pay_grade(
            person_id=person_id,
            grade=form.grade.data,
            day=form.day.data,
            actor_id=actor().id,
        )

    return _changed(form, "pay_grade", person_id, promote, _("Golongan dicatat."))


@blueprint.route("/people/<int:person_id>/places/supervisors/new", methods=["GET", "POST"])
@needs(policy.LIST_PEOPLE)
def new_supervisor(person_id: int) -> Shown:
    """Name a person's direct supervisor, for good or standing in."""
    form = AppointForm(valid_from=today())

    def assign() -> None:
        actions.assign_supervisor(
            person_id=person_id,
            supervisor_id=queries.person_by_words(actor(), form.person.data),
            acting=form.acting.data,
            valid_from=form.valid_from.data,
            valid_until=form.valid_until,
            actor_id=actor().id,
        )

    return _changed(form, "supervisor", person_id, assign, _("Atasan langsung ditetapkan."))


@blueprint.post("/people/<int:person_id>/places/supervisors/<int:assignment_id>/end")
@needs(policy.LIST_PEOPLE)
def end_supervision(person_id: int, assignment_id: int) -> Response:
    """End that somebody is a person's direct supervisor."""
    queries.person_for_administering(actor(), person_id)
    actions.end_supervision(
        person_id=person_id, assignment_id=assignment_id, day=ending_day(), actor_id=actor().id
    )
    return _back(person_id, _("Disimpan."))


def _changed(
    form: BaseForm, page: str, person_id: int, change: Callable[[], None], done: str
) -> Shown:
    person = queries.person_for_administering(actor(), person_id)

    def act() -> str:
        change()
        return url_for("accounts.places", person_id=person_id)

    return changed(
        form,
        act,
        done,
        lambda: render_template(f"accounts/places/{page}.html", form=form, person=person),
    )


def _back(person_id: int, done: str) -> Response:
    flash(done, "success")
    return redirect(url_for("accounts.places", person_id=person_id))
