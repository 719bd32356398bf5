"""Bima's courses: begun, faulty, unreadable, published, ahead of what is published, waiting for
somebody else's consent, sent back.

What does not belong here: who learns in them (`running.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from lms.authoring.actions.files import save_source
from lms.authoring.actions.people import share
from lms.authoring.actions.publishing import ask_to_publish, decline
from lms.authoring.queries.drafts import source_hash_of
from lms.core import clock
from lms.courses.actions import publish_folder, set_approval, set_audience
from lms.courses.source import CourseFolder
from tests.browser.world.names import LONG_PICTURE, LONG_TITLE
from tests.factories.authoring import begun_course, drafted_course, opened_draft
from tests.factories.courses import course_folder, course_id_of, png
from tests.factories.learning import committed
from tests.factories.sounds import sound

FAULTY = b"""---
id: modul-1
title: Modul pertama
---
# Materi satu {#materi-1 menit=5}

![](media/tidak-ada.png)

Lihat [materi lain](#tidak-ada).

# Kuis akhir {#kuis .quiz pass=170}

## Mana yang benar? {#s1}
- ( ) Pilihan A
- ( ) Pilihan B

## Tanpa pilihan? {#s1}
"""


def build(people: Mapping[str, str]) -> None:
    """Make the courses; Lina writes and Mira reviews where there is something to decide."""
    bima = int(people["bima"])
    begun_course(bima, "rencana")
    _faulty(bima)
    _unreadable(bima)
    _published(bima, course_folder("tenang", title="Menata Arsip Bersama"))
    _ahead(bima)
    _waiting(bima, int(people["lina"]))
    _sent_back(bima, int(people["lina"]))
    for key, role in (("ubah", "reviewer"), ("ragam", "reviewer")):
        share(course_id=course_id_of(key), person_id=int(people["mira"]), role=role, actor_id=bima)
        committed()


def invite(people: Mapping[str, str]) -> None:
    """Let one of the courses be for people by name."""
    set_audience(
        course_id=course_id_of("tenang"),
        audience="invited",
        person_ids=[int(people["ayu"]), int(people["siti"])],
        actor_id=int(people["bima"]),
    )
    committed()


def _faulty(bima: int) -> None:
    drafted_course(bima, "cacat", title="Kursus yang Masih Cacat", files={"01-modul.md": FAULTY})


def _unreadable(bima: int) -> None:
    course_id = begun_course(bima, "patah", template="empty")
    head = b"---\nformat: 1\ntitle: [\n---\n"
    save_source(course_id=course_id, path="course.md", content=head, version=1, actor_id=bima)
    committed()


def _ahead(bima: int) -> None:
    """Two revisions, and a draft in which a lesson, a quiz, the head and the media differ."""
    picture = f"media/{LONG_PICTURE}"
    with clock.frozen(clock.now() - timedelta(days=7)):
        for words in ("Isi yang pertama.", "Isi yang kedua, sedikit lebih panjang."):
            _published(bima, course_folder("ubah", title=LONG_TITLE, lesson_text=words))
    text = f"Isi yang ketiga.\n\n![Alur kerja]({picture})"
    changed = course_folder(
        "ubah",
        title=LONG_TITLE,
        hours="3",
        lessons=3,
        lesson_text=text,
        practice=True,
        quiz_attributes="pass=75 attempts=3",
        files={
            picture: png(1200, 800),
            "media/cadangan.png": png(),
            "media/wawancara.mp3": sound(),
        },
    )
    opened_draft(course_id_of("ubah"), bima, changed.files)


def _waiting(bima: int, lina: int) -> None:
    _ask(drafted_course(bima, "izin", title="Pelayanan Satu Pintu"), bima, lina)


def _sent_back(bima: int, lina: int) -> None:
    course_id = drafted_course(
        bima,
        "kembali",
        title="Menyusun Standar Layanan",
        audio="light",
        files={"media/wawancara.mp3": sound()},
    )
    request_id = _ask(course_id, bima, lina)
    words = "Soal kedua masih dapat dijawab tanpa membaca materi.\n\nTolong diganti."
    decline(course_id=course_id, request_id=request_id, comment=words, actor_id=lina)
    committed()


def _ask(course_id: int, bima: int, lina: int) -> int:
    share(course_id=course_id, person_id=lina, role="co_author", actor_id=bima)
    committed()
    set_approval(course_id=course_id, needed=True, actor_id=bima)
    committed()
    reviewed = source_hash_of(opened_draft(course_id, bima))
    committed()
    request_id = ask_to_publish(
        course_id=course_id,
        reviewed=reviewed,
        note="Terbitan pertama, sudah dibaca dua rekan.",
        material=(),
        actor_id=bima,
    ).id
    committed()
    return request_id


def _published(bima: int, folder: CourseFolder) -> None:
    publish_folder(folder, actor_id=bima)
    committed()
