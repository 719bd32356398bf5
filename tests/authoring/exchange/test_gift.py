"""GIFT: every kind of its answers is read, what doesn't fit is listed, and what we write comes back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.authoring.source.exchange import Exchanged, read_questions, write_gift
from lms.authoring.source.exchange.gift import read_gift
from lms.authoring.source.exchange.questions import Number, Option


def read_one(text: str) -> Exchanged:
    found = read_gift(text, lambda html: html)
    assert not found.losses, found.losses
    [question] = found.questions
    return question


def lost(text: str) -> list[str]:
    return [loss.message for loss in read_gift(text, lambda html: html).losses]


def test_one_right_option_with_feedback_and_explanation() -> None:
    question = read_one("::PPTK:: Siapa? {=PA #Tepat. ~Penyedia #Bukan. ####Lihat materi.}")
    assert (question.kind, question.name, question.text) == ("one", "PPTK", "Siapa?")
    assert question.options == (Option("PA", True, "Tepat."), Option("Penyedia", False, "Bukan."))
    assert question.explanation == "Lihat materi."


def test_several_right_options_by_equal_weights() -> None:
    question = read_one("Pilih. {~%50%jadwal ~%50%anggaran ~%-50%warna}")
    assert question.kind == "several"
    assert [option.correct for option in question.options] == [True, True, False]


@pytest.mark.parametrize(("braces", "right"), [("{T}", "Benar"), ("{FALSE#keliru#tepat}", "Salah")])
def test_true_and_false_become_two_options(braces: str, right: str) -> None:
    question = read_one(f"Matahari terbit di timur. {braces}")
    assert [option.text for option in question.options if option.correct] == [right]


def test_the_feedback_of_true_and_false_goes_to_the_wrong_and_the_right_option() -> None:
    question = read_one("Benarkah? {F#Keliru.#Tepat.}")
    assert {o.text: o.feedback for o in question.options} == {"Benar": "Keliru.", "Salah": "Tepat."}


def test_short_answers_numbers_pairs_and_essays() -> None:
    assert read_one("Ibu kota? {=Jakarta =DKI Jakarta}").kind == "short"
    assert read_one("Berapa? {#3.5:0.5}").numbers == (Number(Decimal("3.5"), Decimal("0.5")),)
    assert read_one("Berapa? {#1..5}").numbers == (Number(Decimal(3), Decimal(2)),)
    assert read_one("Berapa? {#=2:0 =4:0}").numbers == (Number(Decimal(2)), Number(Decimal(4)))
    pairs = read_one("Jodohkan. {=a -> 1 =b -> 2 = -> 3}")
    assert (pairs.pairs, pairs.extra) == ((("a", "1"), ("b", "2")), ("3",))
    assert read_one("Ceritakan. {}").kind == "essay"


def test_an_answer_in_the_middle_of_a_sentence_is_a_gap() -> None:
    question = read_one("Denda {=seperseribu =1/1000} per hari.")
    assert (question.kind, question.text) == ("gaps", "Denda [[seperseribu|1/1000]] per hari.")


def test_escaped_signs_are_letters() -> None:
    question = read_one(r"Berapa 2 \= 2\: \{ya\}? {=a\~b \#1 ~c}")
    assert question.text == "Berapa 2 = 2: {ya}?"
    assert question.options[0].text == r"a~b #1"


def test_plain_words_stay_words_in_markdown() -> None:
    assert (
        read_one("Pakai *bintang* dan [kurung]? {T}").text == r"Pakai \*bintang\* dan \[kurung\]?"
    )
    assert read_one("[markdown]Pakai *bintang*? {T}").text == "Pakai *bintang*?"


def test_html_is_made_markdown_by_whoever_can() -> None:
    found = read_gift("[html]<b>Siapa</b>? {T}", lambda html: html.replace("<b>", "**"))
    assert found.questions[0].text == "**Siapa</b>?"


@pytest.mark.parametrize(
    "text",
    [
        "$CATEGORY: ujian\n\nBenar? {T}",
        "Hanya teks tanpa jawaban.",
        "Pilih. {~%70%a ~%30%b ~%-50%c}",
        "Pilih. {~%50%a ~%50%b ~c}",
        "Kota? {=Jakarta =%50%Bandung}",
        "Tidak ada yang benar. {~a ~b}",
        "Angka? {#satu}",
    ],
)
def test_what_does_not_fit_is_listed(text: str) -> None:
    assert lost(text)


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    read_questions("soal.gift", text.encode("utf-8", "ignore"))


WORDS = st.text("abc =~#{}:\\*_[]", min_size=1, max_size=20).map(str.strip).filter(bool)


@given(
    st.lists(st.tuples(WORDS, st.booleans(), st.one_of(st.just(""), WORDS)), min_size=2, max_size=5)
    .map(lambda rows: [Option(*row) for row in rows])
    .filter(lambda options: sum(option.correct for option in options) == 1),
    WORDS,
    st.one_of(st.just(""), WORDS),
)
def test_what_is_written_comes_back(options: list[Option], text: str, explanation: str) -> None:
    question = Exchanged("one", text, name="s1", options=tuple(options), explanation=explanation)
    written, losses = write_gift([question])
    assert not losses.losses
    assert replace(read_one(written), line=1) == question


def test_points_and_unknown_kinds_are_listed_when_written() -> None:
    gaps = Exchanged("gaps", "Denda [[satu]] hari.", name="s1")
    worth = Exchanged("essay", "Ceritakan.", name="s2", points=Decimal(5))
    text, lost_ = write_gift([gaps, worth])
    assert len(lost_.losses) == 2
    assert "Denda" not in text
    assert "Ceritakan" in text
