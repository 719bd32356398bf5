"""A file on its way in, and what is lost when it is made into a text of the course format."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO

from lms.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name without folders, and a stream that can be read from anywhere."""

    name: str
    content: IO[bytes]

    @property
    def ending(self) -> str:
        """The ending in small letters, with its dot."""
        _, dot, ending = self.name.rpartition(".")
        return f"{dot}{ending.lower()}" if dot else ""

    @property
    def title(self) -> str:
        """The name without its ending, as words."""
        stem = self.name.rpartition(".")[0] or self.name
        return " ".join(stem.replace("_", " ").split())

    def read(self, most: int) -> bytes:
        """All of it.

        Raises:
            Invalid: it is larger than `most` bytes.
        """
        self.content.seek(0)
        data = self.content.read(most + 1)
        if len(data) > most:
            raise Invalid(
                "files",
                "%(name)s terlalu besar. Paling besar %(most)s MB.",
                name=self.name,
                most=most // 1024**2,
            )
        return data

    def sha256(self) -> str:
        """The hash of its bytes."""
        self.content.seek(0)
        return hashlib.file_digest(self.content, "sha256").hexdigest()  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that couldn't be kept as it was: a msgid with what fills it, and its line where the
    file has lines."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file of another kind that became the text `path`, and what was lost on the way."""

    name: str
    path: str
    lost: tuple[Lost, ...]
