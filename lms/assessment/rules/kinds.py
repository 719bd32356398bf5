"""The kinds of questions: how an answer is read, which parts of it are right, what share it earns.

Kinds are rows of one table, `KINDS`; a new kind is a new row. Every answer has one normal form, and
`{}` is no answer. Indexes are always those of the prompt, whatever order was shown. What does not
belong here: points, penalties and scores (`grading`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from lms.assessment.rules.texts import accepts, accepts_number, long_text, one_line
from lms.assessment.rules.values import Key, Payload, Prompt
from lms.core.errors import Invalid

Values = Sequence[tuple[int, str]]
Normal = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of question.

    `typed` makes an answer of a plain form's values (part, text); `read` takes an answer and the
    prompt and returns its normal form; `parts` counts what is to be filled, and `filled` what an
    answer in normal form fills; `marks` tells which parts of it are right. `share` is how much of
    the question that is, from 0 to 1; where a kind has none, each part weighs the same. `graded`
    says who grades.
    """

    typed: Callable[[Values], Payload]
    read: Callable[[Payload, Prompt], Normal]
    parts: Callable[[Prompt], int]
    filled: Callable[[Payload], int]
    marks: Callable[[Payload, Key], tuple[bool, ...]]
    share: Callable[[Payload, Key], Fraction] | None = None
    graded: Literal["rule", "people", "never"] = "rule"


def refused() -> Invalid:
    """That an answer is none to this question."""
    return Invalid("payload", "Jawaban ini tidak dikenali. Muat ulang halaman, lalu jawab lagi.")


def only(payload: Payload, name: str) -> Any:
    """The one member that a payload may have, None without it.

    Raises:
        Invalid: it has others.
    """
    if set(payload) - {name}:
        raise refused()
    return payload.get(name)


def _index(value: object, below: int) -> int:
    # bool is an int in Python: `true` must not choose the second option.
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < below:
        raise refused()
    return value


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise refused()
    return int(text)


def _one_part(_: Prompt) -> int:
    return 1


def _one_filled(answer: Payload) -> int:
    return int(bool(answer))


# One option, several options


def _typed_one(values: Values) -> Payload:
    return {"choice": _number(values[0][1])} if values else {}


def _read_one(payload: Payload, prompt: Prompt) -> Normal:
    choice = only(payload, "choice")
    return {} if choice is None else {"choice": _index(choice, len(prompt["options"]))}


def _mark_one(answer: Payload, key: Key) -> tuple[bool, ...]:
    # A corrected key may have several: any of them is right then.
    return (answer.get("choice") in key["right"],)


def _typed_several(values: Values) -> Payload:
    return {"choices": [_number(value) for _part, value in values]}


def _read_several(payload: Payload, prompt: Prompt) -> Normal:
    choices, options = only(payload, "choices"), len(prompt["options"])
    if choices is None:
        return {}
    if not isinstance(choices, list) or len(choices) > options:
        raise refused()
    chosen = sorted({_index(choice, options) for choice in choices})
    return {"choices": chosen} if chosen else {}


def _mark_several(answer: Payload, key: Key) -> tuple[bool, ...]:
    chosen = set(answer.get("choices", ()))
    return tuple(option in chosen for option in key["right"])


def _share_several(answer: Payload, key: Key) -> Fraction:
    chosen, right = set(answer.get("choices", ())), set(key["right"])
    return max(Fraction(0), Fraction(len(chosen & right) - len(chosen - right), len(right)))


# Typed texts


def _typed_text(values: Values) -> Payload:
    return {"text": values[0][1]} if values else {}


def _read_text(payload: Payload, clean: Callable[[str], str]) -> Normal:
    text = only(payload, "text")
    if text is None:
        return {}
    if not isinstance(text, str):
        raise refused()
    cleaned = clean(text)
    return {"text": cleaned} if cleaned else {}


def _mark_short(answer: Payload, key: Key) -> tuple[bool, ...]:
    return (accepts(key["right"], answer.get("text", "")),)


def _mark_numeric(answer: Payload, key: Key) -> tuple[bool, ...]:
    return (accepts_number(key, answer.get("text", "")),)


# Parts: the partners of a matching, the places of an ordering, the gaps of a text


def _listed(payload: Payload, name: str, parts: int) -> list[Any] | None:
    """The list of a payload, filled up with None; None where there is no list."""
    values = only(payload, name)
    if values is None:
        return None
    if not isinstance(values, list) or len(values) > parts:
        raise refused()
    return [*values, *[None] * (parts - len(values))]


def _typed_list(values: Values) -> list[str | None]:
    by_part = dict(values)
    return [by_part.get(part) for part in range(max(by_part, default=-1) + 1)]


def _typed_indexes(values: Values) -> list[int | None]:
    return [_number(value) if value else None for value in _typed_list(values)]


