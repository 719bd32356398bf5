"""Types for front matter: which keys a course and a module have, and what their values may be.

The lines themselves are read by `front_matter`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from lms.courses.source import naming, values
from lms.courses.source.codes.head import (
    BAD_HEAD_ID,
    BAD_VALUE,
    DUPLICATE_OUTCOME,
    MISSING_KEY,
    UNKNOWN_FORMAT,
    UNKNOWN_KEY,
)
from lms.courses.source.finding import FileReport
from lms.courses.source.front_matter import Entry, FrontMatter
from lms.courses.source.outline import Completion, CourseHead, Outcome

FORMAT = "1"
COURSE_KEYS = frozenset(
    (
        "format",
        "id",
        "title",
        "summary",
        "language",
        "hours",
        "competency",
        "outcomes",
        "requires",
        "complete",
        "license",
        "audio",
    )
)
MODULE_KEYS = frozenset(("id", "title", "summary"))
BANK_KEYS = frozenset(("id", "title"))
_TRANSLATIONS = {
    "judul": "title",
    "ringkasan": "summary",
    "bahasa": "language",
    "jam": "hours",
    "jp": "hours",
    "kompetensi": "competency",
    "hasil": "outcomes",
    "syarat": "requires",
    "prasyarat": "requires",
    "ketuntasan": "complete",
    "tuntas": "complete",
    "lisensi": "license",
    "licence": "license",
    "versi": "format",
    "suara": "audio",
}
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_PAIR = re.compile(r"([^:\s]+):[ \t]+(.+)")


@dataclass(frozen=True, slots=True)
class PartHead:
    """The front matter of a module or bank."""

    id: str | None
    """None when it is missing or malformed."""
    id_line: int
    lacks_id: bool
    """Whether there is front matter, but no id in it."""
    title: str
    summary: str


def read_course_head(front: FrontMatter, report: FileReport) -> CourseHead | None:
    """The course's head, or None when its format, id or title cannot be used."""
    reader = _Reader(front.entries, report)
    reader.refuse_unknown_keys(COURSE_KEYS)
    version, id_, title = reader.required("format"), reader.required("id"), reader.required("title")
    if version and version != FORMAT:
        report.add(reader.line("format"), UNKNOWN_FORMAT, version=version, known=FORMAT)
    usable_id = reader.checked_id("id", id_)
    head = CourseHead(
        id=usable_id or "",
        title=title,
        summary=reader.text("summary"),
        language=reader.language(),
        hours=reader.hours(),
        competency=reader.text("competency"),
        outcomes=reader.outcomes(),
        requires=reader.requires(),
        requires_line=reader.line("requires"),
        complete=reader.completion(),
        license=reader.text("license"),
        light_audio=reader.light_audio(),
    )
    return head if usable_id and title and version == FORMAT else None


def read_part_head(front: FrontMatter, keys: frozenset[str], report: FileReport) -> PartHead:
    """The head of a module or bank, which may have `keys`.

    Says nothing about missing keys when there is no front matter at all.
    """
    reader = _Reader(front.entries, report)
    reader.refuse_unknown_keys(keys)
    title = reader.required("title") if front.length else ""
    id_ = reader.text("id")
    return PartHead(
        id=reader.checked_id("id", id_),
        id_line=reader.line("id"),
        lacks_id=front.length > 0 and not id_ and not reader.is_list("id"),
        title=title,
        summary=reader.text("summary") if "summary" in keys else "",
    )


class _Reader:
    """Reads entries by type and reports what does not fit."""

    def __init__(self, entries: Mapping[str, Entry], report: FileReport) -> None:
        self._entries = entries
        self._report = report

    def line(self, key: str) -> int:
        return self._entries[key].line if key in self._entries else 1

    def refuse_unknown_keys(self, known: frozenset[str]) -> None:
        for key, entry in self._entries.items():
            if key not in known:
                meant = naming.Nearest(key, known, _TRANSLATIONS)
                self._report.add(entry.line, UNKNOWN_KEY, key=key, nearest=meant)

    def text(self, key: str) -> str:
        entry = self._entries.get(key)
        if entry is None:
            return ""
        if entry.items:
            self._refuse(entry.line, key, entry.items[0][1], f"{key}: …")
        return entry.text

    def required(self, key: str) -> str:
        text = self.text(key)
        if not text and not self.is_list(key):
            self._report.add(self.line(key), MISSING_KEY, key=key)
        return text

    def is_list(self, key: str) -> bool:
        return key in self._entries and bool(self._entries[key].items)

    def checked_id(self, key: str, text: str) -> str | None:
        if not text:
            return None
        if naming.is_id(text):
            return text
        self._report.add(self.line(key), BAD_HEAD_ID, id=text, proposal=naming.slug(text, "kursus"))
        return None

    def language(self) -> str:
        text = self.text("language") or "id"
        if _LANGUAGE.fullmatch(text) is None:
            self._refuse(self.line("language"), "language", text, "id, en")
            return "id"
        return text

    def hours(self) -> Decimal | None:
        text = self.text("hours")
        if not text:
            return None
        hours = values.decimal(text, Decimal("0.1"), Decimal(1000))
        if hours is None:
            self._refuse(self.line("hours"), "hours", text, "0.1–1000")
        return hours

    def light_audio(self) -> bool:
        text = self.text("audio") or "original"
        if text not in {"light", "original"}:
            self._refuse(self.line("audio"), "audio", text, "light, original")
        return text == "light"

    def requires(self) -> tuple[str, ...]:
        found = []
        for line, text in self._items("requires", "[]"):
            if naming.is_id(text):
                found.append(text)
            else:
                self._refuse(line, "requires", text, "a-z, 0-9, -")
        return tuple(dict.fromkeys(found))

    def outcomes(self) -> tuple[Outcome, ...]:
        found: dict[str, Outcome] = {}
        for line, key, text in self._pairs("outcomes", "[]"):
            if not naming.is_id(key):
                self._refuse(line, "outcomes", key, "a-z, 0-9, -")
            elif key in found:
                self._report.add(line, DUPLICATE_OUTCOME, outcome=key)
            else:
                found[key] = Outcome(key, text)
        return tuple(found.values())

    def completion(self) -> Completion:
        lessons: int | Literal["all"] = "all"
        score = 0
        for line, key, text in self._pairs("complete", "{}"):
            number = values.whole(text, 0, 100 if key == "score" else 10_000)
            if key == "score" and number is not None:
                score = number
            elif key == "lessons" and (number is not None or text == "all"):
                lessons = "all" if number is None else number
            else:
                self._refuse(line, "complete", f"{key}: {text}", "{lessons: all, score: 0–100}")
        return Completion(lessons, score)

    def _items(self, key: str, brackets: str) -> list[tuple[int, str]]:
        entry = self._entries.get(key)
        if entry is None or not entry.text:
            return entry.items if entry else []
        items = values.inline_list(entry.text, brackets)
        if items is None:
            self._refuse(entry.line, key, entry.text, f"{brackets[0]}…, …{brackets[1]}")
            return []
        return [(entry.line, item) for item in items]

    def _pairs(self, key: str, brackets: str) -> list[tuple[int, str, str]]:
        pairs = []
        for line, text in self._items(key, brackets):
            pair = _PAIR.fullmatch(text)
            if pair is None:
                self._refuse(line, key, text, "…: …")
            else:
                pairs.append((line, pair[1], values.unquoted(pair[2].strip())))
        return pairs

    def _refuse(self, line: int, key: str, value: str, expected: str) -> None:
        self._report.add(line, BAD_VALUE, key=key, value=value, expected=expected)
