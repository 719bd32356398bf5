"""A word document becomes a module: the caller's side.

The document is measured like any archive, then taken apart by a short-lived process with limits of
its own (`child`), whose library this process never loads; the text is written by pure functions
(source/word).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Literal

from lms.authoring.source.word import Module, module_of
from lms.core import children
from lms.core.archives import Archive, Limits, RefusedArchive, open_archive
from lms.core.errors import Invalid
from lms.core.words import N_
from lms.courses.source.naming import slug

Reason = Literal["no-document", "macros", "entities", "time", "broken", "too-much"]

MESSAGES: Mapping[Reason, str] = {
    "no-document": N_("%(name)s bukan dokumen Word (.docx). Simpan ulang sebagai .docx."),
    "macros": N_("%(name)s memuat makro. Simpan sebagai .docx biasa, tanpa makro."),
    "entities": N_("%(name)s memuat bagian yang tidak aman dan tidak dibuka."),
    "time": N_("%(name)s terlalu berat untuk diubah. Bagi menjadi beberapa dokumen."),
    "too-much": N_("Gambar di dalam %(name)s terlalu banyak atau terlalu besar."),
    "broken": N_("%(name)s tidak dapat dibaca. Buka di pengolah kata, lalu simpan ulang."),
}
"""Why a document isn't taken: Indonesian msgids."""

LIMITS = Limits(files=3_000, total_bytes=200 * 1024**2, file_bytes=50 * 1024**2)
CPU_SECONDS = 20
MEMORY_BYTES = 1024**3
WALL_SECONDS = 90
"""Only catches a child that hangs; it allows for a busy machine."""

_DOCUMENT = "word/document.xml"
_MACROS = ("vbaproject.bin", "vbadata.xml")


class RefusedDocument(Invalid):
    """A word document that isn't taken; `reason` is one of `MESSAGES`."""

    def __init__(self, reason: Reason, name: str) -> None:
        super().__init__("files", MESSAGES[reason], name=name)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Converted:
    """The module a document became, and its pictures by path."""

    module: Module
    media: Mapping[str, bytes]


def convert(
    document: IO[bytes],
    *,
    name: str,
    key: str,
    taken: Iterable[str],
    free_path: Callable[[str], str],
) -> Converted:
    """Turn a document into a module with the id `key`. `taken` are the ids that the course's
    activities have, `free_path` gives a free path for a picture of some name. Slow: seconds.

    Raises:
        RefusedDocument: it is none, or a hostile one, or too heavy.
    """
    archive = _measured(document, name)
    _refuse_hostile(archive, name)
    with TemporaryDirectory(prefix="document-") as folder:
        answer = _ask_child(document, Path(folder), name)
        stem = slug(Path(name).stem, "dokumen")[:40].strip("-")
        media: dict[str, bytes] = {}
        html: str = answer["html"]
        for number, ending in enumerate(answer["pictures"]):
            path = free_path(f"{stem}-{number + 1}{ending}")
            media[path] = (Path(folder) / f"{number}{ending}").read_bytes()
            html = html.replace(f'src="picture:{number}"', f'src="{path}"')
    module = module_of(html, name=_title_of(name), key=key, taken=taken)
    lost = dict(module.lost)
    for code, times in answer["lost"].items():
        lost[code] = lost.get(code, 0) + times
    return Converted(Module(module.title, module.text, lost), media)


def _title_of(name: str) -> str:
    return " ".join(Path(name).stem.replace("_", " ").split()) or "Dokumen"


def _measured(document: IO[bytes], name: str) -> Archive:
    try:
        return open_archive(document, LIMITS)
    except RefusedArchive as refused:
        if refused.reason in ("no-archive", "damaged", "empty"):
            raise RefusedDocument("no-document", name) from refused
        raise


def _refuse_hostile(archive: Archive, name: str) -> None:
    if _DOCUMENT not in archive.files:
        raise RefusedDocument("no-document", name)
    for path in archive.files:
        if path.lower().endswith(_MACROS):
            raise RefusedDocument("macros", name)
        if path.lower().endswith((".xml", ".rels")):
            content = archive.files[path]
            # No document type belongs in a document; entities are made of one. Other encodings
            # could hide it.
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content[:200]:
                raise RefusedDocument("entities", name)


def _ask_child(document: IO[bytes], folder: Path, name: str) -> dict[str, Any]:
    source = folder / "document.docx"
    document.seek(0)
    with source.open("wb") as copy:
        while part := document.read(1024**2):
            copy.write(part)
    try:
        said = children.answer_in(
            folder,
            "lms.authoring.actions.word.child",
            cpu_seconds=CPU_SECONDS,
            memory_bytes=MEMORY_BYTES,
            wall_seconds=WALL_SECONDS,
        )
    except children.NoAnswer as error:
        raise RefusedDocument("time" if error.killed else "broken", name) from error
    if "refused" in said:
        raise RefusedDocument(said["refused"], name)
    return said
