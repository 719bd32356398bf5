"""The pages at the doors (signing in, ways back in), one's own account, and looking after people.

What does not belong here: deciding anything; the pages load, act and answer.
"""

from __future__ import annotations

from lms.accounts.views import (
    account,
    administration,
    codes,
    display,
    doors,
    imports,
    low_data,
    people,
    person,
    places,
    reading,
    resets,
    second_factor,
    settings,
    tokens,
    units,
)
from lms.accounts.views.blueprint import blueprint
from lms.accounts.views.held import unauthorized
from lms.accounts.views.install import install
from lms.accounts.views.reading import reading_banner

__all__ = [
    "account",
    "administration",
    "blueprint",
    "codes",
    "display",
    "doors",
    "imports",
    "install",
    "low_data",
    "people",
    "person",
    "places",
    "reading",
    "reading_banner",
    "resets",
    "second_factor",
    "settings",
    "tokens",
    "unauthorized",
    "units",
]
