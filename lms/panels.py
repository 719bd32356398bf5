"""Slot or activity kind → who fills it; menu entry → who sees it. A page declares the slot, here it
is given to a higher slice, so no page moves when a feature arrives."""

from __future__ import annotations

from typing import Any

from lms.accounts import views as accounts
from lms.accounts.policy import LIST_PEOPLE
from lms.assessment import views as assessment
from lms.core.words import N_
from lms.learning import queries as learning
from lms.learning import views as learning_views
from lms.notifications import queries as notifications
from lms.supervision.policy import SUPERVISE
from lms.web.nav import Entry
from lms.web.slots import Provider

SLOTS: dict[str, Provider] = {
    "errors.unauthorized": accounts.unauthorized,
    "activity:quiz": assessment.quiz_panel,
    "course.enrol": learning_views.course_enrol,
    "course.status": learning.course_status,
    "course.prerequisites": learning.prerequisites,
    "catalogue.status_filter": learning.course_ids_with_status,
}

FIGURES = {"unread": notifications.unread()}
"""Figures that come with every session, for the badges of the menus."""


def everyone(person: Any) -> bool:  # noqa: ARG001
    """Everybody who is signed in sees the entry."""
    return True


MAIN_MENU = (
    Entry(N_("Beranda"), "home.index", everyone),
    Entry(N_("Kursus"), "courses.index", everyone),
    Entry(N_("Catatan saya"), "learning.bookmarks", everyone),
    Entry(N_("Pemantauan"), "supervision.index", SUPERVISE),
    Entry(N_("Pegawai"), "accounts.people", LIST_PEOPLE),
)

ACCOUNT_MENU = (
    Entry(N_("Pemberitahuan"), "notifications.index", everyone, lambda p: p.figures["unread"]),
    Entry(N_("Akun saya"), "accounts.index", everyone),
    Entry(N_("Kata sandi"), "accounts.password", everyone),
    Entry(N_("Perangkat yang masuk"), "accounts.sessions", everyone),
)
