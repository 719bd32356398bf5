"""Addresses as pictures for a camera.

The library is loaded by the first page that shows one: most processes never do.
"""

from __future__ import annotations

import io

from markupsafe import Markup

QUIET_ZONE = 4
"""Modules of white around a picture, which cameras need (ISO/IEC 18004)."""


def picture(text: str) -> bytes:
    """The text as an SVG file."""
    import segno

    out = io.BytesIO()
    segno.make(text, micro=False).save(out, kind="svg", scale=6, border=QUIET_ZONE, light="#fff")
    return out.getvalue()


def inline(text: str) -> Markup:
    """The text as an SVG element that is as large as what it stands in."""
    import segno

    drawn = segno.make(text, micro=False)
    options = {"omitsize": True, "svgclass": None, "lineclass": None, "light": "#fff"}
    return Markup(drawn.svg_inline(border=QUIET_ZONE, **options))  # noqa: S704 - paths only
