"""Writes proposed ids, or one key of the front matter, into the files of a course, and changes nothing
else in them.

Line endings, byte order marks, comments and spaces stay byte for byte. Which ids are proposed is
settled by the scan (`Outline.proposals`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from lms.courses.source.braces import place_of_id
from lms.courses.source.classify import kept_spans
from lms.courses.source.lines import Line
from lms.courses.source.outline import Outline, Proposal
from lms.courses.source.text import UTF8_MARK, without_control

_LINE_END = re.compile(rb"\r\n|\n|\r")
_ID_KEY = re.compile(rb"(id:)[ \t]*(?:\"\"|'')?([ \t]*)")
_FENCE = b"---"


def with_ids(folder_files: Mapping[str, bytes], outline: Outline) -> dict[str, bytes]:
    """The files of a course with every proposed id written in.

    `outline` is that of a scan of these very files. Afterwards a scan proposes nothing, and what
    the course says to learners, its content hashes included, is the same.
    """
    files = dict(folder_files)
    by_file: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in outline.proposals:
        by_file[proposal.file].append(proposal)
    for path, proposals in by_file.items():
        files[path] = _with_ids_in_file(files[path], proposals)
    return files


def with_key(data: bytes, key: str, value: str) -> bytes:
    """A file whose front matter says so: in the line of the key, else as its last one."""
    mark = UTF8_MARK if data.startswith(UTF8_MARK) else b""
    lines, ends = _split(data.removeprefix(mark))
    written = f"{key}: {value}".encode()
    for index, line in enumerate(lines[1:], start=1):
        if line.startswith(f"{key}:".encode()):
            lines[index] = written
            break
        if line.rstrip() == _FENCE:
            lines.insert(index, written)
            ends.insert(index, ends[0])
            break
    return mark + b"".join(line + end for line, end in zip(lines, ends, strict=True))


def _with_ids_in_file(data: bytes, proposals: Iterable[Proposal]) -> bytes:
    mark = UTF8_MARK if data.startswith(UTF8_MARK) else b""
    lines, ends = _split(data.removeprefix(mark))
    # Headings first: an id in the front matter moves the lines below.
    for proposal in sorted(proposals, key=lambda proposal: proposal.in_front_matter):
        if proposal.in_front_matter:
            _write_into_front_matter(lines, ends, proposal.key)
        else:
            index = proposal.line - 1
            lines[index] = _with_id_in_heading(lines[index], proposal.key)
    return mark + b"".join(line + end for line, end in zip(lines, ends, strict=True))


def _split(data: bytes) -> tuple[list[bytes], list[bytes]]:
    """The lines and their ends, as `text.read_lines` counts them; the last one has no end."""
    ends = _LINE_END.findall(data)
    return _LINE_END.split(data), [*ends, b""]


def _write_into_front_matter(lines: list[bytes], ends: list[bytes], key: str) -> None:
    """Fill the empty `id:` of a module or bank, or write one as its first key."""
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            break
        empty = _ID_KEY.fullmatch(line)
        if empty is not None:
            lines[index] = empty[1] + b" " + key.encode() + empty[2]
            return
    lines.insert(1, b"id: " + key.encode())
    ends.insert(1, ends[0])


def _with_id_in_heading(data: bytes, key: str) -> bytes:
    encoding = _encoding_of(data)
    raw = data.decode(encoding)
    spans = _spans_of_heading(raw)
    visible = "".join(raw[start:end] for start, end in spans)
    level = len(visible) - len(visible.lstrip("#"))
    place, has_braces = place_of_id(Line(0, visible, "heading", level))
    position = _in_raw(spans, place)
    written = f"#{key} " if has_braces else f" {{#{key}}}"
    return (raw[:position] + written + raw[position:]).encode(encoding)


def _encoding_of(data: bytes) -> str:
    """UTF-8, or else what the scanner reads a damaged file as."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _spans_of_heading(raw: str) -> list[tuple[int, int]]:
    """What a reader sees of a line that is a heading; a comment may have begun before it."""
    for in_comment in (False, True):
        spans = kept_spans(raw, in_comment=in_comment).spans
        if without_control("".join(raw[start:end] for start, end in spans)).startswith("#"):
            return spans
    return [(0, len(raw))]


def _in_raw(spans: Iterable[tuple[int, int]], place: int) -> int:
    """Where the character stands in the line that comes before `place` in what is seen of it."""
    for start, end in spans:
        if place <= end - start:
            return start + place
        place -= end - start
    return end
