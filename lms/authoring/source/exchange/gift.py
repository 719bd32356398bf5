"""GIFT, Moodle's format for questions in plain text, read in.

    ::PPTK:: Siapa yang menunjuk PPTK? { =PA/KPA #Tepat. ~Penyedia }

Source: the Moodle documentation, "GIFT format". A blank line ends a question; `\\` escapes `~ = # { }
:`; `####` begins the explanation. What does not belong here: writing GIFT (`gift_writer`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from lms.authoring.source.exchange.questions import (
    WEIGHTS_LOST,
    Exchange,
    Exchanged,
    Number,
    Option,
    weighted_alike,
)
from lms.authoring.source.exchange.texts import literal
from lms.core.words import N_

FromHtml = Callable[[str], str]

_NAME = re.compile(r"::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_ANSWER = re.compile(r"([=~])")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d+)?)%")
_TRUTH = re.compile(r"(TRUE|T|FALSE|F)\s*(?:#|$)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_PLACES = {sign: chr(0xE010 + at) for at, sign in enumerate("~=#{}:\\n")}
_SIGNS = {place: "\n" if sign == "n" else sign for sign, place in _PLACES.items()}
_PLACE = re.compile("[\ue010-\ue017]")
_ID = re.compile(r"\[id:([^\]]+)\]|\[tag:([^\]]+)\]")
HUNDRED = Decimal(100)


class Answer(NamedTuple):
    """One `=…` or `~…` of the braces: its weight in percent, its words, its feedback."""

    weight: Decimal
    words: str
    feedback: str


class Question(NamedTuple):
    """A question cut into its parts, still escaped."""

    line: int
    name: str
    format: str
    before: str
    braces: str | None
    after: str


def read_gift(text: str, from_html: FromHtml) -> Exchange:
    """The questions of a file; what the course format has no place for is listed as lost.

    `from_html` makes Markdown of HTML, for texts that say they are HTML.
    """
    found = Exchange()
    for line, block in _blocks(text, found):
        question = _cut(line, block)
        if question.braces is None:
            found.lose(line, N_("“%(text)s” hanya teks, tanpa jawaban."), text=block)
            continue
        reader = _Reader(question, found, from_html)
        read = reader.read()
        if read is not None:
            found.questions.append(read)
    return found


def _blocks(text: str, found: Exchange) -> Iterator[tuple[int, str]]:
    start, tags = 1, ""
    lines: list[str] = []
    for number, line in enumerate([*_protected(text).splitlines(), ""], start=1):
        stripped = line.strip()
        if stripped.startswith("//"):
            tags += stripped if _ID.search(stripped) else ""
        elif stripped.upper().startswith("$CATEGORY:"):
            found.lose(number, N_("Kategori “%(text)s”."), text=stripped[10:].strip())
        elif stripped:
            start = start if lines else number
            lines.append(line)
        elif lines:
            yield start, tags + "\n" + "\n".join(lines) if tags else "\n".join(lines)
            lines, tags = [], ""


def _cut(line: int, block: str) -> Question:
    first, _, rest = block.partition("\n") if block.startswith("//") else ("", "", block)
    name = _NAME.match(rest.lstrip())
    body = rest.lstrip()[name.end() :] if name else rest
    kind = _FORMAT.match(body)
    body = body[kind.end() :] if kind else body
    opening = body.find("{")
    closing = body.find("}", opening + 1) if opening >= 0 else -1
    known = _ID.search(first)
    title = known[1] if known and known[1] else (name[1] if name else "")
    form = kind[1].lower() if kind else "moodle"
    if closing < 0:
        return Question(line, title, form, body, None, "")
    return Question(
        line, title, form, body[:opening], body[opening + 1 : closing], body[closing + 1 :]
    )


def _protected(text: str) -> str:
    """The text with every escaped sign put away, so that those left mean something."""
    return _ESCAPE.sub(lambda found: _PLACES[found[1]], _PLACE.sub("", text))


def _words(text: str) -> str:
    return _PLACE.sub(lambda found: _SIGNS[found[0]], text).strip()


class _Reader:
    """Reads the braces of one question."""

    def __init__(self, question: Question, found: Exchange, from_html: FromHtml) -> None:
        self._q, self._found, self._from_html = question, found, from_html
        braces, _, explanation = (question.braces or "").partition("####")
        self._braces = braces.strip()
        self._base = Exchanged(
            "essay",
            self._markdown(question.before),
            name=_words(question.name),
            line=question.line,
            explanation=self._markdown(explanation),
        )

    def read(self) -> Exchanged | None:
        if not self._braces:
            return self._base
        if self._braces.startswith("#"):
            return self._numeric()
        if _TRUTH.match(self._braces):
            return self._truth()
        answers = self._answers()
        if not answers:
            self._lose(N_("Soal “%(text)s”: jawabannya tidak terbaca."))
            return None
        if all(answer.weight > 0 and "->" in answer.words for answer in answers):
            return self._matching(answers)
        if "~" not in self._braces:
            return self._short(answers)
        return self._choice(answers)

    def _markdown(self, text: str) -> str:
        words = _words(text)
        if self._q.format == "html":
            return self._from_html(words)
        return words if self._q.format == "markdown" else literal(words)

    def _lose(self, message: str) -> None:
        self._found.lose(self._q.line, message, text=self._q.name or self._q.before.strip())

    def _answers(self) -> list[Answer]:
        pieces = _ANSWER.split(self._braces)[1:]
        return [
            self._answer(sign, body) for sign, body in zip(pieces[::2], pieces[1::2], strict=True)
        ]

    def _answer(self, sign: str, body: str) -> Answer:
        weight = _WEIGHT.match(body.strip())
        words = body.strip()[weight.end() :] if weight else body
        said, _, feedback = words.partition("#")
        value = Decimal(weight[1]) if weight else HUNDRED if sign == "=" else Decimal(0)
        return Answer(value, said, self._markdown(feedback))

    def _truth(self) -> Exchanged:
        truth, *feedback = self._braces.split("#")
        true = truth.strip().upper().startswith("T")
        wrong, right = [*(self._markdown(text) for text in feedback), "", ""][:2]
        return replace(
            self._base,
            kind="one",
            options=(
                Option("Benar", true, right if true else wrong),
                Option("Salah", not true, wrong if true else right),
            ),
        )

    def _choice(self, answers: list[Answer]) -> Exchanged | None:
        text = self._base.text
        if self._q.after.strip():
            text = f"{text} \\_\\_\\_\\_\\_ {self._markdown(self._q.after)}"
        options = tuple(
            Option(self._markdown(answer.words), answer.weight > 0, answer.feedback)
            for answer in answers
        )
        right = [answer.weight for answer in answers if answer.weight > 0]
        if not right or len(options) < 2:
            self._lose(N_("Soal “%(text)s”: tidak ada pilihan yang benar."))
            return None
        several = len(right) > 1 or right[0] < HUNDRED
        if several and not weighted_alike(answer.weight for answer in answers):
            self._lose(WEIGHTS_LOST)
        return replace(self._base, kind="several" if several else "one", text=text, options=options)

    def _short(self, answers: list[Answer]) -> Exchanged | None:
        full = [answer for answer in answers if answer.weight == HUNDRED]
        if len(full) < len(answers):
            self._lose(N_("Soal “%(text)s”: jawaban yang hanya bernilai sebagian."))
        if any(answer.feedback for answer in full):
            self._lose(N_("Soal “%(text)s”: umpan balik pada jawaban singkat."))
        if not full:
            return None
        if self._q.after.strip():
            gap = "|".join(_words(answer.words) for answer in full)
            text = f"{self._base.text} [[{gap}]] {self._markdown(self._q.after)}"
            return replace(self._base, kind="gaps", text=text)
        options = tuple(Option(_words(answer.words), correct=True) for answer in full)
        return replace(self._base, kind="short", options=options)

    def _matching(self, answers: list[Answer]) -> Exchanged:
        halves = [answer.words.partition("->") for answer in answers]
        pairs = [(self._markdown(left), self._markdown(right)) for left, _, right in halves]
        return replace(
            self._base,
            kind="matching",
            pairs=tuple((left, right) for left, right in pairs if left),
            extra=tuple(right for left, right in pairs if not left),
        )

    def _numeric(self) -> Exchanged | None:
        body = self._braces[1:]
        answers = self._answers_of(body)
        numbers = [_number(_words(answer.words)) for answer in answers]
        full = [
            number
            for number, answer in zip(numbers, answers, strict=True)
            if number is not None and answer.weight == HUNDRED
        ]
        if len(full) < len(answers):
            self._lose(N_("Soal “%(text)s”: jawaban yang tidak terbaca atau bernilai sebagian."))
        if any(answer.feedback for answer in answers):
            self._lose(N_("Soal “%(text)s”: umpan balik pada jawaban angka."))
        return replace(self._base, kind="numeric", numbers=tuple(full)) if full else None

    def _answers_of(self, body: str) -> list[Answer]:
        if _ANSWER.search(body):
            pieces = _ANSWER.split(body)[1:]
            return [
                self._answer(sign, words)
                for sign, words in zip(pieces[::2], pieces[1::2], strict=True)
                if sign == "="
            ]
        return [self._answer("=", body)]


def _number(text: str) -> Number | None:
    try:
        if ".." in text:
            low, high = (Decimal(part) for part in text.split("..", 1))
            return Number((low + high) / 2, abs(high - low) / 2)
        value, _, tolerance = text.partition(":")
        number = Number(Decimal(value.strip()), abs(Decimal(tolerance.strip() or 0)))
    except InvalidOperation:
        return None
    return number if number.value.is_finite() and number.tolerance.is_finite() else None
