"""Private keys in files of their own: made once, readable by their owner only, never half.

What does not belong here: what a key is for, and whether it is the right one.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def made_once(file: Path, make: Callable[[], bytes]) -> bytes:
    """The key in a file, made now where there is none; processes that start together get one key."""
    if not file.exists():
        draft = _draft(file, make)
        with contextlib.suppress(FileExistsError):  # another process was first: its key holds
            os.link(draft, file)
        os.unlink(draft)
    return file.read_bytes()


def replace(file: Path, content: bytes) -> None:
    """Put another key in the place of the one that is there, at once and whole."""
    os.replace(_draft(file, lambda: content), file)


def is_private(file: Path) -> bool:
    """Whether nobody but its owner may read the file."""
    return file.stat().st_mode & 0o077 == 0


def _draft(file: Path, make: Callable[[], bytes]) -> Path:
    """The whole content under another name: nobody ever reads half a key."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(make())
        out.flush()
        os.fsync(out.fileno())
    return Path(name)
