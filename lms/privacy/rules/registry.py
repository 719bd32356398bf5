"""The one register of personal data: every table that holds some, whose it is, what a copy shows of it
and what erasure does to it. A test walks all foreign keys to `person` and refuses a table or column
that isn't here.

Tables and columns are named as the database names them, so that this stays pure. Why something is
kept rests on UU 27/2022 Pasal 8 with Pasal 15 (what law requires, and the administration of the
state), and on the duty to prove training (PP 11/2017 as changed by PP 17/2020). What does not belong
here: doing it (`actions`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from lms.core.words import N_
from lms.privacy.rules.blanking import without_comments, without_texts

Fate = Literal["delete", "blank", "keep"]

_PROOF = N_("Bukti belajar wajib disimpan; pemiliknya hanya tampak sebagai nama samaran.")
_FIGURES = N_("Hanya angka dan tanggal; pemiliknya hanya tampak sebagai nama samaran.")
_DUTY = N_("Permintaan dan keputusannya wajib dapat dibuktikan; isinya dikosongkan.")
_WORK = N_("Karya atau keputusan jabatan milik instansi; pelakunya tampak sebagai nama samaran.")


@dataclass(frozen=True)
class Holding:
    """Rows of a table that are about one person.

    `path` are the columns that lead from a row to the person, each the foreign key into the next
    table. `fate` is what erasure does: rows are deleted; their columns in `blank` get those values
    and those in `scrub` what the function makes of them; or they are kept as they are, for `reason`
    (a msgid). `secret` columns are in no copy. `files` are columns that name stored files: they come
    with a copy unless they are secret, and go with deleted rows where nobody else has them.
    """

    table: str
    words: str
    path: tuple[str, ...]
    fate: Fate
    reason: str = ""
    blank: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    scrub: Mapping[str, Callable[[Any], Any]] = field(default_factory=lambda: MappingProxyType({}))
    secret: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()


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


_OF_ATTEMPT = ("attempt_id", "sitting_id", "respondent_id")
_OF_ENROLMENT = ("enrolment_id", "person_id")

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "person",
        N_("Akun"),
        ("id",),
        "blank",
        _PROOF,
        secret=frozenset({"password_hash"}),
    ),
    Holding("employee_number", N_("NIP / NI PPPK"), ("person_id",), "delete"),
    Holding("person_word", N_("Kata untuk mencari nama"), ("person_id",), "delete"),
    Holding("people_import_change", N_("Perubahan dari lembar"), ("person_id",), "delete"),
    Holding("membership", N_("Unit kerja dan jabatan"), ("person_id",), "delete"),
    Holding("pay_grade", N_("Golongan/ruang"), ("person_id",), "delete"),
    Holding("supervisor_assignment", N_("Atasan langsung"), ("person_id",), "delete"),
    Holding("supervisor_assignment", N_("Bawahan langsung"), ("supervisor_id",), "delete"),
    Holding("role_grant", N_("Peran"), ("person_id",), "delete"),
    Holding(
        "auth_session",
        N_("Perangkat yang masuk"),
        ("person_id",),
        "delete",
        secret=frozenset({"token_hash"}),
    ),
    Holding(
        "password_reset",
        N_("Tautan dan kode kata sandi"),
        ("person_id",),
        "delete",
        secret=frozenset({"code_hash"}),
    ),
    Holding(
        "api_token",
        N_("Token untuk program"),
        ("person_id",),
        "delete",
        secret=frozenset({"token_hash"}),
    ),
    Holding("notice", N_("Pemberitahuan"), ("person_id",), "delete"),
    Holding("digest_entry", N_("Isi ringkasan"), ("person_id",), "delete"),
    Holding("delivery", N_("Surel yang dikirim"), ("person_id",), "delete"),
    Holding("digest", N_("Ringkasan"), ("person_id",), "delete"),
    Holding("mail_preference", N_("Cara menerima surel"), ("person_id",), "delete"),
    Holding("quiet_time", N_("Jam tenang"), ("person_id",), "delete"),
    Holding("refused_address", N_("Alamat yang ditolak"), ("person_id",), "delete"),
    Holding(
        "second_factor",
        N_("Langkah kedua"),
        ("person_id",),
        "delete",
        secret=frozenset({"nonce"}),
    ),
    Holding(
        "recovery_code",
        N_("Kode pemulihan"),
        ("person_id",),
        "delete",
        secret=frozenset({"code_hash"}),
    ),
    Holding("audience_member", N_("Undangan ke kursus"), ("person_id",), "delete"),
    Holding("course_role", N_("Peran di kursus"), ("person_id",), "delete"),
    Holding("enrolment", N_("Pendaftaran kursus"), ("person_id",), "keep", _PROOF),
    Holding("course_completion", N_("Ketuntasan"), _OF_ENROLMENT, "keep", _PROOF),
    Holding("certificate", N_("Sertifikat"), ("person_id",), "keep", _PROOF),
    Holding(
        "certificate_issue",
        N_("Cetakan sertifikat"),
        ("certificate_id", "person_id"),
        "keep",
        _PROOF,
    ),
    Holding("renewal", N_("Pembaruan sertifikat"), _OF_ENROLMENT, "keep", _FIGURES),
    Holding("activity_progress", N_("Kemajuan"), _OF_ENROLMENT, "keep", _PROOF),
    Holding("progress_delta", N_("Hitungan kemajuan"), _OF_ENROLMENT, "keep", _FIGURES),
    Holding("progress_summary", N_("Jumlah kemajuan"), _OF_ENROLMENT, "keep", _FIGURES),
    Holding("note", N_("Catatan pribadi"), ("person_id",), "delete"),
    Holding("bookmark", N_("Penanda"), ("person_id",), "delete"),
    Holding("extension", N_("Perpanjangan waktu"), ("person_id",), "delete"),
    Holding("accommodation", N_("Keringanan pada kuis"), ("person_id",), "delete"),
    Holding("sitting", N_("Kuis dan tugas yang dikerjakan"), ("respondent_id",), "keep", _PROOF),
    Holding("sitting", N_("Penilaian orang lain atas diri"), ("subject_id",), "keep", _FIGURES),
    Holding(
        "attempt",
        N_("Percobaan dan nilainya"),
        ("sitting_id", "respondent_id"),
        "blank",
        _PROOF,
        blank={"device_id": None},
    ),
    Holding("attempt_question", N_("Soal yang didapat"), _OF_ATTEMPT, "keep", _PROOF),
    Holding(
        "answer_event",
        N_("Jawaban"),
        _OF_ATTEMPT,
        "blank",
        N_("Pilihan jawaban tinggal sebagai angka untuk mutu soal; yang diketik dikosongkan."),
        blank={"device_id": "", "payload_hash": ""},
        scrub={"payload": without_texts},
    ),
    Holding("handed_file", N_("Berkas tugas"), _OF_ATTEMPT, "delete", files=("sha256",)),
    Holding(
        "feedback_file",
        N_("Berkas balikan dari penilai"),
        ("handed_file_id", *_OF_ATTEMPT),
        "delete",
        files=("sha256",),
    ),
    Holding(
        "question_report",
        N_("Laporan soal"),
        ("person_id",),
        "blank",
        N_("Laporan menjelaskan koreksi soal; isinya dikosongkan."),
        blank={"content": "", "answer": ""},
    ),
    Holding("regrading", N_("Penilaian ulang"), _OF_ATTEMPT, "keep", _PROOF),
    Holding(
        "score_override",
        N_("Nilai yang ditetapkan"),
        _OF_ENROLMENT,
        "blank",
        _PROOF,
        blank={"reason": "", "withdrawal_reason": ""},
    ),
    Holding("marking_claim", N_("Karya yang sedang dinilai"), _OF_ATTEMPT, "delete"),
    Holding("marking_claim", N_("Karya yang sedang saya nilai"), ("marker_id",), "delete"),
    Holding(
        "mark_draft",
        N_("Penilaian yang belum selesai"),
        _OF_ATTEMPT,
        "delete",
        secret=frozenset({"content"}),
    ),
    Holding("mark_draft", N_("Penilaian saya yang belum selesai"), ("marker_id",), "delete"),
    Holding(
        "mark",
        N_("Penilaian atas karya"),
        _OF_ATTEMPT,
        "blank",
        _PROOF,
        blank={"reason": ""},
        scrub={"content": without_comments},
    ),
    Holding("marking_state", N_("Keadaan penilaian"), _OF_ATTEMPT, "keep", _PROOF),
    Holding(
        "work_return",
        N_("Karya yang dikembalikan"),
        _OF_ATTEMPT,
        "blank",
        _PROOF,
        blank={"reason": ""},
    ),
    Holding(
        "privacy_request",
        N_("Permintaan tentang data pribadi"),
        ("person_id",),
        "blank",
        _DUTY,
        blank={"content": "", "proposed": "", "decision": ""},
        secret=frozenset({"files"}),
    ),
    Holding(
        "data_export",
        N_("Salinan data"),
        ("person_id",),
        "delete",
        secret=frozenset({"sha256"}),
        files=("sha256",),
    ),
)

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
    Mention("certificate", "revoked_by_id", N_("Sertifikat yang saya cabut"), ("id", "revoked_at")),
    Mention("feedback_file", "marker_id", N_("Berkas balikan saya"), ("id", "name", "added_at")),
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
    ("draft_file", "sha256"),
    ("handed_file", "sha256"),
    ("feedback_file", "sha256"),
    ("certificate_issue", "sha256"),
    ("data_export", "sha256"),
)
"""Every column that names a stored file: one that any of them names is nobody's to remove."""

NAMING_PARAMS: tuple[tuple[str, str], ...] = (
    ("one-time-code-issued", "issued_by"),
    ("second-factor-changed", "by"),
    ("account-read", "by"),
)
"""Parameters of notices that hold the name of somebody other than their reader."""
