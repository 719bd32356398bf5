"""Course folders: read from a disk, given back from a published revision.

What does not belong here: what the files say (source), writing to a disk (the command line).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from lms.core import files
from lms.core.db import db
from lms.core.errors import Invalid, NotFound
from lms.courses.models import Revision, RevisionFile
from lms.courses.source import CourseFolder

MOST_FILES = 500
MOST_BYTES = 200 * 1024 * 1024
MOST_BYTES_OF_ONE = 50 * 1024 * 1024


def read_folder(path: Path) -> CourseFolder:
    """Read a course's folder, bounded before anything is read; dot-files are left out.

    Raises:
        Invalid: it is no folder, holds a link or something that is no file, or is too large.
    """
    if not path.is_dir():
        raise Invalid("folder", "%(path)s bukan folder.", path=str(path))
    found: dict[str, Path] = {}
    total = 0
    for file in _files_below(path):
        total += _checked_size(file, path)
        found[file.relative_to(path).as_posix()] = file
        if len(found) > MOST_FILES or total > MOST_BYTES:
            raise Invalid(
                "folder",
                "Folder %(path)s terlalu besar. Paling banyak %(files)s berkas dan %(size)s MB.",
                path=str(path),
                files=MOST_FILES,
                size=MOST_BYTES // 1024**2,
            )
    return CourseFolder({name: file.read_bytes() for name, file in found.items()})


def export(revision_id: int) -> dict[str, bytes]:
    """The folder of a revision, file by file: sources as they were, pictures as they are stored.

    Raises:
        NotFound: there is no such revision, or a stored file is gone.
    """
    if db.session.get(Revision, revision_id) is None:
        raise NotFound()
    query = select(RevisionFile.path, RevisionFile.sha256)
    rows = db.session.execute(
        query.where(RevisionFile.revision_id == revision_id).order_by(RevisionFile.path)
    )
    return {path: files.read(sha256) for path, sha256 in rows}


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        # A link to a folder is listed among the folders, and not walked into.
        for name in [*folders, *sorted(names)]:
            entry = Path(parent) / name
            if not name.startswith(".") and (entry.is_symlink() or not entry.is_dir()):
                yield entry


def _checked_size(file: Path, folder: Path) -> int:
    information = file.lstat()
    name = file.relative_to(folder).as_posix()
    if not stat.S_ISREG(information.st_mode):
        raise Invalid(
            "folder",
            "%(name)s adalah tautan atau bukan berkas biasa. Ganti dengan berkasnya sendiri.",
            name=name,
        )
    if information.st_size > MOST_BYTES_OF_ONE:
        raise Invalid(
            "folder",
            "Berkas %(name)s terlalu besar. Paling besar %(size)s MB.",
            name=name,
            size=MOST_BYTES_OF_ONE // 1024**2,
        )
    return information.st_size
