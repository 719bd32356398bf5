"""Keys, feedback and explanations never end up in what a learner sees first."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.courses.source import Choice, CourseFolder, Matching, Outline, scan
from tests.courses.source.folders import module_text, right_course

CANARY = "kenari"
OPTION_WORDS = st.sampled_from(["PPK", "**PPTK** ya", "`kode`", "a > b", "[t](#tetap)"])
FEEDBACK = st.sampled_from(
    [
        "  > {c}",
        "  > {c}\n  lanjutan {c}",
        "    > {c}\n    >\n    > {c}",
        "\n  > {c}\n\n  > {c}",
        "  > ```\n  > {c}\n  > ```",
        "\t> {c}",
        "  >{c}",
    ]
)
BREAKS = st.sampled_from(
    [
        "",
        "```\n",
        "<!-- ",
        "\n> {c}\n",
        "  ```\n",
        "- () {c}\n",
        "~~~\n",
        "{c}\n",
        " # {c}\n",
        "##\n",
    ]
)
CLASSES = st.sampled_from(["quiz", "practice", "kuis", "survey", "quiz .practice"])


@st.composite
def options(draw: st.DrawFn) -> str:
    """Options whose text is safe and whose feedback holds the canary."""
    kind = draw(st.sampled_from(["()", "[]"]))
    lines = []
    for number in range(draw(st.integers(1, 4))):
        mark = draw(st.sampled_from(["x", "X"])) if draw(st.booleans()) else " "
        word = f"{draw(OPTION_WORDS)} {number}"
        lines.append(f"- {kind[0]}{mark}{kind[1]} {word}\n{draw(FEEDBACK).format(c=CANARY)}")
    return "\n".join(lines)


@st.composite
def modules(draw: st.DrawFn, *, broken: bool) -> str:
    """A module with a lesson, a quiz full of canaries, and a lesson."""
    pieces = ["# Awal {#awal}\n\nIsi.\n", f"# Kuis {{#kuis .{draw(CLASSES)}}}\n\nBaca.\n"]
    for number in range(draw(st.integers(1, 3))):
        snag = draw(BREAKS).format(c=CANARY) if broken else ""
        pieces.append(f"## Soal {number} {{#s{number}}}\n\nPokok.\n\n{draw(options())}\n\n{snag}")
        pieces.append(f"> Pembahasan: {CANARY}\n> {CANARY}\nlanjutan {CANARY}\n")
    pieces.append("# Akhir {#akhir}\n\nIsi.\n")
    return "\n".join(pieces)


def outline_of(text: str) -> Outline:
    outline = scan(CourseFolder(right_course() | {"01-uji.md": module_text(text)})).outline
    assert outline is not None
    return outline


def shown_before_answering(outline: Outline) -> str:
    parts = [outline.introduction]
    questions = [question for bank in outline.banks for question in bank.questions]
    for module in outline.modules:
        parts += [module.title, module.summary, module.footnotes_and_links]
        for activity in module.activities:
            parts += [activity.key, activity.title, activity.body]
            questions += activity.questions
    for question in questions:
        parts += [question.key, question.title, question.stem, *question.references]
        if isinstance(question.answer, Choice):
            parts += [option.text for option in question.answer.options]
        if isinstance(question.answer, Matching):
            parts += [text for pair in question.answer.pairs for text in pair]
    return "\n".join(parts)


@settings(deadline=None, max_examples=80)
@given(modules(broken=False))
def test_feedback_and_explanations_stay_apart(text: str) -> None:
    shown = shown_before_answering(outline_of(text))
    assert CANARY not in shown
    assert "(x)" not in shown.lower()


@settings(deadline=None, max_examples=80)
@given(modules(broken=True))
def test_they_stay_apart_in_broken_quizzes_too(text: str) -> None:
    assert CANARY not in shown_before_answering(outline_of(text))


KEYED = st.sampled_from(
    [
        "= {c}\n= lain",
        "= {c} ± 1",
        "Isi [[{c}|lain {{case}}]] dan **[[{c}]]**.",
        "- a => b\n- c => d\n\n> Pembahasan: {c}",
        "1. a\n2. b\n\n> Pembahasan: {c}",
        "\n____\n\n> Pembahasan: {c}",
        "= {c}\n  > {c}",
        "- a => b\n  > {c}\n- c => d",
        "1. a\n   > {c}\n2. b",
        "\n____\n  {c}",
        "= {c}\n\n- (x) A\n- ( ) B",
        "[[{c}]]\n\n= {c}",
    ]
)
IDS = st.sampled_from(["", " {{#s{n}}}"])


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(KEYED, IDS, st.booleans()), min_size=1, max_size=4), st.booleans())
def test_keys_of_typed_answers_stay_apart(
    drawn: list[tuple[str, str, bool]], in_bank: bool
) -> None:
    pieces = []
    for number, (text, id_, gap) in enumerate(drawn):
        # Below a gap, a numbered list is text like any other, and so is a quote in it.
        word = "[[kenari]] " if gap and not text.startswith("1.") else ""
        heading = f"## Soal {word}{number}{id_.format(n=number)}"
        pieces.append(f"{heading}\n{text.format(c=CANARY)}")
    questions = "\n\n".join(pieces)
    if in_bank:
        bank = f"---\nid: b\ntitle: B\n---\n{questions}\n".encode()
        files = right_course() | {"bank/b.md": bank}
        files["01-uji.md"] = module_text("# K {#k .quiz from=b}\n")
    else:
        files = right_course() | {"01-uji.md": module_text(f"# K {{#k .quiz}}\n\n{questions}\n")}
    outline = scan(CourseFolder(files)).outline
    assert outline is not None
    assert CANARY not in shown_before_answering(outline)


def test_a_footnote_that_only_a_question_uses_is_not_given_to_lessons() -> None:
    outline = outline_of(
        "# A {#a}\n\nIsi.\n\n# K {#k .quiz}\n\n## S {#s}\n- (x) A\n  > Tepat[^k]\n- ( ) B\n\n"
        f"[^k]: {CANARY}\n"
    )
    assert CANARY not in outline.modules[1].footnotes_and_links
    assert outline.modules[1].activities[1].questions[0].references == (f"[^k]: {CANARY}",)
