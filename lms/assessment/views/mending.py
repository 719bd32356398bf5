"""Mending wrong keys, for those who run the course: the questions, one of them, what a correction would
do, applying it.

What does not belong here: reports about questions (`reports`), item analysis (`items`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import (
    flash,
    get_template_attribute,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.assessment import actions, forms
from lms.assessment.actions.mending import change_of
from lms.assessment.forms import CorrectionForm
from lms.assessment.queries.effects import Effects, effects_of
from lms.assessment.queries.mending import (
    Progress,
    QuestionToMend,
    corrections_listed,
    progress_of_regrading,
    question_to_mend,
    questions_of_course,
)
from lms.assessment.rules import Change, can_be_mended, typed_form
from lms.assessment.views.blueprint import blueprint
from lms.core import audit
from lms.core.errors import Invalid
from lms.core.reasons import read_reason
from lms.core.words import N_
from lms.courses.queries import Workspace, course_for_editing
from lms.web import slots
from lms.web.access import actor, signed_in
from lms.web.intake import counting

DONE = {
    "key": N_("Kuncinya diperbaiki"),
    "drop": N_("Soal tidak dihitung"),
    "full": N_("Semua mendapat nilai penuh"),
}
"""Each kind of correction in words, as something that was done."""

TO_DO = {
    "key": N_("Perbaiki kuncinya"),
    "drop": N_("Jangan hitung soal ini: poinnya dikeluarkan dari nilai semua peserta"),
    "full": N_("Beri nilai penuh kepada semua yang mendapat soal ini"),
    "withdraw": N_("Cabut koreksi yang sekarang: nilai kembali seperti sebelumnya"),
}


@blueprint.get("/courses/<key>/questions")
@signed_in
def questions(key: str) -> str:
    """The quiz questions of a course and all corrections so far."""
    course = course_for_editing(actor(), key)
    quiz = request.args.get("quiz", "")
    _log("assessment.questions", course)
    page = questions_of_course(
        course.id, activity_key=quiz, page=request.args.get("page", 1, type=counting)
    )
    return render_template(
        "assessment/questions.html",
        course=course,
        page=page,
        quiz=quiz,
        corrections=corrections_listed(course.id),
        progress=progress_of_regrading(course.id),
        done_words=DONE,
    )


@blueprint.get("/courses/<key>/questions/regrading")
@signed_in
def regrading_progress(key: str) -> Response:
    """How far the regrading is, for the page's script; figures only, so nobody's data is looked at."""
    course = course_for_editing(actor(), key)
    progress = progress_of_regrading(course.id)
    response = jsonify(
        {"running": False}
        if progress is None
        else {
            "running": True,
            "done": progress.done,
            "total": progress.total,
            "words": _so_far(progress),
        }
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/courses/<key>/questions/<int:question_id>/correction")
@signed_in
def correction(key: str, question_id: int) -> str:
    """One question with its key, what was corrected, and what can be done."""
    course = course_for_editing(actor(), key)
    _log("assessment.correction", course)
    question = question_to_mend(course.id, question_id)
    form = CorrectionForm(formdata=None, data={"seen": question.seen})
    return _page(course, question, form, typed_form(question.kind, question.key))


@blueprint.post("/courses/<key>/questions/<int:question_id>/correction/preview")
@signed_in
def preview_correction(key: str, question_id: int) -> Any:
    """Show who would gain or lose; nothing is written."""
    course = course_for_editing(actor(), key)
    _log("assessment.correction", course)
    question = question_to_mend(course.id, question_id)
    form = CorrectionForm()
    values = forms.typed_key(request.form.items(multi=True))
    if form.validate():
        try:
            read_reason(form.reason.data or "", "whose score changes")
            change = change_of(question, form.kind.data or "", values)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            found = effects_of(course.id, question.version, change)
            return _page(course, question, form, _typed(question, values), (change, found, values))
    return _page(course, question, form, _typed(question, values)), 422


@blueprint.post("/courses/<key>/questions/<int:question_id>/correction")
@signed_in
def correct(key: str, question_id: int) -> Any:
    """Apply what was shown; scores follow."""
    course = course_for_editing(actor(), key)
    _log("assessment.correction", course)
    form = CorrectionForm()
    values = forms.typed_key(request.form.items(multi=True))
    if form.validate():
        try:
            actions.mend_question(
                course_id=course.id,
                question_id=question_id,
                what=form.kind.data or "",
                values=values,
                reason=form.reason.data or "",
                seen=form.seen.data or 0,
                actor_id=actor().id,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Tersimpan. Nilai yang terkait sedang dihitung ulang."), "success")
            return _back(key, question_id)
    question = question_to_mend(course.id, question_id)
    return _page(course, question, form, _typed(question, values)), 422


@blueprint.post("/courses/<key>/questions/<int:question_id>/correction/resume")
@signed_in
def resume_regrading(key: str, question_id: int) -> Response:
    """Go on with a regrading that was given up after an error."""
    course = course_for_editing(actor(), key)
    question_to_mend(course.id, question_id)
    actions.resume_regrading(course_id=course.id)
    return _back(key, question_id)


def _page(
    course: Workspace,
    question: QuestionToMend,
    form: CorrectionForm,
    typed: Mapping[str, Any],
    preview: tuple[Change, Effects, list[tuple[int, str]]] | None = None,
) -> str:
    form.offer((kind, _(TO_DO[kind])) for kind in _possible(question))
    place_of = slots.provider("question.place")
    change, effects, values = preview or (None, None, [])
    return render_template(
        "assessment/correction.html",
        course=course,
        question=question,
        form=form,
        asked=_as_asked(question, typed),
        mendable=can_be_mended(question.kind),
        place=place_of(course.id, question.version[0]) if place_of else None,
        block=_block(course, question, change),
        change=change,
        effects=effects,
        values=values,
        progress=progress_of_regrading(course.id),
        done_words=DONE,
        to_do=TO_DO,
    )


def _so_far(progress: Progress) -> str:
    return str(get_template_attribute("assessment/_regrading.html", "so_far")(progress))


def _possible(question: QuestionToMend) -> list[str]:
    kinds = ["key"] if can_be_mended(question.kind) else []
    present = question.present
    kinds += [kind for kind in ("drop", "full") if present is None or present.kind != kind]
    return [*kinds, "withdraw"] if present else kinds


def _as_asked(question: QuestionToMend, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The question as the templates of the kinds take it, with a key in the place of the answer."""
    shown = ("rights", "items", "options")
    listed: list[Any] = next(
        (question.prompt[name] for name in shown if name in question.prompt), []
    )
    return {
        "position": 1,
        "kind": "several" if question.kind == "one" else question.kind,
        "prompt": question.prompt,
        "order": list(range(len(listed))),
        "answer": typed,
    }


