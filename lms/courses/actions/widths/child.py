"""The process that encodes pictures in several widths: reads some, answers, ends.

Start it with `python -m lms.courses.actions.widths.child FOLDER CPU_SECONDS MEMORY_BYTES`. The folder
holds `pictures.json` (`widths`, and `pictures`: hash → file); the answer is `answer.json` beside it:
`versions` by hash, each with `width` and `height`, and with `file` and `sha256` where it isn't the
picture itself. Pictures for which there was no time are left out.

What does not belong here: which pictures are worth it, where versions are kept.
"""

from __future__ import annotations

import hashlib
import io
import json
import resource
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lms.core import children

if TYPE_CHECKING:
    from PIL import Image

Data = dict[str, Any]

WORTH_IT = 0.85
"""A version is kept only if it weighs no more than this part of the next wider one: drawings often
weigh more when they are made smaller, for their sharp edges become shades."""

_PHOTOGRAPH: Data = {"quality": 80, "method": 4}
_DRAWING: Data = {"quality": 90, "method": 4}
_LETTERS_STAY: Data = {"lossless": True, "quality": 80, "method": 4}


def main() -> None:
    """Entry point of the process."""
    folder = Path(sys.argv[1])
    cpu_seconds, memory_bytes = int(sys.argv[2]), int(sys.argv[3])
    children.limit(cpu_seconds=cpu_seconds, memory_bytes=memory_bytes, niceness=10)
    warnings.simplefilter("ignore")
    asked = json.loads((folder / "pictures.json").read_bytes())
    versions: dict[str, list[Data]] = {}
    for sha256, file in asked["pictures"].items():
        # What there is by then is answered, before the limit would end it all.
        if _seconds_used() > cpu_seconds / 2:
            break
        made = _versions(Path(file), asked["widths"], folder, sha256)
        if made:
            versions[sha256] = made
    children.answer_from(folder, {"versions": versions})


def _seconds_used() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _versions(file: Path, widths: Sequence[int], folder: Path, sha256: str) -> list[Data]:
    """The versions of one picture, narrow ones first: the picture itself at least, and nothing of one
    that moves."""
    from PIL import Image

    data = file.read_bytes()
    with Image.open(io.BytesIO(data)) as picture:
        own = {"width": picture.width, "height": picture.height}
        is_deep = picture.mode[0] in "IF"  # more than 8 bits a colour, which WebP doesn't know
        if is_deep or getattr(picture, "n_frames", 1) > 1:
            return [own]
        is_photograph = picture.format == "JPEG" or _is_lossy(data)
        # A photograph is decoded no larger than it is needed.
        picture.draft(None, (widths[-1], round(own["height"] * widths[-1] / own["width"])))
        wanted = [
            width for width in (*widths, own["width"]) if width <= min(own["width"], widths[-1])
        ]
        found: list[Data] = []
        lightest = len(data)
        for width in sorted(set(wanted), reverse=True):
            height = max(1, round(own["height"] * width / own["width"]))
            version = _encoded(_resized(picture, (width, height)), is_photograph=is_photograph)
            if len(version) > lightest * WORTH_IT:
                continue
            lightest = len(version)
            name = f"{sha256}-{width}.webp"
            (folder / name).write_bytes(version)
            digest = hashlib.sha256(version).hexdigest()
            found.insert(0, {"width": width, "height": height, "file": name, "sha256": digest})
    # A picture that is wider than any version is for those who open it by itself.
    covered = bool(found) and found[-1]["width"] == min(own["width"], widths[-1])
    return found if covered else [*found, own]


def _is_lossy(data: bytes) -> bool:
    return data[8:12] == b"WEBP" and b"VP8L" not in data[:4096]


def _resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    from PIL import Image

    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    colours = picture.convert("RGBA" if has_alpha else "RGB")
    return colours if colours.size == size else colours.resize(size, Image.Resampling.LANCZOS)


def _encoded(picture: Image.Image, *, is_photograph: bool) -> bytes:
    """As WebP. Of a drawing the lighter of two: without loss, or with so little that letters stay clear."""
    ways = (_PHOTOGRAPH,) if is_photograph else (_DRAWING, _LETTERS_STAY)
    return min((_saved(picture, way) for way in ways), key=len)


def _saved(picture: Image.Image, options: Data) -> bytes:
    out = io.BytesIO()
    picture.save(out, format="WEBP", **options)
    return out.getvalue()


if __name__ == "__main__":
    main()
