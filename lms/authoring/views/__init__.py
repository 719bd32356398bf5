"""The pages below `/authoring`.

What does not belong here: deciding anything; the pages load, act and answer.
"""

from __future__ import annotations

from lms.authoring import queries
from lms.authoring.views import (
    courses,
    editing,
    history,
    people,
    previewing,
    publishing,
    uploading,
)
from lms.authoring.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "courses",
    "editing",
    "history",
    "people",
    "previewing",
    "publishing",
    "queries",
    "uploading",
]
