"""The process that takes a word document apart: reads one, answers, ends.

Start it with `python -m lms.authoring.actions.word.child FOLDER CPU_SECONDS MEMORY_BYTES`. The
folder holds `document.docx`; the answer is `answer.json` beside it (`html`, the endings of the
`pictures`, which are `0.png`, `1.webp` …, and what is `lost` by code; or why it is `refused`).

What does not belong here: what the text becomes (source/word), which files a draft has.
"""

from __future__ import annotations

import io
import re
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

from lms.core import children

MOST_PICTURES = 300
MOST_PICTURE_BYTES = 150 * 1024**2
MOST_PIXELS = 40_000_000
LARGE_PICTURE_BYTES = 500 * 1024
LONGEST_SIDE = 1600
"""Pixels; a photograph straight from a phone is made as small as a screen can show."""

STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Judul'] => h1.title:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='toc 1'] => !
p[style-name='toc 2'] => !
p[style-name='toc 3'] => !
p[style-name='toc 4'] => !
p[style-name='TOC Heading'] => !
"""

_ENDINGS = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}

SIGNS: dict[str, str] = {
    "equation": r"<m:oMath[\s>]",
    "text-box": r"<wps:txbx[\s>]|<v:textbox[\s>]",
    "deleted": r"<w:del\s",
    "inserted": r"<w:ins\s",
    "comment": r"<w:commentReference\s",
    "chart": r"<c:chart\s",
    "diagram": r"<dgm:relIds\s",
    "object": r"<o:OLEObject\s",
    "columns": r"<w:cols\b[^>]*\bw:num=\"(?:[2-9]|\d\d)\"",
    "colour": r"<w:highlight\s|<w:color\b[^>]*w:val=\"(?!auto|000000)",
    "contents": r"<w:pStyle\s+w:val=\"TOC\d\"",
    "linked-picture": r"<a:blip\b[^>]*\br:link=",
    "drawing": r"<wps:wsp[\s>](?!.{0,400}?<wps:txbx)",
}
"""What there is in the XML of a document that HTML doesn't keep, by the codes of source/word."""


class TooMuchError(Exception):
    """More pictures than one document may bring."""


class Pictures:
    """Puts a document's pictures into the folder, in kinds and sizes that a page can use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.endings: list[str] = []
        self._bytes = 0

    def take(self, image: Any) -> dict[str, str]:
        """What the HTML says of a picture: where it is, or nothing where it can't be shown."""
        with image.open() as stream:
            kept = self._encoded(stream.read())
        if kept is None:
            return {"src": ""}
        ending, data = kept
        self._bytes += len(data)
        if len(self.endings) >= MOST_PICTURES or self._bytes > MOST_PICTURE_BYTES:
            raise TooMuchError
        number = len(self.endings)
        (self._folder / f"{number}{ending}").write_bytes(data)
        self.endings.append(ending)
        return {"src": f"picture:{number}"}

    @staticmethod
    def _encoded(data: bytes) -> tuple[str, bytes] | None:
        from PIL import Image, ImageOps

        try:
            with Image.open(io.BytesIO(data), formats=[*_ENDINGS, "BMP", "TIFF"]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise TooMuchError
                ending = _ENDINGS.get(picture.format or "")
                if ending and (len(data) <= LARGE_PICTURE_BYTES or ending == ".gif"):
                    return ending, data
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                out = io.BytesIO()
                upright.convert("RGBA" if "A" in upright.mode else "RGB").save(
                    out, "WEBP", quality=82
                )
                return ".webp", out.getvalue()
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            # A drawing in a format of its own, or a damaged picture: it is listed as lost.
            return None


def main() -> None:
    """Entry point of the process."""
    folder = Path(sys.argv[1])
    cpu_seconds, memory_bytes = int(sys.argv[2]), int(sys.argv[3])
    children.limit(cpu_seconds=cpu_seconds, memory_bytes=memory_bytes, niceness=10)
    warnings.simplefilter("ignore")
    with (folder / "document.docx").open("rb") as document:
        answer = _answer(document, folder)
    children.answer_from(folder, answer)


def _answer(document: BinaryIO, folder: Path) -> dict[str, Any]:
    import mammoth

    pictures = Pictures(folder)
    try:
        html = mammoth.convert_to_html(
            document,
            style_map=STYLES,
            convert_image=mammoth.images.img_element(pictures.take),
        ).value
        lost = _lost(document)
    except TooMuchError:
        return {"refused": "too-much"}
    except (MemoryError, RecursionError):
        return {"refused": "time"}
    except Exception as error:  # noqa: BLE001 - whatever a stranger's document does to a library
        print(f"a word document could not be read: {error!r}", file=sys.stderr)  # noqa: T201
        return {"refused": "broken"}
    # Pictures that were lost are counted where the text is written: their source is empty.
    return {"html": html, "pictures": pictures.endings, "lost": lost}


def _lost(document: BinaryIO) -> dict[str, int]:
    with zipfile.ZipFile(document) as archive:
        xml = archive.read("word/document.xml").decode("utf-8", "replace")
        pages = [
            archive.read(name).decode("utf-8", "replace")
            for name in archive.namelist()
            if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name)
        ]
    # Word writes drawings twice, for itself and for older readers.
    xml = re.sub(r"<mc:Fallback>.*?</mc:Fallback>", "", xml, flags=re.DOTALL)
    lost = {code: len(re.findall(sign, xml, re.DOTALL)) for code, sign in SIGNS.items()}
    lost["page-header"] = sum("<w:t>" in page or "<w:t " in page for page in pages)
    return {code: times for code, times in lost.items() if times}


if __name__ == "__main__":
    main()
