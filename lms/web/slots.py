"""Named slots on pages. A page says where something may stand; `lms/panels.py` says who fills it.

So no page moves to a higher slice when a feature arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

Provider = Callable[..., Any]

_providers: dict[str, Provider] = {}


def fill(providers: Mapping[str, Provider]) -> None:
    """Install the one table of slots."""
    _providers.clear()
    _providers.update(providers)


def provider(name: str) -> Provider | None:
    """Who fills a slot, or None where nobody does."""
    return _providers.get(name)


def render(name: str, **subject: Any) -> Markup:
    """What stands in a slot for this subject: markup, or nothing."""
    found = _providers.get(name)
    return Markup(found(**subject) or "") if found else Markup("")  # noqa: S704 - providers render templates
