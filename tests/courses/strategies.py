"""Courses as authors might write them, with every feature of the format: right ones, all of them.

What doesn't belong here: wrong courses (see `source/test_codes.py` and the faults).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from lms.courses.source import CourseFolder
from tests.courses.source.test_round_trip import KEYED, scales
from tests.factories.courses import png

PICTURE, SOUND, DOCUMENT = "media/peta.png", "media/suara.mp3", "media/panduan.pdf"
MEDIA = {
    PICTURE: png(3, 2),
    SOUND: b"ID3" + bytes(40),
    DOCUMENT: b"%PDF-1.7\n%%EOF\n",
}

WORDS = st.lists(
    st.sampled_from(
        [
            "hak",
            "warga",
            "atas",
            "pelayanan",
            "publik",
            "yang",
            "cepat,",
            "murah",
            "dan",
            "pasti",
            "kédua",
        ]
    ),
    min_size=1,
    max_size=8,
).map(" ".join)

PIECES = st.sampled_from(
    [
        "> [!NOTE]\n> Catat ini.",
        "> [!WARNING]\n> Hati-hati.\n>\n> Dua paragraf.",
        "| Tahap | Lama |\n|---|---:|\n| Usulan | 3 |\n| Keputusan | 14 |",
        "- satu\n- dua\n  - dua a\n  - dua b\n\n  lanjutan\n- tiga",
        "1. usulan\n2. keputusan",
        "```python\n# bukan judul {#x}\nprint('a')\n```",
        "Rumus $d = r - k$ di baris.\n\n$$\n\\frac{a}{b}\n$$",
        "Kalimat bercatatan.[^a]\n\n[^a]: Isi catatan.",
        "Istilah\n:   artinya.",
        "### Bagian dalam\n\nLihat [sumber](https://example.org/a?b=1&c=2).",
        f"![Peta jalan]({PICTURE})",
        f"![Rekaman]({SOUND})\n\nTranskrip: Selamat pagi.",
        f"Baca [panduan]({DOCUMENT}).",
        "Kembali ke [awal](#pembuka).",
        "**Tebal**, *miring*, `kode {#y}`, ~~dicoret~~ dan Rp$5.",
    ]
)

ATTRIBUTES = st.lists(
    st.sampled_from(
        [
            "attempts=2",
            "time=15m",
            "shuffle=both",
            "review=never",
            "penalty=0.25",
            "counts=mean",
            "offline",
        ]
    ),
    unique_by=lambda text: text.partition("=")[0],
    max_size=4,
).map(" ".join)


@dataclass
class _Numbers:
    """Gives every id once."""

    last: int = 0

    def next(self, prefix: str) -> str:
        self.last += 1
        return f"{prefix}-{self.last}"


@dataclass
class _Course:
    numbers: _Numbers = field(default_factory=_Numbers)
    banks: list[str] = field(default_factory=list)
    rubrics: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    used_banks: set[str] = field(default_factory=set)
    counts: bool = False
    """Whether there is anything that the course's score could be a mean of."""


@st.composite
def course_folders(draw: st.DrawFn, key: str = "kursus") -> CourseFolder:
    """A right course of one to three modules; ids may be missing, line ends are those of any
    machine."""
    course = _Course()
    for _ in range(draw(st.integers(0, 2))):
        _bank(draw, course)
    modules = draw(st.integers(1, 3))
    tests = draw(st.booleans())
    for number in range(1, modules + 1):
        parts = [_activity(draw, course) for _ in range(draw(st.integers(0, 3)))]
        if number == 1:
            parts.insert(0, f"# Pembuka {{#pembuka minutes=3}}\n\n{draw(WORDS)}.\n")
        if tests and number == 1:
            parts.insert(0, _quiz(draw, course, ".pretest", "Tes awal"))
        if tests and number == modules:
            parts.append(_quiz(draw, course, ".posttest", "Tes akhir"))
        if number == modules:
            parts += [_practice(draw, course, bank) for bank in _unused(course)]
        if not parts:
            parts.append(_lesson(draw, course))
        course.files[f"{number:02}-modul.md"] = (
            f"---\nid: modul-{number}\ntitle: Modul {number}\nsummary: {draw(WORDS)}\n---\n\n"
            + "\n".join(parts)
        )
    course.files["course.md"] = _head(draw, key, draw(st.integers(0, 100)) * course.counts)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig"]))
    texts = {path: text.replace("\n", end).encode(encoding) for path, text in course.files.items()}
    used = {path: data for path, data in MEDIA.items() if any(path in t for t in _all(course))}
    return CourseFolder({**texts, **used})


def _all(course: _Course) -> list[str]:
    return list(course.files.values())


def _unused(course: _Course) -> list[str]:
    return [bank for bank in course.banks if bank not in course.used_banks]


