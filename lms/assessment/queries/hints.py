"""Hints about integrity in a quiz, with the names of those concerned: for a person to think about.

What does not belong here: when something is a hint (`rules.integrity`), and any verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from lms.accounts.models import Person, with_titles
from lms.assessment.queries.responses import Response
from lms.assessment.rules.integrity import alike_pairs, hasty_people
from lms.core.db import db

MOST_COMPARED = 500
"""People whose wrong answers are compared with each other's, those who handed in last."""

MOST_HINTS = 20
"""Hints of a kind that are shown."""


@dataclass(frozen=True, slots=True)
class HastyPerson:
    """Somebody who gave `hasty` of `timed` answers unusually quickly, and the score (0-100)."""

    name: str
    hasty: int
    timed: int
    score: float


@dataclass(frozen=True, slots=True)
class AlikePair:
    """Two people who share wrong answers: see `rules.integrity.Alike`."""

    first: str
    second: str
    same: int
    both_wrong: int
    expected: float
    chance: float


@dataclass(frozen=True, slots=True)
class Hints:
    """What a person might think about. `compared` people's wrong answers were compared, `timed`
    people's times are known."""

    hasty: tuple[HastyPerson, ...]
    alike: tuple[AlikePair, ...]
    compared: int
    timed: int


def hints_of(responses: Sequence[Response]) -> Hints:
    """What there is to think about in the responses to a quiz, those who handed in last first."""
    compared = responses[:MOST_COMPARED]
    alike = alike_pairs([one.wrong for one in compared])[:MOST_HINTS]
    hasty = hasty_people([one.seconds for one in responses])[:MOST_HINTS]
    shown = {responses[one.person].person_id for one in hasty}
    shown |= {compared[index].person_id for one in alike for index in (one.first, one.second)}
    names = _names(shown)
    return Hints(
        hasty=tuple(
            HastyPerson(
                names[responses[one.person].person_id],
                one.hasty,
                one.timed,
                responses[one.person].score,
            )
            for one in hasty
        ),
        alike=tuple(
            AlikePair(
                names[compared[one.first].person_id],
                names[compared[one.second].person_id],
                one.same,
                one.both_wrong,
                one.expected,
                one.chance,
            )
            for one in alike
        ),
        compared=len(compared),
        timed=sum(1 for one in responses if one.seconds),
    )


def _names(person_ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Person.id, Person.title_prefix, Person.full_name, Person.title_suffix).where(
            Person.id.in_(person_ids)
        )
    )
    return {row.id: with_titles(row.title_prefix, row.full_name, row.title_suffix) for row in rows}
