"""An installation in which every field that an author or a learner writes holds attacks.

Courses are published as authors publish them. What the checker refuses to publish is rendered all the
same and stored in its place, so that every field shows every attack as the renderer leaves it.

What does not belong here: the attacks (`payloads`), and watching them fail (`test_xss`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from config import settings
from lms.accounts import actions as accounts
from lms.accounts import rules as account_rules
from lms.accounts.models import Membership, OrgUnit, Person
from lms.app import create_app
from lms.assessment.actions import report_question, save_typed
from lms.assessment.rules import Typed
from lms.authoring.actions.drafts import begin_course_with
from lms.core import clock
from lms.core.db import begin_writing, db
from lms.core.markup import MediaInfo, Options, Source, render
from lms.courses.actions import publish_folder
from lms.courses.models import Activity, Course, Question, Revision
from lms.courses.rules import plain_title
from lms.courses.source import CourseFolder, scan
from lms.learning import actions as learning
from lms.learning.models import Announcement
from tests.browser.payloads import Payload
from tests.factories.assessment import DEVICE, hand_in, start
from tests.factories.courses import course_folder, png
from tests.factories.learning import committed, enrolled

LONGEST_BATCH = 4_400
"""Characters: what fits in a note and in an announcement."""
SEARCHED = 200
"""Characters of a search."""
TYPED = "jawaban"
"""The course in which answers are typed."""
DRAFTS = 4

OPTIONS = Options(
    media={
        "media/peta.png": MediaInfo("/media/peta.png", "image", 1, width=2, height=2),
        "media/suara.mp3": MediaInfo("/media/suara.mp3", "audio", 1),
    }
)
_MP3 = b"ID3" + b"\0" * 64


@dataclass
class Attacked:
    """Where the attacks are shown: to whom, at which path; and how many were published."""

    pages: list[tuple[str, str]] = field(default_factory=list)
    published: dict[str, int] = field(default_factory=dict)
    lesson: str = ""
    """A lesson's path, for the proof that attacks are seen."""
    lesson_course: str = ""

    def add(self, who: str, *paths: str) -> None:
        """Note pages to look at."""
        self.pages += [(who, path) for path in paths]


def batches(payloads: Sequence[Payload], longest: int) -> Iterator[list[Payload]]:
    """The payloads in order, in groups whose lines fit together in `longest` characters; without
    those that don't fit alone."""
    group: list[Payload] = []
    size = 0
    for one in payloads:
        if len(one.line) > longest:
            continue
        if group and size + len(one.line) + 1 > longest:
            yield group
            group, size = [], 0
        group.append(one)
        size += len(one.line) + 1
    yield group


def joined(group: Sequence[Payload]) -> str:
    """A group on one line."""
    return " ".join(one.line for one in group)


def _in_a_head(group: Sequence[Payload]) -> str:
    """A group as front matter takes it: signs that can't be seen make a file unreadable."""
    return "".join(sign for sign in joined(group) if sign.isprintable())


def build(environ: dict[str, str], payloads: Sequence[Payload]) -> Attacked:
    """Fill the installation with attacks."""
    app = create_app(settings(environ) | {"CLOCK_FILE": ""})
    attacked = Attacked()
    groups = list(batches(payloads, LONGEST_BATCH))
    with clock.frozen(datetime.fromisoformat(Path(environ["CLOCK_FILE"]).read_text())):
        with app.app_context():
            committed()
            people = _people()
            for number, group in enumerate(groups):
                _attacked_course(number, group, people, attacked)
            _drafts(payloads, people, attacked)
            _names(groups, attacked)
        _typed_answers(app, payloads, groups, people, attacked)
        for number in range(len(groups)):
            _attempts(app, number, people["ayu"], attacked)
        with app.app_context():
            db.engine.dispose()
    return attacked


def _people() -> dict[str, int]:
    people = {row.user_name: row.id for row in db.session.scalars(select(Person))}
    for person_id in people.values():
        version = account_rules.PRIVACY_NOTICE_VERSION
        accounts.accept_privacy_notice(person_id=person_id, version=version)
    committed()
    return people


# Courses


@dataclass(frozen=True)
class _Piece:
    """Lines of a module: an attack in a field, or (`harmless`) what stands there without it."""

    text: str
    harmless: str = ""
    payload: Payload | None = None
    place: str = ""


_HEAD = "---\nid: modul\ntitle: {title}\nsummary: {summary}\n---"


def _attacked_course(
    number: int, group: list[Payload], people: dict[str, int], attacked: Attacked
) -> None:
    key = f"serangan-{number}"
    pieces = _without_errors(key, group, _pieces(group))
    publish_folder(_folder(key, group, pieces), actor_id=None)
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
    _owned_by(people["bima"], key)
    committed()
    learn = f"/learn/{key}"
    attacked.add("ayu", f"/courses/{key}", learn, f"{learn}/semua", f"/notes/{note}")
    attacked.lesson, attacked.lesson_course = f"{learn}/semua", key


def _pieces(group: list[Payload]) -> list[_Piece]:
    line = _in_a_head(group)
    pieces = [
        _Piece(_HEAD.format(title=line, summary=line), _HEAD.format(title="Modul", summary="Isi."))
    ]
    for number, one in enumerate(group):
        heading = f"# Materi {number} {{#m{number}}}\n\nIsi.\n"
        pieces.append(
            _Piece(f"# {one.line} {{#m{number}}}\n\nIsi.\n", heading, one, "lesson title")
        )
    pieces.append(_Piece("# Semua {#semua}\n\nIsi.\n"))
    pieces += [_Piece(f"\n{one.text}\n", "", one, "lesson") for one in group]
    pieces.append(_Piece("\n# Kuis {#kuis .quiz pass=0}\n"))
    for number, one in enumerate(group):
        pieces += _question(number, one)
    return pieces


