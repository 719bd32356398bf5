"""What happens to accounts, for those above who tell people about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lms.core.events import Event


@dataclass(frozen=True)
class ResetLinkRequested(Event):
    """Somebody asked for a link to a new password for this person's account."""

    person_id: int
    reset_id: int


@dataclass(frozen=True)
class PasswordChanged(Event):
    """The person's password was changed or set anew, and every other session was ended."""

    person_id: int
    at: datetime


@dataclass(frozen=True)
class CodeIssued(Event):
    """An administrator issued a one-time code for the person."""

    person_id: int
    reset_id: int
    issued_by_id: int
    expires_at: datetime


@dataclass(frozen=True)
class UnitMerged(Event):
    """A unit exists no more from a day on: its people belong to another."""

    unit_id: int
    into_id: int
    day: date


@dataclass(frozen=True)
class PlacesChanged(Event):
    """Other units than before, or none, count these people from some day on: their posts changed, or an
    account was shut or opened."""

    person_ids: tuple[int, ...]


@dataclass(frozen=True)
class PeopleRemoved(Event):
    """These people's rows are about to be deleted: an import that made them is being undone."""

    person_ids: tuple[int, ...]


@dataclass(frozen=True)
class CodesPrinted(Event):
    """An administrator issued one-time codes on paper for these people."""

    person_ids: tuple[int, ...]
    batch_id: int
    issued_by_id: int
    expires_at: datetime


@dataclass(frozen=True)
class SecondFactorChanged(Event):
    """The person's second factor was set up (`on`), turned off (`off`) or taken away by an
    administrator (`reset`), or its recovery codes were made anew (`codes`) or one was used (`used`)."""

    person_id: int
    change: str
    by_id: int
    at: datetime


@dataclass(frozen=True)
class ReadingBegan(Event):
    """Somebody began to look at the pages as this person sees them."""

    person_id: int
    by_id: int
    reason: str
    until: datetime
