"""Aiken: read, written, and what it has no place for listed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.authoring.source.exchange import Exchanged, read_questions, write_aiken
from lms.authoring.source.exchange.aiken import read_aiken
from lms.authoring.source.exchange.questions import Option

TWO = """\
Siapa yang menunjuk PPTK?
A. PA/KPA
B) Penyedia
ANSWER: A

Apa kepanjangan SKM,
menurut peraturannya?
A. Survei Kepuasan Masyarakat
B. Standar Kerja Minimal
   di unit pelayanan
ANSWER: A
"""


def test_questions_are_read_with_long_stems_and_options() -> None:
    found = read_aiken(TWO)
    assert not found.losses
    first, second = found.questions
    assert first.options == (Option("PA/KPA", True), Option("Penyedia", False))
    assert second.text == "Apa kepanjangan SKM, menurut peraturannya?"
    assert second.options[1].text == "Standar Kerja Minimal di unit pelayanan"
    assert second.line == 6


def test_a_question_without_its_answer_is_listed() -> None:
    assert read_aiken("Siapa?\nA. a\nB. b\nANSWER: C\n").losses
    assert read_aiken("Siapa?\nA. a\nB. b\n").losses


def test_the_look_of_a_text_tells_aiken_from_gift() -> None:
    assert len(read_questions("soal.txt", TWO.encode()).questions) == 2
    assert read_questions("soal.txt", b"Benar? {T}").questions[0].kind == "one"


@given(
    st.lists(
        st.text("abc ?*", min_size=1, max_size=12).map(str.strip).filter(bool),
        min_size=2,
        max_size=6,
    )
)
def test_what_is_written_comes_back(texts: list[str]) -> None:
    options = tuple(
        Option(text.replace("*", "\\*"), place == 1) for place, text in enumerate(texts)
    )
    question = Exchanged("one", "Yang mana?", options=options)
    written, lost = write_aiken([question])
    assert not lost.losses
    [read] = read_aiken(written).questions
    assert [" ".join(o.text.split()) for o in read.options] == [
        " ".join(o.text.split()) for o in options
    ]
    assert [o.correct for o in read.options] == [o.correct for o in options]


def test_feedback_and_other_kinds_are_listed_when_written() -> None:
    options = (Option("a", True, "Tepat."), Option("b", False))
    _, lost = write_aiken(
        [Exchanged("one", "Siapa?", options=options), Exchanged("essay", "Tulis.")]
    )
    assert len(lost.losses) == 2
