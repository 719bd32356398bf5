"""Slot or activity kind → who fills it; menu entry → who sees it. A page declares the slot, here it
is given to a higher slice, so no page moves when a feature arrives."""

from __future__ import annotations

from typing import Any

from lms.accounts import views as accounts
from lms.accounts.policy import CHANGE_SETTINGS, LIST_PEOPLE, MANAGE_UNITS
from lms.assessment import queries as assessment_queries
from lms.assessment import views as assessment
from lms.assessment.queries.marking.queue import waiting_works
from lms.authoring.queries import blocks, places
from lms.core import settings
from lms.core.words import N_
from lms.courses.policy import CREATE_COURSES
from lms.credentials import views as credentials
from lms.credentials.policy import CHANGE_HOURS_RULES, VERIFY_CLAIMS
from lms.learning import queries as learning
from lms.learning import views as learning_views
from lms.notifications import queries as notifications
from lms.notifications.policy import READ_DELIVERIES, REMIND
from lms.privacy import views as privacy
from lms.privacy.policy import DECIDE_REQUESTS, READ_TRAIL
from lms.supervision.policy import SUPERVISE
from lms.web.access import actor
from lms.web.nav import Entry
from lms.web.slots import Provider

SLOTS: dict[str, Provider] = {
    "errors.unauthorized": accounts.unauthorized,
    "page.banner": accounts.reading_banner,
    "activity:quiz": assessment.quiz_panel,
    "activity:survey": assessment.survey_panel,
    "activity:assignment": assessment.assignment_panel,
    "home.hours": credentials.home_hours,
    "course.enrol": learning_views.course_enrol,
    "course.scores": assessment.own_scores_link,
    "course.status": learning.course_status,
    "course.prerequisites": learning.prerequisites,
    "participant.attempts": assessment_queries.attempt_counts,
    "person.links": privacy.person_links,
    "question.place": places.place_of_question,
    "question.block": blocks.corrected_block,
    "catalogue.status_filter": learning.course_ids_with_status,
}

FIGURES = {"unread": notifications.unread(), "settings": settings.version()}
"""Figures that come with every session: for the badges of the menus, and to know of changes."""


def everyone(person: Any) -> bool:  # noqa: ARG001
    """Everybody who is signed in sees the entry."""
    return True


def for_authors(course: Any) -> bool:
    """Those who write and run the course."""
    return bool(course.may_edit)


def for_owners(course: Any) -> bool:
    """Those who decide on the course's people and settings."""
    return bool(course.may_own)


def for_reviewers(course: Any) -> bool:  # noqa: ARG001 - nobody else gets into a workspace
    """Everybody who may see the workspace at all."""
    return True


def works_to_mark(course: Any) -> int:
    """How many works wait to be marked, without the reader's own."""
    return waiting_works(course.id, actor().id)


MAIN_MENU = (
    Entry(N_("Beranda"), "home.index", everyone),
    Entry(N_("Kursus"), "courses.index", everyone),
    Entry(N_("Catatan saya"), "learning.bookmarks", everyone),
    Entry(N_("Tulis kursus"), "authoring.index", CREATE_COURSES),
    Entry(N_("Pemantauan"), "supervision.index", SUPERVISE),
    Entry(N_("Verifikasi bukti"), "credentials.verification", VERIFY_CLAIMS),
    Entry(N_("Pegawai"), "accounts.people", LIST_PEOPLE),
    Entry(N_("Unit kerja"), "accounts.units", MANAGE_UNITS),
    Entry(N_("Pengiriman surel"), "notifications.deliveries", READ_DELIVERIES),
    Entry(N_("Tanpa surel"), "notifications.without_mail", REMIND),
    Entry(N_("Jejak audit"), "privacy.audit_trail", READ_TRAIL),
    Entry(N_("Permintaan data"), "privacy.queue", DECIDE_REQUESTS),
)

ACCOUNT_MENU = (
    Entry(N_("Pemberitahuan"), "notifications.index", everyone, lambda p: p.figures["unread"]),
    Entry(N_("Jam belajar"), "credentials.own_hours", everyone),
    Entry(N_("Surel dan jam tenang"), "notifications.preferences", everyone),
    Entry(N_("Akun saya"), "accounts.index", everyone),
    Entry(N_("Data saya"), "privacy.own_data", everyone),
    Entry(N_("Kata sandi"), "accounts.password", everyone),
    Entry(N_("Perangkat yang masuk"), "accounts.sessions", everyone),
    Entry(N_("Aturan JP"), "credentials.hours_rules", CHANGE_HOURS_RULES),
    Entry(N_("Setelan layanan"), "accounts.show_settings", CHANGE_SETTINGS),
)

COURSE_MENU = (
    Entry(N_("Naskah"), "authoring.course", for_reviewers),
    Entry(N_("Tinjau dan terbitkan"), "authoring.review", for_reviewers),
    Entry(N_("Revisi"), "authoring.revisions", for_reviewers),
    Entry(N_("Peserta"), "learning.class_list", for_authors),
    Entry(N_("Pengumuman"), "learning.announcements", for_authors),
    Entry(N_("Tanggal"), "learning.dates", for_authors),
    Entry(N_("Pelaksanaan kuis"), "assessment.conduct", for_authors),
    Entry(N_("Penilaian"), "assessment.marking", for_authors, works_to_mark),
    Entry(N_("Buku nilai"), "assessment.show_gradebook", for_authors),
    Entry(N_("Laporan soal"), "assessment.reports", for_authors),
    Entry(N_("Koreksi soal"), "assessment.questions", for_authors),
    Entry(N_("Analisis soal"), "assessment.items", for_authors),
    Entry(N_("Orang"), "authoring.people", for_owners),
    Entry(N_("Setelan"), "authoring.settings", for_owners),
)
"""The pages of a course's workspace."""
