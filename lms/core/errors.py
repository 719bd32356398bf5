"""What can go wrong in words that a page can show. No HTTP here: `lms/web/errors.py` maps them."""

from __future__ import annotations

from collections.abc import Sequence


class AppError(Exception):
    """Base of everything a person may be told. `message` is a gettext msgid, `params` fill it."""

    def __init__(self, message: str = "", **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params


class NotFound(AppError):
    """There is no such thing, or this person may not know that there is."""


class Forbidden(AppError):
    """The person may know of the thing and may not do this with it."""


class Conflict(AppError):
    """The thing changed meanwhile, or the step no longer fits its state."""


class Busy(Conflict):
    """The machine has too much to do just now; nothing changed, and a little later it can be done."""


class Invalid(AppError):
    """What was typed can't be taken; `field` names the form field it belongs to."""

    def __init__(self, field: str, message: str, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


class Several(Invalid):
    """What was typed means more than one thing; `choices` are these, as (what to type, words)."""

    def __init__(
        self, field: str, message: str, choices: Sequence[tuple[str, str]], **params: object
    ) -> None:
        super().__init__(field, message, **params)
        self.choices = choices


class TooMany(AppError):
    """A door was tried too often; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class NotReady(AppError):
    """The installation can't start or go on as it is; the message says what to do (English)."""
