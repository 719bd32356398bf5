"""Word documents: what becomes of them, what is listed as lost, what is refused."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from lms.authoring.actions.word import Converted as Conversion
from lms.authoring.actions.word import RefusedDocument, convert
from lms.authoring.source.word import LOST, module_of
from lms.core import markup
from lms.core.archives import RefusedArchive
from lms.courses.rules import plain_text
from lms.courses.source import CourseFolder, scan
from tests.authoring.documents import document, guide, with_footnote, with_parts
from tests.factories.courses import png

HEAD = b"---\nformat: 1\nid: x\ntitle: X\n---\n"


def converted(data: bytes, name: str = "Panduan.docx", taken: tuple[str, ...] = ()) -> Conversion:
    return convert(
        io.BytesIO(data), name=name, key="panduan", taken=taken, free_path=lambda n: f"media/{n}"
    )


def codes_of(conversion: Conversion) -> list[str]:
    """What the checker says of the module in a course of its own."""
    files = {"course.md": HEAD, "01-panduan.md": conversion.module.text.encode()}
    return [finding.code for finding in scan(CourseFolder(files | dict(conversion.media))).findings]


def test_a_guide_becomes_a_module() -> None:
    made = converted(document(guide()))
    assert made.module.text == (
        "---\nid: panduan\ntitle: Pelayanan di Loket\n---\n\n"
        "# Menyambut warga {#menyambut-warga}\n\n"
        "Sapa dahulu, **lalu** *dengarkan*. Luas ruang 12 m²\n\n"
        "### Yang disiapkan\n\n"
        "- Nomor antrean\n- Daftar syarat\n\n"
        "1. Panggil\n2. Layani\n\n"
        "# Mencatat aduan {#mencatat-aduan}\n\n"
        "| Aduan | Jawaban\\|awal |\n| --- | --- |\n| Lama | Besok |\n\n"
        "![](media/panduan-1.png)\n"
    )
    assert list(made.media) == ["media/panduan-1.png"]
    assert made.module.lost == {}


def test_only_the_missing_text_of_the_picture_is_found() -> None:
    assert codes_of(converted(document(guide()))) == ["E607"]


def test_the_text_of_a_picture_is_kept() -> None:
    made = guide()
    properties = made.element.body.find(f".//{qn('wp:docPr')}")
    properties.set("descr", "Denah [loket]\n baru")
    conversion = converted(document(made))
    assert "![Denah \\[loket\\] baru](media/panduan-1.png)" in conversion.module.text
    assert codes_of(conversion) == []


def test_a_footnote_stays_one() -> None:
    made = docx.Document()
    made.add_paragraph("Warga berhak dilayani")
    made.add_heading("Hak", 1)
    conversion = converted(with_footnote(document(made)))
    assert "Warga berhak dilayani[^2]" in conversion.module.text
    assert conversion.module.text.endswith("\n\n[^2]: UU 25 Tahun 2009.\n")


def test_ids_of_the_course_are_not_given_again() -> None:
    conversion = converted(document(guide()), taken=("menyambut-warga",))
    assert "{#menyambut-warga-2}" in conversion.module.text


def test_without_headings_bold_lines_become_some() -> None:
    made = docx.Document()
    made.add_paragraph("").add_run("A. Latar belakang").bold = True
    made.add_paragraph("Isi.")
    conversion = converted(document(made), name="Surat_edaran  1.docx")
    assert "# Surat edaran 1 {#surat-edaran-1}\n\n### A. Latar belakang\n\nIsi." in (
        conversion.module.text
    )
    assert conversion.module.lost == {"no-headings": 1}


def test_an_empty_document_is_an_empty_lesson() -> None:
    assert codes_of(converted(document())) == ["W312"]


def test_a_large_picture_is_made_small() -> None:
    from PIL import Image

    large = io.BytesIO()
    noise = Image.effect_noise((1800, 1200), 90).convert("RGB")
    noise.save(large, "PNG")
    made = docx.Document()
    made.add_heading("Gambar", 1)
    made.add_picture(io.BytesIO(large.getvalue()))
    conversion = converted(document(made))
    ((path, data),) = conversion.media.items()
    assert path.endswith(".webp")
    assert len(data) < len(large.getvalue()) / 3


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ('<w:p><m:oMath xmlns:m="urn:m"><m:r/></m:oMath></w:p>', "equation"),
        (
            '<w:p><w:del w:id="1" w:author="x"><w:r><w:delText>a</w:delText></w:r></w:del></w:p>',
            "deleted",
        ),
        ('<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>a</w:t></w:r></w:ins></w:p>', "inserted"),
        ('<w:p><w:r><w:commentReference w:id="0"/></w:r></w:p>', "comment"),
        ('<w:p><w:r><c:chart xmlns:c="urn:c" r:id="x"/></w:r></w:p>', "chart"),
        (
            '<w:p><w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t>a</w:t></w:r></w:p>',
            "colour",
        ),
    ],
)
def test_what_is_lost_is_listed(xml: str, code: str) -> None:
    data = with_parts(document(guide()), {"word/document.xml": ("<w:body>", f"<w:body>{xml}")})
    assert converted(data).module.lost == {code: 1}


def test_a_picture_of_an_unknown_kind_is_listed() -> None:
    data = with_parts(document(guide()), {"word/media/image1.png": b"EMF"})
    conversion = converted(data)
    assert conversion.media == {}
    assert conversion.module.lost == {"picture": 1}


def test_merged_cells_are_listed() -> None:
    made = docx.Document()
    made.add_heading("Tabel", 1)
    table = made.add_table(3, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Judul"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Kiri"
    table.cell(1, 1).text, table.cell(2, 1).text = "a", "b"
    conversion = converted(document(made))
    assert "| Judul |  |\n| --- | --- |\n| Kiri | a |\n|  | b |" in conversion.module.text
    assert conversion.module.lost == {"merged-cells": 2}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"bukan dokumen", "no-document"),
        (b"", "no-document"),
        (b"\xd0\xcf\x11\xe0" * 200, "no-document"),
    ],
)
def test_what_is_no_document_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(RefusedDocument) as refused:
        converted(data)
    assert refused.value.reason == reason


def test_a_zip_without_a_text_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(RefusedDocument, match="bukan dokumen"):
        converted(out.getvalue())


def test_macros_are_refused() -> None:
    with pytest.raises(RefusedDocument) as refused:
        converted(with_parts(document(guide()), {"word/vbaProject.bin": b"x"}))
    assert refused.value.reason == "macros"


@pytest.mark.parametrize(
    "xml",
    [
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
    ],
)
def test_entities_are_refused(xml: str) -> None:
    for part in (xml.encode(), xml.encode("utf-16")):
        with pytest.raises(RefusedDocument) as refused:
            converted(with_parts(document(guide()), {"customXml/item1.xml": part}))
        assert refused.value.reason == "entities"


def test_a_bomb_is_refused() -> None:
    with pytest.raises(RefusedArchive) as refused:
        converted(with_parts(document(guide()), {"word/x.bin": b"\0" * 20_000_000}))
    assert refused.value.reason == "bomb"


def test_broken_xml_is_refused() -> None:
    data = with_parts(document(guide()), {"word/document.xml": ("</w:body>", "")})
    with pytest.raises(RefusedDocument) as refused:
        converted(data)
    assert refused.value.reason == "broken"


def test_pictures_elsewhere_are_never_read() -> None:
    data = with_parts(
        document(guide()),
        {
            "word/document.xml": ("r:embed=", "r:link="),
            "word/_rels/document.xml.rels": (
                'Target="media/image1.png"',
                'Target="file:///etc/hostname" TargetMode="External"',
            ),
        },
    )
    conversion = converted(data)
    assert conversion.media == {}
    assert conversion.module.lost == {"linked-picture": 1}


LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), max_codepoint=0x2FFF)
SIGNS = st.sampled_from("ab 12*_`[]()<>#+-.!|~$\\&;:={}^\"'/@%")
WORDS = st.text(LETTERS | SIGNS | SIGNS, min_size=1, max_size=60).filter(str.strip)


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_any_words_come_out_as_they_were(paragraphs: list[str]) -> None:
    html = "".join(
        f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>" for text in paragraphs
    )
    module = module_of(f"<h1>Judul</h1>{html}", name="x", key="x")
    body = module.text.partition("{#judul}")[2]
    (rendered,) = markup.render([markup.Source(body)], options=markup.Options(language="id"))
    expected = " ".join(" ".join(text.split()) for text in paragraphs)
    assert plain_text(rendered.html) == expected, body


@given(st.text(max_size=300))
def test_any_html_becomes_some_module(html: str) -> None:
    module = module_of(html, name="x", key="x")
    assert module.text.startswith("---\nid: x\n")
    assert set(module.lost) <= set(LOST)


def test_pictures_are_real() -> None:
    assert converted(document(guide())).media["media/panduan-1.png"] == png(30, 20)
