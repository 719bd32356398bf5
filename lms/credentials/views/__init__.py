"""Pages about hours and certificates.

What does not belong here: deciding anything; the pages load, act and answer.
"""

from __future__ import annotations

from lms.credentials.views import badges, keys
from lms.credentials.views.blueprint import blueprint

__all__ = ["badges", "blueprint", "keys"]
