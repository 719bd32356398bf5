"""A course from the learner's side: enrolling, what is missing, leaving, beginning again."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from lms.core import clock
from lms.core.errors import Conflict
from lms.learning import actions, queries, rules
from lms.learning.views.shell import activity_url, blueprint, checklist, load, overview, to, when
from lms.web.access import actor, signed_in


@blueprint.get("/learn/<course>")
@signed_in
def course(course: str) -> Any:
    """What is done, what is missing, and where to go on."""
    study, revision = load(course)
    moment = clock.now()
    within_reach = [
        one
        for one in revision.activities
        if not rules.opens_later(study.dates.window(one.key), moment)
    ]
    following = rules.next_activity(within_reach, study.progress, study.last_key)
    return render_template(
        "learning/course.html",
        **overview(study, revision),
        when=when(study.dates.window()),
        today=clock.today(),
        renew_before=queries.renew_before(study.id) if study.state == "active" else None,
        announcements=queries.announcements_of(study.course_id, most=2),
        following=following,
        following_url=_address(course, study, following),
        checklist=checklist(study, revision),
        nothing_missing=rules.is_complete(
            queries.rule_of(revision), revision.activities, study.progress
        ),
    )


@blueprint.post("/courses/<course>/enrol")
@signed_in
def enrol(course: str) -> Any:
    """Take up the course and open it."""
    try:
        actions.enrol(person_id=actor().id, course_key=course)
    except Conflict as refusal:
        return _refused(refusal, course)
    return to(url_for("learning.course", course=course))


@blueprint.post("/learn/<course>/again")
@signed_in
def begin_again(course: str) -> Any:
    """Open a new cycle after a completed one."""
    try:
        actions.begin_again(person_id=actor().id, course_key=course)
    except Conflict as refusal:
        return _refused(refusal, course)
    return to(url_for("learning.course", course=course))


@blueprint.get("/learn/<course>/withdraw")
@signed_in
def confirm_withdrawal(course: str) -> Any:
    """Say what leaving the course means, and ask."""
    study, revision = load(course)
    return render_template("learning/withdraw.html", **overview(study, revision))


@blueprint.post("/learn/<course>/withdraw")
@signed_in
def withdraw(course: str) -> Any:
    """Leave the course."""
    actions.withdraw(person_id=actor().id, course_key=course)
    flash(_("Anda berhenti dari kursus ini. Kemajuan Anda tetap tersimpan."), "success")
    return to(url_for("courses.course", key=course))


@blueprint.post("/learn/<course>/finish")
@signed_in
def finish(course: str) -> Any:
    """Complete the course when nothing is missing any more."""
    actions.finish(person_id=actor().id, course_key=course)
    return to(url_for("learning.course", course=course))


def _refused(refusal: Conflict, course: str) -> Any:
    flash(_(refusal.message, **refusal.params), "danger")
    return to(url_for("courses.course", key=course))


def _address(course: str, study: queries.Study, following: rules.Activity | None) -> str | None:
    if following is None:
        return None
    begun = study.progress.get(following.key)
    return activity_url(course, following.key, begun.anchor if begun else "")
