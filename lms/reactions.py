"""Event → action: every upward effect, in one table. They run inside the transaction of the fact;
one that may fail alone has a savepoint."""

from __future__ import annotations

from lms.accounts.events import (
    CodeIssued,
    CodesPrinted,
    PasswordChanged,
    PeopleRemoved,
    PlacesChanged,
    ReadingBegan,
    ResetLinkRequested,
    SecondFactorChanged,
    UnitMerged,
)
from lms.assessment import actions as assessment
from lms.core.events import Reaction
from lms.courses import actions as courses
from lms.courses.events import RevisionPublished
from lms.courses.queries import title_of
from lms.credentials.actions.hours import credit_completion
from lms.credentials.actions.issuing import issue_on_completion
from lms.credentials.events import HoursChanged
from lms.learning import actions as learning
from lms.learning.events import (
    ClosingMoved,
    CourseCompleted,
    Enrolled,
    RenewalOpened,
    Withdrawn,
)
from lms.notifications import actions as notifications
from lms.supervision.actions.figures import ask_recount, forget


def tell_enrolled(event: Enrolled) -> None:
    """Tell the learner where the course now is."""
    key, title = title_of(event.course_id)
    notifications.notify(
        person_id=event.person_id,
        kind="enrolled",
        params={"course_key": key, "course_title": title},
        key=f"enrolled:{event.enrolment_id}",
    )


def congratulate(event: CourseCompleted) -> None:
    """Tell the learner that nothing is missing any more."""
    key, title = title_of(event.course_id)
    notifications.notify(
        person_id=event.person_id,
        kind="course-completed",
        params={"course_key": key, "course_title": title},
        key=f"course-completed:{event.enrolment_id}",
    )


def credit_hours(event: CourseCompleted) -> None:
    """Enter the hours that the course states."""
    credit_completion(event.enrolment_id)


def tell_renewal_open(event: RenewalOpened) -> None:
    """Tell the learner until when the certificate holds, and that the course is open again."""
    key, title = title_of(event.course_id)
    notifications.notify(
        person_id=event.person_id,
        kind="renewal-open",
        params={"course_key": key, "course_title": title, "day": event.due_on.isoformat()},
        key=f"renewal-open:{event.renewal_id}",
    )


def recount(event: Enrolled | Withdrawn | CourseCompleted | RenewalOpened | HoursChanged) -> None:
    """Have what the person adds to figures counted anew."""
    ask_recount((event.person_id,))


def recount_moved(event: PlacesChanged) -> None:
    """Have what these people add to figures counted anew."""
    ask_recount(event.person_ids)


def leave_figures(event: PeopleRemoved) -> None:
    """Take what these people add out of the figures."""
    forget(event.person_ids)


REACTIONS = (
    Reaction(ResetLinkRequested, notifications.send_reset_link),
    Reaction(PasswordChanged, notifications.tell_password_changed),
    Reaction(CodeIssued, notifications.tell_code_issued),
    Reaction(UnitMerged, courses.follow_merged_unit_later),
    Reaction(ReadingBegan, notifications.tell_read_as),
    Reaction(SecondFactorChanged, notifications.tell_second_factor_changed),
    Reaction(CodesPrinted, notifications.tell_codes_printed),
    Reaction(Enrolled, tell_enrolled, may_fail_alone=True),
    Reaction(CourseCompleted, credit_hours, may_fail_alone=True),
    Reaction(CourseCompleted, congratulate, may_fail_alone=True),
    Reaction(CourseCompleted, issue_on_completion, may_fail_alone=True),
    Reaction(RenewalOpened, tell_renewal_open, may_fail_alone=True),
    Reaction(ClosingMoved, assessment.judge_late_later),
    Reaction(RevisionPublished, learning.ask_again_later),
    *(
        Reaction(event, recount)
        for event in (Enrolled, Withdrawn, CourseCompleted, RenewalOpened, HoursChanged)
    ),
    Reaction(PlacesChanged, recount_moved),
    Reaction(PeopleRemoved, leave_figures),
)
