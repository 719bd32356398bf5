"""Moodle XML read in: questions with pictures, feedback, points and ids.

Source: the Moodle documentation, "Moodle XML format", and the files that Moodle 4 writes. Only XML
without a document type is read, so nothing can expand or load anything. What does not belong here:
writing it (`moodle_writer`).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote, unquote

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from lms.authoring.source.exchange.gift import FromHtml
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

Element = Any
OUTCOME_TAG = "outcome:"
MEDIA = "media/"
PLUGIN_FILE = "@@PLUGINFILE@@/"
_CLOZE = re.compile(r"\{\d*:(SHORTANSWER|SA|MW|SHORTANSWER_C|SAC|MWC):((?:\\.|[^}\\])*)\}")
_ANY_CLOZE = re.compile(r"\{\d*:[A-Z_]+:")
_SAFE_NAME = re.compile(r"[^A-Za-z0-9._-]+")
HUNDRED = Decimal(100)


class NotMoodleXmlError(ValueError):
    """The file is no Moodle XML, or one that nobody should read."""


def in_media(name: str) -> str:
    """The path of a picture where nothing else is."""
    return MEDIA + name


def read_moodle_xml(
    data: bytes, from_html: FromHtml, free_path: Callable[[str], str] = in_media
) -> Exchange:
    """The questions of a file; `from_html` makes Markdown of HTML, `free_path` gives a path for a
    picture of some name.

    Raises:
        NotMoodleXmlError: it isn't XML, has a document type, or is no `<quiz>`.
    """
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise NotMoodleXmlError(str(error)) from error
    if root.tag != "quiz":
        raise NotMoodleXmlError(f"the outermost element is <{root.tag}>")
    found = Exchange()
    pictures = _Pictures(found, free_path)
    for number, element in enumerate(root.findall("question"), start=1):
        read = _Reader(element, number, pictures, from_html).read()
        if read is not None:
            found.questions.append(read)
    return found


class _Pictures:
    """The pictures of a file. Each question has names of its own, so one name may stand for several
    pictures, and one picture may come again with every question."""

    def __init__(self, found: Exchange, free_path: Callable[[str], str]) -> None:
        self.found = found
        self._free_path = free_path
        self._paths: dict[tuple[str, bytes], str] = {}

    def path_of(self, name: str, data: bytes) -> str:
        """Where a picture lies; a new one is kept."""
        known = self._paths.get((name, data))
        if known is not None:
            return known
        path = self._free(name)
        self._paths[name, data] = path
        self.found.pictures[path] = data
        return path

    def _free(self, name: str) -> str:
        stem, dot, ending = name.rpartition(".")
        path, number = self._free_path(name), 1
        while path in self.found.pictures:
            number += 1
            path = self._free_path(f"{stem}-{number}{dot}{ending}")
        return path


class _Reader:
    """Reads one `<question>`; `number` is its place in the file."""

    def __init__(
        self, element: Element, number: int, pictures: _Pictures, from_html: FromHtml
    ) -> None:
        self._element, self._number = element, number
        self._pictures, self._from_html = pictures, from_html
        self._name = _text_of(element.find("name"))

    def read(self) -> Exchanged | None:
        kind = self._element.get("type", "")
        if kind == "category":
            category = _text_of(self._element.find("category"))
            self._lose(N_("Kategori “%(text)s”."), text=category)
            return None
        readers: Mapping[str, Callable[[Exchanged], Exchanged | None]] = {
            "multichoice": self._choice,
            "truefalse": self._truth,
            "shortanswer": self._short,
            "numerical": self._numeric,
            "matching": self._matching,
            "ordering": self._ordering,
            "cloze": self._cloze,
            "essay": lambda base: base,
        }
        if kind not in readers:
            self._lose(N_("Soal “%(text)s”: jenis %(kind)s tidak dikenal."), kind=kind)
            return None
        return readers[kind](self._base())

    def _base(self) -> Exchanged:
        tags = [_text_of(tag) for tag in self._element.iterfind("tags/tag")]
        outcomes = [tag.removeprefix(OUTCOME_TAG) for tag in tags if tag.startswith(OUTCOME_TAG)]
        return Exchanged(
            "essay",
            self._markdown(self._element.find("questiontext")),
            name=_plain(self._element.find("idnumber")) or self._name,
            line=self._number,
            explanation=self._markdown(self._element.find("generalfeedback")),
            points=self._decimal(_plain(self._element.find("defaultgrade")) or "1") or Decimal(1),
            outcome=outcomes[0] if outcomes else "",
            tags=tuple(tag for tag in tags if not tag.startswith(OUTCOME_TAG)),
        )

    def _choice(self, base: Exchanged) -> Exchanged | None:
        answers = self._element.findall("answer")
        weights = [self._fraction(answer) for answer in answers]
        right = [weight for weight in weights if weight > 0]
        if len(answers) < 2 or not right:
            self._lose(N_("Soal “%(text)s”: tidak ada pilihan yang benar."))
            return None
        single = _plain(self._element.find("single")) != "false"
        if single and (len(right) > 1 or right[0] < HUNDRED):
            self._lose(N_("Soal “%(text)s”: pilihan yang hanya bernilai sebagian."))
            weights = [HUNDRED if weight == max(weights) else Decimal(0) for weight in weights]
        elif not single and not weighted_alike(weights):
            self._lose(WEIGHTS_LOST)
        options = tuple(
            Option(self._markdown(answer), weight > 0, self._markdown(answer.find("feedback")))
            for answer, weight in zip(answers, weights, strict=True)
        )
        return replace(base, kind="one" if single else "several", options=options)

    def _truth(self, base: Exchanged) -> Exchanged:
        words = {"true": "Benar", "false": "Salah"}
        options = tuple(
            Option(
                words.get(_text_of(answer).lower(), _text_of(answer)),
                self._fraction(answer) > 0,
                self._markdown(answer.find("feedback")),
            )
            for answer in self._element.findall("answer")
        )
        return replace(base, kind="one", options=options)

    def _short(self, base: Exchanged) -> Exchanged | None:
        full = self._full_answers()
        options = tuple(Option(_text_of(answer), correct=True) for answer in full)
        case = _plain(self._element.find("usecase")) == "1"
        return replace(base, kind="short", options=options, case=case) if full else None

    def _numeric(self, base: Exchanged) -> Exchanged | None:
        numbers = []
        for answer in self._full_answers():
            value = self._decimal(_text_of(answer))
            tolerance = self._decimal(_plain(answer.find("tolerance")) or "0")
            if value is None or tolerance is None:
                self._lose(N_("Soal “%(text)s”: angka yang tidak terbaca."))
            else:
                numbers.append(Number(value, abs(tolerance)))
        units = [_plain(unit.find("unit_name")) for unit in self._element.iterfind("units/unit")]
        if len(units) > 1:
            self._lose(N_("Soal “%(text)s”: lebih dari satu satuan."))
        unit = units[0] if units else ""
        return replace(base, kind="numeric", numbers=tuple(numbers), unit=unit) if numbers else None

    def _full_answers(self) -> list[Element]:
        answers = self._element.findall("answer")
        full = [answer for answer in answers if self._fraction(answer) == HUNDRED]
        if len(full) < len(answers):
            self._lose(N_("Soal “%(text)s”: jawaban yang hanya bernilai sebagian."))
        if any(_text_of(answer.find("feedback")) for answer in answers):
            self._lose(N_("Soal “%(text)s”: umpan balik pada jawaban singkat."))
        return full

    def _matching(self, base: Exchanged) -> Exchanged:
        pairs = [
            (self._markdown(one), literal(_text_of(one.find("answer"))))
            for one in self._element.findall("subquestion")
        ]
        return replace(
            base,
            kind="matching",
            pairs=tuple((left, right) for left, right in pairs if left),
            extra=tuple(right for left, right in pairs if not left),
        )

    def _ordering(self, base: Exchanged) -> Exchanged:
        items = tuple(self._markdown(answer) for answer in self._element.findall("answer"))
        return replace(base, kind="ordering", items=items)

    def _cloze(self, base: Exchanged) -> Exchanged | None:
        text = _CLOZE.sub(_gap, base.text.replace("\\{", "{").replace("\\}", "}"))
        if _ANY_CLOZE.search(text) or "[[" not in text:
            self._lose(N_("Soal “%(text)s”: isian selain jawaban singkat."))
            return None
        return replace(base, kind="gaps", text=text)

    def _markdown(self, element: Element | None) -> str:
        if element is None:
            return ""
        words = self._with_pictures(_text_of(element), element)
        format_ = element.get("format", "html")
        if format_ in ("html", "moodle_auto_format"):
            return self._from_html(words)
        return words if format_ == "markdown" else literal(words)

    def _with_pictures(self, words: str, element: Element) -> str:
        for file in element.findall("file"):
            written = file.get("name", "")
            name = _SAFE_NAME.sub("-", unquote(written)).strip("-.") or "gambar"
            try:
                data = base64.b64decode(file.text or "", validate=False)
            except binascii.Error:
                self._lose(N_("Soal “%(text)s”: berkas %(name)s rusak."), name=name)
                continue
            path = self._pictures.path_of(name, data)
            for spelled in {written, unquote(written), quote(written)}:
                words = words.replace(PLUGIN_FILE + spelled, path)
        return words

    def _fraction(self, answer: Element) -> Decimal:
        return self._decimal(answer.get("fraction", "0")) or Decimal(0)

    def _decimal(self, text: str) -> Decimal | None:
        try:
            number = Decimal(text.strip())
        except InvalidOperation:
            return None
        return number.normalize() if number.is_finite() else None

    def _lose(self, message: str, **params: object) -> None:
        self._pictures.found.lose(self._number, message, **{"text": self._name} | params)


def _text_of(element: Element | None) -> str:
    """The words of `<x><text>…</text></x>`."""
    inner = element.find("text") if element is not None else None
    return (inner.text or "").strip() if inner is not None else ""


def _plain(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _gap(found: re.Match[str]) -> str:
    answers = re.split(r"(?<!\\)~", found[2])
    right = [
        re.sub(r"\\(.)", r"\1", re.split(r"(?<!\\)#", answer)[0][len(mark) :])
        for answer in answers
        for mark in ("%100%", "=")
        if answer.startswith(mark)
    ]
    return f"[[{'|'.join(right)}]]" if right else found[0]
