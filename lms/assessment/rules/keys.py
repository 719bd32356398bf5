"""A new key for a question, as those who run the course type it: like an answer, and where texts or
numbers are accepted, in the notation of the course format.

What does not belong here: grading by a key (`kinds`, `grading`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from lms.assessment.rules.corrections import Change, Correction
from lms.assessment.rules.kinds import KINDS, Values, is_whole, read_typed
from lms.assessment.rules.values import Key, Payload, Prompt
from lms.core.errors import Invalid
from lms.courses.source import AcceptedNumber, AcceptedText, Finding, describe
from lms.courses.source.keys import read_numbers, read_texts, written_number, written_text

FIELD = "key"
LONGEST = 2000
"""Characters of a field."""
CHOICES = ("one", "several")


def can_be_mended(kind: str) -> bool:
    """Whether a question of this kind has a key: not where people mark, or nothing is right."""
    return KINDS[kind].graded == "rule"


def typed_form(kind: str, key: Key) -> Payload:
    """A key as the fields for a new one show it: for most kinds as an answer, for short and numeric
    ones a line for everything that is accepted, in a gap with `|` between."""
    right = key["right"]
    if kind in CHOICES:
        return {"choices": right}
    if kind == "matching":
        return {"pairs": right}
    if kind == "ordering":
        return {"places": right}
    if kind == "gaps":
        return {"gaps": ["|".join(_texts(accepted)) for accepted in right]}
    lines = _texts(right) if kind == "short" else _numbers(key)
    return {"text": "\n".join(lines)}


def read_change(
    what: str,
    values: Values,
    *,
    kind: str,
    prompt: Prompt,
    key: Key,
    present: Correction | None,
) -> Change:
    """What is to be done about a question whose key is now `key`, from the values of the form (part,
    text); `present` is the correction that counts.

    Raises:
        Invalid: it can't be done, or would change nothing.
    """
    if what == "key":
        if not can_be_mended(kind):
            raise Invalid("kind", "Soal ini dinilai orang, jadi tidak punya kunci.")
        right = typed_key(kind, values, prompt, key)["right"]
        if _comparable(kind, right) == _comparable(kind, key["right"]):
            raise Invalid(FIELD, "Ini kunci yang sekarang. Ubah dahulu, atau pilih tindakan lain.")
        return Change("key", {"right": right})
    if what == "withdraw" and present is not None:
        return Change("withdraw", {})
    if what not in ("drop", "full"):
        raise Invalid("kind", "Pilih apa yang dilakukan.")
    if present is not None and present.kind == what:
        raise Invalid("kind", "Ini sudah berlaku untuk soal ini.")
    return Change("drop" if what == "drop" else "full", {})


def typed_key(kind: str, values: Values, prompt: Prompt, key: Key) -> dict[str, Any]:
    """A key from the values of the form (part, text).

    Raises:
        Invalid: nothing or not enough is right, or it can't be read.
    """
    if any(len(text) > LONGEST for _part, text in values):
        raise Invalid(FIELD, "Kunci ini terlalu panjang.")
    return {"right": _right(kind, values, prompt, key)}


def _right(kind: str, values: Values, prompt: Prompt, key: Key) -> list[Any]:
    if kind in CHOICES:
        # Where one option is to be chosen, two may turn out to be right.
        chosen = read_typed("several", values, prompt).get("choices", [])
        if not chosen:
            raise Invalid(FIELD, "Pilih jawaban yang benar.")
        return list(chosen)
    if kind == "matching":
        return list(_whole(kind, values, prompt)["pairs"])
    if kind == "ordering":
        places = list(_whole(kind, values, prompt)["places"])
        if len(set(places)) < len(places):
            raise Invalid(FIELD, "Setiap nomor urut hanya boleh dipakai sekali.")
        return places
    if kind == "gaps":
        by_part = dict(values)
        parts = range(len(prompt["pieces"]) - 1)
        return [_accepted(by_part.get(part, "").split("|")) for part in parts]
    typed = values[0][1] if values else ""
    lines = [line for line in typed.splitlines() if line.strip()]
    return _accepted(lines) if kind == "short" else _quantities(lines, key)


def _comparable(kind: str, right: Sequence[Any]) -> Sequence[Any]:
    if kind != "numeric":
        return right
    return [(Decimal(one["value"]), Decimal(one["tolerance"])) for one in right]


def _whole(kind: str, values: Values, prompt: Prompt) -> Payload:
    answer = read_typed(kind, values, prompt)
    if not is_whole(kind, answer, prompt):
        raise Invalid(FIELD, "Lengkapi semua bagian kunci.")
    return answer


def _accepted(lines: Sequence[str]) -> list[dict[str, Any]]:
    texts, findings = read_texts(lines)
    if not texts:
        raise _refusal(findings)
    return [{"parts": list(one.parts), "case": one.case} for one in texts]


def _quantities(lines: Sequence[str], key: Key) -> list[dict[str, str]]:
    answer, findings = read_numbers(lines, key["language"]) if lines else (None, ())
    if answer is None:
        raise _refusal(findings)
    if answer.unit not in ("", key["unit"]):
        raise Invalid(FIELD, "Satuannya lain daripada satuan soal.")
    return [{"value": str(one.value), "tolerance": str(one.tolerance)} for one in answer.accepted]


def _refusal(findings: Iterable[Finding]) -> Invalid:
    for finding in findings:
        if finding.severity == "error":
            return Invalid(FIELD, describe(finding)[0], **finding.params)
    return Invalid(FIELD, "Kunci ini kosong atau tidak terbaca. Tulis seperti di naskah.")


def _texts(accepted: Iterable[Payload]) -> list[str]:
    return [written_text(AcceptedText(tuple(one["parts"]), one["case"])) for one in accepted]


def _numbers(key: Key) -> list[str]:
    return [
        written_number(
            AcceptedNumber(Decimal(one["value"]), Decimal(one["tolerance"])),
            key["unit"],
            key["language"],
        )
        for one in key["right"]
    ]
