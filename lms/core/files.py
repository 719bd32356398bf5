"""Stored files: immutable, named by the hash of their content, outside the web root."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from lms.core.errors import NotFound

_HASH = re.compile(r"[0-9a-f]{64}")
_PIECE = 1024 * 1024
_root: Path | None = None


def store_in(folder: Path) -> None:
    """Say where files are kept."""
    global _root
    _root = folder
    folder.mkdir(parents=True, exist_ok=True)


def root() -> Path:
    """The folder that holds every stored file."""
    if _root is None:
        raise RuntimeError("lms.core.files.store_in() has not been called")
    return _root


def save(content: bytes) -> str:
    """Store bytes durably and return their SHA-256 in hex. Saving twice is saving once."""
    name = hashlib.sha256(content).hexdigest()
    target = root() / name[:2] / name
    if target.exists():
        return name
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, delete=False) as temporary:
        temporary.write(content)
        temporary.flush()
        os.fsync(temporary.fileno())
    os.chmod(temporary.name, 0o640)
    os.replace(temporary.name, target)
    return name


def adopt(made: Path) -> str:
    """Store a finished file that lies in `root()`, whatever its size, and return its SHA-256 in hex;
    the file itself moves into its place."""
    with open(made, "rb") as handle:
        name = hashlib.file_digest(handle, "sha256").hexdigest()
        os.fsync(handle.fileno())
    target = root() / name[:2] / name
    target.parent.mkdir(parents=True, exist_ok=True)
    os.chmod(made, 0o640)
    os.replace(made, target)
    return name


def take(source: Path) -> str:
    """Store a file that was written elsewhere, without reading it into memory; as `save` does."""
    with source.open("rb") as content, NamedTemporaryFile(dir=root(), delete=False) as temporary:
        shutil.copyfileobj(content, temporary, _PIECE)
    return adopt(Path(temporary.name))


def remove(name: str) -> None:
    """Delete a stored file that nobody needs any more; one that is gone already is success.

    Raises:
        NotFound: the name is no hash.
    """
    if not _HASH.fullmatch(name):
        raise NotFound()
    (root() / name[:2] / name).unlink(missing_ok=True)


def path(name: str) -> Path:
    """Where the file of this hash is.

    Raises:
        NotFound: the name is no hash, or there is no such file.
    """
    if not _HASH.fullmatch(name):
        raise NotFound()
    target = root() / name[:2] / name
    if not target.is_file():
        raise NotFound()
    return target


def size(name: str | None) -> int | None:
    """How many bytes the file of this hash has; None where there is no such file."""
    try:
        return path(name).stat().st_size if name else None
    except NotFound:
        return None


def read(name: str) -> bytes:
    """The bytes of a stored file.

    Raises:
        NotFound: there is no such file.
    """
    return path(name).read_bytes()


def names() -> Iterator[str]:
    """The hash of every stored file, sorted."""
    for file in sorted(root().glob("??/*")):
        if _HASH.fullmatch(file.name):
            yield file.name
