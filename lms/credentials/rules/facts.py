"""The facts that stand on a certificate, frozen when it is issued: those of SIASN's course history
(course, institution, number, hours, year, first and last day), the holder and how it is verified.

Days are ISO texts, hours a decimal text: facts are JSON, and are signed as they are. What does not
belong here: how they look (`source.sheet`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Facts:
    """What one sheet says. `employee_number` is masked, and empty unless the template wants it."""

    code: str
    number: str
    holder: str
    employee_number: str
    course: str
    institution: str
    hours: str
    year: int
    starts_on: str
    ends_on: str
    issued_on: str
    valid_until: str | None
    outcomes: Sequence[str]

    def signed(self) -> dict[str, str | float | None]:
        """What of it is signed for the QR (names of `source.tokens.MEMBERS`)."""
        return {
            "number": self.number,
            "name": self.holder,
            "course": self.course,
            "hours": float(self.hours),
            "completed": self.ends_on,
            "valid_until": self.valid_until,
        }

    def stored(self) -> dict[str, Any]:
        """As an issue keeps them."""
        return {**asdict(self), "outcomes": list(self.outcomes)}


def masked(employee_number: str) -> str:
    """An employee number of which nobody can tell the day of birth and the sex: `•••••••••••••••001`."""
    return "•" * max(0, len(employee_number) - 3) + employee_number[-3:]


def forgotten(_facts: Any) -> dict[str, Any]:
    """What erasure leaves of the facts of a sheet."""
    return {}
