"""The players in compiled HTML: offered in more than one file, kept by the first."""

from __future__ import annotations

import pytest

from lms.core.markup.compiler import compile_text
from lms.core.markup.players import by_first_source
from lms.core.markup.values import (
    MediaInfo,
    Options,
    Source,
    options_from_json,
    options_to_json,
)

SOURCES = (("audio/ogg; codecs=opus", "/m/1/s.ogg"), ("audio/mpeg", "/m/2/s.mp3"))
LIGHT = MediaInfo("/m/1/s.ogg", "audio", 2_000_000, sources=SOURCES)
OPTIONS = Options(media={"media/s.mp3": LIGHT})


def block(text: str) -> str:
    return compile_text(Source(text), OPTIONS)


def test_a_player_offers_its_files_in_order_and_names_the_size_of_the_first() -> None:
    html = block("![Wawancara](media/s.mp3)")
    first, second = (f'<source src="{url}" type="{name}">' for name, url in SOURCES)
    assert first + second + "</audio>" in html
    assert "Audio, 2,0 MB" in html
    assert 'href="/m/1/s.ogg"' in html
    assert 'preload="none"' in html
    assert 'aria-label="Wawancara"' in html


def test_a_sound_in_a_line_is_a_link_to_the_first_file() -> None:
    html = block("Dengar ![ini](media/s.mp3) dahulu.")
    assert 'href="/m/1/s.ogg"' in html
    assert "s.mp3" not in html


def test_sources_survive_the_way_to_the_child() -> None:
    assert options_from_json(options_to_json(OPTIONS)) == OPTIONS


def test_the_first_file_alone_is_kept() -> None:
    html = block("![Satu](media/s.mp3)\n\n![Dua](media/s.mp3)")
    kept = by_first_source(html)
    assert kept.count("<source") == 2
    assert "s.mp3" not in kept
    assert kept.count("</audio>") == 2


@pytest.mark.parametrize(
    "html",
    [
        '<p><audio controls="" src="/m/1.mp3"></audio></p>',
        '<audio aria-label="<source a><source b>" controls=""><source src="/a"></audio>',
        '<p>&lt;source src="a"&gt;&lt;source src="b"&gt;</p>',
    ],
)
def test_html_without_a_choice_is_left_as_it_is(html: str) -> None:
    assert by_first_source(html) == html
