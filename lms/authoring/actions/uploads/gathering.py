"""Uploads as files of a draft: unpacked, converted, put in their places. Nothing is written here."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lms.authoring.actions.uploads.converting import CONVERTERS, Converter
from lms.authoring.actions.uploads.taken import Taken
from lms.authoring.actions.uploads.upload import Document, Upload
from lms.authoring.rules import files as rules
from lms.core.archives import Limits, open_archive, renamed, top_folder
from lms.core.errors import Invalid
from lms.core.words import N_

Mode = Literal["add", "replace", "beside"]
"""`add`: files of the same name are replaced; `replace`: the whole draft is; `beside`: nothing is,
a picture whose name is taken gets a free one (for what is pasted into a text)."""

LIMITS = Limits(rules.MOST_FILES, rules.MOST_BYTES, rules.MOST_BYTES_OF_ONE)

_KEPT_FOLDERS = ("media", "bank")

NOT_OF_A_COURSE = N_("jenis atau nama berkas ini tidak dikenal")
OLD_DOCUMENT = N_("simpan sebagai .docx, lalu unggah lagi")
MACROS = N_("dokumen bermakro tidak diterima; simpan sebagai .docx biasa")
DRAWING = N_("gambar jenis ini tidak diterima; simpan sebagai WebP, PNG, atau JPEG")
KNOWN_DOCUMENT = N_("dokumen ini sudah pernah diunggah")
NO_QUESTIONS = N_("tidak ada soal Aiken, GIFT, atau Moodle XML di dalamnya")

_WORDS: Mapping[str, str] = {
    ".doc": OLD_DOCUMENT,
    ".odt": OLD_DOCUMENT,
    ".rtf": OLD_DOCUMENT,
    ".docm": MACROS,
    ".svg": DRAWING,
    ".heic": DRAWING,
    ".bmp": DRAWING,
    ".tif": DRAWING,
    ".tiff": DRAWING,
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that wasn't taken, and why (a msgid)."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an upload."""

    course_key: str
    paths: tuple[str, ...]
    """The files that hold what was sent, changed or not."""
    changed: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    documents: tuple[Document, ...]


@dataclass
class Gathered:
    """Uploads as files of a draft, read only when they are needed."""

    sources: list[Mapping[str, bytes]] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    originals: dict[str, str] = field(default_factory=dict)
    """Hashes of documents, by the path of the module they became."""

    @property
    def files(self) -> Mapping[str, bytes]:
        return _Together(self.sources)

    def received(
        self, course_key: str, changed: Iterable[str], left_out: Iterable[str]
    ) -> Received:
        more = [LeftOut(path, _why_not(path)) for path in left_out if not rules.is_ignored(path)]
        paths = [path for path in self.files if rules.kind_of(path)]
        return Received(
            course_key,
            tuple(sorted({*paths, *self.same})),
            tuple(changed),
            tuple(self.left_out + more),
            tuple(self.documents),
        )


class _Together(Mapping[str, bytes]):
    """Several folders as one; no path is in two of them."""

    def __init__(self, folders: Iterable[Mapping[str, bytes]]) -> None:
        self._of = {path: folder for folder in folders for path in folder}

    def __getitem__(self, path: str) -> bytes:
        return self._of[path][path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)


def gather(uploads: Sequence[Upload], taken: Taken, mode: Mode) -> Gathered:
    """Everything that was sent, as files of a draft.

    Raises:
        Invalid: nothing was sent, or something can't be taken.
    """
    if not uploads:
        raise Invalid("files", "Pilih berkas yang akan diunggah.")
    gathered = Gathered()
    for upload in uploads:
        convert = CONVERTERS.get(upload.ending)
        if upload.ending == ".zip":
            _take_archive(upload, gathered)
        elif convert is not None:
            _take_converted(upload, convert, taken, gathered)
        else:
            _take_file(upload, taken, mode, gathered)
        taken.paths.update(gathered.files)
    return gathered


def _take_archive(upload: Upload, gathered: Gathered) -> None:
    archive = open_archive(upload.content, LIMITS, ignored=rules.is_ignored)
    folder = top_folder(archive.files, keep=_KEPT_FOLDERS)
    _add(gathered, renamed(archive.files, _places(archive.files, folder)))


def _places(paths: Iterable[str], folder: str) -> dict[str, str]:
    """Where the files of an archive go, by the paths they have there. Pictures and the like that
    lie beside the texts, or alone, belong to the media."""
    places = {}
    for path in paths:
        place = path.removeprefix(folder)
        beside = rules.place_of(place, ()) if "/" not in place else None
        if beside is not None and rules.kind_of(beside) == "media":
            place = beside
        if place in places:
            raise Invalid("files", "%(path)s dikirim dua kali. Kirim satu saja.", path=place)
        places[place] = path
    return places


def _take_converted(upload: Upload, convert: Converter, taken: Taken, gathered: Gathered) -> None:
    original = upload.sha256()
    known = taken.by_original.get(original)
    if known is not None:
        gathered.same.append(known)
        gathered.left_out.append(LeftOut(upload.name, KNOWN_DOCUMENT))
        return
    made = convert(upload, taken)
    if made is None:
        gathered.left_out.append(LeftOut(upload.name, NO_QUESTIONS))
        return
    _add(gathered, made.files)
    gathered.originals[made.document.path] = original
    gathered.documents.append(made.document)
    taken.note(made.document.path, made.files[made.document.path])


def _take_file(upload: Upload, taken: Taken, mode: Mode, gathered: Gathered) -> None:
    path = rules.place_of(upload.name, taken.paths)
    if path is None:
        gathered.left_out.append(LeftOut(upload.name, _why_not(upload.name)))
        return
    upload.content.seek(0)
    data = upload.content.read(rules.MOST_BYTES_OF_ONE + 1)
    known = taken.by_original.get(hashlib.sha256(data).hexdigest())
    # A text whose name was made up just now would get another one each time it is sent.
    if known is not None and (mode == "beside" or _made_up(path, upload.name)):
        gathered.same.append(known)
        return
    if mode == "beside" and path in taken.paths:
        path = _beside(path, taken.paths)
    _add(gathered, {path: data})


def _made_up(path: str, name: str) -> bool:
    return rules.is_source(path) and path.lower() != name.lower()


def _beside(path: str, paths: Collection[str]) -> str:
    if rules.kind_of(path) == "media":
        return rules.free_media_path(path.rpartition("/")[2], paths)
    return rules.next_module(path.partition("-")[2].removesuffix(".md"), paths)


def _add(gathered: Gathered, files: Mapping[str, bytes]) -> None:
    for path in files:
        if path in gathered.files:
            raise Invalid("files", "%(path)s dikirim dua kali. Kirim satu saja.", path=path)
    gathered.sources.append(files)


def _why_not(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return _WORDS.get(f"{dot}{ending.lower()}", NOT_OF_A_COURSE)
