"""Archives: a good one gives back its files; each hostile kind is refused with its own reason."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.archives import (
    MESSAGES,
    MOST_ENTRIES,
    Archive,
    Limits,
    RefusedArchive,
    open_archive,
    renamed,
    top_folder,
    write_archive,
)

LIMITS = Limits(files=20, total_bytes=4_000_000, file_bytes=2_000_000)

NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_é ", min_size=1, max_size=12).map(
    lambda name: f"{name}.md"
)
FILES = st.dictionaries(
    st.lists(NAMES, min_size=1, max_size=3).map("/".join),
    st.binary(max_size=2_000),
    min_size=1,
    max_size=10,
)


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    """A zip as any tool makes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out


def written(files: dict[str, bytes], folder: str = "") -> io.BytesIO:
    """A zip as we make it."""
    out = io.BytesIO()
    write_archive(files, out, folder)
    return out


def with_entry(change: Callable[[zipfile.ZipInfo], None], data: bytes = b"x") -> io.BytesIO:
    """A zip of one entry, made unusual."""
    out = io.BytesIO()
    entry = zipfile.ZipInfo("a.md")
    change(entry)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, data)
    return out


def patched(source: io.BytesIO, old: bytes, new: bytes) -> io.BytesIO:
    """The same bytes with every `old` replaced, as no honest tool writes them."""
    assert len(old) == len(new)
    assert old in source.getvalue()
    return io.BytesIO(source.getvalue().replace(old, new))


def reason_of(source: io.BytesIO) -> str:
    """Why an archive is refused, be it only when it is unpacked."""
    with pytest.raises(RefusedArchive) as refused:
        archive = open_archive(source, LIMITS)
        _ = [archive.files[path] for path in archive.files]
    words = refused.value.message % refused.value.params
    assert words
    assert "%(" not in words
    return refused.value.reason


def opened(files: dict[str, bytes], **options: object) -> Archive:
    return open_archive(packed(files), LIMITS, **options)  # type: ignore[arg-type]


@given(FILES)
def test_a_good_archive_gives_back_its_files(files: dict[str, bytes]) -> None:
    archive = open_archive(written(files), LIMITS)
    assert dict(archive.files) == files
    assert archive.left_out == ()


@given(FILES, st.sampled_from(["kursus", "Folder baru"]))
def test_one_folder_around_everything_is_taken_off(files: dict[str, bytes], top: str) -> None:
    archive = open_archive(written(files, top), LIMITS)
    folder = top_folder(archive.files)
    assert folder.startswith(f"{top}/")
    old_paths = {path.removeprefix(f"{top}/"): path for path in archive.files}
    assert dict(renamed(archive.files, old_paths)) == files


@given(FILES)
def test_the_same_files_make_the_same_bytes(files: dict[str, bytes]) -> None:
    assert written(files).read() == written(files).read()


@given(st.binary(max_size=300))
def test_any_bytes_are_an_archive_or_refused(data: bytes) -> None:
    assert reason_of(io.BytesIO(data)) in MESSAGES


@given(FILES, st.data())
def test_a_changed_byte_never_raises_anything_else(
    files: dict[str, bytes], data: st.DataObject
) -> None:
    whole = bytearray(written(files).read())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        archive = open_archive(io.BytesIO(bytes(whole)), LIMITS)
        total = sum(len(archive.files[path]) for path in archive.files)
    except RefusedArchive:
        return
    assert total <= LIMITS.total_bytes


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../a.md", "outside"),
        ("x/../../a.md", "outside"),
        ("/etc/passwd", "absolute"),
        ("C:/a.md", "absolute"),
        ("c:a.md", "absolute"),
        ("x\\a.md", "windows"),
        ("C:\\a.md", "windows"),
        ("..\\a.md", "windows"),
        ("x//a.md", "name"),
        ("x/./a.md", "name"),
        ("a\x07.md", "name"),
        ("isi.zip", "nested"),
        ("x/isi.tar.gz", "nested"),
        ("ISI.RAR", "nested"),
    ],
)
def test_a_hostile_name_is_refused(name: str, reason: str) -> None:
    assert reason_of(packed({"course.md": b"x", name: b"x"})) == reason


def test_a_name_with_nul_is_refused() -> None:
    assert reason_of(patched(packed({"aXb.md": b"x"}), b"aXb.md", b"a\0b.md")) in {
        "name",
        "damaged",
    }


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK])
def test_what_is_no_file_is_refused(kind: int) -> None:
    def change(entry: zipfile.ZipInfo) -> None:
        entry.create_system = 3
        entry.external_attr = (kind | 0o777) << 16

    assert reason_of(with_entry(change, b"/etc/passwd")) == "link"


def test_a_password_is_refused() -> None:
    source = packed({"a.md": b"x"}, zipfile.ZIP_STORED)
    data = bytearray(source.getvalue())
    directory = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[directory + 8] |= 1
    assert reason_of(io.BytesIO(bytes(data))) == "encrypted"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_are_refused(method: int) -> None:
    assert reason_of(packed({"a.md": b"x" * 500}, method)) == "method"


def test_a_name_twice_is_refused() -> None:
    source = packed({"a.md": b"1", "b.md": b"2"})
    assert reason_of(patched(source, b"b.md", b"a.md")) == "duplicate"


def test_letters_composed_otherwise_are_the_same_name() -> None:
    assert reason_of(packed({"\u00e9.md": b"1", "e\u0301.md": b"2"})) == "duplicate"


