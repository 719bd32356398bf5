"""What is behind a score: for those who run the course, who may also set it by hand, and for the
learner it belongs to.

What does not belong here: the table of everybody (`gradebook`), the result of an attempt (`attempts`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms.assessment.actions import override_score, withdraw_override
from lms.assessment.actions.submitting import SERVER
from lms.assessment.forms import OverrideForm, WithdrawalForm
from lms.assessment.queries import AttemptHead, attempt_for_reading
from lms.assessment.queries.gradebook import columns_of, mean_of
from lms.assessment.queries.histories import history_of
from lms.assessment.queries.marking.feedback import feedback_of
from lms.assessment.queries.reviews import review_for_running
from lms.assessment.queries.scores import (
    ScoredAttempt,
    ScoreSheet,
    granted_to,
    sheet_for_running,
    sheets_of,
)
from lms.assessment.views.blueprint import blueprint
from lms.assessment.views.gradebook import STATE_WORDS
from lms.core import audit
from lms.core.errors import Conflict, Invalid, NotFound
from lms.courses.queries import Workspace, course_for_editing, title_of
from lms.learning.queries import Participant, participant_for_running, study_for_reading
from lms.learning.rules import scored
from lms.web.access import actor, signed_in
from lms.web.intake import counting

ScoreForm = OverrideForm | WithdrawalForm


@blueprint.get("/courses/<key>/gradebook/<int:person_id>/<activity>")
@signed_in
def score(key: str, person_id: int, activity: str) -> str:
    """All attempts of a participant at an activity, which of them counts, and what happened in one."""
    return _page(*_opened(key, person_id), activity)


@blueprint.post("/courses/<key>/gradebook/<int:person_id>/<activity>/override")
@signed_in
def set_override(key: str, person_id: int, activity: str) -> Any:
    """Set the score by hand."""
    form = OverrideForm()
    change = partial(override_score, score=form.score.data or "")
    done = _("Nilai ditetapkan. Peserta menerima pemberitahuan.")
    return _changed(key, person_id, activity, form, change, done)


@blueprint.post("/courses/<key>/gradebook/<int:person_id>/<activity>/withdraw")
@signed_in
def withdraw_score(key: str, person_id: int, activity: str) -> Any:
    """Let the computed score count again."""
    form = WithdrawalForm()
    done = _("Nilai hitungan berlaku lagi. Peserta menerima pemberitahuan.")
    return _changed(key, person_id, activity, form, withdraw_override, done)


@blueprint.get("/learn/<course>/-/scores")
@signed_in
def own_scores(course: str) -> str:
    """The learner's own scores in a course, each with how it was computed."""
    study = study_for_reading(actor().id, course)
    columns = columns_of(study.course_id)
    sheets = sheets_of(study.course_id, study.id, columns)
    _key, title = title_of(study.course_id)
    return render_template(
        "assessment/own_scores.html",
        course_key=course,
        course_title=title,
        sheets=sheets,
        why={one.activity.key: why(one) for one in sheets},
        mean=mean_of(columns, {one.activity.key: one.cell for one in sheets}),
        in_mean={one.key for one in scored(columns)},
        words=STATE_WORDS,
    )


def own_scores_link(*, enrolment: Any, course: Any) -> str:
    """Fills the slot `course.scores`: the way to the learner's own scores, where there may be any."""
    if not any(
        one.kind in ("quiz", "assignment") and not one.practice for one in course.activities
    ):
        return ""
    return render_template("assessment/own_scores_link.html", enrolment=enrolment)


def why(sheet: ScoreSheet) -> str:
    """How the computed score comes about, in words."""
    number = len(sheet.marked)
    if number == 0:
        return str(_("Belum ada percobaan yang dinilai."))
    if number == 1:
        return str(_("Nilai dari satu percobaan."))
    words = {
        "best": _("Nilai tertinggi dari %(n)s percobaan.", n=number),
        "last": _("Nilai percobaan terakhir dari %(n)s percobaan.", n=number),
        "first": _("Nilai percobaan pertama dari %(n)s percobaan.", n=number),
        "mean": _("Rata-rata dari %(n)s percobaan.", n=number),
    }
    return str(words[sheet.terms.counts])


def _opened(key: str, person_id: int) -> tuple[Workspace, Participant]:
    """The course and its participant; that somebody looks at the scores is logged."""
    course = course_for_editing(actor(), key)
    participant, _progress = participant_for_running(course.id, person_id)
    audit.record_view(actor_id=actor().id, page="assessment.score", subject=("person", person_id))
    return course, participant


def _changed(
    key: str,
    person_id: int,
    activity: str,
    form: ScoreForm,
    change: Callable[..., None],
    done: str,
) -> Any:
    """Do what a form asks for; the page again, with what was typed, where it can't be done."""
    course, participant = _opened(key, person_id)
    if not form.validate():
        return _page(course, participant, activity, form), 422
    try:
        change(
            course_id=course.id,
            person_id=person_id,
            activity_key=activity,
            reason=form.reason.data or "",
            seen=form.seen.data or 0,
            actor_id=actor().id,
        )
    except (Invalid, Conflict) as refusal:
        status = _refused(form, refusal)
        return _page(course, participant, activity, form), status
    flash(done, "success")
    here = url_for("assessment.score", key=key, person_id=person_id, activity=activity)
    return redirect(here, 303)


def _page(
    course: Workspace,
    participant: Participant,
    activity: str,
    sent: ScoreForm | None = None,
) -> str:
    column = next((one for one in columns_of(course.id) if one.key == activity), None)
    if column is None:
        raise NotFound
    person_id = participant.person_id
    sheet = sheet_for_running(course.id, participant.enrolment_id, column)
    chosen = _chosen(sheet)
    head = attempt_for_reading(person_id, chosen.uuid) if chosen else None
    feedback = feedback_of(head) if head else None
    return render_template(
        "assessment/score.html",
        course=course,
        participant=participant,
        sheet=sheet,
        why=why(sheet),
        own=person_id == actor().id,
        granted=granted_to(course.id, person_id, activity),
        head=head,
        questions=review_for_running(head) if head else (),
        history=history_of(head.id, SERVER) if head else None,
        feedback=feedback,
        to_mark=head is not None and _is_for_markers(head, marked=feedback is not None),
        override=sent if isinstance(sent, OverrideForm) else OverrideForm(formdata=None),
        withdrawal=sent if isinstance(sent, WithdrawalForm) else WithdrawalForm(formdata=None),
        words=STATE_WORDS,
    )


def _is_for_markers(head: AttemptHead, *, marked: bool) -> bool:
    """Whether there is a page on which the reader marks the attempt, or sees how it was marked."""
    by_people = marked or head.terms.activity == "assignment" or head.waiting
    return head.submitted_at is not None and by_people and head.person_id != actor().id


def _chosen(sheet: ScoreSheet) -> ScoredAttempt | None:
    """The attempt that is asked for, else the one that counts, else the last."""
    number = request.args.get("attempt", 0, type=counting)
    by_number = {one.number: one for one in sheet.attempts}
    wanted = (number, *sorted(sheet.counting), *sorted(by_number, reverse=True))
    return next((by_number[one] for one in wanted if one in by_number), None)


def _refused(form: ScoreForm, refusal: Invalid | Conflict) -> int:
    """Say it on the form; returns the status."""
    if isinstance(refusal, Invalid):
        form.refuse(refusal)
        return 422
    form.form_errors.append(_(refusal.message, **refusal.params))
    return 409
