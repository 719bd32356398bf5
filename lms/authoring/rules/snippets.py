"""What the menu "Sisipkan" puts into a text: one good example of every piece of the format.

The examples are written in the language of the courses, whatever the reader's; only their names are
translated. What does not belong here: the format itself (courses).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from lms.core.words import N_

NEW_ID = "§"
"""Stands for an id that the text doesn't have yet; each occurrence is another one."""

_MODULE_NUMBER = re.compile(r"0*([0-9]+)-")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece to insert. `label` is a msgid; `chosen` is the part of the text that is selected
    afterwards, so that typing replaces it."""

    group: str
    key: str
    label: str
    text: str
    chosen: str


ACTIVITIES = N_("Kegiatan")
QUESTIONS = N_("Soal")
TEXT = N_("Teks")

SNIPPETS = (
    Snippet(
        ACTIVITIES,
        "lesson",
        N_("Materi"),
        "# Judul materi {#§}\n\nTulis isinya di sini.",
        "Judul materi",
    ),
    Snippet(
        ACTIVITIES,
        "quiz",
        N_("Kuis"),
        "# Judul kuis {#§ .quiz pass=70 attempts=2}\n\nBaca tiap soal dengan teliti.\n\n"
        "## Tulis pertanyaannya di sini? {#§}\n- (x) Jawaban yang benar\n- ( ) Jawaban yang keliru",
        "Judul kuis",
    ),
    Snippet(
        ACTIVITIES,
        "practice",
        N_("Latihan (tidak dinilai)"),
        "# Judul latihan {#§ .practice}\n\n"
        "## Tulis pertanyaannya di sini? {#§}\n- (x) Jawaban yang benar\n- ( ) Jawaban yang keliru",
        "Judul latihan",
    ),
    Snippet(
        ACTIVITIES,
        "survey",
        N_("Survei"),
        '# Judul survei {#§ .survey scale="(1..4) Tidak setuju | Kurang setuju | Setuju | Sangat setuju"}'
        "\n\nTidak ada jawaban benar atau salah.\n\n## Materi mudah dipahami. {#§}",
        "Judul survei",
    ),
    Snippet(
        ACTIVITIES,
        "assignment",
        N_("Tugas"),
        "# Judul tugas {#§ .assignment points=10}\n\nTulis apa yang harus dikerjakan.\n\n____",
        "Judul tugas",
    ),
    Snippet(
        QUESTIONS,
        "one",
        N_("Satu jawaban"),
        "## Tulis pertanyaannya di sini? {#§}\n- (x) Jawaban yang benar\n  > Tepat. Jelaskan sebabnya.\n"
        "- ( ) Jawaban yang keliru\n  > Belum tepat. Jelaskan sebabnya.\n"
        "- ( ) Jawaban keliru yang lain\n\n> Pembahasan: ringkas alasannya.",
        "Tulis pertanyaannya di sini?",
    ),
    Snippet(
        QUESTIONS,
        "several",
        N_("Beberapa jawaban"),
        "## Pilih semua yang benar. {#§}\n- [x] Jawaban benar pertama\n- [x] Jawaban benar kedua\n"
        "- [ ] Jawaban yang keliru\n\n> Pembahasan: ringkas alasannya.",
        "Pilih semua yang benar.",
    ),
    Snippet(
        QUESTIONS,
        "short",
        N_("Isian singkat"),
        "## Apa kepanjangan ASN? {#§}\n= Aparatur Sipil Negara",
        "Apa kepanjangan ASN?",
    ),
    Snippet(
        QUESTIONS,
        "numeric",
        N_("Angka"),
        "## Rencana 60 %, kenyataan 48 %. Berapa selisihnya (poin persen)? {#§}\n= 12 ± 0,5",
        "Rencana 60 %, kenyataan 48 %. Berapa selisihnya (poin persen)?",
    ),
    Snippet(
        QUESTIONS,
        "matching",
        N_("Menjodohkan"),
        "## Jodohkan. {#§}\n- Istilah pertama => arti pertama\n- Istilah kedua => arti kedua\n"
        "- => arti yang tidak berpasangan",
        "Jodohkan.",
    ),
    Snippet(
        QUESTIONS,
        "ordering",
        N_("Mengurutkan"),
        "## Urutkan dari yang pertama. {#§}\n1. Langkah pertama\n2. Langkah kedua\n3. Langkah ketiga",
        "Urutkan dari yang pertama.",
    ),
    Snippet(
        QUESTIONS,
        "gaps",
        N_("Melengkapi kalimat"),
        "## Lengkapi: denda keterlambatan adalah [[1/1000|satu permil]] per [[hari]]. {#§}",
        "denda keterlambatan adalah [[1/1000|satu permil]] per [[hari]].",
    ),
    Snippet(
        QUESTIONS,
        "essay",
        N_("Uraian"),
        "## Ceritakan satu contoh dari unit Anda. {#§ points=10}\n\n____",
        "Ceritakan satu contoh dari unit Anda.",
    ),
    Snippet(
        QUESTIONS,
        "scale",
        N_("Skala (survei)"),
        "## Materi mudah dipahami. {#§}\n"
        "(1..4) Tidak setuju | Kurang setuju | Setuju | Sangat setuju",
        "Materi mudah dipahami.",
    ),
    Snippet(
        TEXT,
        "note",
        N_("Catatan"),
        "> [!NOTE]\n> Tulis catatannya di sini.",
        "Tulis catatannya di sini.",
    ),
    Snippet(
        TEXT, "tip", N_("Kiat"), "> [!TIP]\n> Tulis kiatnya di sini.", "Tulis kiatnya di sini."
    ),
    Snippet(
        TEXT,
        "warning",
        N_("Peringatan"),
        "> [!WARNING]\n> Tulis peringatannya di sini.",
        "Tulis peringatannya di sini.",
    ),
    Snippet(
        TEXT,
        "table",
        N_("Tabel"),
        "| Peran | Tugas |\n|---|---|\n| PPK | Menandatangani kontrak |\n| PPTK | Mengendalikan kegiatan |",
        "Peran",
    ),
    Snippet(
        TEXT,
        "footnote",
        N_("Catatan kaki"),
        "Kalimat yang perlu sumber.[^§]\n\n[^§]: Tulis sumbernya di sini.",
        "Kalimat yang perlu sumber.",
    ),
    Snippet(
        TEXT,
        "formula",
        N_("Rumus"),
        "$$\n\\text{deviasi} = \\text{rencana} - \\text{kenyataan}\n$$",
        "\\text{deviasi} = \\text{rencana} - \\text{kenyataan}",
    ),
)

BY_KEY: Mapping[str, Snippet] = {snippet.key: snippet for snippet in SNIPPETS}


def id_prefix(path: str) -> str:
    """How new ids of a file begin, so that files seldom propose the same: `m2-` in `02-hak.md`,
    the file's name in a bank."""
    name = PurePosixPath(path)
    number = _MODULE_NUMBER.match(name.name)
    if number is not None:
        return f"m{number[1]}-"
    stem = re.sub(r"[^a-z0-9]+", "-", name.stem.lower()).strip("-")[:40].strip("-")
    return f"{stem or 'baru'}-"


def appended(text: str, snippet: Snippet, path: str) -> str:
    """The text with the piece at its end, apart by a blank line, its ids new ones."""
    before = text.rstrip("\n")
    return (
        f"{before}\n\n{with_ids(snippet, text, path)}\n"
        if before
        else f"{with_ids(snippet, text, path)}\n"
    )


def with_ids(snippet: Snippet, text: str, path: str) -> str:
    """The piece with ids that the text doesn't have yet."""
    prefix = id_prefix(path)
    piece, number = snippet.text, 0
    while NEW_ID in piece:
        number += 1
        while f"{prefix}{number}" in text:
            number += 1
        # A footnote names its label twice.
        count = 2 if f"[^{NEW_ID}]:" in piece else 1
        piece = piece.replace(NEW_ID, f"{prefix}{number}", count)
    return piece
