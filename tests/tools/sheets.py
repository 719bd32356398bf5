"""What stands on a page of a PDF that was drawn with filled boxes: enough to read its QR as a phone does.

What does not belong here: anything about certificates.
"""

from __future__ import annotations

import io
import re

import pypdf
import zxingcpp
from PIL import Image, ImageDraw

SCALE = 3
"""Pixels a point."""

_NUMBER = rb"(-?[\d.]+)"
_TOKENS = re.compile(
    rb"(?:%b %b %b rg|%b g)\n|%b %b %b %b re f" % ((_NUMBER,) * 8),
)


def qr_on(sheet: bytes, page: int = 0) -> str:
    """The text of the QR that is drawn on a page.

    Raises:
        AssertionError: there is none, or more than one.
    """
    (found,) = zxingcpp.read_barcodes(_boxes(pypdf.PdfReader(io.BytesIO(sheet)).pages[page]))
    return str(found.text)


def _boxes(page: pypdf.PageObject) -> Image.Image:
    width, height = (float(one) * SCALE for one in page.mediabox.upper_right)
    picture = Image.new("L", (round(width), round(height)), 255)
    pen = ImageDraw.Draw(picture)
    contents = page.get_contents()
    assert contents is not None
    shade = 0
    for found in _TOKENS.finditer(contents.get_data()):
        red, green, blue, grey, x, y, w, h = (
            None if one is None else float(one) for one in found.groups()
        )
        if x is None:
            parts = (grey,) if grey is not None else (red, green, blue)
            shade = round(255 * sum(part or 0 for part in parts) / len(parts))
            continue
        assert y is not None
        assert w is not None
        assert h is not None
        across = sorted((x * SCALE, (x + w) * SCALE))
        down = sorted((height - y * SCALE, height - (y + h) * SCALE))
        pen.rectangle((across[0], down[0], across[1], down[1]), fill=shade)
    return picture
