"""The answers of a question as its source should say them, for those who mend a key.

What does not belong here: where the question stands (places), the correction itself (assessment).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lms.authoring.queries.places import outline_of
from lms.authoring.source.exchange.bank import answer_block, exchanged
from lms.authoring.source.exchange.questions import Exchanged, Number, Option
from lms.courses.rules import rank
from lms.courses.source import (
    AcceptedText,
    Matching,
    Ordering,
    Outline,
    QuestionSource,
    gap_mark,
)
from lms.courses.source.keys import written_text
from lms.courses.source.numbers import readings


def corrected_block(
    course_id: int, question_key: str, content_hash: str, right: Sequence[Any]
) -> str | None:
    """The answer block in the course format with another key (`right` as questions are compiled);
    None where the source holds another question by now, or the format can't say it."""
    outline = outline_of(course_id)
    question = _question(outline, question_key) if outline else None
    if outline is None or question is None or question.content_hash != content_hash:
        return None
    given = exchanged(question)
    if given is None or (question.kind == "one" and len(right) != 1):
        return None
    if question.kind == "short":
        return _lines(right)
    return answer_block(_mended(given, question, right), outline.course.language)


def _question(outline: Outline, key: str) -> QuestionSource | None:
    in_quizzes = (
        question
        for module in outline.modules
        for activity in module.activities
        for question in activity.questions
    )
    in_banks = (question for bank in outline.banks for question in bank.questions)
    return next((one for one in (*in_quizzes, *in_banks) if one.key == key), None)


def _mended(given: Exchanged, question: QuestionSource, right: Sequence[Any]) -> Exchanged:
    answer = question.answer
    if given.kind in ("one", "several"):
        options = (
            Option(option.text, number in right, option.feedback)
            for number, option in enumerate(given.options)
        )
        return replace(given, options=tuple(options))
    if given.kind == "numeric":
        numbers = (Number(Decimal(one["value"]), Decimal(one["tolerance"])) for one in right)
        return replace(given, numbers=tuple(numbers))
    if isinstance(answer, Matching):
        return _matched(given, answer, right)
    if isinstance(answer, Ordering):
        shown = sorted(answer.items, key=rank)
        order = sorted(range(len(shown)), key=right.__getitem__)
        return replace(given, items=tuple(shown[number] for number in order))
    gaps = ["|".join(_texts(accepted)) for accepted in right]
    return replace(given, text=_with_gaps(question, gaps))


def _matched(given: Exchanged, answer: Matching, right: Sequence[int]) -> Exchanged:
    lefts = [left for left, _partner in answer.pairs]
    partners = [partner for _left, partner in answer.pairs]
    shown = sorted(dict.fromkeys((*partners, *answer.extra)), key=rank)
    pairs = tuple(zip(lefts, (shown[place] for place in right), strict=True))
    taken = {partner for _left, partner in pairs}
    return replace(given, pairs=pairs, extra=tuple(one for one in shown if one not in taken))


def _with_gaps(question: QuestionSource, gaps: Sequence[str]) -> str:
    text = f"{question.title}\n\n{question.stem}".strip()
    for number, gap in enumerate(gaps):
        text = text.replace(gap_mark(number), f"[[{gap}]]")
    return text


def _lines(right: Iterable[Mapping[str, Any]]) -> str:
    texts = _texts(right)
    if all(readings(text, "id") or readings(text, "en") for text in texts):
        # They would be taken for numbers.
        texts = [f'"{text}"' for text in texts]
    return "\n".join(f"= {text}" for text in texts)


def _texts(accepted: Iterable[Mapping[str, Any]]) -> list[str]:
    return [written_text(AcceptedText(tuple(one["parts"]), one["case"])) for one in accepted]
