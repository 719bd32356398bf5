"""Word documents, made as a word processor makes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import docx
from docx.document import Document

from tests.factories.courses import png

FOOTNOTES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:id="2"><w:p><w:r><w:t>UU 25 Tahun 2009.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""
FOOTNOTE_TYPE = (
    '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.footnotes+xml"/></Types>'
)
FOOTNOTE_RELATION = (
    '<Relationship Id="rIdFoot" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/footnotes" Target="footnotes.xml"/></Relationships>'
)
FOOTNOTE_MARK = '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'


def document(fill: Document | None = None) -> bytes:
    """The bytes of a document."""
    out = io.BytesIO()
    (fill or docx.Document()).save(out)
    return out.getvalue()


def guide() -> Document:
    """A guide with a title, two chapters, emphasis, lists, a table, a picture and a link."""
    made = docx.Document()
    made.add_heading("Pelayanan di Loket", 0)
    made.add_heading("Menyambut warga", 1)
    made.add_paragraph("Sapa dahulu, ")
    paragraph = made.paragraphs[-1]
    paragraph.add_run("lalu").bold = True
    paragraph.add_run(" ")
    paragraph.add_run("dengarkan").italic = True
    paragraph.add_run(". Luas ruang 12 m")
    paragraph.add_run("2").font.superscript = True
    made.add_heading("Yang disiapkan", 2)
    made.add_paragraph("Nomor antrean", style="List Bullet")
    made.add_paragraph("Daftar syarat", style="List Bullet")
    made.add_paragraph("Panggil", style="List Number")
    made.add_paragraph("Layani", style="List Number")
    made.add_heading("Mencatat aduan", 1)
    table = made.add_table(2, 2)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells],
        ["Aduan", "Jawaban|awal", "Lama", "Besok"],
        strict=True,
    ):
        cell.text = text
    made.add_picture(io.BytesIO(png(30, 20)))
    return made


def with_parts(data: bytes, changes: Mapping[str, tuple[str, str] | bytes]) -> bytes:
    """The document with a text replaced in some of its parts, or with parts added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            change = changes.get(name)
            if isinstance(change, tuple):
                assert change[0].encode() in content, name
                content = content.replace(change[0].encode(), change[1].encode(), 1)
            new.writestr(name, change if isinstance(change, bytes) else content)
        for name, added in changes.items():
            if isinstance(added, bytes) and name not in old.namelist():
                new.writestr(name, added)
    return out.getvalue()


def with_footnote(data: bytes) -> bytes:
    """The document with a footnote at the end of its first paragraph."""
    return with_parts(
        data,
        {
            "word/document.xml": ("</w:p>", FOOTNOTE_MARK),
            "word/_rels/document.xml.rels": ("</Relationships>", FOOTNOTE_RELATION),
            "[Content_Types].xml": ("</Types>", FOOTNOTE_TYPE),
            "word/footnotes.xml": FOOTNOTES.encode(),
        },
    )
