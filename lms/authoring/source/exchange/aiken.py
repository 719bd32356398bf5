"""Aiken: the plainest of the formats, one right option out of several.

    Siapa yang menunjuk PPTK?
    A. PA/KPA
    B. Penyedia
    ANSWER: A

Source: the Moodle documentation, "Aiken format". An option's letter is followed by `.` or `)`; the
answer line closes the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import ascii_uppercase

from lms.authoring.source.exchange.questions import Exchange, Exchanged, Option
from lms.authoring.source.exchange.texts import flat, literal
from lms.core.words import N_

_OPTION = re.compile(r"([A-Z])[.)]\s+(\S.*)")
_ANSWER = re.compile(r"ANSWER:\s*([A-Z])\s*", re.IGNORECASE)


def read_aiken(text: str) -> Exchange:
    """The questions of a file; what isn't one is listed as lost."""
    found = Exchange()
    block: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        answer = _ANSWER.fullmatch(line.strip())
        if answer:
            _read(block, answer[1].upper(), found)
            block = []
        elif line.strip():
            block.append((number, line.strip()))
    if block:
        found.lose(block[0][0], N_("“%(text)s” tidak diakhiri baris ANSWER."), text=block[0][1])
    return found


def _read(block: list[tuple[int, str]], answer: str, found: Exchange) -> None:
    stem: list[str] = []
    options: dict[str, str] = {}
    for _number, line in block:
        option = _OPTION.fullmatch(line)
        if option and option[1] == ascii_uppercase[len(options)]:
            options[option[1]] = option[2]
        elif options:
            last = next(reversed(options))
            options[last] += f" {line}"
        else:
            stem.append(line)
    if not stem or answer not in options:
        number, words = block[0] if block else (1, "ANSWER")
        found.lose(
            number,
            N_("Soal “%(text)s” tidak lengkap: jawabannya tidak ada di pilihan."),
            text=words,
        )
        return
    found.questions.append(
        Exchanged(
            "one",
            literal(" ".join(stem)),
            line=block[0][0],
            options=tuple(
                Option(literal(words), letter == answer) for letter, words in options.items()
            ),
        )
    )


def write_aiken(questions: Iterable[Exchanged]) -> tuple[str, Exchange]:
    """Aiken's text, and what it has no place for."""
    lost = Exchange()
    parts = [_written(one, lost) for one in questions]
    return "\n\n".join(part for part in parts if part) + "\n", lost


def _written(question: Exchanged, lost: Exchange) -> str:
    name = question.name or flat(question.text)
    if question.kind != "one" or len(question.options) > len(ascii_uppercase):
        lost.lose(question.line, N_("Soal %(name)s: jenisnya tidak dikenal Aiken."), name=name)
        return ""
    if question.explanation or any(option.feedback for option in question.options):
        lost.lose(question.line, N_("Soal %(name)s: umpan balik dan pembahasan."), name=name)
    if question.points != 1 or question.outcome or question.tags:
        lost.lose(question.line, N_("Soal %(name)s: poin, hasil belajar, dan tag."), name=name)
    lines = [flat(question.text)]
    lines += [
        f"{letter}. {flat(option.text)}"
        for letter, option in zip(ascii_uppercase, question.options, strict=False)
    ]
    right = next(index for index, option in enumerate(question.options) if option.correct)
    return "\n".join([*lines, f"ANSWER: {ascii_uppercase[right]}"])
