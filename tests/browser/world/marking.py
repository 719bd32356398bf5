"""Works in Bima's course `ragam` in every state of marking: waiting, begun, differing, held, marked,
changed, given back.

What does not belong here: how the course is run otherwise (`running.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from sqlalchemy import select

from lms.assessment.actions import add_file
from lms.assessment.actions.marking import add_feedback_file
from lms.assessment.models import Attempt, HandedFile
from lms.core.db import db
from tests.factories import assessment, kinds, marking
from tests.factories.learning import committed, enrolled

LONG_FILE = "laporan-" + "pertanggungjawaban-" * 4 + "akhir.pdf"
LONG_COMMENT = "Sebabnya tepat, dan tindakannya menyebut siapa, apa, dan kapan. " * 6


def build(app: Flask, people: Mapping[str, str]) -> dict[str, str]:
    """Works of Citra, Dewi and Mira, and essays of two of them; returns their addresses."""
    ids = {name: int(people[name]) for name in ("bima", "eko", "citra", "dewi", "mira")}
    with app.app_context():
        committed()
        for name in ("citra", "dewi", "mira"):
            enrolled(ids[name], kinds.COURSE)
    found = {f"work_{name}": _task(app, ids[name]) for name in ("citra", "dewi", "mira")}
    _begun(app, found["work_citra"], ids["bima"])
    _marked_and_changed(app, found["work_dewi"], ids)
    marking.give_back(app, found["work_mira"], ids["bima"], reason=LONG_COMMENT)
    return found | _essays(app, ids)


def _task(app: Flask, person_id: int) -> str:
    uuid = assessment.start(app, person_id, kinds.COURSE, marking.TASK)
    text = "Hujan deras sejak awal bulan.\n\nMaka pekerjaan tanah terlambat. " * 4
    assessment.answer(app, person_id, uuid, {1: {"text": text}})
    with assessment.unit_of_work(app):
        add_file(attempt_uuid=uuid, person_id=person_id, name=LONG_FILE, content=marking.PDF)
    assessment.hand_in(app, person_id, uuid)
    return uuid


def _begun(app: Flask, uuid: str, bima: int) -> None:
    marking.draft(app, uuid, bima, {"overall": LONG_COMMENT})
    with assessment.unit_of_work(app):
        add_feedback_file(
            marking.desk(uuid, bima),
            handed_file_id=_file_of(uuid),
            name="catatan-" + LONG_FILE,
            content=marking.PDF,
        )


def _marked_and_changed(app: Flask, uuid: str, ids: Mapping[str, int]) -> None:
    with app.app_context():
        handed = _file_of(uuid)
    values = {
        **marking.GOOD,
        "comment-1": LONG_COMMENT,
        "overall": "Kerja bagus.",
        f"file-{handed}": "Tabel di halaman dua belum diberi sumber.",
    }
    marking.finish(app, uuid, ids["eko"], values)
    with app.app_context():
        seen = marking.last_mark(uuid)
    marking.change(app, uuid, ids["bima"], {**values, **marking.BAD}, seen)


def _essays(app: Flask, ids: Mapping[str, int]) -> dict[str, str]:
    """Essays are marked by two, without names, and announced together."""
    marking.scheme(
        app,
        ids["bima"],
        marking.ESSAY,
        anonymous=True,
        double=True,
        release="together",
    )
    found = {}
    for name, other in (("citra", "0"), ("dewi", "1")):
        uuid = found[f"essay_{name}"] = marking.essay(app, ids[name], LONG_COMMENT)
        marking.finish(app, uuid, ids["bima"], {"cell-2-0": "1"}, marking.ESSAY)
        marking.finish(app, uuid, ids["eko"], {"cell-2-0": other}, marking.ESSAY)
    return found


def _file_of(uuid: str) -> int:
    query = select(HandedFile.id).join(Attempt, Attempt.id == HandedFile.attempt_id)
    return db.session.scalars(query.where(Attempt.uuid == uuid)).one()
