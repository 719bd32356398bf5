"""Reporting a question, from the learner's attempt; reading and answering reports, for the authors.

What does not belong here: the attempt itself (`attempts`).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms.assessment.actions import answer_report, report_question
from lms.assessment.forms import AnswerForm, ReportForm
from lms.assessment.queries import question_for_reporting, report_for_answering, reports_of
from lms.assessment.views.blueprint import blueprint
from lms.core import audit
from lms.core.errors import Invalid
from lms.courses.queries import Workspace, course_for_editing
from lms.web import slots
from lms.web.access import actor, signed_in
from lms.web.intake import counting


@blueprint.get("/attempts/<uuid:uuid>/questions/<int:position>/report")
@signed_in
def report(uuid: UUID, position: int) -> str:
    """Ask what is wrong with the question, or show what was reported and waits for an answer."""
    return _report_page(uuid, position, ReportForm(formdata=None))


@blueprint.post("/attempts/<uuid:uuid>/questions/<int:position>/report")
@signed_in
def send_report(uuid: UUID, position: int) -> Any:
    """Send the report; while one waits, it stays as it is."""
    form = ReportForm()
    if form.validate():
        try:
            report_question(
                attempt_uuid=str(uuid),
                person_id=actor().id,
                position=position,
                content=form.content.data or "",
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("assessment.report", uuid=uuid, position=position), 303)
    return _report_page(uuid, position, form), 422


@blueprint.get("/courses/<key>/reports")
@signed_in
def reports(key: str) -> str:
    """The reports about questions of a course, for those who run it."""
    course = course_for_editing(actor(), key)
    answered = request.args.get("state") == "answered"
    page = reports_of(course.id, answered=answered, page=request.args.get("page", 1, type=counting))
    _log("assessment.reports", course)
    return render_template("assessment/reports.html", course=course, page=page, answered=answered)


@blueprint.get("/courses/<key>/reports/<int:report_id>")
@signed_in
def one_report(key: str, report_id: int) -> str:
    """One report, with the way to the question's line in the source."""
    course = course_for_editing(actor(), key)
    _log("assessment.one_report", course)
    return _one_report(course, report_id, AnswerForm(formdata=None))


@blueprint.post("/courses/<key>/reports/<int:report_id>")
@signed_in
def answer(key: str, report_id: int) -> Any:
    """Answer the report and close it."""
    course = course_for_editing(actor(), key)
    _log("assessment.one_report", course)
    form = AnswerForm()
    if form.validate():
        try:
            answer_report(
                course_id=course.id,
                report_id=report_id,
                answer=form.answer.data or "",
                actor_id=actor().id,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Jawaban terkirim kepada pelapor."), "success")
            return redirect(url_for("assessment.reports", key=key), 303)
    return _one_report(course, report_id, form), 422


def _report_page(uuid: UUID, position: int, form: ReportForm) -> str:
    return render_template(
        "assessment/report.html",
        uuid=uuid,
        question=question_for_reporting(actor().id, str(uuid), position),
        form=form,
    )


def _one_report(course: Workspace, report_id: int, form: AnswerForm) -> str:
    found = report_for_answering(course.id, report_id)
    place_of = slots.provider("question.place")
    return render_template(
        "assessment/one_report.html",
        course=course,
        report=found,
        place=place_of(course.id, found.question_key) if place_of else None,
        form=form,
    )


def _log(page: str, course: Workspace) -> None:
    audit.record_view(actor_id=actor().id, page=page, subject=("course", course.id))
