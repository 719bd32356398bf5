"""One activity: a lesson with its marks, or the panel of the slice that knows its kind."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from lms.core import clock
from lms.core.errors import Invalid, NotFound
from lms.courses.queries import CompiledActivity, CompiledRevision
from lms.learning import actions, queries, rules
from lms.learning.forms import PlaceForm
from lms.learning.queries import Mark, Study
from lms.learning.views.shell import (
    activity_in,
    activity_url,
    blueprint,
    line,
    load,
    overview,
    own_dates,
    requirements,
    to,
    when,
)
from lms.web import slots
from lms.web.access import actor, signed_in
from lms.web.headers import unchanged

# Facts of a text; to find them again would cost more than all the rest of the page.
places_of = lru_cache(maxsize=1024)(rules.places)


@blueprint.get("/learn/<course>/<activity>")
@signed_in
def activity(course: str, activity: str) -> Any:
    """A lesson, or what another slice shows for the activity's kind."""
    study, revision = load(course)
    found = activity_in(revision, activity)
    if found.kind != rules.LESSON:
        return _panel(study, revision, found)
    return lesson_page(study, revision, found)


@blueprint.post("/learn/<course>/<activity>/done")
@signed_in
def mark_done(course: str, activity: str) -> Any:
    """Take the lesson as read and go on to what follows it."""
    enrolment = actions.mark_done(person_id=actor().id, course_key=course, activity_key=activity)
    study, revision = load(course)
    if enrolment.state == "completed" and study.completed_at is not None:
        following = None
    else:
        _before, following = rules.neighbours(revision.activities, activity)
    flash(_("“%(title)s” selesai.", title=activity_in(revision, activity).title), "success")
    if following is None:
        return to(url_for("learning.course", course=course))
    return to(activity_url(course, following.key))


@blueprint.post("/learn/<course>/<activity>/not-done")
@signed_in
def mark_not_done(course: str, activity: str) -> Any:
    """Take back that the lesson is read."""
    actions.mark_not_done(person_id=actor().id, course_key=course, activity_key=activity)
    return to(activity_url(course, activity))


@blueprint.post("/learn/<course>/<activity>/position")
@signed_in
def save_position(course: str, activity: str) -> Any:
    """Remember the paragraph read last, which the page's script tells."""
    said = request.get_json(silent=True)
    anchor = said.get("anchor") if isinstance(said, dict) else None
    if not isinstance(anchor, str):
        raise Invalid("anchor", "Tempat bacaan tidak dikenali.")
    actions.save_position(
        person_id=actor().id, course_key=course, activity_key=activity, anchor=anchor
    )
    return "", 204


def lesson_page(
    study: Study,
    revision: CompiledRevision,
    lesson: CompiledActivity,
    form: PlaceForm | None = None,
) -> Any:
    """The page of a lesson; with a `form` it shows what was typed and what is wrong with it.
    Before the lesson opens it only says when it will."""
    if rules.opens_later(study.dates.window(lesson.key), clock.now()):
        return _not_open(study, revision, lesson)
    marks = queries.marks_of_lesson(study.person_id, study.course_id, lesson.key)
    end = slots.render("lesson.end", enrolment=study, course=revision, activity=lesson)
    if form is None:
        same = unchanged(*_shown(study, revision, lesson, marks), str(end))
        if same is not None:
            return same
    return render_template(
        "learning/lesson.html",
        **overview(study, revision),
        **_around(study, revision, lesson),
        marks=_in_order(lesson, marks),
        bookmarked={mark.anchor for mark in marks if not mark.is_note},
        form=form,
        new_form=lambda: place_form(lesson),
        end=end,
    )


def place_form(lesson: CompiledActivity, *, sent: bool = False) -> PlaceForm:
    """The form for notes and bookmarks in a lesson, empty or as it was sent."""
    form = PlaceForm() if sent else PlaceForm(formdata=None)
    form.offer(places_of(lesson.body_html))
    return form


def _panel(study: Study, revision: CompiledRevision, activity: CompiledActivity) -> Any:
    panel = slots.provider(f"activity:{activity.kind}")
    if panel is None:
        raise NotFound()
    if rules.opens_later(study.dates.window(activity.key), clock.now()):
        return _not_open(study, revision, activity)
    return render_template(
        "learning/activity.html",
        **overview(study, revision),
        **_around(study, revision, activity),
        panel=panel(enrolment=study, course=revision, activity=activity),
    )


def _not_open(study: Study, revision: CompiledRevision, activity: CompiledActivity) -> str:
    return render_template(
        "learning/not_open.html", **overview(study, revision), **_around(study, revision, activity)
    )


def _around(study: Study, revision: CompiledRevision, activity: CompiledActivity) -> dict[str, Any]:
    before, after = rules.neighbours(revision.activities, activity.key)
    mine = study.progress.get(activity.key, queries.Progress())
    window = study.dates.window(activity.key)
    return {
        "activity": activity,
        "when": when(window),
        "has_closed": rules.has_closed(window, clock.now()),
        "mine": mine,
        "resume": mine.anchor if f'id="{mine.anchor}"' in activity.body_html else "",
        "changed": mine.done and mine.content_hash != activity.content_hash,
        "missing": tuple(item for item in requirements(study, revision) if not item.done),
        "line": partial(line, study.course_key),
        "before": before,
        "after": after,
    }


def _shown(
    study: Study, revision: CompiledRevision, lesson: CompiledActivity, marks: tuple[Mark, ...]
) -> tuple[object, ...]:
    """Everything that makes this lesson's page what it is, beside the session and the language."""
    standings = sorted(
        (key, one.done_at, one.content_hash, one.score) for key, one in study.progress.items()
    )
    mine = study.progress.get(lesson.key)
    dates = (when(study.dates.window(lesson.key)), own_dates(study, revision))
    state = (study.revision_id, study.compiler_version, study.course_state)
    cycle = (study.id, study.state, study.completed_at)
    return (*state, *cycle, *dates, lesson.key, standings, mine and mine.anchor, marks)


def _in_order(lesson: CompiledActivity, marks: tuple[Mark, ...]) -> list[tuple[Mark, str]]:
    """The marks in the order of their places, each with the place's first words."""
    order = {
        one.anchor: (position, one.words)
        for position, one in enumerate(places_of(lesson.body_html))
    }
    placed = [(mark, *order.get(mark.anchor, (-1, ""))) for mark in marks]
    return [(mark, words) for mark, _position, words in sorted(placed, key=lambda one: one[1])]
