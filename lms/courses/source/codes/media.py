"""Codes about links, pictures, audio, video and PDF."""

from __future__ import annotations

from lms.courses.source.codes.code import Code

MISSING_FILE = Code(
    "E601",
    "A file is used that the course does not have.",
    "lesson",
    "![Kurva S](media/hilang.webp)",
    "![Kurva S](media/peta.webp)",
)
WRONG_CASE = Code(
    "E602",
    "A file name differs from the real one in capital letters.",
    "lesson",
    "![Kurva S](media/Peta.WEBP)",
    "![Kurva S](media/peta.webp)",
)
OUTSIDE_FOLDER = Code(
    "E603",
    "A path leads out of the course's folder.",
    "lesson",
    "![Kurva S](../peta.webp)",
    "![Kurva S](media/peta.webp)",
)
NOT_IN_MEDIA = Code(
    "E604",
    "A picture, audio, video or PDF has to lie in media/.",
    "lesson",
    "![Kurva S](peta.webp)",
    "![Kurva S](media/peta.webp)",
)
BAD_ENDING = Code(
    "E605",
    "A file in media/ has an ending that is not allowed.",
    "files",
    "media/halaman.html",
    "media/peta.webp",
)
SVG_REFUSED = Code(
    "E606",
    "SVG is refused: such a file can carry a program. Export it as WebP or PNG.",
    "files",
    "media/peta.svg",
    "media/peta.webp",
)
EMPTY_ALT = Code(
    "E607",
    "A picture has no alternative text; `-` says that it is decoration.",
    "lesson",
    "![](media/peta.webp)",
    "![-](media/peta.webp)",
)
LARGE_PICTURE = Code(
    "W608",
    "A picture is larger than 500 KB.",
    "files",
    "media/peta.webp 512001",
    "media/peta.webp 512000",
)
UNUSED_FILE = Code(
    "W609",
    "A file in media/ is used nowhere.",
    "files",
    "media/lain.webp",
    "media/peta.webp",
)
EXTERNAL_PICTURE = Code(
    "W610",
    "A picture from another site is not shown; only its alternative text is.",
    "lesson",
    "![Kurva S](https://example.org/kurva.png)",
    "![Kurva S](media/peta.webp)",
)
UNKNOWN_ACTIVITY = Code(
    "E611",
    "A link leads to an activity that does not exist.",
    "lesson",
    "Lihat [hak warga](#hak).",
    "Lihat [bagian tetap](#tetap).",
)
LINK_WITHOUT_ACTIVITY = Code(
    "E612",
    "A link to a module does not name an activity.",
    "lesson",
    "Lihat [hak warga](00-tetap.md).",
    "Lihat [bagian tetap](00-tetap.md#tetap).",
)
BAD_SCHEME = Code(
    "E613",
    "A link has a scheme other than http, https, mailto and tel.",
    "lesson",
    "[Klik](javascript:alert)",
    "[Klik](https://example.org)",
)
EMPTY_LINK = Code(
    "E614",
    "A link leads nowhere.",
    "lesson",
    "Lihat [peraturannya]().",
    "Lihat [peraturannya](https://example.org).",
)
PDF_AS_PICTURE = Code(
    "E615",
    "A PDF is included like a picture; it can only be linked.",
    "lesson",
    "![Panduan](media/panduan.pdf)",
    "[Panduan](media/panduan.pdf)",
)
BACKSLASH = Code(
    "E616",
    "A path is written with `\\`; only `/` works everywhere.",
    "lesson",
    "![Kurva S](media\\peta.webp)",
    "![Kurva S](media/peta.webp)",
)

ALL = (
    MISSING_FILE,
    WRONG_CASE,
    OUTSIDE_FOLDER,
    NOT_IN_MEDIA,
    BAD_ENDING,
    SVG_REFUSED,
    EMPTY_ALT,
    LARGE_PICTURE,
    UNUSED_FILE,
    EXTERNAL_PICTURE,
    UNKNOWN_ACTIVITY,
    LINK_WITHOUT_ACTIVITY,
    BAD_SCHEME,
    EMPTY_LINK,
    PDF_AS_PICTURE,
    BACKSLASH,
)
