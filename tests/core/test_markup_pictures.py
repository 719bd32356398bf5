"""The pictures in compiled HTML: offered in widths, taken by one version, replaced by something else."""

from __future__ import annotations

import pytest

from lms.core.markup.allowed import SIZES
from lms.core.markup.compiler import compile_text
from lms.core.markup.pictures import Picture, by_one_version, replaced, without_choices
from lms.core.markup.values import (
    MediaInfo,
    Options,
    Source,
    options_from_json,
    options_to_json,
)

VERSIONS = ((360, "/m/1.webp"), (720, "/m/2.webp"), (1080, "/m/3.webp"))
OPTIONS = Options(
    media={"media/f.jpg": MediaInfo("/m/f.jpg", "image", 900_000, 1600, 1200, VERSIONS)}
)


def block(text: str, options: Options = OPTIONS, anchors: str | None = None) -> str:
    return compile_text(Source(text, anchors=anchors), options)


def test_a_picture_offers_its_versions_with_its_own_size() -> None:
    html = block("![Foto](media/f.jpg)")
    assert 'srcset="/m/1.webp 360w, /m/2.webp 720w, /m/3.webp 1080w"' in html
    assert f'sizes="{SIZES}"' in html
    assert 'src="/m/f.jpg"' in html
    assert 'width="1600"' in html


def test_only_a_picture_at_the_top_of_a_lesson_is_asked_for_at_once() -> None:
    picture = "![Foto](media/f.jpg)"
    top = block(f"Satu.\n\n{picture}\n\n{picture}", anchors="p")
    assert top.count("<img") == 2
    assert top.count('loading="lazy"') == 1
    assert top.index("<img") < top.index('loading="lazy"')
    far = block("Satu.\n\nDua.\n\nTiga.\n\n" + picture, anchors="p")
    assert 'loading="lazy"' in far
    assert 'loading="lazy"' in block(picture)


def test_versions_survive_the_way_to_the_child() -> None:
    assert options_from_json(options_to_json(OPTIONS)) == OPTIONS


@pytest.mark.parametrize(
    ("versions", "taken"),
    [(VERSIONS, "/m/2.webp"), (VERSIONS[:1], "/m/1.webp"), (VERSIONS[2:], "/m/3.webp")],
)
def test_one_version_is_taken_where_nothing_is_to_spare(versions: tuple, taken: str) -> None:
    info = MediaInfo("/m/f.jpg", "image", 900_000, 1600, 1200, versions)
    html = by_one_version(block('![a "b" > c](media/f.jpg)', Options(media={"media/f.jpg": info})))
    assert f'src="{taken}"' in html
    assert "srcset" not in html
    assert "sizes" not in html


def test_html_without_versions_is_left_as_it_is() -> None:
    html = '<p><img alt="x" src="/m/f.jpg" width="3"></p><p>a &lt;img srcset="b"></p>'
    assert by_one_version(html) == html


def test_a_picture_without_choices_is_the_one_that_was_handed_in() -> None:
    html = block("![Foto](media/f.jpg)")
    plain = Options(media={"media/f.jpg": MediaInfo("/m/f.jpg", "image", 900_000, 1600, 1200)})
    assert without_choices(html) == block("![Foto](media/f.jpg)", plain)


def said(picture: Picture) -> str:
    return f"[{picture.address}|{picture.alt}]"


def test_something_stands_in_the_place_of_each_picture() -> None:
    html = block('a ![x "y" > z](media/f.jpg) b')
    assert replaced(html, said) == '<p>a [/m/2.webp|x "y" > z] b</p>'


def test_a_picture_in_a_link_leaves_its_words_there() -> None:
    html = block("[lihat ![Foto](media/f.jpg)](https://a.example/) dan [b](https://b.example/)")
    shown = replaced(html, said)
    assert ">lihat Foto</a>[/m/2.webp|Foto] dan <a" in shown
    assert "<img" not in shown
