"""What the editor sends: the shape only, as a plain form or as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField

from lms.core.errors import Invalid
from lms.web.forms import BaseForm
from lms.web.intake import LARGEST_NUMBER


@dataclass(frozen=True, slots=True)
class SentText:
    """A text as the editor's script sends it. `version` is the one that was read; 0, which no file
    has, where none is told."""

    path: str
    text: str
    version: int


class TextForm(BaseForm):
    """A file's text with the version it was read at. `insert` names a piece for its end."""

    text = TextAreaField(_l("Naskah"))
    version = HiddenField()
    insert = HiddenField()

    @property
    def version_read(self) -> int:
        """The version that the text was read at; 0, which no file has, where none is told."""
        given = str(self.version.data or "").strip()
        return int(given) if _is_number(given) else 0


def sent_text(said: Any, path: str | None = None) -> SentText:
    """The text that a script sends; `path` is the file's where the address names it.

    Raises:
        Invalid: it is no text of a file.
    """
    fields = said if isinstance(said, dict) else {}
    file, text, version = path or fields.get("path"), fields.get("text"), fields.get("version")
    if not isinstance(file, str) or not isinstance(text, str):
        raise Invalid("text", "Naskah tidak terbaca. Muat ulang halaman, lalu coba lagi.")
    if not isinstance(version, int) or not 0 < version <= LARGEST_NUMBER:
        version = 0
    return SentText(file, text, version)


def _is_number(text: str) -> bool:
    is_short = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_NUMBER))
    return is_short and int(text) <= LARGEST_NUMBER
