"""The trail, one's own data, and deciding what is asked about data.

What does not belong here: deciding anything; the pages load, act and answer.
"""

from __future__ import annotations

from lms.privacy.views import trail
from lms.privacy.views.blueprint import blueprint

__all__ = ["blueprint", "trail"]
