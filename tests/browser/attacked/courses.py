"""Courses that hold attacks, published as authors publish them, and attempts at them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask
from sqlalchemy import select

from lms.core.db import begin_writing, db
from lms.core.markup import MediaInfo, Options, Source, render
from lms.courses.actions import publish_folder
from lms.courses.models import Activity, Question, Revision
from lms.courses.rules import plain_title
from lms.learning import actions as learning
from tests.browser.attacked.pieces import Piece, folder_of, pieces_of, without_errors
from tests.browser.attacked.places import Attacked, course_of, joined, owned_by
from tests.browser.payloads import Payload
from tests.factories.assessment import hand_in, start
from tests.factories.learning import committed, enrolled

OPTIONS = Options(
    media={
        "media/peta.png": MediaInfo("/media/peta.png", "image", 1, width=2, height=2),
        "media/suara.mp3": MediaInfo("/media/suara.mp3", "audio", 1),
    }
)


def attacked_course(
    number: int, group: list[Payload], people: dict[str, int], attacked: Attacked
) -> None:
    """Publish a course with these attacks, enrol Ayu, and note where they are shown."""
    key = f"serangan-{number}"
    pieces = without_errors(key, group, pieces_of(group))
    publish_folder(folder_of(key, group, pieces), actor_id=None)
    committed()
    for piece in pieces:
        if piece.payload and piece.text != piece.harmless:
            attacked.published[piece.place] = attacked.published.get(piece.place, 0) + 1
    _show_all(key, group, pieces)
    committed()
    enrolled(people["ayu"], key)
    note = learning.add_note(
        person_id=people["ayu"],
        course_key=key,
        activity_key="semua",
        anchor="",
        content=joined(group),
    ).id
    owned_by(people["bima"], key)
    committed()
    learn = f"/learn/{key}"
    attacked.add("ayu", f"/courses/{key}", learn, f"{learn}/semua", f"/notes/{note}")


def _show_all(key: str, group: list[Payload], pieces: Sequence[Piece]) -> None:
    """Put what was refused in its place, as the renderer leaves it."""
    begin_writing()
    rows = db.session.scalars(
        select(Activity)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(Revision.course_id == course_of(key).id)
    )
    activities = {row.key: row for row in rows}
    lesson = activities["semua"]
    lesson.body_html += "".join(_html(one.text, "block") for one in group)
    refused = {
        (piece.payload.number, piece.place)
        for piece in pieces
        if piece.payload and piece.text == piece.harmless
    }
    asked = select(Question).where(Question.activity_id == activities["kuis"].id)
    questions = {row.key: row for row in db.session.scalars(asked)}
    for number, one in enumerate(group):
        places = {place for n, place in refused if n == one.number}
        if "lesson title" in places:
            row = activities[f"m{number}"]
            row.title_html = _html(one.text, "inline")
            row.title = plain_title(row.title_html)
        _show_in_question(questions[f"s{number}"], one, places)


def _show_in_question(row: Question, one: Payload, places: set[str]) -> None:
    prompt, key = dict(row.prompt), dict(row.key_data)
    if "question" in places:
        prompt["stem"] = f"<p>{_html(one.text, 'inline')}</p>{_html(one.text, 'block')}"
    if "option" in places:
        prompt["options"] = [_html(one.text, "inline"), *prompt["options"][1:]]
    if "feedback" in places:
        key["feedback"] = [_html(one.text, "block"), *key["feedback"][1:]]
    if "explanation" in places:
        key["explanation"] = _html(one.text, "block")
    row.prompt, row.key_data = prompt, key


def _html(text: str, kind: str) -> str:
    return render([Source(text, kind)], options=OPTIONS)[0].html  # type: ignore[arg-type]


def attempts(app: Flask, number: int, ayu: int, attacked: Attacked) -> None:
    """One attempt that is handed in and one that is open."""
    for handed_in in (True, False):
        uuid = start(app, ayu, f"serangan-{number}", "kuis")
        if handed_in:
            hand_in(app, ayu, uuid)
        attacked.add("ayu", f"/attempts/{uuid}")
