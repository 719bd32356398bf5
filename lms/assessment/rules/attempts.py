"""Attempts as wholes: their terms, how many are left, which score counts, their events.

What does not belong here: answers to single questions (`kinds`, `grading`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any, TypeVar

from lms.assessment.rules.grading import SCORE_STEP, rounded
from lms.assessment.rules.kinds import only, refused
from lms.assessment.rules.values import ActivityKind, Counts, Payload, Prompt, Terms

Drawn = TypeVar("Drawn")


def terms_of(kind: str, settings: Mapping[str, Any], *, practice: bool, course_score: int) -> Terms:
    """The rules of an activity from its attributes; its own pass mark, else the course's score.

    A survey and an assignment are handed in once.
    """
    own = settings.get("pass_mark")
    mark = course_score if own is None else int(own)
    if kind != "quiz":
        once: ActivityKind = "survey" if kind == "survey" else "assignment"
        return Terms(mark, 1, "last", "0", "never", "none", practice=False, activity=once)
    return Terms(
        pass_mark=mark,
        attempts=int(settings["attempts"]),
        counts=settings["counts"],
        penalty=str(settings["penalty"]),
        review=settings["review"],
        shuffle=settings["shuffle"],
        practice=practice,
        purpose="practice" if practice else settings.get("purpose", "quiz"),
    )


def goes_without_network(kind: str, settings: Mapping[str, Any], *, practice: bool) -> bool:
    """Whether an activity may be done without a network: a quiz whose author says so, and a practice
    quiz that no clock ends."""
    if kind != "quiz":
        return False
    return bool(settings.get("offline")) or (practice and not settings.get("time_seconds"))


def draw(pool: Sequence[Drawn], number: int | None, terms: Terms, chance: Random) -> list[Drawn]:
    """The questions of an attempt: so many of the pool (None: all), in the order of the source
    unless the terms shuffle questions."""
    drawn = list(pool)
    if number is not None and number < len(drawn):
        kept = sorted(chance.sample(range(len(drawn)), number))
        drawn = [drawn[place] for place in kept]
    if terms.shuffles("questions"):
        chance.shuffle(drawn)
    return drawn


def option_order(kind: str, prompt: Prompt, terms: Terms, chance: Random) -> list[int]:
    """The order in which options, partners or items are shown, as indexes of the prompt.

    Items to be put in order are always shown in a random one.
    """
    name = {"one": "options", "several": "options", "matching": "rights", "ordering": "items"}
    order = list(range(len(prompt[name[kind]]))) if kind in name else []
    if kind == "ordering" or terms.shuffles("options"):
        chance.shuffle(order)
    return order


def counted_score(scores: Sequence[float], counts: Counts) -> float | None:
    """The score that counts among those of the marked attempts, in their order (0-100)."""
    if not scores:
        return None
    if counts == "best":
        return max(scores)
    if counts == "mean":
        total = sum((Fraction(str(score)) for score in scores), Fraction(0))
        return float(rounded(total / len(scores), SCORE_STEP))
    return scores[-1] if counts == "last" else scores[0]


def attempts_left(allowed: int, used: int, extra: int = 0) -> int | None:
    """How many attempts may still be started, `extra` ones for this person among them; None without
    a limit (`allowed` 0)."""
    return None if allowed == 0 else max(0, allowed + extra - used)


def read_flag(payload: Payload) -> dict[str, Any]:
    """A mark "look at this again", set or taken off.

    Raises:
        Invalid: it says neither.
    """
    flagged = only(payload, "flagged")
    if not isinstance(flagged, bool):
        raise refused()
    return {"flagged": flagged}


def payload_hash(kind: str, position: int | None, payload: Payload) -> str:
    """What an event says, as SHA-256 of its JSON with sorted keys and no spaces (hex)."""
    said = {"kind": kind, "payload": payload, "position": position}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def next_seq(known: int, clock_ms: int) -> int:
    """The number of a new event, above every known one.

    It follows the clock, so that two devices that know nothing of each other are still ordered.
    """
    return max(known + 1, clock_ms)
