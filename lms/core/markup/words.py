"""The few words that rendering adds to a text, in the language of the text.

They follow the text, not the reader's interface, hence no catalogue of translations.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words."""

    callouts: dict[str, str]
    media: dict[str, str]
    download: str
    transcript: str
    table: str
    formula: str
    footnotes: str
    back: str
    decimal: str


INDONESIAN = Words(
    callouts={"note": "Catatan", "tip": "Saran", "warning": "Perhatian"},
    media={"audio": "Audio", "video": "Video", "file": "Berkas", "image": "Gambar"},
    download="Unduh",
    transcript="Transkrip",
    table="Tabel",
    formula="Rumus",
    footnotes="Catatan kaki",
    back="Kembali ke teks",
    decimal=",",
)

ENGLISH = Words(
    callouts={"note": "Note", "tip": "Tip", "warning": "Warning"},
    media={"audio": "Audio", "video": "Video", "file": "File", "image": "Picture"},
    download="Download",
    transcript="Transcript",
    table="Table",
    formula="Formula",
    footnotes="Footnotes",
    back="Back to the text",
    decimal=".",
)


def words_for(language: str) -> Words:
    """English for "en" and its variants, else Indonesian."""
    return ENGLISH if language.split("-")[0] == "en" else INDONESIAN


def size_of(size_bytes: int, words: Words) -> str:
    """A file's size for people: "340 KB", "1,2 MB" (1 MB is a million bytes)."""
    if size_bytes < 1_000_000:
        return f"{max(1, round(size_bytes / 1000))} KB"
    return f"{size_bytes / 1_000_000:.1f} MB".replace(".", words.decimal)
