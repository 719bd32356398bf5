"""What every page below `/learn` shares: the blueprint, loading, the way for those not enrolled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from lms.core import clock
from lms.core.errors import NotFound
from lms.courses.queries import CompiledActivity, CompiledRevision, compiled
from lms.learning import queries, rules
from lms.learning.policy import NotEnrolled
from lms.learning.queries import Study
from lms.web.access import actor
from lms.web.errors import error_page, wants_json
from lms.web.locale import date_and_time, number
from lms.web.locale import text as _

blueprint = Blueprint("learning", __name__, template_folder="../templates")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the checklist in words."""

    label: str
    done: bool
    detail: str
    url: str


@blueprint.errorhandler(NotEnrolled)
def show_in_catalogue(error: NotEnrolled) -> Any:
    """Lead whoever isn't enrolled to the course's own page, which answers 404 where it may not be
    seen."""
    if wants_json():
        return error_page(404)
    flash(_("Daftar dahulu di kursus ini untuk membuka isinya."), "info")
    return to(url_for("courses.course", key=error.course_key))


def to(address: str) -> Response:
    """Go on to a page after a form was sent."""
    return redirect(address, 303)


def load(course_key: str) -> tuple[Study, CompiledRevision]:
    """The reader's cycle in a course, and the revision shown now.

    Raises:
        NotEnrolled: the reader isn't enrolled.
    """
    study = queries.study_for_reading(actor().id, course_key)
    return study, compiled(study.revision_id, study.compiler_version)


def activity_in(revision: CompiledRevision, key: str) -> CompiledActivity:
    """An activity of the revision.

    Raises:
        NotFound: there is none such.
    """
    activity = revision.by_key.get(key)
    if activity is None:
        raise NotFound()
    return activity


def activity_url(course_key: str, activity_key: str, anchor: str = "") -> str:
    """The address of an activity, at a paragraph where one is given."""
    return url_for(
        "learning.activity", course=course_key, activity=activity_key, _anchor=anchor or None
    )


def overview(study: Study, revision: CompiledRevision) -> dict[str, Any]:
    """What the contents of a course show, beside a lesson and on the course's page."""
    done, total = rules.progress(revision.activities, study.progress)
    return {
        "study": study,
        "revision": revision,
        "done": done,
        "total": total,
        "dates": own_dates(study, revision),
    }


def when(window: rules.Window) -> str:
    """When something opens or closes, in words; empty where nobody set a date that matters still."""
    moment, opens, closes = clock.now(), window.opens_at, window.closes_at
    if opens is not None and moment < opens:
        return str(_("Dibuka %(at)s", at=date_and_time(opens)))
    if closes is None:
        return ""
    if closes <= moment:
        return str(_("Sudah ditutup %(at)s", at=date_and_time(closes)))
    return str(_("Ditutup %(at)s", at=date_and_time(closes)))


def own_dates(study: Study, revision: CompiledRevision) -> dict[str, str]:
    """The words for those activities whose dates aren't simply the course's."""
    if study.dates is rules.NO_DATES:
        return {}
    whole = study.dates.window()
    windows = {one.key: study.dates.window(one.key) for one in revision.activities}
    return {key: when(window) for key, window in windows.items() if window != whole}


def checklist(study: Study, revision: CompiledRevision) -> list[Line]:
    """What the course asks for, in words, each with where to do it."""
    return [line(study.course_key, item) for item in requirements(study, revision)]


def requirements(study: Study, revision: CompiledRevision) -> tuple[rules.Requirement, ...]:
    """What the course asks for and how far the reader is, without words."""
    return rules.checklist(queries.rule_of(revision), revision.activities, study.progress)


def line(course_key: str, item: rules.Requirement) -> Line:
    """A requirement in words."""
    return Line(_label(item), item.done, _detail(item), activity_url(course_key, item.key))


def _label(item: rules.Requirement) -> str:
    if item.kind == "lessons":
        return str(_("Baca materi"))
    if item.kind == "mean":
        return str(_("Nilai rata-rata"))
    return item.title


def _detail(item: rules.Requirement) -> str:
    if item.kind == "lessons":
        return str(_("%(n)s dari %(m)s materi", n=number(item.have or 0), m=number(item.need)))
    if item.kind == "taken":
        return str(_("sudah dikumpulkan") if item.done else _("belum dikerjakan"))
    if item.waiting:
        return str(_("sudah dikumpulkan, menunggu penilaian"))
    if item.have is None:
        return str(_("belum ada nilai, perlu %(need)s", need=number(item.need)))
    return str(
        _("nilai %(have)s, perlu %(need)s", have=number(item.have, 2), need=number(item.need))
    )
