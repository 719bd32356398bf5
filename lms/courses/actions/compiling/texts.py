"""The texts of a course: what is rendered, where it stands, and what is refused.

What does not belong here: what becomes of the HTML (`course`, `questions`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lms.core import markup
from lms.courses.source import Finding

REFUSED_TEXT = "E804"
"""A text that the renderer gives up on."""
MISPLACED_GAP = "E806"
"""A gap that can't be filled where it stands."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text to render, and where it stands, should it be refused."""

    source: markup.Source
    file: str
    line: int
    subject: str


class TextRefusedError(Exception):
    """A text that can't be shown; the finding says which and why."""

    def __init__(self, text: Text, code: str, **params: str) -> None:
        super().__init__(f"{text.file}:{text.line} {code}")
        self.finding = Finding(text.file, text.line, code, {"subject": text.subject, **params})


HtmlOf = Callable[[Text], str]
"""What becomes of a text. On the first walk through a course it is empty: see `course`."""


def render_all(texts: list[Text], options: markup.Options) -> dict[Text, str]:
    """The HTML of every text.

    Raises:
        TextRefusedError: a text passes a limit of the renderer.
    """
    try:
        results = markup.render([text.source for text in texts], options=options)
    except markup.Refused as refused:
        raise TextRefusedError(
            texts[refused.index], REFUSED_TEXT, reason=refused.reason
        ) from refused
    return {text: result.html for text, result in zip(texts, results, strict=True)}
