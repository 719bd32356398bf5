"""The trail, one's own data, and deciding what is asked about data.

What does not belong here: deciding anything; the pages load, act and answer.
"""

from __future__ import annotations

from lms.privacy.views import data, deciding, doubles, retention, trail
from lms.privacy.views.blueprint import blueprint
from lms.privacy.views.deciding import person_links
from lms.privacy.views.doubles import doubles_link
from lms.privacy.views.install import install

__all__ = [
    "blueprint",
    "data",
    "deciding",
    "doubles",
    "doubles_link",
    "install",
    "person_links",
    "retention",
    "trail",
]
