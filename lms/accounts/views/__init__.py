"""The pages at the doors (signing in, ways back in), one's own account, and looking after people.

What does not belong here: deciding anything; the pages load, act and answer.
"""

from __future__ import annotations

from lms.accounts.views import account, doors, imports, people, resets, tokens
from lms.accounts.views.blueprint import blueprint
from lms.accounts.views.held import unauthorized
from lms.accounts.views.install import install

__all__ = [
    "account",
    "blueprint",
    "doors",
    "imports",
    "install",
    "people",
    "resets",
    "tokens",
    "unauthorized",
]