def _typed(question: QuestionToMend, values: list[tuple[int, str]]) -> dict[str, Any]:
    """What was typed for a new key, to be shown again."""
    texts = dict(values)
    numbers = [(part, int(text)) for part, text in values if text.isdecimal() and len(text) < 4]
    prompt, by_part = question.prompt, dict(numbers)
    if question.kind in ("one", "several"):
        return {"choices": [number for _part, number in numbers]}
    if question.kind == "matching":
        return {"pairs": [by_part.get(part) for part in range(len(prompt["lefts"]))]}
    if question.kind == "ordering":
        return {"places": [by_part.get(part) for part in range(len(prompt["items"]))]}
    if question.kind == "gaps":
        return {"gaps": [texts.get(part, "") for part in range(len(prompt["pieces"]) - 1)]}
    return {"text": texts.get(0, "")}


def _block(course: Workspace, question: QuestionToMend, change: Change | None) -> str | None:
    """The answers as the source should say them: of the correction that is shown, else of the one
    that counts."""
    mended = change or question.present
    block_of = slots.provider("question.block")
    if block_of is None or mended is None or mended.kind != "key":
        return None
    block: str | None = block_of(course.id, *question.version, mended.key["right"])
    return block


def _log(page: str, course: Workspace) -> None:
    audit.record_view(actor_id=actor().id, page=page, subject=("course", course.id))


def _back(key: str, question_id: int) -> Response:
    return redirect(url_for("assessment.correction", key=key, question_id=question_id), 303)
