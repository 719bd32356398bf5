"""The pictures in compiled HTML: by one version of each, or behind something that stands in their place.

Belongs here: reading what `finish` wrote. Doesn't belong here: making versions, who wants to see what.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

ENOUGH_PX = 720
"""Where only one version is taken: sharp on a phone, and its letters can still be read."""

_ATTRIBUTES = r"(?:[^>\"]|\"[^\"]*\")*"
_PICTURE = re.compile(rf"<img\b{_ATTRIBUTES}>")
_IN_PLACE = re.compile(rf"<a\b{_ATTRIBUTES}>(?:(?!</a>).)*</a>|{_PICTURE.pattern}", re.DOTALL)
_CHOICE = re.compile(r' (?:srcset|sizes)="[^"]*"')
_VALUE = re.compile(r' ([a-z]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a text: its own HTML, and from it the address and what is said of it."""

    html: str
    address: str
    alt: str


def by_one_version(html: str) -> str:
    """The same HTML, each picture by the one version that is taken where nothing is to spare."""
    return _PICTURE.sub(lambda match: _one_version(match[0]), html)


def without_choices(html: str) -> str:
    """The same HTML, each picture by itself, as the author handed it in."""
    return _PICTURE.sub(lambda match: _CHOICE.sub("", match[0]), html)


def replaced(html: str, box: Callable[[Picture], str]) -> str:
    """The same HTML with what `box` makes of each picture in its place, where it is text of a line.
    A picture in a link leaves its words in the link, and the box follows: links hold no links."""

    def put(match: re.Match[str]) -> str:
        whole = match[0]
        if not whole.startswith("<a"):
            return box(_read(whole))
        pictures = [_read(one) for one in _PICTURE.findall(whole)]
        words = _PICTURE.sub(lambda found: _value(found[0], "alt"), whole)
        return words + "".join(map(box, pictures))

    return _IN_PLACE.sub(put, html)


def _read(picture: str) -> Picture:
    one = _one_version(picture)
    return Picture(one, unescape(_value(one, "src")), unescape(_value(one, "alt")))


def _one_version(picture: str) -> str:
    srcset = _value(picture, "srcset")
    if not srcset:
        return picture
    address = _enough(srcset)
    return re.sub(r' src="[^"]*"', f' src="{address}"', _CHOICE.sub("", picture))


def _enough(srcset: str) -> str:
    """The narrowest version that is wide enough, else the widest."""
    offered = [one.rsplit(" ", 1) for one in srcset.split(", ")]
    return next((url for url, wide in offered if int(wide[:-1]) >= ENOUGH_PX), offered[-1][0])


def _value(tag: str, name: str) -> str:
    values: dict[str, str] = dict(_VALUE.findall(tag))
    return values.get(name, "")
