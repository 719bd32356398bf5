"""From the HTML of a word document to the text of a module.

The document's first-level headings become activities, its title the module's; lower headings become
`###` and deeper, since `##` is for questions. What Markdown can't say is counted, never dropped
silently. Pure; taking the document apart is done in a process of its own (actions/word).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lms.authoring.rules.heads import one_line as head_line
from lms.authoring.source.word.blocks import blocks, heading
from lms.authoring.source.word.inline import Notes, escaped
from lms.authoring.source.word.tree import Element, parse
from lms.core.words import N_
from lms.courses.source.naming import FreeNames

LOST: Mapping[str, str] = {
    "picture": N_("Gambar yang jenisnya tidak dikenal peramban (misalnya EMF atau WMF): %(n)s."),
    "linked-picture": N_(
        "Gambar yang hanya ditautkan; sisipkan ke dokumen, lalu unggah lagi: %(n)s."
    ),
    "link": N_("Tautan ke berkas atau alamat yang tidak diizinkan, kini teks biasa: %(n)s."),
    "raised": N_("Huruf di atas atau di bawah garis, kini huruf biasa: %(n)s."),
    "merged-cells": N_("Sel tabel yang digabung, kini sel kosong: %(n)s."),
    "nested-table": N_("Tabel di dalam tabel, kini satu baris teks: %(n)s."),
    "wide-table": N_("Tabel yang lebih dari 200 kolom; kolom selebihnya hilang: %(n)s."),
    "equation": N_("Rumus; tulis ulang di antara tanda $: %(n)s."),
    "text-box": N_("Kotak teks, kini di bawah paragrafnya: %(n)s."),
    "deleted": N_("Usulan hapus (lacak perubahan) dianggap diterima: %(n)s."),
    "inserted": N_("Usulan sisip (lacak perubahan) dianggap diterima: %(n)s."),
    "comment": N_("Komentar: %(n)s."),
    "chart": N_("Grafik; simpan sebagai gambar, lalu unggah: %(n)s."),
    "diagram": N_("SmartArt; simpan sebagai gambar, lalu unggah: %(n)s."),
    "object": N_("Objek sisipan, misalnya lembar Excel: %(n)s."),
    "columns": N_("Susunan beberapa kolom, kini satu kolom: %(n)s."),
    "colour": N_("Warna atau sorotan pada huruf: %(n)s."),
    "page-header": N_("Kepala atau kaki halaman: %(n)s."),
    "contents": N_("Baris daftar isi; situs ini membuatnya sendiri: %(n)s."),
    "drawing": N_("Bentuk gambar (garis, panah, kotak): %(n)s."),
    "no-headings": N_(
        "Dokumen ini tidak memakai gaya Heading 1. Baris tebal yang pendek dijadikan subjudul; "
        "pecah menjadi beberapa materi dengan baris # Judul."
    ),
}
"""What couldn't be kept as it was: Indonesian msgids; `n` says how often."""

LONGEST_BOLD_HEADING = 90


@dataclass(frozen=True, slots=True)
class Module:
    """The text of a module, and what of the document isn't in it as it was, by code."""

    title: str
    text: str
    lost: Mapping[str, int] = field(default_factory=dict)


def module_of(html: str, *, name: str, key: str, taken: Iterable[str] = ()) -> Module:
    """The module that a document becomes.

    `html` is as mammoth writes it, the document's title being `h1.title` and pictures having the
    paths of media as `src`. `name` stands in for a missing title, `key` is the module's id, `taken`
    are the ids that activities of the course have.
    """
    notes = Notes()
    flow, footnotes = _without_footnotes(parse(html).children)
    title_element, flow = _title(flow)
    title = (title_element.text() if title_element else "") or name
    if not any(_is_heading(element, ("h1", "h2", "h3")) for element in flow):
        notes.lost["no-headings"] = 1
        flow = [_bold_as_heading(element) for element in flow]
    parts = [f"---\nid: {key}\ntitle: {head_line(title)}\n---"]
    names = FreeNames(taken)
    for first, rest in _activities(flow, title):
        words = heading(first, 1, notes)
        parts.append(f"{words[0]} {{#{names.propose(first.text(), 'materi')}}}")
        parts += words[1:] + blocks(rest, notes)
    parts += _definitions(footnotes, notes)
    return Module(title, "\n\n".join(parts) + "\n", notes.lost)


def _title(flow: list[Element | str]) -> tuple[Element | None, list[Element | str]]:
    for element in flow:
        if isinstance(element, Element) and element.attributes.get("class") == "title":
            return element, [other for other in flow if other is not element]
    return None, flow


def _activities(flow: list[Element | str], title: str) -> list[tuple[Element, list[Element | str]]]:
    """The flow cut at its first-level headings. What stands before the first, or all of it where
    there is none, is an activity called like the module."""
    activities: list[tuple[Element, list[Element | str]]] = []
    for element in flow:
        if _is_heading(element, ("h1",)):
            assert isinstance(element, Element)
            activities.append((element, []))
        else:
            if not activities:
                activities.append((Element("h1", children=[title]), []))
            activities[-1][1].append(element)
    return activities or [(Element("h1", children=[title]), [])]


def _is_heading(element: Element | str, tags: tuple[str, ...]) -> bool:
    return isinstance(element, Element) and element.tag in tags and bool(element.text())


def _bold_as_heading(element: Element | str) -> Element | str:
    if not isinstance(element, Element) or element.tag != "p":
        return element
    bold = [child for child in element.elements() if child.tag == "strong"]
    words = element.text()
    is_bold = bool(words) and "".join(b.text() for b in bold).split() == words.split()
    if not is_bold or len(words) > LONGEST_BOLD_HEADING or words[-1] in ".:;,":
        return element
    return Element("h2", children=element.children)


def _without_footnotes(
    flow: list[Element | str],
) -> tuple[list[Element | str], dict[str, Element]]:
    """The flow without the list of notes at its end, and the notes by their labels."""
    footnotes: dict[str, Element] = {}
    kept: list[Element | str] = []
    for element in flow:
        items = list(element.elements()) if isinstance(element, Element) else []
        labels = [_label(item) for item in items]
        if items and all(labels):
            footnotes |= {label: item for label, item in zip(labels, items, strict=True) if label}
        else:
            kept.append(element)
    return kept, footnotes


def _label(item: Element) -> str | None:
    kind, _, number = item.attributes.get("id", "").partition("-")
    if item.tag != "li" or not number.isdecimal():
        return None
    return {"footnote": number, "endnote": f"akhir-{number}"}.get(kind)


def _definitions(footnotes: Mapping[str, Element], notes: Notes) -> list[str]:
    definitions = []
    for label in dict.fromkeys(notes.footnotes):
        item = footnotes.get(label)
        if item is None:
            continue
        words = " ".join(
            " ".join(block.split("\n")) for block in blocks(_without_way_back(item), Notes())
        )
        definitions.append(f"[^{label}]: {words or escaped('…')}")
    return definitions


def _without_way_back(item: Element) -> list[Element | str]:
    children: list[Element | str] = []
    for child in item.children:
        if isinstance(child, str):
            children.append(child)
        elif "note-ref-" not in child.attributes.get("href", ""):
            inner = _without_way_back(child)
            children.append(Element(child.tag, child.attributes, inner))
    return children
