"""Which kinds of notices there are, how and when they go by e-mail. Pure.

What does not belong here: their texts, which are in `templates/notifications/messages/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from lms.core.words import N_


@dataclass(frozen=True)
class Kind:
    """A kind of notice: whether it is sent by e-mail too, and the parameters its text needs."""

    mailed: bool
    params: frozenset[str]


_OF_VIEW = frozenset(
    {
        *("view_id", "view", "unit", "course_title", "status", "day"),
        *("searched", "figures", "told", "told_at"),
    }
)

KINDS: Mapping[str, Kind] = {
    "enrolled": Kind(False, frozenset({"course_key", "course_title"})),
    "announcement": Kind(True, frozenset({"course_key", "course_title", "title", "excerpt"})),
    "asked-again": Kind(True, frozenset({"course_key", "course_title", "activities"})),
    "deadline-extended": Kind(
        True, frozenset({"course_key", "course_title", "activity_title", "until"})
    ),
    "accommodated": Kind(
        True,
        frozenset({"course_key", "course_title", "activity_title", "extra_time", "extra_attempts"}),
    ),
    "question-reported": Kind(True, frozenset({"course_key", "course_title"})),
    "report-answered": Kind(True, frozenset({"course_key", "course_title", "question", "answer"})),
    "score-corrected": Kind(
        True,
        frozenset(
            {
                "course_key",
                "course_title",
                "activity_title",
                "attempt",
                "question",
                "what",
                "reason",
                "changes",
                "completed",
            }
        ),
    ),
    "score-overridden": Kind(
        True,
        frozenset(
            {
                "course_key",
                "course_title",
                "activity_title",
                "what",
                "reason",
                "before",
                "after",
            }
        ),
    ),
    "work-marked": Kind(
        True,
        frozenset({"course_key", "course_title", "activity_title", "attempt", "score", "passed"}),
    ),
    "work-returned": Kind(
        True,
        frozenset(
            {"course_key", "course_title", "activity_key", "activity_title", "reason", "until"}
        ),
    ),
    "marks-changed": Kind(
        True,
        frozenset(
            {
                "course_key",
                "course_title",
                "activity_title",
                "attempt",
                "reason",
                "before",
                "after",
            }
        ),
    ),
    "late-accepted": Kind(
        True,
        frozenset(
            {
                "course_key",
                "course_title",
                "activity_title",
                "attempt",
                "number",
                "before",
                "after",
                "why",
            }
        ),
    ),
    "held-decided": Kind(
        True, frozenset({"course_key", "course_title", "what", "accepted", "reason"})
    ),
    "parcel-taken-in": Kind(True, frozenset({"stored", "held"})),
    "renewal-open": Kind(True, frozenset({"course_key", "course_title", "day"})),
    "duty-given": Kind(True, frozenset({"course_key", "course_title", "day", "reason", "by"})),
    "duty-due": Kind(True, frozenset({"course_key", "course_title", "day", "late"})),
    "duty-waived": Kind(True, frozenset({"course_key", "course_title", "day", "reason", "by"})),
    "duty-ended": Kind(True, frozenset({"course_key", "course_title", "day", "by"})),
    "duty-moved": Kind(True, frozenset({"course_key", "course_title", "day", "reason", "by"})),
    "renewal-due": Kind(True, frozenset({"course_key", "course_title", "day"})),
    "publish-requested": Kind(True, frozenset({"course_key", "course_title", "note"})),
    "publish-approved": Kind(True, frozenset({"course_key", "course_title", "comment", "number"})),
    "publish-declined": Kind(True, frozenset({"course_key", "course_title", "comment"})),
    "course-shared": Kind(True, frozenset({"course_key", "course_title", "role"})),
    "data-copy-ready": Kind(True, frozenset({"until"})),
    "data-request-asked": Kind(True, frozenset({"request_id", "kind"})),
    "data-request-decided": Kind(True, frozenset({"kind", "state", "reason"})),
    "data-restriction-lifted": Kind(True, frozenset({"at"})),
    "certificate-issued": Kind(True, frozenset({"course_title", "code", "number"})),
    "certificate-reissued": Kind(True, frozenset({"course_title", "code", "number"})),
    "certificate-signed-anew": Kind(True, frozenset({"course_title", "code", "number"})),
    "certificate-revoked": Kind(True, frozenset({"course_title", "code", "number", "reason"})),
    "certificate-reinstated": Kind(True, frozenset({"course_title", "code", "number", "reason"})),
    "certificate-expires": Kind(True, frozenset({"course_title", "code", "number", "day"})),
    "hours-corrected": Kind(True, frozenset({"title", "year", "before", "after", "reason"})),
    "claim-submitted": Kind(True, frozenset({"claim_id", "title", "by"})),
    "claim-verified": Kind(True, frozenset({"claim_id", "title", "hours", "reason"})),
    "claim-refused": Kind(True, frozenset({"claim_id", "title", "reason"})),
    "praised": Kind(True, frozenset({"by", "course_key", "course_title", "content"})),
    "reminded": Kind(True, frozenset({"by", "course_key", "course_title", "content"})),
    "note-received": Kind(True, frozenset({"by", "course_key", "course_title", "content"})),
    "plan-proposed": Kind(True, frozenset({"person_id", "year", "by"})),
    "plan-agreed": Kind(True, frozenset({"year", "by", "content"})),
    "plan-sent-back": Kind(True, frozenset({"year", "by", "content"})),
    "plan-remark": Kind(True, frozenset({"person_id", "year", "by", "content"})),
    "unit-view": Kind(True, _OF_VIEW),
    "people-view": Kind(True, _OF_VIEW),
    "view-stopped": Kind(True, frozenset({"view_id", "view"})),
    "export-ready": Kind(True, frozenset({"subject", "form", "until"})),
    "course-completed": Kind(True, frozenset({"course_key", "course_title"})),
    "password-reset-link": Kind(True, frozenset({"reset_id"})),
    "password-changed": Kind(True, frozenset({"at"})),
    "accounts-merged": Kind(True, frozenset({"user_name", "at"})),
    "account-read": Kind(True, frozenset({"by", "reason", "until"})),
    "second-factor-changed": Kind(True, frozenset({"change", "by", "at"})),
    "one-time-code-issued": Kind(True, frozenset({"issued_by", "until"})),
}
"""Moments among the parameters are ISO timestamps in UTC."""

AT_ONCE, DAILY, WEEKLY, NEVER = "at-once", "daily", "weekly", "never"
FREQUENCIES: Mapping[str, str] = {
    AT_ONCE: N_("Langsung"),
    DAILY: N_("Ringkasan harian"),
    WEEKLY: N_("Ringkasan mingguan"),
    NEVER: N_("Hanya di aplikasi"),
}
"""How often e-mails of a topic may come, with what each is called."""
DIGESTED = frozenset({DAILY, WEEKLY})


@dataclass(frozen=True)
class Topic:
    """Kinds about which a person decides together: what they are called (`title`, `explained`), how
    they usually come by e-mail.

    What is `urgent` always comes at once: also in quiet hours, to an address that was refused, and to
    people whose data may only be kept.
    """

    title: str
    explained: str
    usually: str
    kinds: frozenset[str]
    urgent: bool = False


TOPICS: Mapping[str, Topic] = {
    "deadlines": Topic(
        N_("Tenggat dan tugas yang diminta lagi"),
        N_(
            "Kewajiban belajar, tenggat diperpanjang, keringanan, tugas dikembalikan, materi"
            " diperbarui, sertifikat yang perlu diperbarui."
        ),
        AT_ONCE,
        frozenset(
            {
                "asked-again",
                "deadline-extended",
                "accommodated",
                "work-returned",
                "data-request-asked",
                "renewal-open",
                "renewal-due",
                "duty-given",
                "duty-due",
                "duty-waived",
                "duty-moved",
                "duty-ended",
            }
        ),
    ),
    "course": Topic(
        N_("Kabar kursus"),
        N_("Pengumuman pengajar, kursus yang tuntas, jawaban atas laporan soal Anda."),
        DAILY,
        frozenset({"announcement", "enrolled", "course-completed", "report-answered"}),
    ),
    "supervisor": Topic(
        N_("Pesan dari atasan"),
        N_("Apresiasi, pengingat, dan catatan yang ditulis atasan Anda."),
        AT_ONCE,
        frozenset({"praised", "reminded", "note-received"}),
    ),
    "certificates": Topic(
        N_("Sertifikat"),
        N_("Sertifikat siap diunduh, diterbitkan ulang, dicabut, atau segera berakhir."),
        DAILY,
        frozenset(
            {
                "certificate-issued",
                "certificate-reissued",
                "certificate-signed-anew",
                "certificate-revoked",
                "certificate-reinstated",
                "certificate-expires",
            }
        ),
    ),
    "marks": Topic(
        N_("Nilai"),
        N_("Karya sudah dinilai, nilai dikoreksi atau berubah."),
        DAILY,
        frozenset(
            {
                *("work-marked", "marks-changed", "score-corrected", "score-overridden"),
                *("late-accepted", "held-decided", "parcel-taken-in"),
            }
        ),
    ),
    "hours": Topic(
        N_("Jam belajar"),
        N_("Bukti belajar diajukan, diverifikasi, atau ditolak; jam belajar dikoreksi."),
        DAILY,
        frozenset({"hours-corrected", "claim-submitted", "claim-verified", "claim-refused"}),
    ),
    "plans": Topic(
        N_("Rencana pengembangan"),
        N_("Rencana diajukan, disepakati, atau dikembalikan; catatan dari pegawai atau atasan."),
        DAILY,
        frozenset({"plan-proposed", "plan-agreed", "plan-sent-back", "plan-remark"}),
    ),
    "views": Topic(
        N_("Angka berkala"),
        N_("Angka dari tampilan pemantauan yang Anda simpan dan jadwalkan."),
        AT_ONCE,
        frozenset({"unit-view", "people-view", "view-stopped"}),
    ),
    "exports": Topic(
        N_("Berkas yang Anda minta"),
        N_("Tabel besar yang disiapkan di latar belakang siap diunduh."),
        AT_ONCE,
        frozenset({"export-ready"}),
    ),
    "authoring": Topic(
        N_("Penulisan kursus"),
        N_("Bila Anda menulis kursus: permintaan terbit, laporan soal, kursus yang dibagikan."),
        DAILY,
        frozenset(
            {
                "publish-requested",
                "publish-approved",
                "publish-declined",
                "course-shared",
                "question-reported",
            }
        ),
    ),
    "security": Topic(
        N_("Keamanan akun"),
        N_("Kata sandi diganti, kode sekali pakai, tautan kata sandi baru, akun digabung."),
        AT_ONCE,
        frozenset(
            {
                "password-reset-link",
                "password-changed",
                "one-time-code-issued",
                "account-read",
                "accounts-merged",
                "second-factor-changed",
            }
        ),
        urgent=True,
    ),
    "privacy": Topic(
        N_("Data pribadi Anda"),
        N_("Salinan data, keputusan atas permintaan, pembatasan dicabut."),
        AT_ONCE,
        frozenset({"data-copy-ready", "data-request-decided", "data-restriction-lifted"}),
        urgent=True,
    ),
}
"""Every kind is in exactly one topic. What has a deadline comes at once; what is many, as a digest."""

TOPIC_OF: Mapping[str, str] = {kind: name for name, topic in TOPICS.items() for kind in topic.kinds}

CHOOSABLE = tuple(name for name, topic in TOPICS.items() if not topic.urgent)
"""The topics about which a person may decide."""


def is_urgent(kind: str) -> bool:
    """Whether notices of the kind wait for nothing."""
    return TOPICS[TOPIC_OF[kind]].urgent


@dataclass(frozen=True)
class QuietHours:
    """When no e-mail shall come, by the clock where the reader is; may go over midnight."""

    starts: time
    ends: time

    @property
    def length(self) -> timedelta:
        """How long they last; a whole day where both ends are the same."""
        first, last = (timedelta(hours=t.hour, minutes=t.minute) for t in (self.starts, self.ends))
        return (last - first) % timedelta(days=1) or timedelta(days=1)

    def hold(self, at: time) -> bool:
        """Whether a time of day is in them; their end no longer is."""
        if self.starts < self.ends:
            return self.starts <= at < self.ends
        return at >= self.starts or at < self.ends


USUAL_QUIET = QuietHours(time(20), time(6))
LONGEST_QUIET = timedelta(hours=23)
"""So that a letter leaves within a day, also where a clock is put back an hour."""

DIGEST_TIME = time(7)
"""When digests are due, by the clock where the reader is: before the working day. Weekly ones on
Mondays."""


def leaves_at(moment: datetime, zone: tzinfo, quiet: QuietHours | None) -> datetime:
    """When a letter that is due at a moment leaves: then, or at the end of the quiet hours it falls
    into. At most a day later, for quiet hours of at most `LONGEST_QUIET`."""
    local = moment.astimezone(zone)
    if quiet is None or not quiet.hold(local.time()):
        return moment
    day = local.date() if local.time() < quiet.ends else local.date() + timedelta(days=1)
    # In the hour that a clock is put back to, the end is in the same pass of the hour as the moment.
    end = datetime.combine(day, quiet.ends, zone).replace(fold=local.fold)
    return end.astimezone(UTC)


def next_digest(moment: datetime, frequency: str, zone: tzinfo) -> datetime:
    """When the first digest after a moment is due.

    Raises:
        ValueError: nothing comes as a digest with this frequency.
    """
    if frequency not in DIGESTED:
        raise ValueError(f"no digest comes {frequency}")
    local = moment.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= DIGEST_TIME)
    if frequency == WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, DIGEST_TIME, zone).astimezone(UTC)


MOST_IN_DIGEST = 30
"""Notices told in one digest; the others are counted."""

REFUSALS_TO_STOP = 3
"""After so many refusals for good in a row an address gets urgent letters only."""

_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 240, 480, 720, 1440))


def pause_after(attempt: int) -> timedelta | None:
    """How long to wait after so many attempts (from 1) in which the mail server couldn't take a
    letter; None: it is given up, some two days after the first (RFC 5321, 4.5.4.1, asks for more
    than a few hours; news is stale after days)."""
    return _PAUSES[attempt - 1] if attempt <= len(_PAUSES) else None
