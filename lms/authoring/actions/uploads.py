"""What people upload: archives, single files, word documents. All of an upload, or nothing.

Everything is read, measured and converted before the write transaction. What does not belong here:
the shape of a request (views), changing rows (drafts, files).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Literal

from sqlalchemy import select

from lms.authoring.actions.drafts import begin_course_with, replace_with
from lms.authoring.actions.files import add_files
from lms.authoring.actions.word import convert
from lms.authoring.models import DraftFile
from lms.authoring.queries.drafts import checked, draft_of, ids_of
from lms.authoring.rules import files as rules
from lms.authoring.rules.heads import course_file
from lms.core.archives import Limits, open_archive, renamed, top_folder
from lms.core.db import db
from lms.core.errors import Invalid
from lms.core.words import N_
from lms.courses.models import Course
from lms.courses.source import CourseFolder, scan
from lms.courses.source.naming import FreeNames, slug

Mode = Literal["add", "replace", "beside"]
"""`add`: files of the same name are replaced; `replace`: the whole draft is; `beside`: nothing is,
a picture whose name is taken gets a free one (for what is pasted into a text)."""

LIMITS = Limits(rules.MOST_FILES, rules.MOST_BYTES, rules.MOST_BYTES_OF_ONE)
MOST_UPLOAD_BYTES = 220 * 1024**2

_KEPT_FOLDERS = ("media", "bank")

NOT_OF_A_COURSE = N_("jenis atau nama berkas ini tidak dikenal")
OLD_DOCUMENT = N_("simpan sebagai .docx, lalu unggah lagi")
MACROS = N_("dokumen bermakro tidak diterima; simpan sebagai .docx biasa")
DRAWING = N_("gambar jenis ini tidak diterima; simpan sebagai WebP, PNG, atau JPEG")
KNOWN_DOCUMENT = N_("dokumen ini sudah pernah diunggah")

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
class Upload:
    """A file as it came: its name without folders, and a stream that can be read from anywhere."""

    name: str
    content: IO[bytes]

    @property
    def ending(self) -> str:
        """The ending in small letters, with its dot."""
        _, dot, ending = self.name.rpartition(".")
        return f"{dot}{ending.lower()}" if dot else ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that wasn't taken, and why (a msgid)."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """A word document that became the module `path`; `lost` is what couldn't be kept, by code."""

    name: str
    path: str
    lost: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an upload."""

    course_key: str
    paths: tuple[str, ...]
    """The files that hold what was sent, changed or not."""
    changed: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    documents: tuple[Document, ...]


def receive(*, course_id: int, uploads: Sequence[Upload], mode: Mode, actor_id: int) -> Received:
    """Take an upload into the draft of a course.

    Raises:
        NotFound: there is no such course.
        Invalid: nothing was sent, or something can't be taken (`RefusedArchive`, `RefusedDocument`,
            `UnusableFiles` among them); then the draft is as it was.
    """
    gathered = _gathered(uploads, _Taken.of_course(course_id), mode)
    files = gathered.files
    if mode == "replace":
        if rules.COURSE_FILE not in files:
            raise Invalid(
                "files",
                "Untuk mengganti seluruh draf, unggah kursus yang lengkap beserta course.md.",
            )
        left_out = replace_with(course_id=course_id, folder=CourseFolder(files), actor_id=actor_id)
        changed = sorted(files.keys() - set(left_out))
    else:
        changed, left = add_files(course_id=course_id, files=files, actor_id=actor_id)
        left_out = tuple(left)
    _remember_documents(course_id, gathered)
    return gathered.received(_key_of(course_id), changed, left_out)


def begin_course_from(
    *, uploads: Sequence[Upload], title: str, key: str, actor_id: int
) -> Received:
    """Create a course of the actor's from an upload. Where there is no `course.md` in it, one is
    written with `title` and `key`, or with what the upload's name gives.

    Raises:
        Invalid: nothing was sent, something can't be taken, or the key is another course's.
    """
    gathered = _gathered(uploads, _Taken(), "add")
    files = dict(gathered.files) if rules.COURSE_FILE not in gathered.files else gathered.files
    if rules.COURSE_FILE not in files:
        if not any(rules.is_source(path) for path in files):
            raise Invalid(
                "files", "Tidak ada naskah di dalamnya. Unggah zip kursus, modul .md, atau .docx."
            )
        files = {**files, rules.COURSE_FILE: _course_file(uploads[0], title, key)}
    course = begin_course_with(actor_id=actor_id, folder=CourseFolder(files))
    _remember_documents(course.id, gathered)
    left_out = [path for path in files if not rules.kind_of(path)]
    return gathered.received(course.key, sorted(files.keys() - set(left_out)), left_out)


@dataclass
class _Taken:
    """What a course has already: paths, ids, and the hashes of what came in."""

    paths: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    module_ids: set[str] = field(default_factory=set)
    by_original: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_course(cls, course_id: int) -> _Taken:
        draft = draft_of(course_id)
        if draft is None:
            return cls()
        query = select(DraftFile.path, DraftFile.original_sha256)
        rows = db.session.execute(query.where(DraftFile.draft_id == draft.id)).all()
        taken = cls(
            paths={row.path for row in rows},
            by_original={row.original_sha256: row.path for row in rows},
        )
        outline = checked(draft.id).outline
        if outline is not None:
            taken.ids = ids_of(outline)
            taken.module_ids = {module.key for module in outline.modules}
        return taken


@dataclass
class _Gathered:
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


def _gathered(uploads: Sequence[Upload], taken: _Taken, mode: Mode) -> _Gathered:
    if not uploads:
        raise Invalid("files", "Pilih berkas yang akan diunggah.")
    gathered = _Gathered()
    for upload in uploads:
        if upload.ending == ".zip":
            _take_archive(upload, gathered)
        elif upload.ending == ".docx":
            _take_document(upload, taken, gathered)
        else:
            _take_file(upload, taken, mode, gathered)
        taken.paths.update(gathered.files)
    return gathered


def _take_archive(upload: Upload, gathered: _Gathered) -> None:
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


def _take_document(upload: Upload, taken: _Taken, gathered: _Gathered) -> None:
    original = _hash_of(upload.content)
    known = taken.by_original.get(original)
    if known is not None:
        gathered.same.append(known)
        gathered.left_out.append(LeftOut(upload.name, KNOWN_DOCUMENT))
        return
    stem = upload.name.rpartition(".")[0]
    paths = set(taken.paths)

    def free_path(name: str) -> str:
        paths.add(path := rules.free_media_path(name, paths))
        return path

    key = FreeNames(taken.module_ids).propose(stem, "modul")
    converted = convert(
        upload.content, name=upload.name, key=key, taken=taken.ids, free_path=free_path
    )
    path = rules.next_module(stem, taken.paths)
    text = converted.module.text.encode()
    _add(gathered, {path: text, **converted.media})
    gathered.originals[path] = original
    gathered.documents.append(Document(upload.name, path, converted.module.lost))
    taken.module_ids.add(key)
    outline = scan(CourseFolder({"course.md": _ANY_HEAD, path: text})).outline
    taken.ids |= ids_of(outline)


def _take_file(upload: Upload, taken: _Taken, mode: Mode, gathered: _Gathered) -> None:
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


def _add(gathered: _Gathered, files: Mapping[str, bytes]) -> None:
    for path in files:
        if path in gathered.files:
            raise Invalid("files", "%(path)s dikirim dua kali. Kirim satu saja.", path=path)
    gathered.sources.append(files)


def _why_not(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return _WORDS.get(f"{dot}{ending.lower()}", NOT_OF_A_COURSE)


def _remember_documents(course_id: int, gathered: _Gathered) -> None:
    """Note which document a module was made of, so that the same one sent again changes nothing."""
    draft = draft_of(course_id) if gathered.originals else None
    if draft is None:
        return
    query = select(DraftFile).where(
        DraftFile.draft_id == draft.id, DraftFile.path.in_(gathered.originals)
    )
    for row in db.session.scalars(query):
        row.original_sha256 = gathered.originals[row.path]
    db.session.flush()


def _course_file(upload: Upload, title: str, key: str) -> bytes:
    stem = " ".join(upload.name.rpartition(".")[0].replace("_", " ").split())
    return course_file(
        key=key or slug(title or stem, "kursus"),
        title=title or stem or "Kursus",
        summary="",
        competency="",
        hours=Decimal(1),
        language="id",
        tail="complete: {lessons: all}\nlicense: CC-BY-4.0\n---\n",
    ).encode()


def _hash_of(content: IO[bytes]) -> str:
    content.seek(0)
    return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]


def _key_of(course_id: int) -> str:
    return db.session.scalars(select(Course.key).where(Course.id == course_id)).one()


_ANY_HEAD = b"---\nformat: 1\nid: x\ntitle: x\n---\n"
