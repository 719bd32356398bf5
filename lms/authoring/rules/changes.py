"""What changed between two states of a course: head, modules, activities, questions, media.

What does not belong here: where the states come from (queries, actions), marking a text
(differences).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from lms.authoring.rules.differences import marked
from lms.core.words import N_

Status = Literal["new", "gone", "changed", "moved"]

HEADING_LEVELS_DOWN = 3
"""A text's own headings begin with h2; on a page of changes they stand below that of the activity,
an h4."""

NAMES: Mapping[str, str] = {
    "title": N_("Judul"),
    "summary": N_("Ringkasan"),
    "language": N_("Bahasa"),
    "hours": N_("JP"),
    "competency": N_("Kompetensi"),
    "outcomes": N_("Hasil belajar"),
    "requires": N_("Prasyarat"),
    "complete_lessons": N_("Tuntas: materi"),
    "complete_score": N_("Tuntas: nilai"),
    "license": N_("Lisensi"),
    "module": N_("Modul"),
    "kind": N_("Jenis"),
    "minutes": N_("Menit"),
    "optional": N_("Tidak wajib"),
    "practice": N_("Latihan"),
    "purpose": N_("Tujuan kuis"),
    "pass_mark": N_("Nilai minimum"),
    "attempts": N_("Percobaan"),
    "time_seconds": N_("Waktu (detik)"),
    "shuffle": N_("Pengacakan"),
    "review": N_("Pembahasan dibuka"),
    "penalty": N_("Pengurangan poin"),
    "counts": N_("Percobaan yang dihitung"),
    "offline": N_("Tanpa jaringan"),
    "draw": N_("Soal yang diambil"),
    "points": N_("Poin"),
    "outcome": N_("Hasil belajar"),
    "text": N_("Teks dikumpulkan"),
    "files": N_("Jumlah berkas"),
    "types": N_("Jenis berkas"),
    "max_bytes": N_("Ukuran terbesar (bita)"),
    "due_days": N_("Batas waktu (hari)"),
    "rubric": N_("Rubrik"),
}
"""What a field that may change is called."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with its key, as `courses/actions/compiling` writes both."""

    key: str
    kind: str
    points: Decimal
    outcome: str | None
    prompt: Mapping[str, Any]
    key_data: Mapping[str, Any]
    content_hash: str


