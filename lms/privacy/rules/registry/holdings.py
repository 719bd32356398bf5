"""Tables whose rows are about one person.

What does not belong here: columns that only say who did something (`mentions`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from lms.core.words import N_
from lms.credentials.rules.facts import forgotten
from lms.privacy.rules.blanking import withheld, without_comments, without_texts

Fate = Literal["delete", "blank", "keep"]

_PROOF = N_("Bukti belajar wajib disimpan; pemiliknya hanya tampak sebagai nama samaran.")
_FIGURES = N_("Hanya angka dan tanggal; pemiliknya hanya tampak sebagai nama samaran.")
_DUTY = N_("Permintaan dan keputusannya wajib dapat dibuktikan; isinya dikosongkan.")


@dataclass(frozen=True)
class Holding:
    """Rows of a table that are about one person.

    `path` are the columns that lead from a row to the person, each the foreign key into the next
    table. `fate` is what erasure does: rows are deleted; their columns in `blank` get those values
    and those in `scrub` what the function makes of them; or they are kept as they are, for `reason`
    (a msgid). `secret` columns are in no copy. `files` are columns that name stored files: they come
    with a copy unless they are secret, and go with deleted rows and emptied columns where nobody else
    has them; `file_name` is what they are called in a copy where rows have no name.
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
    file_name: str = ""


_OF_ATTEMPT = ("attempt_id", "sitting_id", "respondent_id")
_OF_ENROLMENT = ("enrolment_id", "person_id")
_OF_CERTIFICATE = ("certificate_id", "person_id")

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
        "suspected_double", N_("Akun yang mungkin milik orang yang sama"), ("one_id",), "delete"
    ),
    Holding("suspected_double", N_("Akun lain yang mungkin sama"), ("other_id",), "delete"),
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
    Holding(
        "push_subscription",
        N_("Perangkat yang memberi tahu"),
        ("person_id",),
        "delete",
        secret=frozenset({"endpoint", "public_key", "secret"}),
    ),
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
    Holding("renewal", N_("Pembaruan sertifikat"), _OF_ENROLMENT, "keep", _FIGURES),
    Holding("activity_progress", N_("Kemajuan"), _OF_ENROLMENT, "keep", _PROOF),
    Holding("progress_delta", N_("Hitungan kemajuan"), _OF_ENROLMENT, "keep", _FIGURES),
    Holding("progress_summary", N_("Jumlah kemajuan"), _OF_ENROLMENT, "keep", _FIGURES),
    Holding(
        "duty_person",
        N_("Kewajiban belajar"),
        ("person_id",),
        "blank",
        _PROOF,
        blank={"due_reason": ""},
        scrub={"waive_reason": withheld},
    ),
    Holding("standing_change", N_("Hitungan angka unit"), ("person_id",), "keep", _FIGURES),
    Holding("recount", N_("Antrean hitung ulang"), ("person_id",), "delete"),
    Holding("supervisor_message", N_("Pesan dari atasan"), ("to_id",), "delete"),
    Holding("saved_view", N_("Tampilan pemantauan tersimpan"), ("person_id",), "delete"),
    Holding("development_plan", N_("Rencana pengembangan"), ("person_id",), "delete"),
    Holding("plan_item", N_("Isi rencana pengembangan"), ("plan_id", "person_id"), "delete"),
    Holding(
        "plan_remark", N_("Percakapan tentang rencana saya"), ("plan_id", "person_id"), "delete"
    ),
    Holding(
        "export",
        N_("Berkas pemantauan yang saya minta"),
        ("person_id",),
        "delete",
        secret=frozenset({"sha256"}),
        files=("sha256",),
    ),
    Holding("hours_account", N_("Tahun jam belajar"), ("person_id",), "keep", _FIGURES),
    Holding(
        "hours_entry",
        N_("Jam belajar"),
        ("person_id",),
        "blank",
        _PROOF,
        blank={"title": "", "note": ""},
    ),
    Holding("hours_delta", N_("Hitungan jam belajar"), ("person_id",), "keep", _FIGURES),
    Holding("hours_summary", N_("Jumlah jam belajar"), ("person_id",), "keep", _FIGURES),
    Holding(
        "learning_claim",
        N_("Bukti belajar dari luar"),
        ("person_id",),
        "blank",
        _PROOF,
        blank={
            "title": "",
            "institution": "",
            "certificate_number": "",
            "certificate_key": "",
            "content": "",
            "reason": "",
        },
    ),
    Holding(
        "claim_file",
        N_("Berkas bukti belajar"),
        ("claim_id", "person_id"),
        "delete",
        files=("sha256",),
    ),
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
    Holding("sync_event", N_("Kiriman dari perangkat"), ("person_id",), "delete"),
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
    Holding("certificate", N_("Sertifikat"), ("person_id",), "keep", _PROOF),
    Holding(
        "certificate_issue",
        N_("Lembar sertifikat"),
        _OF_CERTIFICATE,
        "blank",
        _PROOF,
        blank={"holder_name": "", "sha256": None},
        scrub={"facts": forgotten},
        files=("sha256",),
        file_name="sertifikat.pdf",
    ),
    Holding(
        "certificate_revocation",
        N_("Pencabutan sertifikat"),
        _OF_CERTIFICATE,
        "blank",
        _PROOF,
        blank={"reason": "", "lifting_reason": ""},
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
