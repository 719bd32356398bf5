"""A course with every kind of question and activity, made the way authors write it.

What doesn't belong here: attempts (see `assessment.py`).
"""

from __future__ import annotations

from flask import Flask

from lms.core import db as database
from lms.courses.actions import publish_folder
from lms.courses.source import CourseFolder
from lms.learning.actions import enrol
from tests.factories.courses import course_folder

COURSE = "ragam"

MODULE = """---
id: modul-1
title: Modul pertama
---
# Materi {#materi}

Isi.

# Tes awal {#awal .pretest from=kontrak draw=2}

Kerjakan sebisa Anda.

# Kuis {#kuis .quiz pass=60 attempts=2}

## Siapa yang menunjuk PPTK? {#s1 points=2}
- (x) PA/KPA
  > Tepat.
- ( ) Penyedia

## Pilih dua. {#s2}
- [x] Jadwal
- [x] Anggaran
- [ ] Warna gedung

## Berapa deviasinya? {#s3}
= 12 ± 0,5 %

## Kepanjangan ASN? {#s4}
= Aparatur Sipil Negara

## Jodohkan. {#s5}
- PPK => menandatangani kontrak
- PPTK => mengendalikan kegiatan
- => memungut pajak

## Urutkan. {#s6}
1. Usulan
2. Perencanaan
3. Pelaksanaan

## Lengkapi: denda adalah [[1/1000|satu permil]] per [[hari]]. {#s7}

> Pembahasan: lihat aturan.

# Kuis uraian {#uraian .quiz pass=60}

## Pilih. {#u1}
- (x) Ya
- ( ) Tidak

## Ceritakan satu risiko. {#u2 points=3 rubric=risiko}

____

# Survei {#survei .survey scale="(1..4) Tidak | Kurang | Cukup | Ya"}

## Materi jelas. {#v1 indicator=u1}

## Saran Anda? {#v2 optional}

____

## Pilih satu. {#v3 optional}
- ( ) Pagi
- ( ) Siang

# Tugas {#tugas .assignment pass=60 rubric=risiko files=2 types="pdf, txt" max=1MB due=14}

Tulis satu risiko.

____

# Tes akhir {#akhir .posttest from=kontrak draw=2}

Selesai belajar.
"""
BANK = """---
id: kontrak
title: Kontrak
---
## Bank satu? {#b1}
= satu

## Bank dua? {#b2}
= dua

## Bank tiga? {#b3}
= tiga

## Rubrik: Menulis risiko {#risiko .rubric}

| Kriteria | 0 | 2 |
|---|---|---|
| Sebab | tidak ada | jelas |
"""

RIGHT = {
    1: {"choice": 0},
    2: {"choices": [0, 1]},
    3: {"text": "12,25 %"},
    4: {"text": "aparatur sipil  negara"},
    7: {"gaps": ["satu permil", "hari"]},
}
"""Right answers of the quiz `kuis` that don't depend on the order in which partners are shown."""

SECRETS = ("satu permil", "Aparatur Sipil", "± 0,5", "0.5", "Tepat.", "lihat aturan")
"""Pieces of keys, feedback and explanations of `kuis`."""


def folder(module: str = MODULE, bank: str = BANK) -> CourseFolder:
    """The course `ragam`: pre-test, quiz, quiz with an essay, survey, assignment, post-test."""
    files = {"01-modul.md": module.encode(), "bank/kontrak.md": bank.encode()}
    return course_folder(COURSE, files=files)


def take_up(app: Flask, *person_ids: int, module: str = MODULE) -> None:
    """Publish the course and enrol the people."""
    with app.app_context():
        database.begin_unit(may_write=True)
        publish_folder(folder(module), actor_id=None)
        for person_id in person_ids:
            enrol(person_id=person_id, course_key=COURSE)
        database.commit()
