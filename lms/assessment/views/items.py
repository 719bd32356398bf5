"""Item analysis of a course's quizzes, for those who run the course: the list, one quiz, its table
as a file.

What does not belong here: how figures are computed (`rules`), the drawing (`plots`).
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, render_template
from flask_babel import gettext as _
from markupsafe import Markup

from lms.assessment.queries.items import ItemPage, QuestionFigures, items_of, quizzes_of
from lms.assessment.rules.items import CAUTION_WORDS, FLAG_WORDS
from lms.assessment.views.blueprint import blueprint
from lms.assessment.views.plots import plot_of
from lms.core import audit
from lms.core.clock import today
from lms.courses.queries import Workspace, course_for_editing
from lms.web.access import actor, signed_in
from lms.web.downloads import as_csv


@blueprint.get("/courses/<key>/items")
@signed_in
def items(key: str) -> str:
    """The quizzes of a course that can be analysed."""
    course = course_for_editing(actor(), key)
    return render_template("assessment/items.html", course=course, quizzes=quizzes_of(course.id))


@blueprint.get("/courses/<key>/items/<activity>")
@signed_in
def quiz_items(key: str, activity: str) -> str:
    """One quiz: its figures, its questions, what was gained, hints about integrity."""
    course = course_for_editing(actor(), key)
    page = items_of(course.id, activity)
    _log("assessment.quiz_items", course)
    return render_template(
        "assessment/quiz_items.html",
        course=course,
        page=page,
        plot=plot_of(page.questions),
        flag_words=FLAG_WORDS,
        caution_words=CAUTION_WORDS,
    )


@blueprint.get("/courses/<key>/items/<activity>/items.csv")
@signed_in
def items_export(key: str, activity: str) -> Response:
    """The table of questions as a CSV that a local spreadsheet opens; no person is in it."""
    course = course_for_editing(actor(), key)
    page = items_of(course.id, activity)
    _log("assessment.items_export", course)
    header = [
        _("Nomor"),
        _("Kunci soal"),
        _("Soal"),
        _("Peserta"),
        _("Tingkat kemudahan"),
        _("Daya beda"),
        _("Median waktu (detik)"),
        _("Tanda"),
        _("Pilihan yang diambil"),
    ]
    name = f"analisis-soal-{course.key}-{page.quiz.key}-{today():%Y-%m-%d}"
    return as_csv(name, header, _cells(page))


def _cells(page: ItemPage) -> Iterator[list[object]]:
    for one in page.questions:
        yield [
            one.number,
            one.asked.key,
            _words(one.asked.stem),
            one.report.people,
            _rounded(one.report.facility),
            _rounded(one.report.discrimination),
            _rounded(one.seconds, 1),
            ", ".join(_(FLAG_WORDS[flag]) for flag in one.report.flags),
            _taken(one),
        ]


def _taken(one: QuestionFigures) -> str:
    options = (
        f"{_words(option.html)}{' (' + _('kunci') + ')' if option.right else ''}: {option.count}"
        for option in one.options
    )
    return " | ".join(options)


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)


def _words(html: str) -> str:
    return Markup(html).striptags()  # noqa: S704 - made harmless when it was published


def _log(page: str, course: Workspace) -> None:
    audit.record_view(actor_id=actor().id, page=page, subject=("course", course.id))