def _question(number: int, one: Payload) -> list[_Piece]:
    quoted = one.text.replace("\n", "\n  > ")
    title = f"## Soal {number}? {{#s{number}}}"
    return [
        _Piece(f"\n## {one.line} {{#s{number}}}", f"\n{title}", one, "question"),
        _Piece(f"- (x) {one.line}", "- (x) Ya", one, "option"),
        _Piece(f"  > {quoted}", "", one, "feedback"),
        _Piece("- ( ) Tidak\n"),
        _Piece(f"> Pembahasan: {one.line}\n", "", one, "explanation"),
    ]


def _folder(key: str, group: list[Payload], pieces: Sequence[_Piece]) -> CourseFolder:
    line = _in_a_head(group)
    folder = course_folder(
        key,
        title=line,
        summary=line,
        files={
            "01-modul.md": "\n".join(piece.text for piece in pieces).encode(),
            "media/peta.png": png(),
            "media/suara.mp3": _MP3,
        },
    )
    text = folder.files["course.md"].decode()
    head = text.replace("inti: Menjelaskan inti kursus", f"inti: {line}")
    return CourseFolder({**folder.files, "course.md": head.encode()})


def _without_errors(key: str, group: list[Payload], pieces: list[_Piece]) -> list[_Piece]:
    """The pieces; those that the checker refuses are made harmless, and those that open a comment,
    which would hide all that follow."""
    pieces = [
        replace(piece, text=piece.harmless) if piece.payload and "<!--" in piece.text else piece
        for piece in pieces
    ]
    while wrong := _errors(key, group, pieces):
        mended = list(_mended(pieces, wrong))
        assert mended != pieces, wrong
        pieces = mended
    return pieces


def _errors(key: str, group: list[Payload], pieces: Sequence[_Piece]) -> set[int]:
    findings = scan(_folder(key, group, pieces)).findings
    errors = [finding for finding in findings if finding.severity == "error"]
    assert all(finding.file == "01-modul.md" for finding in errors), errors[0]
    return {finding.line for finding in errors}


def _mended(pieces: Sequence[_Piece], errors: set[int]) -> Iterator[_Piece]:
    """The pieces without those on the lines of `errors`. Where such a piece is harmless already,
    another one of its attack is to blame: all of them go."""
    placed, line = [], 1
    for piece in pieces:
        end = line + piece.text.count("\n") + 1
        placed.append((piece, not errors.isdisjoint(range(line, end))))
        line = end
    to_blame = {
        piece.payload for piece, wrong in placed if wrong and piece.text == piece.harmless
    } - {None}
    for piece, wrong in placed:
        bad = wrong or piece.payload in to_blame
        assert not bad or piece.harmless or piece.payload, piece
        yield replace(piece, text=piece.harmless) if bad else piece


def _show_all(key: str, group: list[Payload], pieces: Sequence[_Piece]) -> None:
    """Put what was refused in its place, as the renderer leaves it."""
    begin_writing()
    rows = db.session.scalars(
        select(Activity)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(Revision.course_id == _course(key).id)
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


def _course(key: str) -> Course:
    found: Course = db.session.scalars(select(Course).where(Course.key == key)).one()
    return found


def _owned_by(person_id: int, key: str) -> int:
    begin_writing()
    course = _course(key)
    course.owner_id = person_id
    return course.id


def _attempts(app: Flask, number: int, ayu: int, attacked: Attacked) -> None:
    for handed_in in (True, False):
        uuid = start(app, ayu, f"serangan-{number}", "kuis")
        if handed_in:
            hand_in(app, ayu, uuid)
        attacked.add("ayu", f"/attempts/{uuid}")


# What learners write


def _names(groups: list[list[Payload]], attacked: Attacked) -> None:
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


def _typed_answers(
    app: Flask,
    payloads: Sequence[Payload],
    groups: list[list[Payload]],
    people: dict[str, int],
    attacked: Attacked,
) -> None:
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
    course_id = _owned_by(people["bima"], TYPED)
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


# Drafts


def _drafts(payloads: Sequence[Payload], people: dict[str, int], attacked: Attacked) -> None:
    """Drafts are shown whatever the checker finds in them, and so are the names of their files."""
    for number in range(DRAFTS):
        key, group = f"naskah-{number}", payloads[number::DRAFTS]
        pieces = _pieces(list(group))
        names = {f"media/{_file_name(one)}.png": png() for one in group}
        folder = _folder(key, list(group), pieces)
        folder = CourseFolder({**folder.files, **names})
        begin_course_with(actor_id=people["bima"], folder=folder)
        committed()
        attacked.add("bima", f"/authoring/{key}", f"/authoring/{key}/files/01-modul.md")
        attacked.add("bima", f"/authoring/{key}/files/course.md", f"/authoring/{key}/preview")
    attacked.add("bima", "/authoring")


def _file_name(one: Payload) -> str:
    kept = "".join(c for c in one.line if c not in '/\\:*?"<>|' and c.isprintable())
    return f"{one.number} {kept[:80]}"
