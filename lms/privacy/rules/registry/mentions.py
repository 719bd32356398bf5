"""Columns that say who did something, trails without foreign keys, and columns that name files.

What does not belong here: rows that are about a person themselves (`holdings`).
"""

from __future__ import annotations

from dataclasses import dataclass

from lms.core.words import N_

_WORK = N_("Karya atau keputusan jabatan milik instansi; pelakunya tampak sebagai nama samaran.")


@dataclass(frozen=True)
class Mention:
    """A column that says who did something to what is somebody else's or the institution's. A copy
    lists the rows by the columns `shown`; erasure leaves it pointing to the pseudonym, or clears it."""

    table: str
    column: str
    words: str
    shown: tuple[str, ...] = ()
    clear: bool = False
    reason: str = _WORK


MENTIONS: tuple[Mention, ...] = (
    Mention("password_reset", "issued_by_id", N_("Kode yang saya terbitkan"), ("id", "created_at")),
    Mention("people_import", "by_id", N_("Lembar pegawai yang saya kirim"), ("id", "created_at")),
    Mention("import_mapping", "saved_by_id", N_("Kolom yang saya cocokkan"), ("id", "saved_at")),
    Mention(
        "auth_session",
        "reads_id",
        N_("Yang melihat sebagai saya"),
        ("id", "reads_until"),
        clear=True,
    ),
    Mention("suspected_double", "kept_id", N_("Akun saya yang digabung"), ("id", "decided_at")),
    Mention(
        "suspected_double",
        "decided_by_id",
        N_("Akun kembar yang saya putuskan"),
        ("id", "decided_at"),
    ),
    Mention("code_batch", "issued_by_id", N_("Kode yang saya cetak"), ("id", "created_at", "done")),
    Mention(
        "role_grant", "granted_by_id", N_("Peran yang saya berikan"), ("id", "role", "valid_from")
    ),
    Mention(
        "course", "owner_id", N_("Kursus milik saya"), ("id", "key", "working_title"), clear=True
    ),
    Mention(
        "revision", "author_id", N_("Revisi yang saya tulis"), ("id", "course_id", "number", "note")
    ),
    Mention("announcement", "author_id", N_("Pengumuman saya"), ("id", "title", "content")),
    Mention(
        "extension", "granted_by_id", N_("Perpanjangan yang saya berikan"), ("id", "granted_at")
    ),
    Mention(
        "accommodation", "granted_by_id", N_("Keringanan yang saya berikan"), ("id", "granted_at")
    ),
    Mention("pause", "begun_by_id", N_("Jeda yang saya mulai"), ("id", "began_at", "reason")),
    Mention("pause", "ended_by_id", N_("Jeda yang saya akhiri"), ("id", "ended_at")),
    Mention(
        "question_report", "resolved_by_id", N_("Laporan soal yang saya jawab"), ("id", "answer")
    ),
    Mention("correction", "applied_by_id", N_("Koreksi soal saya"), ("id", "reason", "applied_at")),
    Mention(
        "correction",
        "withdrawn_by_id",
        N_("Koreksi yang saya batalkan"),
        ("id", "withdrawal_reason"),
    ),
    Mention("score_override", "set_by_id", N_("Nilai yang saya tetapkan"), ("id", "set_at")),
    Mention(
        "score_override", "withdrawn_by_id", N_("Nilai yang saya batalkan"), ("id", "withdrawn_at")
    ),
    Mention(
        "marking_scheme", "set_by_id", N_("Cara menilai yang saya atur"), ("course_id", "set_at")
    ),
    Mention("mark", "marker_id", N_("Karya yang saya nilai"), ("id", "slot", "finished_at")),
    Mention(
        "work_return", "returned_by_id", N_("Karya yang saya kembalikan"), ("attempt_id", "until")
    ),
    Mention("feedback_file", "marker_id", N_("Berkas balikan saya"), ("id", "name", "added_at")),
    Mention(
        "hours_entry", "entered_by_id", N_("Jam belajar yang saya catat"), ("id", "entered_at")
    ),
    Mention("hours_rule", "set_by_id", N_("Aturan JP yang saya ubah"), ("id", "form", "set_at")),
    Mention("hours_target", "set_by_id", N_("Target JP yang saya ubah"), ("id", "set_at")),
    Mention(
        "learning_claim",
        "decided_by_id",
        N_("Bukti belajar yang saya putuskan"),
        ("id", "state", "decided_at"),
    ),
    Mention("duty_rule", "created_by_id", N_("Aturan sasaran yang saya simpan"), ("id", "name")),
    Mention("duty", "created_by_id", N_("Kewajiban yang saya berikan"), ("id", "created_at")),
    Mention("duty", "ended_by_id", N_("Kewajiban yang saya akhiri"), ("id", "ended_on")),
    Mention("duty_person", "due_by_id", N_("Jatuh tempo yang saya ubah"), ("id", "due_on")),
    Mention("duty_person", "waived_by_id", N_("Pembebasan yang saya berikan"), ("id", "waived_on")),
    Mention(
        "supervisor_message",
        "from_id",
        N_("Pesan saya kepada pegawai"),
        ("id", "kind", "sent_at"),
    ),
    Mention(
        "reminder_round",
        "from_id",
        N_("Pengingat saya kepada banyak pegawai"),
        ("id", "content", "asked_at"),
    ),
    Mention(
        "development_plan", "agreed_by_id", N_("Rencana yang saya sepakati"), ("id", "agreed_at")
    ),
    Mention("development_plan", "closed_by_id", N_("Rencana yang saya tutup"), ("id", "closed_at")),
    Mention(
        "plan_remark",
        "author_id",
        N_("Catatan saya pada rencana pengembangan"),
        ("id", "content", "written_at"),
    ),
    Mention("draft_file", "changed_by_id", N_("Berkas naskah saya"), ("id", "path", "changed_at")),
    Mention(
        "publish_request",
        "requested_by_id",
        N_("Permintaan terbit saya"),
        ("id", "note", "requested_at"),
    ),
    Mention(
        "publish_request",
        "decided_by_id",
        N_("Permintaan terbit yang saya putuskan"),
        ("id", "comment"),
    ),
    Mention(
        "privacy_request",
        "asked_by_id",
        N_("Permintaan data yang saya ajukan"),
        ("id", "kind", "asked_at"),
    ),
    Mention(
        "privacy_request",
        "decided_by_id",
        N_("Permintaan data yang saya putuskan"),
        ("id", "decided_at"),
    ),
    Mention(
        "certificate_template_version",
        "made_by_id",
        N_("Templat sertifikat yang saya ubah"),
        ("id", "made_at"),
    ),
    Mention(
        "certificate_issue",
        "made_by_id",
        N_("Sertifikat yang saya terbitkan ulang"),
        ("id", "made_at"),
    ),
    Mention(
        "certificate_revocation",
        "revoked_by_id",
        N_("Sertifikat yang saya cabut"),
        ("certificate_id", "category", "revoked_at"),
    ),
    Mention(
        "certificate_revocation",
        "lifted_by_id",
        N_("Sertifikat yang saya pulihkan"),
        ("certificate_id", "lifted_at"),
    ),
    Mention(
        "certificate_batch",
        "asked_by_id",
        N_("Penerbitan sertifikat yang saya minta"),
        ("id", "course_id", "asked_at"),
    ),
    Mention(
        "signing_key",
        "distrusted_by_id",
        N_("Kunci sertifikat yang saya nyatakan tidak dipercaya"),
        ("kid", "distrusted_at"),
    ),
    Mention(
        "letterhead",
        "changed_by_id",
        N_("Kop surat yang saya ubah"),
        ("unit_id", "changed_at"),
    ),
    Mention(
        "sync_event",
        "decided_by_id",
        N_("Kiriman tertahan yang saya putuskan"),
        ("id", "state", "decided_at"),
    ),
    Mention("data_export", "asked_by_id", N_("Salinan data yang saya minta"), ("id", "asked_at")),
)

