"""What a package is made of, without a database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.sync.rules.packages import PackedFile, media_addresses, packed_kind, version

HASH = "0a" * 32
FILES = st.lists(
    st.builds(
        PackedFile,
        address=st.text(min_size=1),
        bytes=st.integers(0, 9),
        sha256=st.sampled_from(["a", "b"]),
        kind=st.just("page"),
        module=st.text(),
    ),
    unique_by=lambda file: file.address,
)


@given(FILES, st.randoms())
def test_the_version_is_of_addresses_and_bytes_whatever_their_order(
    files: list[PackedFile], chance: st.randoms
) -> None:
    shuffled = list(files)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert version(shuffled) == version(files)


@given(FILES.filter(bool))
def test_the_version_changes_with_any_byte_and_with_any_file(files: list[PackedFile]) -> None:
    first = files[0]
    other = PackedFile(first.address, first.bytes, "c", first.kind, first.module)
    assert version([other, *files[1:]]) != version(files)
    assert version(files[1:]) != version(files)


def test_what_a_page_shows_or_plays_is_found_and_what_it_links_to_is_not() -> None:
    here = f"/courses/kursus/media/{HASH}"
    html = (
        f'<img alt="A" src="{here}/a.png"><audio controls="" src="{here}/b&amp;c.mp3"></audio>'
        f'<a href="{here}/d.pdf">D</a><img alt="" src="https://example.org/e.png">'
    )
    assert media_addresses(html) == {f"{here}/a.png": HASH, f"{here}/b&c.mp3": HASH}


def test_films_and_papers_are_left_out() -> None:
    kinds = [packed_kind(name) for name in ("image/webp", "audio/ogg", "video/mp4")]
    assert kinds == ["picture", "audio", None]
    assert packed_kind("application/pdf") is None
