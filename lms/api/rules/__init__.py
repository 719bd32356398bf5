"""What the API promises: its description."""

from __future__ import annotations

from lms.api.rules.openapi import description

__all__ = ["description"]
