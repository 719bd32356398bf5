"""Ids and words: their form, proposals for missing ones, the nearest known word for a wrong one."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LONGEST_ID = 64
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


def is_id(text: str) -> bool:
    """Whether `text` may name an activity, question, module, course or outcome."""
    return len(text) <= LONGEST_ID and _ID.fullmatch(text) is not None


def slug(text: str, fallback: str) -> str:
    """An id made of `text`, or `fallback` when no letter of it can be kept."""
    plain = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode().lower()
    # Room is left for "-2" and the like.
    return _NOT_IN_ID.sub("-", plain).strip("-")[: LONGEST_ID - 8].strip("-") or fallback


class FreeNames:
    """Proposes ids that nobody uses, the same ones for the same course."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._last: Counter[str] = Counter()

    def propose(self, text: str, fallback: str) -> str:
        """A free id for something called `text`; it is taken from now on."""
        stem = slug(text, fallback)
        name = stem
        while name in self._taken:
            self._last[stem] += 1
            name = f"{stem}-{self._last[stem] + 1}"
        self._taken.add(name)
        return name


@dataclass(frozen=True, slots=True)
class Nearest:
    """The known word that was most likely meant, or all known words.

    It is worked out only when it is shown, because comparing words is slow and a hostile file
    could ask for it on every line.
    """

    word: str
    known: Iterable[str]
    translations: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        words = sorted(self.known)[:200]
        lowered = self.word[:40].lower()
        if self.translations.get(lowered) in words:
            return self.translations[lowered]
        close = difflib.get_close_matches(lowered, words, n=1)
        return close[0] if close else ", ".join(words) or "–"
