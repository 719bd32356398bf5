"""Hashes tell a change that a learner meets from one of the file alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.courses.source import CourseFolder, Outline, scan
from tests.courses.source.folders import MODULE_HEAD, right_course

BODY = (
    "# Materi {#materi}\n\nIsi.[^a]\n\n# Kuis {#kuis .quiz pass=70}\n\nBaca.\n\n"
    "## Siapa? {#siapa points=2}\n- (x) A\n  > Tepat.\n- ( ) B\n\n"
    "> Pembahasan: C.\n\n[^a]: Catatan.\n"
)


def outline_of(data: bytes) -> Outline:
    outline = scan(CourseFolder(right_course() | {"01-uji.md": data})).outline
    assert outline is not None
    return outline


def hashes_of(body: str) -> list[str]:
    activities = outline_of((MODULE_HEAD + body).encode()).modules[1].activities
    questions = [question.content_hash for a in activities for question in a.questions]
    return [activity.content_hash for activity in activities] + questions


WORDS = st.text(st.sampled_from("ab é—\t*_[](){}#>-=`~|\n"), max_size=60)


@settings(deadline=None, max_examples=60)
@given(WORDS, st.sampled_from(["\r\n", "\r"]), st.booleans())
def test_line_endings_and_byte_order_marks_change_nothing(text: str, end: str, bom: bool) -> None:
    plain = MODULE_HEAD + BODY + text
    other = plain.replace("\n", end).encode("utf-8-sig" if bom else "utf-8")
    assert outline_of(plain.encode()) == outline_of(other)


def test_writing_a_proposed_id_changes_nothing() -> None:
    assert hashes_of(BODY) == hashes_of(BODY.replace(" {#materi}", ""))


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("Isi.", "Isinya.", {0}),
        ("Catatan.", "Catatan lain.", {0}),
        ("# Materi", "# Bahan", {0}),
        ("Baca.", "Bacalah.", {1}),
        ("pass=70", "pass=80", {1}),
        ("(x) A", "( ) A", {1, 2}),
        ("Tepat.", "Benar.", {1, 2}),
        ("points=2", "points=3", {1, 2}),
        ("Pembahasan: C", "Pembahasan: D", {1, 2}),
        ("#siapa", "#mengapa", set()),
        ("# Kuis", "\n\n# Kuis", set()),
    ],
)
def test_a_change_is_seen_where_it_is_made(old: str, new: str, changed: set[int]) -> None:
    # A second right option keeps the question usable when the first one is unmarked.
    body = BODY.replace("(x) A", "[x] A").replace("( ) B", "[x] B")
    before = hashes_of(body)
    old, new = old.replace("(x)", "[x]"), new.replace("( )", "[ ]")
    after = hashes_of(body.replace(old, new))
    assert {i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b} == changed
