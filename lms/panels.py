"""Slot or activity kind → who fills it; menu entry → who sees it. A page declares the slot, here it
is given to a higher slice, so no page moves when a feature arrives."""

from __future__ import annotations

from typing import Any

from lms.accounts import queries as accounts_queries
from lms.accounts import views as accounts
from lms.accounts.policy import (
    CHANGE_SETTINGS,
    ISSUE_CODE,
    LIST_PEOPLE,
    MANAGE_PEOPLE,
    MANAGE_UNITS,
)
from lms.assessment import queries as assessment_queries
from lms.assessment import views as assessment
from lms.assessment.queries.marking.queue import waiting_works
from lms.authoring.queries import blocks, places
from lms.core import settings
from lms.core.words import N_
from lms.courses.policy import CREATE_COURSES
from lms.credentials import views as credentials
from lms.credentials.policy import CHANGE_HOURS_RULES, MANAGE_CERTIFICATES, VERIFY_CLAIMS
from lms.learning import queries as learning
from lms.learning import views as learning_views
from lms.notifications import queries as notifications
from lms.notifications.policy import READ_DELIVERIES, REMIND
from lms.privacy import views as privacy
from lms.privacy.policy import DECIDE_REQUESTS, READ_TRAIL
from lms.privacy.queries.requests import count_waiting
from lms.supervision import views as supervision
from lms.supervision.policy import GIVE_DUTIES, KEEP_VIEWS, SEE_FIGURES, SUPERVISE
from lms.sync import views as sync
from lms.sync.policy import BRING_PARCELS
from lms.sync.queries.held import count_held
from lms.web.access import actor
from lms.web.nav import Card, Entry
from lms.web.slots import Provider

