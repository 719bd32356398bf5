"""Between questions that are exchanged and those of the course format: a bank's Markdown written, a
scanned question read.

What does not belong here: other formats; the scanner that reads a bank (courses).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from lms.authoring.source.exchange.questions import Exchanged, Kind, Number, Option
from lms.authoring.source.exchange.texts import flat
from lms.courses.source import QuestionSource
from lms.courses.source.answers import (
    AcceptedText,
    Choice,
    Gaps,
    Matching,
    NumericAnswer,
    Ordering,
    ShortAnswer,
    gap_mark,
)
from lms.courses.source.naming import FreeNames, is_id
from lms.courses.source.numbers import RUPIAH, readings

_BLOCK_START = re.compile(r"\s{4,}|\s*(?:[-*+] |\d+[.)] |>|`{3}|~{3}|\||#|=|!\[|\$\$)")
_STEM_MARK = re.compile(r"^(=|\(\d+\.\.\d+\)|_{4,}$)", re.MULTILINE)
_ARROW = re.compile(r"(?<!\\)=>")
CASE = " {case}"


def write_bank(
    questions: Iterable[Exchanged],
    *,
    key: str,
    title: str,
    language: str,
    taken: Iterable[str] = (),
) -> str:
    """A bank as its author would have written it. A name that can't be an id, or is one of `taken`,
    becomes another."""
    asked = list(questions)
    free = FreeNames({*taken, key})
    keys = [free.propose(one.name or flat(one.text), "soal") for one in asked]
    parts = [f"---\nid: {key}\ntitle: {title}\n---\n"]
    parts += [
        _question(question, own, number, language)
        for number, (question, own) in enumerate(zip(asked, keys, strict=True), start=1)
    ]
    return "\n".join(parts)


def exchanged(question: QuestionSource) -> Exchanged | None:
    """A question as other formats may take it; None where none of them has anything like it."""
    answer = question.answer
    text = f"{question.title}\n\n{question.stem}".strip()
    base = {
        "name": question.key,
        "line": question.line,
        "explanation": question.explanation or "",
        "points": question.points,
        "outcome": question.outcome or "",
        "tags": question.tags,
    }

    def made(kind: Kind, **parts: object) -> Exchanged:
        return Exchanged(kind, **({"text": text} | base | parts))  # type: ignore[arg-type]

    match answer:
        case Choice(options):
            offered = tuple(Option(o.text, o.correct, o.feedback or "") for o in options)
            return made("one" if question.kind == "one" else "several", options=offered)
        case ShortAnswer(accepted):
            texts = tuple(Option(_pattern(one), correct=True) for one in accepted)
            return made("short", options=texts, case=any(one.case for one in accepted))
        case NumericAnswer(accepted, unit, _before):
            numbers = tuple(Number(one.value, one.tolerance) for one in accepted)
            return made("numeric", numbers=numbers, unit=unit)
        case Matching(pairs, extra):
            return made("matching", pairs=pairs, extra=extra)
        case Ordering(items):
            return made("ordering", items=items)
        case Gaps(gaps):
            return made("gaps", text=_with_gaps(text, gaps))
    return made("essay") if question.kind == "essay" else None


def answer_block(question: Exchanged, language: str) -> str:
    """The answers of a question as its author would have written them; of gaps the text that they
    stand in."""
    return question.text if question.kind == "gaps" else _ANSWERS[question.kind](question, language)


def _pattern(accepted: AcceptedText) -> str:
    return "*".join(part.replace("*", "\\*") for part in accepted.parts)


def _with_gaps(text: str, gaps: Sequence[Sequence[AcceptedText]]) -> str:
    for number, accepted in enumerate(gaps):
        written = "|".join(_pattern(one) + (CASE if one.case else "") for one in accepted)
        text = text.replace(gap_mark(number), f"[[{written}]]")
    return text


def _question(question: Exchanged, key: str, number: int, language: str) -> str:
    title, stem = _title_and_stem(question.text, number, language)
    attributes = [f"#{key}"]
    attributes += [f"points={question.points.normalize():f}"] if question.points != 1 else []
    if is_id(question.outcome):
        attributes.append(f"outcome={question.outcome}")
    words = " ".join(word for word in question.tags if '"' not in word)
    attributes += [f'tags="{words}"'] if words else []
    braces = " ".join(attributes)
    answer = _ANSWERS[question.kind](question, language)
    blocks = [
        f"## {title} {{{braces}}}",
        _escaped_stem(stem),
        answer,
        _explanation(question, language),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _title_and_stem(text: str, number: int, language: str) -> tuple[str, str]:
    first, _, rest = text.strip().partition("\n\n")
    if not first or "\n" in first or _BLOCK_START.match(first):
        return (f"Question {number}" if language == "en" else f"Soal {number}"), text.strip()
    return first.strip(), rest.strip()


def _escaped_stem(stem: str) -> str:
    return _STEM_MARK.sub(r"\\\1", stem)


def _explanation(question: Exchanged, language: str) -> str:
    if not question.explanation:
        return ""
    label = "Explanation" if language == "en" else "Pembahasan"
    lines = f"{label}: {question.explanation.strip()}".splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _options(question: Exchanged, language: str) -> str:  # noqa: ARG001 - the shape of the table
    marks = ("( )", "(x)") if question.kind == "one" else ("[ ]", "[x]")
    return "\n".join(_option(option, marks[option.correct]) for option in question.options)


def _option(option: Option, mark: str) -> str:
    first, *others = option.text.strip().splitlines() or [""]
    lines = [f"- {mark} {first}", *(f"  {line}".rstrip() for line in others)]
    if option.feedback:
        lines += [f"  > {line}".rstrip() for line in option.feedback.strip().splitlines()]
    return "\n".join(lines)


def _short(question: Exchanged, language: str) -> str:
    case = CASE if question.case else ""
    texts = [" ".join(option.text.split()) for option in question.options]
    # When every line could be read as a number, they would be taken for numbers.
    quoted = all(readings(text, language) for text in texts)
    return "\n".join(f'= "{text}"{case}' if quoted else f"= {text}{case}" for text in texts)


def _numeric(question: Exchanged, language: str) -> str:
    return "\n".join(
        f"= {_with_unit(_decimal(one.value, language), question.unit)}"
        + (f" ± {_decimal(one.tolerance, language)}" if one.tolerance else "")
        for one in question.numbers
    )


def _with_unit(number: str, unit: str) -> str:
    if not unit:
        return number
    return f"{unit} {number}" if unit == RUPIAH else f"{number} {unit}"


def _decimal(number: Decimal, language: str) -> str:
    text = f"{number.normalize():f}"
    return text if language == "en" else text.replace(".", ",")


def _matching(question: Exchanged, language: str) -> str:  # noqa: ARG001 - the shape of the table
    pairs = [f"- {_side(left)} => {_side(right)}" for left, right in question.pairs]
    return "\n".join([*pairs, *(f"- => {_side(right)}" for right in question.extra)])


def _side(markdown: str) -> str:
    return _ARROW.sub(r"\\=>", " ".join(markdown.split()))


def _ordering(question: Exchanged, language: str) -> str:  # noqa: ARG001 - the shape of the table
    items = (" ".join(item.split()) for item in question.items)
    return "\n".join(f"{place}. {item}" for place, item in enumerate(items, start=1))


def _in_the_text(question: Exchanged, language: str) -> str:  # noqa: ARG001 - the shape of the table
    return ""


def _essay(question: Exchanged, language: str) -> str:  # noqa: ARG001 - the shape of the table
    return "____"


_ANSWERS: Mapping[Kind, Callable[[Exchanged, str], str]] = {
    "one": _options,
    "several": _options,
    "short": _short,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "gaps": _in_the_text,
    "essay": _essay,
}