@dataclass(frozen=True, slots=True)
class ComparedActivity:
    """An activity of one of the states. Two with the same `content_hash` say the same: `body_html`,
    `settings` and `questions` may then be left empty."""

    key: str
    kind: str
    module_key: str
    title: str
    minutes: int
    optional: bool
    practice: bool
    content_hash: str
    body_html: str = ""
    settings: Mapping[str, Any] | None = None
    questions: tuple[AskedQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparedModule:
    """A module of one of the states."""

    key: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class ComparedCourse:
    """One of the two states: a revision, or the draft. `media` are hashes by path."""

    head: Mapping[str, Any]
    introduction_html: str
    modules: tuple[ComparedModule, ...]
    activities: tuple[ComparedActivity, ...]
    media: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field (a key of `NAMES`) that holds something else now. A rubric's change has no values."""

    name: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question that came, went or changed, with what it asks and its key marked."""

    key: str
    status: Status
    html: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityChange:
    """An activity that came, went, changed or only stands elsewhere. `html` is its text with what
    changed marked, empty where nothing in it did."""

    key: str
    kind: str
    title: str
    status: Status
    moved: bool
    html: str = ""
    fields: tuple[FieldChange, ...] = ()
    questions: tuple[QuestionChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleChange:
    """A module that came, went, changed its words or only stands elsewhere."""

    key: str
    title: str
    status: Status
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaChange:
    """A file of the media folder that came, went, or has other content."""

    path: str
    status: Status


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed. `introduction_html` is marked, empty where nothing in it changed."""

    head: tuple[FieldChange, ...]
    introduction_html: str
    modules: tuple[ModuleChange, ...]
    activities: tuple[ActivityChange, ...]
    media: tuple[MediaChange, ...]

    def __bool__(self) -> bool:
        return any((self.head, self.introduction_html, self.modules, self.activities, self.media))

    @property
    def changed_keys(self) -> tuple[str, ...]:
        """The activities that somebody may have done and that say something else now."""
        return tuple(one.key for one in self.activities if one.status == "changed")


Quote = Callable[[AskedQuestion], str]
"""Writes a question with its key as HTML, for reading only."""


def compare(old: ComparedCourse, new: ComparedCourse, quote: Quote) -> Changes:
    """What changed from the old state to the new one, in the order of the new one."""
    introduction = ""
    if old.introduction_html != new.introduction_html:
        introduction = _marked(old.introduction_html, new.introduction_html)
    return Changes(
        head=_fields(old.head, new.head),
        introduction_html=introduction,
        modules=_modules(old, new),
        activities=_activities(old, new, quote),
        media=_media(old.media, new.media),
    )


def moved(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """The keys of both that stand in another order: as few as possible, so that one that was
    carried past five others is the one that moved."""
    place = {key: number for number, key in enumerate(old)}
    common = [key for key in new if key in place]
    ends: list[int] = []
    lengths: list[int] = []
    for key in common:
        length = bisect_left(ends, place[key])
        ends[length : length + 1] = [place[key]]
        lengths.append(length)
    stays, wanted = set(), len(ends) - 1
    last = len(old)
    for key, length in zip(reversed(common), reversed(lengths), strict=True):
        if length == wanted and place[key] < last:
            stays.add(key)
            wanted, last = wanted - 1, place[key]
    return frozenset(common) - stays


def _marked(old: str, new: str) -> str:
    return marked(old, new, deeper=HEADING_LEVELS_DOWN)


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    names = [name for name in NAMES if old.get(name) != new.get(name)]
    return tuple(
        FieldChange(name) if name == "rubric" else FieldChange(name, old.get(name), new.get(name))
        for name in names
    )


def _modules(old: ComparedCourse, new: ComparedCourse) -> tuple[ModuleChange, ...]:
    before = {module.key: module for module in old.modules}
    after = {module.key: module for module in new.modules}
    elsewhere = moved(list(before), list(after))
    found = []
    for module in new.modules:
        if module.key not in before:
            found.append(ModuleChange(module.key, module.title, "new"))
            continue
        fields = _fields(_words(before[module.key]), _words(module))
        if fields:
            found.append(ModuleChange(module.key, module.title, "changed", fields))
        elif module.key in elsewhere:
            found.append(ModuleChange(module.key, module.title, "moved"))
    found += [
        ModuleChange(key, module.title, "gone")
        for key, module in before.items()
        if key not in after
    ]
    return tuple(found)


def _words(module: ComparedModule) -> Mapping[str, str]:
    return {"title": module.title, "summary": module.summary}


def _activities(
    old: ComparedCourse, new: ComparedCourse, quote: Quote
) -> tuple[ActivityChange, ...]:
    before = {one.key: one for one in old.activities}
    after = {one.key: one for one in new.activities}
    titles = {module.key: module.title for module in (*old.modules, *new.modules)}
    elsewhere = moved(list(before), list(after))
    shown: set[str] = set()
    found: list[ActivityChange] = []
    for one in new.activities:
        change = (
            _activity(before[one.key], one, quote, titles, elsewhere, shown)
            if one.key in before
            else _single(one, "new", quote, shown)
        )
        if change is not None:
            found.append(change)
    found += [
        ActivityChange(one.key, one.kind, one.title, "gone", moved=False)
        for one in old.activities
        if one.key not in after
    ]
    return tuple(found)


def _activity(
    old: ComparedActivity,
    new: ComparedActivity,
    quote: Quote,
    titles: Mapping[str, str],
    elsewhere: Iterable[str],
    shown: set[str],
) -> ActivityChange | None:
    has_moved = new.key in elsewhere or old.module_key != new.module_key
    place: tuple[FieldChange, ...] = ()
    if old.module_key != new.module_key:
        place = (FieldChange("module", titles[old.module_key], titles[new.module_key]),)
    if (old.content_hash, old.kind) == (new.content_hash, new.kind):
        if not has_moved:
            return None
        return ActivityChange(new.key, new.kind, new.title, "moved", moved=True, fields=place)
    return ActivityChange(
        key=new.key,
        kind=new.kind,
        title=new.title,
        status="changed",
        moved=has_moved,
        html=_marked(old.body_html, new.body_html) if old.body_html != new.body_html else "",
        fields=(*place, *_fields(_attributes(old), _attributes(new))),
        questions=_questions(old.questions, new.questions, quote, shown),
    )


def _single(one: ComparedActivity, status: Status, quote: Quote, shown: set[str]) -> ActivityChange:
    return ActivityChange(
        key=one.key,
        kind=one.kind,
        title=one.title,
        status=status,
        moved=False,
        html=_marked("", one.body_html),
        questions=_questions((), one.questions, quote, shown),
    )


def _attributes(one: ComparedActivity) -> Mapping[str, Any]:
    return {
        **(one.settings or {}),
        "kind": one.kind,
        "title": one.title,
        "minutes": one.minutes,
        "optional": one.optional,
        "practice": one.practice,
    }


def _questions(
    old: Sequence[AskedQuestion], new: Sequence[AskedQuestion], quote: Quote, shown: set[str]
) -> tuple[QuestionChange, ...]:
    """Changes of the questions; one of a bank is shown with the first quiz that draws it."""
    before = {question.key: question for question in old}
    after = {question.key: question for question in new}
    found = []
    for question in new:
        was = before.get(question.key)
        if question.key in shown or (was and _is_same(was, question)):
            continue
        shown.add(question.key)
        found.append(_question(was, question, quote))
    for question in old:
        if question.key not in after and question.key not in shown:
            shown.add(question.key)
            found.append(QuestionChange(question.key, "gone", _marked(quote(question), "")))
    return tuple(found)


def _is_same(old: AskedQuestion, new: AskedQuestion) -> bool:
    return (old.content_hash, old.kind) == (new.content_hash, new.kind)


def _question(old: AskedQuestion | None, new: AskedQuestion, quote: Quote) -> QuestionChange:
    if old is None:
        return QuestionChange(new.key, "new", _marked("", quote(new)))
    fields = _fields(_facts(old), _facts(new))
    return QuestionChange(new.key, "changed", _marked(quote(old), quote(new)), fields)


def _facts(question: AskedQuestion) -> Mapping[str, Any]:
    return {
        "kind": question.kind,
        "points": question.points,
        "outcome": question.outcome,
        "optional": question.prompt.get("optional"),
    }


def _media(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[MediaChange, ...]:
    found = []
    for path in sorted({**old, **new}):
        if path not in old:
            found.append(MediaChange(path, "new"))
        elif path not in new:
            found.append(MediaChange(path, "gone"))
        elif old[path] != new[path]:
            found.append(MediaChange(path, "changed"))
    return tuple(found)
