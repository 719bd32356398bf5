"""What becomes of questions: a prompt that says nothing of the answer, and a key apart from it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lms.courses.actions.compiling import TextRefusedError, compile_course, same_key
from lms.courses.models import Activity, Question
from lms.courses.source import (
    AcceptedNumber,
    AcceptedText,
    Answer,
    BankSource,
    Choice,
    Criterion,
    Essay,
    Gaps,
    Matching,
    NumericAnswer,
    OptionSource,
    Ordering,
    Outline,
    QuestionSource,
    RubricCell,
    RubricSource,
    Scale,
    ShortAnswer,
    gap_mark,
    scan,
)
from tests.factories.courses import course_folder

CANARY = "kenari7f3a"


def outline() -> Outline:
    found = scan(course_folder()).outline
    assert found is not None
    return found


def question(kind: str, answer: Answer, **parts: Any) -> QuestionSource:
    activity = outline().modules[0].activities[-1]
    values = {"kind": kind, "answer": answer, "key": f"soal-{kind}", "explanation": None}
    return replace(activity.questions[0], **(values | parts))


def quiz(
    *questions: QuestionSource, sources: tuple[BankSource, ...] = (), **parts: Any
) -> Activity:
    """The last activity of a course, compiled with these questions and attributes."""
    whole = outline()
    module = whole.modules[0]
    last = replace(module.activities[-1], questions=questions, **parts)
    modules = (replace(module, activities=(last,)),)
    compiled = compile_course(replace(whole, modules=modules, banks=sources), [])
    return compiled.modules[0].activities[0]


def compiled(kind: str, answer: Answer, **parts: Any) -> Question:
    return quiz(question(kind, answer, **parts)).questions[0]


def text(*parts: str, case: bool = False) -> AcceptedText:
    return AcceptedText(parts, case)


RUBRIC = RubricSource(
    key="risiko",
    proposed=False,
    title="Menulis *risiko*",
    line=3,
    criteria=(
        Criterion("Sebab", (RubricCell(Decimal(0), "tidak ada"), RubricCell(Decimal(2), "jelas"))),
    ),
    content_hash="0" * 64,
)


def bank(*questions: QuestionSource, key: str = "kontrak") -> BankSource:
    return BankSource(
        key=key,
        proposed=False,
        file=f"bank/{key}.md",
        title="Bank",
        questions=tuple(replace(one, bank=key) for one in questions),
        rubrics=(RUBRIC,),
        footnotes_and_links="",
    )


def test_options_and_their_key() -> None:
    options = (
        OptionSource("*Satu*", correct=False, feedback=None),
        OptionSource("Dua", correct=True, feedback=f"Tepat {CANARY}"),
    )
    row = compiled("one", Choice(options), title="Berapa?", stem="Pilih.")
    assert row.prompt == {
        "stem": "<p>Berapa?</p><p>Pilih.</p>",
        "options": ["<em>Satu</em>", "Dua"],
    }
    assert row.key_data == {
        "right": [1],
        "feedback": [None, f"<p>Tepat {CANARY}</p>"],
        "explanation": None,
    }


def test_short_answers_stand_in_the_key_alone() -> None:
    row = compiled("short", ShortAnswer((text(CANARY, ""), text("ASN", case=True))))
    assert CANARY not in str(row.prompt)
    assert row.key_data["right"] == [
        {"parts": [CANARY, ""], "case": False},
        {"parts": ["ASN"], "case": True},
    ]


def test_of_a_number_only_the_unit_is_shown() -> None:
    accepted = (AcceptedNumber(Decimal("12.0"), Decimal("0.5")),)
    row = compiled("numeric", NumericAnswer(accepted, "hari", unit_before=False))
    assert (row.prompt["unit"], row.prompt["unit_before"]) == ("hari", False)
    assert "12" not in str(row.prompt)
    assert row.key_data == {
        "right": [{"value": "12.0", "tolerance": "0.5"}],
        "unit": "hari",
        "language": "id",
        "explanation": None,
    }


def test_partners_are_shown_in_an_order_of_their_own() -> None:
    pairs = tuple((f"kiri {n}", f"kanan *{n}*") for n in range(8))
    row = compiled("matching", Matching((*pairs, ("kiri 8", "kanan *0*")), ("sisa",)))
    words, right = row.prompt["right_words"], row.key_data["right"]
    assert sorted(words) == sorted([f"kanan {n}" for n in range(8)] + ["sisa"])
    assert [words[index] for index in right] == [*(f"kanan {n}" for n in range(8)), "kanan 0"]
    assert right[:8] != sorted(right[:8])
    assert row.prompt["rights"][right[3]] == "kanan <em>3</em>"
    backwards = compiled("matching", Matching(pairs[::-1], ("sisa",)))
    assert backwards.prompt["rights"] == row.prompt["rights"]


def test_items_are_shown_in_an_order_of_their_own() -> None:
    items = tuple(f"langkah {n}" for n in range(9))
    row = compiled("ordering", Ordering(items))
    shown = row.prompt["items"]
    assert sorted(shown) == list(items)
    assert [items[place] for place in row.key_data["right"]] == shown
    assert shown != list(items)
    assert compiled("ordering", Ordering(items[::-1])).prompt["items"] == shown


def test_gaps_cut_the_text_where_fields_go() -> None:
    row = compiled(
        "gaps",
        Gaps(((text("1/1000"), text("satu permil")), (text("hari"),))),
        title=f"Denda adalah **{gap_mark(0)}** per",
        stem=f"{gap_mark(1)}, dengan pajak.",
    )
    assert row.prompt["pieces"] == [
        "<p>Denda adalah <strong>",
        "</strong> per</p><p>",
        ", dengan pajak.</p>",
    ]
    assert row.prompt["stem"].count("____") == 2
    assert "permil" not in str(row.prompt)
    assert [[one["parts"] for one in gap] for gap in row.key_data["right"]] == [
        [["1/1000"], ["satu permil"]],
        [["hari"]],
    ]


@pytest.mark.parametrize(
    "title",
    ["Tanpa isian", f"[a](https://x.id '{gap_mark(0)}')"],
)
def test_a_gap_that_cannot_be_filled_is_refused_with_its_place(title: str) -> None:
    with pytest.raises(TextRefusedError) as refused:
        compiled("gaps", Gaps(((text("hari"),),)), title=title)
    finding = refused.value.finding
    assert (finding.code, finding.file, finding.params["subject"]) == (
        "E806",
        "01-modul.md",
        "soal-gaps",
    )


def test_an_essay_shows_by_what_it_is_marked() -> None:
    essay = question("essay", Essay(), rubric="risiko", points=Decimal(10))
    row = quiz(essay, sources=(bank(),)).questions[0]
    assert row.prompt["rubric"] == {
        "title": "Menulis <em>risiko</em>",
        "criteria": [
            {
                "name": "Sebab",
                "cells": [
                    {"points": "0", "text": "tidak ada"},
                    {"points": "2", "text": "jelas"},
                ],
            }
        ],
    }
    assert row.key_data == {"right": [], "explanation": None}


def test_items_of_a_survey_carry_what_they_measure() -> None:
    item = question("scale", Scale(1, 3, ("tidak", "", "ya")), indicator="u1", optional=True)
    survey = quiz(item, kind="survey")
    assert survey.settings == {}
    row = survey.questions[0]
    assert row.prompt["points"] == [[1, "tidak"], [2, ""], [3, "ya"]]
    assert (row.prompt["optional"], row.prompt["indicator"]) == (True, "u1")


def test_a_quiz_has_its_own_questions_first_and_then_those_of_its_banks() -> None:
    own, first, second, other = (question("essay", Essay(), key=key) for key in "abcd")
    row = quiz(
        own,
        sources=(bank(other, key="cadangan"), bank(first, second)),
        banks=("kontrak", "cadangan"),
        draw=2,
        purpose="pretest",
    )
    assert [(one.key, one.position) for one in row.questions] == [
        ("a", 1),
        ("b", 2),
        ("c", 3),
        ("d", 4),
    ]
    assert (row.settings["draw"], row.settings["purpose"]) == (2, "pretest")


def test_an_assignment_is_its_own_question() -> None:
    row = quiz(
        kind="assignment",
        body="Tulis **satu** risiko.",
        rubric="risiko",
        points=Decimal(10),
        hands_in_text=True,
        types=("pdf",),
        files=2,
        due_days=14,
        sources=(bank(),),
    )
    (only,) = row.questions
    assert (only.key, only.kind, only.points) == (row.key, "essay", 10)
    assert "<strong>satu</strong>" in only.prompt["stem"]
    assert only.prompt["rubric"] == row.settings["rubric"]
    assert row.settings["types"] == ["pdf"]
    assert (row.settings["files"], row.settings["due_days"]) == (2, 14)
    assert not quiz(kind="assignment", hands_in_text=False).questions


def test_a_key_survives_a_new_compiler() -> None:
    old = {"right": [1], "feedback": ["<p>lama</p>"], "explanation": None}
    fresh = {"right": [0], "feedback": ["<p>baru</p>"], "explanation": None}
    assert same_key(old, fresh) == fresh | {"right": [1]}
