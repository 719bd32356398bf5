"""Attacks as the pieces of a module, made harmless where the checker refuses them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lms.courses.source import CourseFolder, scan
from tests.browser.attacked.places import in_a_head
from tests.browser.payloads import Payload
from tests.factories.courses import course_folder, png

_MP3 = b"ID3" + b"\0" * 64


@dataclass(frozen=True)
class Piece:
    """Lines of a module: an attack in a field, or (`harmless`) what stands there without it."""

    text: str
    harmless: str = ""
    payload: Payload | None = None
    place: str = ""


_HEAD = "---\nid: modul\ntitle: {title}\nsummary: {summary}\n---"


def pieces_of(group: list[Payload]) -> list[Piece]:
    """The attacks in every field of a module."""
    line = in_a_head(group)
    pieces = [
        Piece(_HEAD.format(title=line, summary=line), _HEAD.format(title="Modul", summary="Isi."))
    ]
    for number, one in enumerate(group):
        heading = f"# Materi {number} {{#m{number}}}\n\nIsi.\n"
        pieces.append(Piece(f"# {one.line} {{#m{number}}}\n\nIsi.\n", heading, one, "lesson title"))
    pieces.append(Piece("# Semua {#semua}\n\nIsi.\n"))
    pieces += [Piece(f"\n{one.text}\n", "", one, "lesson") for one in group]
    pieces.append(Piece("\n# Kuis {#kuis .quiz pass=0}\n"))
    for number, one in enumerate(group):
        pieces += _question(number, one)
    return pieces


def _question(number: int, one: Payload) -> list[Piece]:
    quoted = one.text.replace("\n", "\n  > ")
    title = f"## Soal {number}? {{#s{number}}}"
    return [
        Piece(f"\n## {one.line} {{#s{number}}}", f"\n{title}", one, "question"),
        Piece(f"- (x) {one.line}", "- (x) Ya", one, "option"),
        Piece(f"  > {quoted}", "", one, "feedback"),
        Piece("- ( ) Tidak\n"),
        Piece(f"> Pembahasan: {one.line}\n", "", one, "explanation"),
    ]


def folder_of(key: str, group: list[Payload], pieces: Sequence[Piece]) -> CourseFolder:
    """A course of these pieces, with attacks in its head too."""
    line = in_a_head(group)
    folder = course_folder(
        key,
        title=line,
        summary=line,
        files={
            "01-modul.md": "\n".join(piece.text for piece in pieces).encode(),
            "media/peta.png": png(),
            "media/suara.mp3": _MP3,
        },
    )
    text = folder.files["course.md"].decode()
    head = text.replace("inti: Menjelaskan inti kursus", f"inti: {line}")
    return CourseFolder({**folder.files, "course.md": head.encode()})


def without_errors(key: str, group: list[Payload], pieces: list[Piece]) -> list[Piece]:
    """The pieces; those that the checker refuses are made harmless, and those that open a comment,
    which would hide all that follow."""
    pieces = [
        replace(piece, text=piece.harmless) if piece.payload and "<!--" in piece.text else piece
        for piece in pieces
    ]
    while wrong := _errors(key, group, pieces):
        mended = list(_mended(pieces, wrong))
        assert mended != pieces, wrong
        pieces = mended
    return pieces


def _errors(key: str, group: list[Payload], pieces: Sequence[Piece]) -> set[int]:
    findings = scan(folder_of(key, group, pieces)).findings
    errors = [finding for finding in findings if finding.severity == "error"]
    assert all(finding.file == "01-modul.md" for finding in errors), errors[0]
    return {finding.line for finding in errors}


def _mended(pieces: Sequence[Piece], errors: set[int]) -> Iterator[Piece]:
    """The pieces without those on the lines of `errors`. Where such a piece is harmless already,
    another one of its attack is to blame: all of them go."""
    placed, line = [], 1
    for piece in pieces:
        end = line + piece.text.count("\n") + 1
        placed.append((piece, not errors.isdisjoint(range(line, end))))
        line = end
    to_blame = {
        piece.payload for piece, wrong in placed if wrong and piece.text == piece.harmless
    } - {None}
    for piece, wrong in placed:
        bad = wrong or piece.payload in to_blame
        assert not bad or piece.harmless or piece.payload, piece
        yield replace(piece, text=piece.harmless) if bad else piece
