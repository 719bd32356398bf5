"""What is left of a value once nothing that a person typed may be in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def without_texts(value: Any) -> Any:
    """The value with every text in it emptied: chosen options (numbers) stay, typed answers don't."""
    if isinstance(value, str):
        return ""
    if isinstance(value, list):
        return [without_texts(part) for part in value]
    if isinstance(value, dict):
        return {name: without_texts(part) for name, part in value.items()}
    return value


def without_comments(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """A marker's sheet with its points and cells, without any comment."""
    questions = sheet.get("questions", {})
    return {
        **sheet,
        "questions": {place: {**entry, "comment": ""} for place, entry in questions.items()},
        "overall": "",
        "files": dict.fromkeys(sheet.get("files", {}), ""),
    }


def withheld(text: str) -> str:
    """That there was a text, and not which."""
    return "–" if text else ""