TRAILS: tuple[tuple[str, str, str], ...] = (
    ("audit_entry", "actor_id", N_("Yang saya lakukan")),
    ("audit_entry", "about_id", N_("Yang dilakukan atas data saya")),
    ("access_log", "actor_id", N_("Data orang lain yang saya buka")),
    ("access_log", "about_id", N_("Siapa membuka data saya")),
)
"""Columns without a foreign key that hold a person's id: sealed, without names, never erased."""

STORED_FILES: tuple[tuple[str, str], ...] = (
    ("revision_file", "sha256"),
    ("picture_version", "sha256"),
    ("light_audio", "sha256"),
    ("draft_file", "sha256"),
    ("handed_file", "sha256"),
    ("feedback_file", "sha256"),
    ("data_export", "sha256"),
    ("certificate_template_version", "sha256"),
    ("certificate_issue", "sha256"),
    ("claim_file", "sha256"),
    ("export", "sha256"),
    ("letterhead", "sha256"),
)
"""Every column that names a stored file: one that any of them names is nobody's to remove."""

NAMING_PARAMS: tuple[tuple[str, str], ...] = (
    ("one-time-code-issued", "issued_by"),
    ("second-factor-changed", "by"),
    ("account-read", "by"),
    ("claim-submitted", "by"),
    ("praised", "by"),
    ("reminded", "by"),
    ("note-received", "by"),
    ("duty-given", "by"),
    ("duty-waived", "by"),
    ("duty-moved", "by"),
    ("duty-ended", "by"),
    ("plan-proposed", "by"),
    ("plan-agreed", "by"),
    ("plan-sent-back", "by"),
    ("plan-remark", "by"),
)
"""Parameters of notices that hold the name of somebody other than their reader."""