def _read_indexes(payload: Payload, name: str, parts: int, below: int) -> Normal:
    values = _listed(payload, name, parts)
    if values is None:
        return {}
    read = [None if value is None else _index(value, below) for value in values]
    return {name: read} if any(value is not None for value in read) else {}


def _read_matching(payload: Payload, prompt: Prompt) -> Normal:
    return _read_indexes(payload, "pairs", len(prompt["lefts"]), len(prompt["rights"]))


def _read_ordering(payload: Payload, prompt: Prompt) -> Normal:
    return _read_indexes(payload, "places", len(prompt["items"]), len(prompt["items"]))


def _read_gaps(payload: Payload, prompt: Prompt) -> Normal:
    values = _listed(payload, "gaps", len(prompt["pieces"]) - 1)
    if values is None:
        return {}
    if not all(value is None or isinstance(value, str) for value in values):
        raise refused()
    texts = [one_line(value or "") for value in values]
    return {"gaps": texts} if any(texts) else {}


def _mark_indexes(answer: Payload, key: Key, name: str) -> tuple[bool, ...]:
    right = key["right"]
    given = answer.get(name, [None] * len(right))
    return tuple(one == other for one, other in zip(given, right, strict=True))


def _mark_gaps(answer: Payload, key: Key) -> tuple[bool, ...]:
    right = key["right"]
    given = answer.get("gaps", [""] * len(right))
    pairs = zip(given, right, strict=True)
    return tuple(bool(text) and accepts(accepted, text) for text, accepted in pairs)


def _filled_list(answer: Payload, name: str) -> int:
    return sum(1 for value in answer.get(name, ()) if value not in (None, ""))


# A scale


def _typed_scale(values: Values) -> Payload:
    return {"point": _number(values[0][1])} if values else {}


def _read_scale(payload: Payload, prompt: Prompt) -> Normal:
    point = only(payload, "point")
    if point is None:
        return {}
    low, high = prompt["points"][0][0], prompt["points"][-1][0]
    if _index(point, high + 1) < low:
        raise refused()
    return {"point": point}


def _unmarked(_answer: Payload, _key: Key) -> tuple[bool, ...]:
    return ()


def _texts(mark: Callable[[Payload, Key], tuple[bool, ...]]) -> Kind:
    return Kind(
        _typed_text, lambda payload, _: _read_text(payload, one_line), _one_part, _one_filled, mark
    )


KINDS: Mapping[str, Kind] = {
    "one": Kind(_typed_one, _read_one, _one_part, _one_filled, _mark_one),
    "several": Kind(
        _typed_several, _read_several, _one_part, _one_filled, _mark_several, _share_several
    ),
    "short": _texts(_mark_short),
    "numeric": _texts(_mark_numeric),
    "matching": Kind(
        lambda values: {"pairs": _typed_indexes(values)},
        _read_matching,
        lambda prompt: len(prompt["lefts"]),
        lambda answer: _filled_list(answer, "pairs"),
        lambda answer, key: _mark_indexes(answer, key, "pairs"),
    ),
    # Each item in its own place counts, not each neighbour: the share then says what the page
    # shows beside every item, and is defined as well where two items were given one place.
    "ordering": Kind(
        lambda values: {"places": _typed_indexes(values)},
        _read_ordering,
        lambda prompt: len(prompt["items"]),
        lambda answer: _filled_list(answer, "places"),
        lambda answer, key: _mark_indexes(answer, key, "places"),
    ),
    "gaps": Kind(
        lambda values: {"gaps": _typed_list(values)},
        _read_gaps,
        lambda prompt: len(prompt["pieces"]) - 1,
        lambda answer: _filled_list(answer, "gaps"),
        _mark_gaps,
    ),
    "essay": Kind(
        _typed_text,
        lambda payload, _: _read_text(payload, long_text),
        _one_part,
        _one_filled,
        _unmarked,
        graded="people",
    ),
    "scale": Kind(_typed_scale, _read_scale, _one_part, _one_filled, _unmarked, graded="never"),
}


def read_answer(kind: str, payload: Payload, prompt: Prompt) -> Normal:
    """An answer in its normal form; `{}` means unanswered.

    Raises:
        Invalid: it is no answer to this question.
    """
    return KINDS[kind].read(payload, prompt)


def read_typed(kind: str, values: Values, prompt: Prompt) -> Normal:
    """An answer from the values of a plain form, in its normal form.

    Raises:
        Invalid: no page of ours sends such values.
    """
    return read_answer(kind, KINDS[kind].typed(values), prompt)


def is_whole(kind: str, answer: Payload, prompt: Prompt) -> bool:
    """Whether an answer in normal form leaves no part of the question empty."""
    return KINDS[kind].filled(answer) == KINDS[kind].parts(prompt)


def share_of(kind: str, answer: Payload, key: Key) -> Fraction:
    """The share of the question that an answer in normal form gets right, from 0 to 1."""
    row = KINDS[kind]
    if row.share is not None:
        return row.share(answer, key)
    marks = row.marks(answer, key)
    return Fraction(sum(marks), len(marks))
