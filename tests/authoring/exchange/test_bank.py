"""Banks: what is written is clean for the checker and is read back as the same questions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lms.authoring.source.exchange import Exchanged, exchanged, read_questions, write_bank
from lms.authoring.source.exchange.questions import Number, Option
from lms.courses.source import CourseFolder, scan
from tests.authoring.exchange.test_moodle_xml import questions
from tests.factories.courses import course_folder

EVERY_KIND = (
    Exchanged(
        "one",
        "Siapa yang menunjuk PPTK?",
        name="s1",
        options=(Option("PA/KPA", True, "Tepat."), Option("Penyedia\n\nbaris kedua", False)),
        explanation="Lihat materi.",
        points=Decimal("2.5"),
        outcome="inti",
        tags=("peran", "dasar"),
    ),
    Exchanged(
        "several", "Pilih dua.", name="s2", options=(Option("Jadwal", True), Option("Warna", False))
    ),
    Exchanged(
        "short", "Kepanjangan ASN?", name="s3", options=(Option("Aparatur*", True),), case=True
    ),
    Exchanged("short", "Kode?", name="s4", options=(Option("007", True),)),
    Exchanged(
        "numeric",
        "Deviasi?",
        name="s5",
        numbers=(Number(Decimal("12.5"), Decimal("0.5")),),
        unit="km",
    ),
    Exchanged(
        "matching",
        "Jodohkan.",
        name="s6",
        pairs=(("PPK", "menandatangani"), ("PPTK", "mengendalikan")),
        extra=("membayar",),
    ),
    Exchanged("ordering", "Urutkan.", name="s7", items=("Usulan", "Rencana", "Pelaksanaan")),
    Exchanged("gaps", "Denda [[1/1000|satu permil]] per [[hari]].", name="s8"),
    Exchanged("essay", "Ceritakan.\n\nDengan contoh.", name="s9"),
)


def read_back(
    asked: list[Exchanged] | tuple[Exchanged, ...], language: str = "id"
) -> list[Exchanged]:
    """The questions of the bank that is written, as the scanner reads them."""
    bank = write_bank(asked, key="impor", title="Soal impor", language=language)
    files = dict(course_folder(language=language, quiz=False).files) | {
        "bank/impor.md": bank.encode()
    }
    result = scan(CourseFolder(files))
    errors = [f for f in result.findings if f.file == "bank/impor.md" and f.severity == "error"]
    assert not errors, (errors, bank)
    assert result.outline is not None
    [read] = result.outline.banks
    return [one for one in map(exchanged, read.questions) if one is not None]


def test_a_question_of_every_kind_comes_back_as_it_was() -> None:
    for language in ("id", "en"):
        assert [replace(one, line=1) for one in read_back(EVERY_KIND, language)] == list(EVERY_KIND)


def test_names_that_are_no_ids_become_some() -> None:
    asked = [
        Exchanged("essay", "Ceritakan.", name="Soal Satu!"),
        Exchanged("essay", "Apa itu SKM?"),
    ]
    assert [one.name for one in read_back(asked)] == ["soal-satu", "apa-itu-skm"]


@given(st.lists(questions(), min_size=1, max_size=3))
def test_whatever_moodle_holds_becomes_a_bank_the_checker_can_read(asked: list[Exchanged]) -> None:
    plain = [replace(one, text=f"Soal {n}.", explanation="") for n, one in enumerate(asked)]
    bank = write_bank(plain, key="impor", title="Soal impor", language="id")
    files = dict(course_folder().files) | {"bank/impor.md": bank.encode()}
    result = scan(CourseFolder(files))
    assert result.outline is not None


def test_plain_words_of_gift_are_clean_markdown() -> None:
    found = read_questions(
        "soal.gift",
        b"Berapa [harga] *pas*? {=Rp5.000 ~1. satu ~HASH dua ~- tiga ~> empat ~= 5 ~[[lima]] ~$x$}".replace(
            b"~= 5", b"~\\= 5"
        ).replace(b"HASH", b"\\#"),
    )
    [question] = read_back(found.questions)
    assert len(question.options) == 8