def _head(draw: st.DrawFn, key: str, score: int) -> str:
    return (
        f"---\nformat: 1\nid: {key}\ntitle: Kursus {draw(WORDS)}\nsummary: {draw(WORDS)}\n"
        f"language: {draw(st.sampled_from(['id', 'en']))}\n"
        f"hours: {draw(st.sampled_from(['1', '2.5', '12']))}\ncompetency: teknis\n"
        "outcomes:\n  - inti: Menjelaskan inti\n  - lain: Menyebut yang lain\n"
        f"complete: {{lessons: all, score: {score}}}\nlicense: CC-BY-4.0\n"
        f"---\n\n{draw(WORDS)}.\n\n{draw(PIECES)}\n"
    )


def _activity(draw: st.DrawFn, course: _Course) -> str:
    made = draw(st.sampled_from([_lesson, _lesson, _any_quiz, _survey, _assignment]))
    return made(draw, course)


def _heading(draw: st.DrawFn, course: _Course, title: str, attributes: str = "") -> str:
    """An activity's or a question's title, sometimes without an id: then braces begin with a
    class, or there are none."""
    needs_key = bool(attributes) and not attributes.startswith(".")
    key = f"#{course.numbers.next('k')}" if needs_key or draw(st.integers(0, 4)) else ""
    inside = " ".join(part for part in (key, attributes) if part)
    return f"{title} {{{inside}}}" if inside else title


def _lesson(draw: st.DrawFn, course: _Course) -> str:
    title = _heading(draw, course, f"Materi {draw(WORDS)}")
    body = "\n\n".join([f"{draw(WORDS)}.", *draw(st.lists(PIECES, max_size=4, unique=True))])
    # A module has one set of footnotes.
    note = f"[^{course.numbers.next('catatan')}]"
    return f"# {title}\n\n{body.replace('[^a]', note)}\n"


def _any_quiz(draw: st.DrawFn, course: _Course) -> str:
    return _quiz(draw, course, draw(st.sampled_from([".quiz", ".practice"])), "Kuis")


def _quiz(draw: st.DrawFn, course: _Course, kind: str, title: str) -> str:
    attributes = f"{kind} {draw(ATTRIBUTES)}".strip()
    questions = draw(st.integers(1, 3))
    if course.banks and draw(st.booleans()):
        bank = draw(st.sampled_from(course.banks))
        course.used_banks.add(bank)
        attributes += f" from={bank} draw=1"
        questions -= 1
    course.counts |= kind in {".quiz", ".posttest"}
    heading = _heading(draw, course, f"{title} {course.numbers.next('no')}", attributes)
    asked = [_question(draw, course) for _ in range(questions)]
    return f"# {heading}\n\n{draw(WORDS)}.\n\n" + "\n".join(asked)


def _practice(draw: st.DrawFn, course: _Course, bank: str) -> str:
    heading = _heading(draw, course, f"Latihan {bank}", f".practice from={bank}")
    return f"# {heading}\n\n{draw(WORDS)}.\n"


def _question(draw: st.DrawFn, course: _Course) -> str:
    _, answer, _ = draw(KEYED)
    attributes = draw(st.sampled_from(["", "points=2", "outcome=inti", 'tags="a b"']))
    heading = _heading(draw, course, f"Soal {course.numbers.next('no')}?", attributes)
    explanation = f"\n> Pembahasan: {draw(WORDS)}.\n" if draw(st.booleans()) else ""
    return f"## {heading}\n\n{draw(WORDS)}.\n\n{answer}\n{explanation}"


def _survey(draw: st.DrawFn, course: _Course) -> str:
    _, scale, _ = draw(scales())
    items = []
    for _ in range(draw(st.integers(1, 3))):
        answer = draw(st.sampled_from(["", "____", "- ( ) ya\n- ( ) tidak"]))
        item = _heading(draw, course, f"Butir {course.numbers.next('no')}", "")
        items.append(f"## {item}\n\n{answer}\n")
    heading = _heading(
        draw, course, f"Survei {course.numbers.next('no')}", f'.survey scale="{scale}"'
    )
    return f"# {heading}\n\n{draw(WORDS)}.\n\n" + "\n".join(items)


def _assignment(draw: st.DrawFn, course: _Course) -> str:
    course.counts = True
    attributes = ".assignment"
    if course.rubrics:
        attributes += f" rubric={draw(st.sampled_from(course.rubrics))}"
    attributes += draw(st.sampled_from(["", " points=4", " due=14", " files=2 types=pdf,docx"]))
    heading = _heading(draw, course, f"Tugas {course.numbers.next('no')}", attributes)
    return f"# {heading}\n\nTulis {draw(WORDS)}.\n\n____\n"


def _bank(draw: st.DrawFn, course: _Course) -> None:
    key = course.numbers.next("bank")
    parts = [_question(draw, course) for _ in range(draw(st.integers(1, 3)))]
    if draw(st.booleans()):
        rubric = course.numbers.next("rubrik")
        course.rubrics.append(rubric)
        parts.append(
            f"## Rubrik: mutu {{#{rubric} .rubric}}\n\n| Kriteria | 4 | 0 |\n|---|---|---|\n"
            f"| {draw(WORDS)} | baik | tidak ada |\n"
        )
    course.banks.append(key)
    course.files[f"bank/{key}.md"] = f"---\nid: {key}\ntitle: {key}\n---\n\n" + "\n".join(parts)