def test_names_that_differ_by_capitals_are_refused() -> None:
    assert reason_of(packed({"A.md": b"1", "a.md": b"2"})) == "case"


def test_too_many_files_are_refused() -> None:
    assert reason_of(packed({f"{n}.md": b"" for n in range(21)})) == "count"


def test_a_directory_of_too_many_is_never_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    source = packed({"a.md": b"x"})
    at = source.getvalue().rindex(b"PK\x05\x06")
    data = bytearray(source.getvalue())
    data[at + 8 : at + 12] = struct.pack("<HH", MOST_ENTRIES + 1, MOST_ENTRIES + 1)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert reason_of(io.BytesIO(bytes(data))) == "count"


def test_a_large_directory_behind_a_small_one_is_never_parsed() -> None:
    data = packed({"a.md": b"x"}).getvalue()
    at = data.rindex(b"PK\x05\x06")
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 1 << 40, 0)
    for offset, reason in ((at, "count"), (0, "damaged")):
        locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, offset, 1)
        assert reason_of(io.BytesIO(data[:at] + record + locator + data[at:])) == reason


def test_too_large_a_file_is_refused() -> None:
    data = bytes(range(256)) * 8_000
    assert reason_of(packed({"a.bin": data}, zipfile.ZIP_STORED)) == "file-size"


def test_too_much_in_all_is_refused() -> None:
    files = {f"{n}.bin": bytes([n]) * 1_900_000 for n in range(3)}
    assert reason_of(packed(files, zipfile.ZIP_STORED)) == "size"


def test_a_bomb_is_not_unpacked() -> None:
    assert reason_of(packed({"a.md": b"\0" * 1_900_000})) == "bomb"


def test_entries_that_share_their_bytes_are_refused() -> None:
    data = b"".join(bytes([n]) * 3_000 for n in range(200))
    source = packed({"a.md": data}, zipfile.ZIP_STORED)
    with zipfile.ZipFile(source, "a") as archive:
        shared = archive.infolist()[0]
        for name in "bcdef":
            twin = zipfile.ZipInfo(f"{name}.md")
            for field in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(twin, field, getattr(shared, field))
            archive.filelist.append(twin)
            archive._didModify = True
    assert reason_of(source) == "bomb"


def test_a_file_that_unpacks_to_more_than_promised_is_refused() -> None:
    source = packed({"a.md": b"abc" * 400})
    promised = struct.pack("<I", 1_200)
    assert reason_of(patched(source, promised, struct.pack("<I", 12))) == "damaged"


def test_a_damaged_file_is_refused() -> None:
    source = packed({"a.md": b"isi yang panjang"}, zipfile.ZIP_STORED)
    assert reason_of(patched(source, b"yang", b"YANG")) == "damaged"


def test_what_is_cut_off_is_refused() -> None:
    data = packed({"a.md": b"x" * 900}).getvalue()
    assert reason_of(io.BytesIO(data[:-10])) == "no-archive"
    assert reason_of(io.BytesIO(data[40:])) == "damaged"


def test_nothing_inside_is_refused() -> None:
    assert reason_of(packed({})) == "empty"
    assert reason_of(packed({"__MACOSX/._a.md": b"x"})) == "empty"


def test_what_systems_leave_behind_is_left_out() -> None:
    files = {"k/a.md": b"1", "__MACOSX/k/._a.md": b"2", "k/.DS_Store": b"3", "k/Thumbs.db": b"4"}
    archive = opened(files)
    assert list(archive.files) == ["k/a.md"]
    assert set(archive.left_out) == files.keys() - {"k/a.md"}


def test_what_the_caller_ignores_is_not_measured() -> None:
    files = {f".git/{n}": b"" for n in range(30)} | {"a.md": b"x"}
    archive = opened(files, ignored=lambda path: path.startswith("."))
    assert list(archive.files) == ["a.md"]


def test_folders_are_no_files() -> None:
    assert list(opened({"k/": b"", "k/a.md": b"1"}).files) == ["k/a.md"]


def test_a_leading_dot_is_taken_off() -> None:
    assert list(opened({"./a.md": b"1"}).files) == ["a.md"]


@pytest.mark.parametrize(
    ("raw", "name"), [("é.md".encode(), "é.md"), (b"\x82.md", "é.md"), (b"\xb3.md", None)]
)
def test_names_without_the_mark_for_utf8(raw: bytes, name: str | None) -> None:
    plain = "x" * (len(raw) - 3) + ".md"
    source = patched(packed({plain: b"1"}), plain.encode(), raw)
    if name is None:
        assert reason_of(source) == "encoding"
    else:
        assert list(open_archive(source, LIMITS).files) == [name]


def test_a_mark_for_utf8_that_lies_is_refused() -> None:
    source = patched(packed({"é.md": b"1"}), "é.md".encode(), b"\xff\xff.md")
    assert reason_of(source) == "encoding"


@pytest.mark.parametrize(
    ("paths", "folder"),
    [
        (["k/a.md", "k/b/c.md"], "k/"),
        (["media/a.png", "media/b.png"], ""),
        (["a.md", "k/b.md"], ""),
        (["a.md"], ""),
        ([], ""),
    ],
)
def test_only_a_folder_of_no_meaning_is_taken_off(paths: list[str], folder: str) -> None:
    assert top_folder(paths, keep={"media"}) == folder
