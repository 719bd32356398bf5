"""The forms of development that Peraturan LAN 10/2018 names: 12 in the classroom, 13 outside it.

How many hours each brings is data (`hours_rule`), not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.core.words import N_

E_LEARNING = "e_learning"
"""The form of a course that is completed here."""

SELF_STUDY = "self_study"
"""The form that asks for nobody else."""


@dataclass(frozen=True)
class Form:
    """A form: what it is called, whether in a classroom (klasikal), and whether it is informal: shown
    by what was learnt instead of by a certificate."""

    words: str
    classroom: bool
    informal: bool = False


FORMS: Mapping[str, Form] = {
    "structural_training": Form(N_("Pelatihan struktural kepemimpinan"), classroom=True),
    "managerial_training": Form(N_("Pelatihan manajerial"), classroom=True),
    "technical_training": Form(N_("Pelatihan teknis"), classroom=True),
    "functional_training": Form(N_("Pelatihan fungsional"), classroom=True),
    "socio_cultural_training": Form(N_("Pelatihan sosial kultural"), classroom=True),
    "seminar": Form(N_("Seminar, konferensi, atau sarasehan"), classroom=True),
    "workshop": Form(N_("Lokakarya"), classroom=True),
    "short_course": Form(N_("Kursus"), classroom=True),
    "upgrading": Form(N_("Penataran"), classroom=True),
    "technical_guidance": Form(N_("Bimbingan teknis"), classroom=True),
    "dissemination": Form(N_("Sosialisasi"), classroom=True),
    "other_classroom": Form(N_("Bentuk klasikal lainnya"), classroom=True),
    "coaching": Form(N_("Coaching"), classroom=False, informal=True),
    "mentoring": Form(N_("Mentoring"), classroom=False, informal=True),
    E_LEARNING: Form(N_("E-learning"), classroom=False),
    "distance_learning": Form(N_("Pelatihan jarak jauh"), classroom=False),
    "secondment": Form(N_("Detasering"), classroom=False),
    "outdoor_learning": Form(N_("Pembelajaran alam terbuka"), classroom=False),
    "benchmarking": Form(N_("Patok banding"), classroom=False),
    "exchange": Form(N_("Pertukaran PNS dengan pegawai swasta, BUMN, atau BUMD"), classroom=False),
    SELF_STUDY: Form(N_("Belajar mandiri"), classroom=False, informal=True),
    "learning_community": Form(N_("Komunitas belajar"), classroom=False, informal=True),
    "workplace_guidance": Form(N_("Bimbingan di tempat kerja"), classroom=False, informal=True),
    "internship": Form(N_("Magang"), classroom=False),
    "other_outside": Form(N_("Bentuk nonklasikal lainnya"), classroom=False),
}

SCOPES: Mapping[str, str] = {
    "domestic": N_("Dalam negeri"),
    "international": N_("Internasional"),
}

PER_WORDS: Mapping[str, str] = {
    "hour": N_("JP"),
    "day": N_("hari"),
    "session": N_("sesi"),
    "activity": N_("kegiatan"),
}
"""What a rule counts."""

PER_QUESTIONS: Mapping[str, str] = {
    "hour": N_("Banyaknya JP"),
    "day": N_("Banyaknya hari"),
    "session": N_("Banyaknya sesi"),
    "activity": N_("Banyaknya kegiatan"),
}

PERIOD_WORDS: Mapping[str, str] = {
    "": N_("Tanpa batas"),
    "day": N_("sehari"),
    "month": N_("sebulan"),
    "year": N_("setahun"),
}