SLOTS: dict[str, Provider] = {
    "errors.unauthorized": accounts.unauthorized,
    "page.banner": accounts.reading_banner,
    "activity:quiz": assessment.quiz_panel,
    "activity:survey": assessment.survey_panel,
    "activity:assignment": assessment.assignment_panel,
    "course.completed": credentials.course_certificate,
    "home.hours": credentials.home_hours,
    "home.duties": supervision.home_duties,
    "course.duty": supervision.course_duty,
    "course.enrol": learning_views.course_enrol,
    "course.scores": assessment.own_scores_link,
    "course.status": learning.course_status,
    "course.prerequisites": learning.prerequisites,
    "course.offline": sync.course_offline,
    "participant.attempts": assessment_queries.attempt_counts,
    "people.doubles": privacy.doubles_link,
    "person.links": privacy.person_links,
    "unit.links": supervision.letterhead_link,
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


def held_events(course: Any) -> int:
    """How much of what participants' devices sent waits for a decision."""
    return count_held(course.id)


FAILED_DAYS = 30


def failed_mails(person: Any) -> int:
    """How many e-mails to the people that the reader looks after were refused of late."""
    return notifications.count_failed(person, FAILED_DAYS)


ADMINISTRATION = (
    Card(
        N_("Pegawai"),
        "accounts.people",
        LIST_PEOPLE,
        N_("Cari pegawai, beri peran, buat kode bagi yang lupa kata sandi."),
    ),
    Card(
        N_("Unit kerja"),
        "accounts.units",
        MANAGE_UNITS,
        N_("Susunan unit, pegawainya, dan atasannya pada tanggal berapa pun."),
    ),
    Card(
        N_("Impor pegawai"),
        "accounts.imports",
        MANAGE_PEOPLE,
        N_("Masukkan daftar pegawai dari Excel atau CSV; dapat diperiksa dan dibatalkan."),
        accounts_queries.count_open_imports,
        N_("%(n)s menunggu keputusan"),
    ),
    Card(
        N_("Kode masuk pertama"),
        "accounts.codes",
        ISSUE_CODE,
        N_("Cetak kode bagi pegawai sebuah unit yang belum memilih kata sandi."),
    ),
    Card(
        N_("Siapa memegang peran apa"),
        "accounts.roles",
        MANAGE_PEOPLE,
        N_("Admin, penyelenggara, pengajar, dan atasan, beserta masa berlakunya."),
    ),
    Card(
        N_("Pengiriman surel"),
        "notifications.deliveries",
        READ_DELIVERIES,
        N_("Surel mana yang terkirim, mana yang ditolak, dan mengapa."),
        failed_mails,
        N_("%(n)s gagal dalam 30 hari"),
    ),
    Card(
        N_("Tanpa surel"),
        "notifications.without_mail",
        REMIND,
        N_("Pegawai yang tidak terjangkau surel, dengan teks untuk WhatsApp atau SMS."),
    ),
    Card(
        N_("Berkas kiriman"),
        "sync.parcels",
        BRING_PARCELS,
        N_("Unggah yang tidak dapat dikirim oleh perangkat peserta."),
    ),
    Card(
        N_("Permintaan data"),
        "privacy.queue",
        DECIDE_REQUESTS,
        N_("Permintaan pegawai tentang data pribadinya; dijawab dalam 3 × 24 jam."),
        count_waiting,
        N_("%(n)s menunggu jawaban"),
    ),
    Card(
        N_("Jejak audit"),
        "privacy.audit_trail",
        READ_TRAIL,
        N_("Siapa melakukan dan melihat apa."),
    ),
)
"""The pages for looking after people and units."""

MONITORING = (
    Entry(N_("Pegawai"), "supervision.index", SUPERVISE),
    Entry(N_("Angka per unit"), "supervision.units", SEE_FIGURES),
    Entry(N_("Rencana"), "supervision.team_plans", SUPERVISE),
    Entry(N_("Tampilan tersimpan"), "supervision.saved_views", KEEP_VIEWS),
)
"""The pages of looking after what people learn, side by side."""


def sees_figures_only(person: Any) -> bool:
    """Those who see figures of units and reach nobody in person."""
    return SEE_FIGURES(person) and not SUPERVISE(person)


MAIN_MENU = (
    Entry(N_("Beranda"), "home.index", everyone),
    Entry(N_("Kursus"), "courses.index", everyone),
    Entry(N_("Catatan saya"), "learning.bookmarks", everyone),
    Entry(N_("Sertifikat saya"), "credentials.own", everyone),
    Entry(N_("Tulis kursus"), "authoring.index", CREATE_COURSES),
    Entry(N_("Pemantauan"), "supervision.index", SUPERVISE, tabs=MONITORING),
    Entry(N_("Angka per unit"), "supervision.units", sees_figures_only, tabs=MONITORING),
    Entry(N_("Kewajiban belajar"), "supervision.duties", GIVE_DUTIES),
    Entry(N_("Verifikasi bukti"), "credentials.verification", VERIFY_CLAIMS),
    Entry(N_("Pegawai dan unit"), "accounts.administration", LIST_PEOPLE, cards=ADMINISTRATION),
    Entry(N_("Kelola sertifikat"), "credentials.managed", MANAGE_CERTIFICATES),
)

ACCOUNT_MENU = (
    Entry(
        N_("Pemberitahuan"),
        "notifications.index",
        everyone,
        lambda p: p.figures["unread"],
        also=("supervision.received",),
    ),
    Entry(N_("Kiriman saya"), "sync.unsent", everyone),
    Entry(N_("Jam belajar"), "credentials.own_hours", everyone),
    Entry(N_("Kewajiban saya"), "supervision.own_duties", everyone),
    Entry(N_("Rencana pengembangan"), "supervision.own_plans", everyone),
    Entry(N_("Surel dan jam tenang"), "notifications.preferences", everyone),
    Entry(N_("Tampilan layar"), "accounts.display", everyone),
    Entry(N_("Akun saya"), "accounts.index", everyone),
    Entry(N_("Data saya"), "privacy.own_data", everyone),
    Entry(N_("Kata sandi"), "accounts.password", everyone),
    Entry(N_("Di perangkat ini"), "sync.saved", everyone),
    Entry(N_("Perangkat yang masuk"), "accounts.sessions", everyone),
    Entry(N_("Aturan JP"), "credentials.hours_rules", CHANGE_HOURS_RULES),
    Entry(N_("Setelan layanan"), "accounts.show_settings", CHANGE_SETTINGS),
)

COURSE_MENU = (
    Entry(N_("Naskah"), "authoring.course", for_reviewers),
    Entry(
        N_("Tinjau dan terbitkan"),
        "authoring.review",
        for_reviewers,
        also=(
            "authoring.publish",
            "authoring.audio",
            "authoring.approve_request",
            "authoring.decline_request",
        ),
    ),
    Entry(N_("Revisi"), "authoring.revisions", for_reviewers),
    Entry(N_("Peserta"), "learning.class_list", for_authors),
    Entry(N_("Pengumuman"), "learning.announcements", for_authors),
    Entry(N_("Tanggal"), "learning.dates", for_authors),
    Entry(N_("Pelaksanaan kuis"), "assessment.conduct", for_authors),
    Entry(N_("Penilaian"), "assessment.marking", for_authors, works_to_mark),
    Entry(N_("Kiriman tertahan"), "sync.course_held", for_authors, held_events),
    Entry(N_("Buku nilai"), "assessment.show_gradebook", for_authors),
    Entry(N_("Laporan soal"), "assessment.reports", for_authors),
    Entry(N_("Koreksi soal"), "assessment.questions", for_authors),
    Entry(N_("Analisis soal"), "assessment.items", for_authors),
    Entry(N_("Sertifikat"), "credentials.course_policy", for_owners),
    Entry(N_("Orang"), "authoring.people", for_owners),
    Entry(N_("Setelan"), "authoring.settings", for_owners),
)
"""The pages of a course's workspace."""
