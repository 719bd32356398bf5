"""Judgements, each a question to a person: what may be wrong with an item, and how little a small
number of people tells. The thresholds are here, with where they come from.

What does not belong here: the figures that they rest on (`statistics`, `choices`, `reliability`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from math import sqrt

from lms.core.words import N_

LEAST = 10
"""Under so many people nothing is flagged. Ours: at 10, one person more or less moves a facility by
0.1, and a correlation of nought is off by a third (see `chance_error`)."""

FEW = 30
"""Under so many people figures are only first hints. Ours: at 30 a correlation of nought is off by
0.19, as much as divides a poor item from a fair one."""

STABLE = 200
"""From so many people on item statistics count as stable: Crocker & Algina (1986), ch. 14. Kromrey &
Bacon (1992), ERIC ED348378, show by simulation how far smaller samples err."""

POOR = 0.2
"""A discrimination below is poor: Ebel & Frisbie (1991), *Essentials of Educational Measurement*,
5th ed., ch. 13 (up to .19: to be rejected or improved)."""

EASY, HARD = 0.9, 0.2
"""A facility above, or below, hardly tells people apart. Ours, with the usual 0.2-0.9 in mind; in a
test of what everybody must know, easy items are no fault."""

IDLE = 0.05
"""A distractor that fewer take does no work: Haladyna & Downing (1993), *How many options is enough
for a multiple-choice test item?*, Educational and Psychological Measurement 53, 999-1010."""

RELIABLE = 0.7
"""The least alpha for a use of scores that doesn't decide on anybody: Nunnally (1978),
*Psychometric Theory*, 2nd ed., p. 245 (.90 and more for decisions)."""


class Flag(StrEnum):
    """What may be wrong with an item."""

    WRONG_KEY = "wrong-key"
    WEAK = "weak"
    EASY = "too-easy"
    HARD = "too-hard"
    IDLE = "idle-option"


class Caution(StrEnum):
    """Why figures of a test deserve caution."""

    TOO_FEW = "too-few-people"
    FEW = "few-people"
    UNSTABLE = "not-yet-stable"
    FORMS = "several-forms"
    NO_ALPHA = "no-reliability"
    LOW_ALPHA = "low-reliability"
    CEILING = "ceiling"


FLAG_WORDS: Mapping[Flag, str] = {
    Flag.WRONG_KEY: N_("Kunci mungkin salah"),
    Flag.WEAK: N_("Kurang membedakan"),
    Flag.EASY: N_("Terlalu mudah"),
    Flag.HARD: N_("Terlalu sulit"),
    Flag.IDLE: N_("Pengecoh tak terpakai"),
}

CAUTION_WORDS: Mapping[Caution, str] = {
    Caution.TOO_FEW: N_(
        "Kurang dari 10 orang: angka ini belum berarti apa-apa, dan tidak ada tanda."
    ),
    Caution.FEW: N_("Kurang dari 30 orang: anggap angka ini petunjuk awal saja."),
    Caution.UNSTABLE: N_("Kurang dari 200 orang: angka ini masih dapat bergeser."),
    Caution.FORMS: N_(
        "Tidak semua orang mendapat soal yang sama. Reliabilitas dihitung dari kelompok terbesar yang "
        "soalnya sama."
    ),
    Caution.NO_ALPHA: N_("Reliabilitas tidak dapat dihitung dari data ini."),
    Caution.LOW_ALPHA: N_(
        "Reliabilitas di bawah 0,70: jangan menjadikan nilai ini satu-satunya dasar keputusan."
    ),
    Caution.CEILING: N_(
        "Lebih dari 15 persen orang sudah benar semua pada tes awal: kenaikannya tidak dapat terlihat."
    ),
}


def chance_error(people: int) -> float:
    """The standard error of a correlation that is nought in truth: 1/√(n - 1), for n of at least 2
    (Crocker & Algina 1986, ch. 14)."""
    return 1 / sqrt(people - 1)


def size_cautions(people: int) -> list[Caution]:
    """What a number of people allows to say; at most one caution."""
    if people < LEAST:
        return [Caution.TOO_FEW]
    if people < FEW:
        return [Caution.FEW]
    return [Caution.UNSTABLE] if people < STABLE else []


def reliability_cautions(reliability: float | None) -> list[Caution]:
    """What alpha, or that there is none, allows to say; at most one caution."""
    if reliability is None:
        return [Caution.NO_ALPHA]
    return [Caution.LOW_ALPHA] if reliability < RELIABLE else []


def item_flags(people: int, facility: float | None, discrimination: float | None) -> list[Flag]:
    """What the figures of an item, taken by so many people, give reason to look at.

    The key is in doubt where discrimination is negative by more than one standard error of chance:
    who knows the rest gets this one wrong. Nothing is flagged under `LEAST` people.
    """
    if people < LEAST or facility is None:
        return []
    flags = []
    if discrimination is not None and discrimination < -chance_error(people):
        flags.append(Flag.WRONG_KEY)
    elif discrimination is not None and discrimination < POOR:
        flags.append(Flag.WEAK)
    if facility > EASY:
        flags.append(Flag.EASY)
    if facility < HARD:
        flags.append(Flag.HARD)
    return flags


def flags_without_key(flags: Sequence[Flag]) -> list[Flag]:
    """The flags of an item that people mark: where its key would be in doubt, it tells people apart
    badly."""
    return [Flag.WEAK if flag is Flag.WRONG_KEY else flag for flag in flags]


def choice_flags(
    chosen: Sequence[Collection[int]],
    better: Sequence[Collection[int]],
    right: Collection[int],
    options: int,
) -> list[Flag]:
    """What the options taken of an item of one right answer give reason to look at.

    `chosen` holds what everybody took, `better` what the better half by their other answers did.
    The key is in doubt where the better half took a wrong option more often than it; a distractor
    is idle where fewer than 5 % took it, which is only said from `FEW` people on.
    """
    if len(chosen) < LEAST:
        return []
    flags = []
    wrong = [option for option in range(options) if option not in right]
    in_better = [sum(option in taken for taken in better) for option in range(options)]
    most_right = max((in_better[option] for option in right), default=0)
    if any(in_better[option] > most_right for option in wrong):
        flags.append(Flag.WRONG_KEY)
    counts = [sum(option in taken for taken in chosen) for option in wrong]
    if len(chosen) >= FEW and any(count < IDLE * len(chosen) for count in counts):
        flags.append(Flag.IDLE)
    return flags
