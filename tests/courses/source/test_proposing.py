"""Proposed ids are written into the files, and nothing else changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.courses.source import CourseFolder, Outline, scan, with_ids
from lms.courses.source.proposing import with_key
from tests.courses.source.folders import course_file, module_text, right_course

TITLES = st.sampled_from(
    [
        "Siklus proyek",
        "Siklus *proyek*",
        "¿?",
        "Harga $5",
        "Kode `{#b}`",
        "Denda [[1/1000]]",
        "Satu <!-- dua --> tiga",
        "Satu <!-- dua -->",
        "Tanda \\",
        "Himpunan {x}",
        "`",
    ]
)
BRACES = st.sampled_from(["", "", " {points=2}", " {.quiz}", " {#ada}", " {  .practice}", " {#A}"])
ENDS = st.sampled_from(["", "  ", " ##", "\t#  ", "<!-- a\nb -->"])
BODIES = st.sampled_from(
    [
        "Isi.\n",
        "- (x) A\n- ( ) B\n",
        "= 1\n",
        "<!-- a\n",
        "b -->",
        "```\n# x\n```\n",
        "",
        "\x02",
        "\ufeff",
    ]
)
HEADS = st.sampled_from(
    [
        "title: Uji\n",
        "id:\ntitle: Uji\n",
        'title: Uji\nid: ""  \n',
        "id: uji\ntitle: Uji\n",
        "id:\n",
    ]
)
FILE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A module or bank with and without ids."""
    pieces = [f"---\n{draw(HEADS)}---\n"] if draw(st.integers(0, 9)) else []
    for _ in range(draw(st.integers(0, 6))):
        level = draw(st.sampled_from(["#", "##"]))
        pieces.append(f"{level} {draw(TITLES)}{draw(BRACES)}{draw(ENDS)}\n{draw(BODIES)}")
    text = "".join(pieces).replace("\n", draw(FILE_ENDS))
    return text.encode("utf-8-sig" if draw(st.booleans()) else "utf-8")


def outline_of(files: dict[str, bytes]) -> Outline:
    outline = scan(CourseFolder(files)).outline
    assert outline is not None
    return outline


def said(outline: Outline) -> list[object]:
    """What learners may meet: keys, titles, texts, hashes."""
    activities = [a for module in outline.modules for a in module.activities]
    questions = [q for part in (*activities, *outline.banks) for q in part.questions]
    return [
        [(a.key, a.title, a.body, a.content_hash) for a in activities],
        [(q.key, q.title, q.stem, q.answer, q.content_hash) for q in questions],
        [(rubric.key, rubric.content_hash) for bank in outline.banks for rubric in bank.rubrics],
        [part.key for part in (*outline.modules, *outline.banks)],
    ]


@settings(deadline=None, max_examples=300)
@given(texts(), texts(), texts())
def test_after_it_nothing_is_proposed_and_nothing_else_has_changed(
    first: bytes, second: bytes, bank: bytes
) -> None:
    files = right_course() | {"01-a.md": first, "02-b.md": second, "bank/c.md": bank}
    before = outline_of(files)
    written = with_ids(files, before)
    result = scan(CourseFolder(written))
    assert result.outline is not None
    assert result.outline.proposals == ()
    assert not {f.code for f in result.findings} & {"W411", "W212"}
    assert said(result.outline) == said(before)
    assert with_ids(written, result.outline) == written


@settings(deadline=None, max_examples=200)
@given(texts())
def test_every_byte_but_those_of_the_ids_stays(data: bytes) -> None:
    files = right_course() | {"01-a.md": data}
    outline = outline_of(files)
    written = with_ids(files, outline)["01-a.md"]
    for proposal in outline.proposals:
        if proposal.in_front_matter:
            data, written = without_id_line(data), without_id_line(written)
            continue
        key = proposal.key.encode()
        form = next(form for form in (b" {#%b}" % key, b"#%b " % key) if form in written)
        written = written.replace(form, b"", 1)
    assert written == data


def without_id_line(data: bytes) -> bytes:
    return re.sub(rb"(?<=[\r\n])id:[^\r\n]*(\r\n|\n|\r)", b"", data, count=1)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("# Siklus proyek", "# Siklus proyek {#siklus-proyek}"),
        ("# Siklus proyek  ", "# Siklus proyek {#siklus-proyek}  "),
        ("# Siklus proyek ##", "# Siklus proyek {#siklus-proyek} ##"),
        ("# Siklus proyek {.quiz from=tetap}", "# Siklus proyek {#siklus-proyek .quiz from=tetap}"),
        (
            "# Siklus <!-- x --> proyek <!-- y -->",
            "# Siklus <!-- x --> proyek {#siklus-proyek} <!-- y -->",
        ),
        ("<!-- x\n--># Siklus proyek", "<!-- x\n--># Siklus proyek {#siklus-proyek}"),
    ],
)
def test_an_id_stands_where_an_author_would_write_it(line: str, expected: str) -> None:
    files = right_course() | {"01-uji.md": module_text(line + "\n\nIsi.\n")}
    written = with_ids(files, outline_of(files))
    assert written["01-uji.md"] == module_text(expected + "\n\nIsi.\n")
    assert written.keys() == files.keys()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("title: Uji", "id: uji\ntitle: Uji"),
        ("title: Uji\nid:", "title: Uji\nid: uji"),
        ("id: ''\ntitle: Uji", "id: uji\ntitle: Uji"),
    ],
)
def test_the_id_of_a_module_is_written_into_its_front_matter(head: str, expected: str) -> None:
    text = f"---\n{head}\n---\n# A {{#a}}\n\nIsi.\n"
    files = right_course() | {"01-uji.md": text.encode()}
    written = with_ids(files, outline_of(files))["01-uji.md"]
    assert written.decode() == text.replace(head, expected)


def test_the_id_of_a_question_does_not_tell_what_belongs_into_its_gap() -> None:
    text = "# K {#k .quiz}\n\n## Denda [[satu permil]] sehari.\n"
    files = right_course() | {"01-uji.md": module_text(text)}
    (proposal,) = outline_of(files).proposals
    assert proposal.key == "denda-sehari"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\nid: a\n---\naudio: isi\n", "---\nid: a\naudio: light\n---\naudio: isi\n"),
        ("---\nid: a\naudio: original \nx: y\n---\n", "---\nid: a\naudio: light\nx: y\n---\n"),
        ("\ufeff---\r\nid: a\r\n---  \r\n", "\ufeff---\r\nid: a\r\naudio: light\r\n---  \r\n"),
    ],
)
def test_a_key_is_written_into_the_front_matter_alone(before: str, after: str) -> None:
    written = with_key(before.encode(), "audio", "light")
    assert written.decode() == after
    assert with_key(written, "audio", "light") == written


@pytest.mark.parametrize(
    ("line", "is_light"), [("", False), ("audio: light", True), ("audio: original", False)]
)
def test_a_course_says_whether_its_sounds_are_made_light(line: str, is_light: bool) -> None:
    files = right_course() | {"course.md": course_file(line).encode()}
    assert outline_of(files).course.light_audio is is_light


def test_what_is_neither_is_an_error() -> None:
    files = right_course() | {"course.md": course_file("audio: ringan").encode()}
    (finding,) = scan(CourseFolder(files)).findings
    assert (finding.code, finding.line) == ("E207", 2)
    assert finding.params["expected"] == "light, original"
