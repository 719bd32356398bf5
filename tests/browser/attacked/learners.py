"""Attacks that people write: names, answers, reports of questions, announcements."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask
from sqlalchemy import select

from lms.accounts import actions as accounts
from lms.accounts.models import Membership, OrgUnit
from lms.assessment.actions import report_question, save_typed
from lms.assessment.rules import Typed
from lms.core import clock
from lms.core.db import begin_writing, db
from lms.courses.actions import publish_folder
from lms.courses.source import CourseFolder
from lms.learning.models import Announcement
from tests.browser.attacked.places import Attacked, batches, joined, owned_by
from tests.browser.payloads import Payload
from tests.factories.assessment import DEVICE, hand_in, start
from tests.factories.courses import course_folder
from tests.factories.learning import committed, enrolled

TYPED = "jawaban"
"""The course in which answers are typed."""


def names(groups: list[list[Payload]], attacked: Attacked) -> None:
    """People, their titles and positions, and units, named by attacks."""
    unit_id = db.session.scalars(select(OrgUnit.id).where(OrgUnit.code == "dpu-jalan")).one()
    for number, group in enumerate(groups):
        person_id = accounts.create_person(
            user_name=f"serangan-{number}",
            full_name=joined(group),
            title_prefix=joined(group),
            title_suffix=joined(group),
        ).id
        accounts.add_membership(person_id=person_id, unit_id=unit_id)
        begin_writing()
        row = db.session.scalars(select(Membership).where(Membership.person_id == person_id)).one()
        row.position = joined(group)
        committed()
        enrolled(person_id, "serangan-0")
        attacked.add("citra", f"/supervision/people/{person_id}")
    begin_writing()
    db.session.get_one(OrgUnit, unit_id).name = joined(groups[0])
    committed()
    attacked.add("citra", "/supervision", "/supervision?page=2")
    attacked.add("eko", "/people", "/people?page=2")
    attacked.add("bima", "/learn/serangan-0/-/class")


def typed_answers(
    app: Flask,
    payloads: Sequence[Payload],
    groups: list[list[Payload]],
    people: dict[str, int],
    attacked: Attacked,
) -> None:
    """Answers and essays that are typed, and reports of questions, in every state of an attempt."""
    lines = [joined(group) for group in batches(payloads, 480)]
    essays = [joined(group) for group in batches(payloads, 19_000)]
    texts = [*lines, *essays]
    with app.app_context():
        committed()
        publish_folder(_typing_course(len(lines), len(essays)), actor_id=None)
        committed()
        enrolled(people["ayu"], TYPED)
        _announcements(payloads, groups, people)
    for handed_in in (True, False):
        uuid = start(app, people["ayu"], TYPED, "kuis")
        with app.app_context():
            committed()
            _type(uuid, people["ayu"], texts)
            if handed_in:
                _reports(uuid, people["ayu"], lines)
            committed()
        if handed_in:
            hand_in(app, people["ayu"], uuid)
        attacked.add("ayu", f"/attempts/{uuid}")
    attacked.add("ayu", f"/learn/{TYPED}", f"/learn/{TYPED}/-/announcements", "/notices")
    attacked.add("bima", f"/learn/{TYPED}/-/announcements")
    pages = -(-len(lines) // 50)
    attacked.add("bima", *(f"/courses/{TYPED}/reports?page={n + 1}" for n in range(pages)))


def _typing_course(lines: int, essays: int) -> CourseFolder:
    asked = [f"## Soal {n}? {{#s{n}}}\n= ya\n" for n in range(lines)]
    asked += [f"## Uraian {n}? {{#u{n}}}\n\n____\n" for n in range(essays)]
    module = "---\nid: modul\ntitle: Modul\n---\n# Kuis {#kuis .quiz pass=0}\n\n" + "\n".join(asked)
    return course_folder(TYPED, files={"01-modul.md": module.encode()})


def _type(uuid: str, person_id: int, texts: Sequence[str]) -> None:
    typed = [Typed(position, {}, ((0, text),)) for position, text in enumerate(texts, start=1)]
    save_typed(attempt_uuid=uuid, person_id=person_id, typed=typed, device_id=DEVICE)


def _announcements(
    payloads: Sequence[Payload], groups: list[list[Payload]], people: dict[str, int]
) -> None:
    course_id = owned_by(people["bima"], TYPED)
    texts = [(one.line[:150], one.text) for one in payloads]
    texts += [("Semua", joined(group)) for group in groups]
    db.session.add_all(
        Announcement(
            course_id=course_id,
            author_id=people["bima"],
            title=title,
            content=content,
            published_at=clock.now(),
        )
        for title, content in texts
    )
    committed()


def _reports(uuid: str, person_id: int, lines: Sequence[str]) -> None:
    for position, line in enumerate(lines, start=1):
        report_question(attempt_uuid=uuid, person_id=person_id, position=position, content=line)
