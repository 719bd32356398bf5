"""What assessment puts on the page of an activity; `lms/panels.py` says where.

Each takes the enrolment (with its dates), the compiled revision as `course`, and the activity.
"""

from __future__ import annotations

from typing import Any

from flask import render_template as render

from lms.assessment import queries
from lms.assessment.queries.marking.feedback import last_given_back
from lms.assessment.queries.marking.schemes import due_date, scheme_of
from lms.assessment.queries.overrides import overriding_score
from lms.assessment.queries.timing import granted, start_password
from lms.assessment.rules import allowed, attempts_left, counted_score, terms_of
from lms.core.clock import now
from lms.learning.rules import has_closed


def quiz_panel(*, enrolment: Any, course: Any, activity: Any) -> str:
    """Fills the slot `activity:quiz`: instruction, rules in words, attempts so far, the way in."""
    shared = _shared(enrolment, course, activity)
    terms, counting = shared["terms"], shared["counting"]
    scores = [one.score for one in counting if one.submitted_at and one.score is not None]
    given = overriding_score(enrolment.id, activity.key, activity.asked_since)
    counted = counted_score(scores, terms.counts) if given is None else given
    more = granted(enrolment.person_id, enrolment.course_id, activity.key)
    return render(
        "assessment/panel.html",
        **shared,
        more=more,
        seconds=allowed(activity.settings.get("time_seconds"), more.extra_time),
        asks_password=start_password(enrolment.course_id, activity.key) is not None,
        left=attempts_left(terms.attempts, len(counting), more.extra_attempts),
        counted=counted,
        given=given,
        passed=counted is not None and terms.passes(counted),
        portable=queries.is_portable(activity),
    )


def survey_panel(*, enrolment: Any, course: Any, activity: Any) -> str:
    """Fills the slot `activity:survey`: what it is about, who reads the answers, the way in."""
    return render("assessment/survey_panel.html", **_shared(enrolment, course, activity))


def assignment_panel(*, enrolment: Any, course: Any, activity: Any) -> str:
    """Fills the slot `activity:assignment`: what is asked, by what it is marked, the way in."""
    shared = _shared(enrolment, course, activity)
    submitted = shared["submitted"]
    returned = submitted and submitted[-1].returned_at is not None
    given_back = last_given_back(enrolment.id, activity.key) if returned else None
    due_at = due_date(
        enrolled_at=enrolment.enrolled_at,
        settings=activity.settings,
        dates=enrolment.dates,
        activity_key=activity.key,
        again_until=given_back.until if given_back else None,
    )
    scheme = scheme_of(enrolment.course_id, activity.key)
    return render(
        "assessment/assignment_panel.html",
        **shared,
        given_back=given_back,
        late_percent=scheme.late_percent if due_at else 0,
        late_most=scheme.late_most,
        due_at=due_at,
        overdue=due_at is not None and now() > due_at,
    )


def _shared(enrolment: Any, course: Any, activity: Any) -> dict[str, Any]:
    attempts = queries.attempts_of(enrolment.id, activity.key)
    bounds = enrolment.dates.window(activity.key)
    counting = [one for one in attempts if one.revision_number >= activity.asked_since]
    return {
        "course": course,
        "activity": activity,
        "terms": terms_of(
            activity.kind,
            activity.settings,
            practice=activity.practice,
            course_score=course.complete_score,
        ),
        "counting": counting,
        "submitted": [one for one in attempts if one.submitted_at is not None],
        "done": next(
            (one for one in reversed(counting) if one.submitted_at and not one.returned_at), None
        ),
        "current": next((one for one in attempts if one.submitted_at is None), None),
        "closes": bounds.closes_at,
        "closed": has_closed(bounds, now()),
    }
