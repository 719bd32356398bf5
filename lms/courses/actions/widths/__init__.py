"""Pictures in the widths that screens ask for: the caller's side.

A photograph of a phone takes a hundred megabytes to look at, so a short-lived process with limits of
its own does it (`child`), all pictures of a publication in one. What it has no time for stays as it is
and is tried again at the next publication: a course is never kept waiting for lighter pictures.

Only still pictures get versions: a moving one would lose its frames or weigh more. SVG never comes
here, the course format refuses it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from lms.core import children, files
from lms.core.db import db, upsert
from lms.courses.actions.media import StoredFile
from lms.courses.models import PictureVersion

log = logging.getLogger(__name__)

WIDTHS = (360, 720, 1080)
LIGHT_BYTES = 30_000
"""A picture of no more is light already; it is on a slow line's screen in less than a second."""

CPU_SECONDS = 60
MEMORY_BYTES = 1024**3
WALL_SECONDS = 120
"""Only catches a child that hangs; it allows for a busy machine."""

MOST_IN_ONE_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class Version:
    """One width of a picture; `data` is None where the store holds the bytes already."""

    width: int
    height: int
    sha256: str
    size: int
    data: bytes | None = None


Versions = Mapping[str, Sequence[Version]]
"""By the hash of a stored picture: its versions, narrow ones first. The picture itself is among them
where nothing lighter of that width was found; where it is alone there is nothing to choose from."""


@dataclass(frozen=True, slots=True)
class Widths:
    """The versions of a course's pictures: all of them, and those that were made just now."""

    all: Versions
    new: Versions

    def save(self) -> None:
        """Put the bytes of what was made into the store."""
        for made in self.new.values():
            for one in made:
                if one.data is not None:
                    files.save(one.data)

    def keep(self) -> None:
        """Note what was made; somebody who did the same meanwhile has noted the same."""
        rows = [
            {
                "picture_sha256": picture,
                "sha256": one.sha256,
                "width": one.width,
                "height": one.height,
                "size": one.size,
            }
            for picture, made in self.new.items()
            for one in made
        ]
        if rows:
            db.session.execute(upsert(PictureVersion).on_conflict_do_nothing(), rows)


def widths_of(stored: Iterable[StoredFile]) -> Widths:
    """The versions of these files' pictures, those made that are missing. Slow: call it and `save`
    before the write transaction, `keep` in it."""
    pictures = {one.sha256: one for one in stored if _gains(one)}
    known = _known(pictures)
    missing = [one for sha256, one in pictures.items() if sha256 not in known]
    new = _made(missing) if missing else {}
    return Widths(known | new, new)


def _known(pictures: Iterable[str]) -> dict[str, list[Version]]:
    hashes, found = sorted(set(pictures)), dict[str, list[Version]]()
    for start in range(0, len(hashes), MOST_IN_ONE_STATEMENT):
        some = hashes[start : start + MOST_IN_ONE_STATEMENT]
        query = select(PictureVersion).where(PictureVersion.picture_sha256.in_(some))
        for row in db.session.scalars(query.order_by(PictureVersion.width)):
            version = Version(row.width, row.height, row.sha256, row.size)
            found.setdefault(row.picture_sha256, []).append(version)
    return found


def _gains(file: StoredFile) -> bool:
    is_wide = file.width is not None and file.width > WIDTHS[0]
    return is_wide and file.size > LIGHT_BYTES and file.media_type.startswith("image/")


def _made(pictures: Sequence[StoredFile]) -> dict[str, list[Version]]:
    with TemporaryDirectory(prefix="pictures-") as name:
        folder = Path(name)
        asked = {one.sha256: str(_where(one, folder)) for one in pictures}
        (folder / "pictures.json").write_text(json.dumps({"widths": WIDTHS, "pictures": asked}))
        try:
            said = children.answer_in(
                folder,
                "lms.courses.actions.widths.child",
                cpu_seconds=CPU_SECONDS,
                memory_bytes=MEMORY_BYTES,
                wall_seconds=WALL_SECONDS,
            )
        except children.NoAnswer:
            log.exception("no versions were made of %s pictures", len(pictures))
            return {}
        sizes = {one.sha256: one.size for one in pictures}
        return {
            picture: [_version(picture, one, sizes[picture], folder) for one in made]
            for picture, made in said["versions"].items()
        }


def _where(picture: StoredFile, folder: Path) -> Path:
    if picture.data is None:
        return files.path(picture.sha256)
    copy = folder / picture.sha256
    copy.write_bytes(picture.data)
    return copy


def _version(picture: str, said: Mapping[str, str | int], size: int, folder: Path) -> Version:
    width, height = int(said["width"]), int(said["height"])
    if "file" not in said:
        return Version(width, height, picture, size)
    data = (folder / str(said["file"])).read_bytes()
    return Version(width, height, str(said["sha256"]), len(data), data)
