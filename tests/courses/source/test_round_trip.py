"""Any answer that is written as the format says is read back as it was."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.courses.source import (
    AcceptedNumber,
    AcceptedText,
    Answer,
    Choice,
    Gaps,
    Matching,
    NumericAnswer,
    OptionSource,
    Ordering,
    Scale,
    ShortAnswer,
    gap_mark,
    scan,
)
from lms.courses.source.numbers import written
from tests.courses.source.folders import place

WORDS = st.text(st.sampled_from("abcdefgh éñ,.-:'()"), min_size=1, max_size=20).map(
    lambda text: "k" + " ".join(text.split()) + "m"
)
DISTINCT = st.lists(WORDS, min_size=2, max_size=6, unique_by=str.casefold)
SHARES = st.decimals(0, 1000, places=2)
UNITS = st.sampled_from(["", "km", "poin persen", "%", "m²", "Rp"])
FEEDBACK = st.none() | WORDS


@st.composite
def choices(draw: st.DrawFn) -> tuple[str, str, Answer]:
    texts = draw(DISTINCT)
    one = draw(st.booleans())
    right = {draw(st.integers(0, len(texts) - 1))}
    if not one:
        right |= draw(st.sets(st.integers(0, len(texts) - 1)))
    options = [OptionSource(text, i in right, draw(FEEDBACK)) for i, text in enumerate(texts)]
    opening, closing = "()" if one else "[]"
    lines = [
        f"- {opening}{'x' if option.correct else ' '}{closing} {option.text}"
        + (f"\n  > {option.feedback}" if option.feedback else "")
        for option in options
    ]
    return "one" if one else "several", "\n".join(lines), Choice(tuple(options))


@st.composite
def short_answers(draw: st.DrawFn) -> tuple[str, str, Answer]:
    accepted = []
    for text in draw(DISTINCT):
        parts = (text, "") if draw(st.booleans()) else (text,)
        accepted.append(AcceptedText(parts, draw(st.booleans())))
    lines = [f"= {'*'.join(one.parts)}{' {case}' * one.case}" for one in accepted]
    return "short", "\n".join(lines), ShortAnswer(tuple(accepted))


@st.composite
def numeric_answers(draw: st.DrawFn) -> tuple[str, str, Answer]:
    unit = draw(UNITS)
    values = draw(st.lists(SHARES, min_size=1, max_size=3, unique=True))
    accepted = tuple(AcceptedNumber(value, draw(SHARES)) for value in values)
    before = unit == "Rp"
    lines = [
        f"= {'Rp' * before}{written(one.value, 'id')}{'' if before or not unit else ' ' + unit}"
        f" ± {written(one.tolerance, 'id')}"
        for one in accepted
    ]
    return "numeric", "\n".join(lines), NumericAnswer(accepted, unit, before)


@st.composite
def matchings(draw: st.DrawFn) -> tuple[str, str, Answer]:
    lefts = draw(DISTINCT)
    rights, extra = draw(DISTINCT), draw(WORDS)
    pairs = tuple((left, rights[i % len(rights)]) for i, left in enumerate(lefts))
    used = {right.casefold() for _, right in pairs}
    extras = (extra,) if extra.casefold() not in used and draw(st.booleans()) else ()
    lines = [f"- {left} => {right}" for left, right in pairs] + [f"- => {text}" for text in extras]
    return "matching", "\n".join(lines), Matching(pairs, extras)


@st.composite
def orderings(draw: st.DrawFn) -> tuple[str, str, Answer]:
    items = draw(DISTINCT)
    lines = [f"{draw(st.integers(0, 99))}. {item}" for item in items]
    return "ordering", "\n".join(lines), Ordering(tuple(items))


@st.composite
def gaps(draw: st.DrawFn) -> tuple[str, str, Answer]:
    accepted = draw(st.lists(DISTINCT, min_size=1, max_size=4))
    text = " dan ".join(f"[[{'|'.join(texts)}]]" for texts in accepted)
    answer = tuple(tuple(AcceptedText((text,), case=False) for text in texts) for texts in accepted)
    return "gaps", f"Isi {text}.", Gaps(answer)


@st.composite
def scales(draw: st.DrawFn) -> tuple[str, str, Answer]:
    labels = draw(st.lists(WORDS, min_size=2, max_size=11, unique_by=str.casefold))
    low = draw(st.integers(0, 5))
    high = low + len(labels) - 1
    if len(labels) > 2 and draw(st.booleans()):
        labels = [labels[0], *[""] * (len(labels) - 2), labels[-1]]
        names = f"{labels[0]} | … | {labels[-1]}"
    else:
        names = " | ".join(labels)
    return "scale", f"({low}..{high}) {names}", Scale(low, high, tuple(labels))


KEYED = choices() | short_answers() | numeric_answers() | matchings() | orderings() | gaps()


@settings(deadline=None, max_examples=250)
@given(KEYED)
def test_an_answer_of_a_quiz_is_read_back(drawn: tuple[str, str, Answer]) -> None:
    kind, text, answer = drawn
    result = scan(place("quiz", f"## Soal {{#s}}\n\nBacalah.\n\n{text}\n").folder)
    assert result.findings == ()
    assert result.outline is not None
    (question,) = result.outline.modules[1].activities[0].questions
    assert (question.kind, question.answer) == (kind, answer)
    if isinstance(answer, Gaps):
        assert question.stem.count("\ue000") == len(answer.gaps)
        assert gap_mark(len(answer.gaps) - 1) in question.stem
    else:
        assert question.stem == "Bacalah."


@settings(deadline=None, max_examples=80)
@given(scales(), st.booleans())
def test_a_scale_is_read_back(drawn: tuple[str, str, Answer], shared: bool) -> None:
    _, text, answer = drawn
    attribute = f' scale="{text}"' if shared else ""
    item = "" if shared else f"\n{text}\n"
    module = f"# Survei {{#v .survey{attribute}}}\n\n## Butir {{#s}}\n{item}"
    result = scan(place("module", module).folder)
    assert result.findings == ()
    assert result.outline is not None
    (question,) = result.outline.modules[1].activities[0].questions
    assert (question.kind, question.answer) == ("scale", answer)


@given(SHARES)
def test_a_number_is_read_back_from_an_answer(value: Decimal) -> None:
    result = scan(place("quiz", f"## Soal {{#s}}\n= {written(value, 'id')}\n").folder)
    assert result.findings == ()
